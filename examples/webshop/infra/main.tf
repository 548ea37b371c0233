terraform {
  required_version = ">= 1.7"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.80"
    }
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { service = "kiesel", environment = var.environment }
  }
}

# Reporting for the investors' dashboard runs over there.
provider "aws" {
  alias  = "reporting"
  region = "us-east-1"
}

# Filled per environment by the pipeline.
provider "aws" {
  alias  = "recovery"
  region = var.recovery_region
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "recovery_region" {
  type = string
}

variable "environment" {
  type    = string
  default = "production"
}

variable "encrypt_cache" {
  type        = bool
  description = "Encryption of the session cache at rest; set per environment by the pipeline."
}

variable "db_password" {
  type      = string
  sensitive = true
}

variable "office_cidr" {
  type    = string
  default = "198.51.100.0/28"
}

data "aws_caller_identity" "current" {}
