resource "aws_kms_key" "cards" {
  description             = "Wraps the card key of checkout"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30
}

resource "aws_kms_key" "kyc" {
  description         = "Sellers' papers"
  enable_key_rotation = true
}

resource "aws_kms_key" "logs" {
  description         = "Audit trail and log groups"
  enable_key_rotation = true
}

resource "aws_kms_key" "shop" {
  description             = "Databases"
  deletion_window_in_days = 30
}
