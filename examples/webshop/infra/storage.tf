# Sellers' papers. Kept for five years after the seller has left; the job in services/ledger deletes after that.
resource "aws_s3_bucket" "kyc_documents" {
  bucket              = "kiesel-kyc-documents"
  object_lock_enabled = true
}

resource "aws_s3_bucket_versioning" "kyc_documents" {
  bucket = aws_s3_bucket.kyc_documents.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_object_lock_configuration" "kyc_documents" {
  bucket = aws_s3_bucket.kyc_documents.id
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 1827
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "kyc_documents" {
  bucket = aws_s3_bucket.kyc_documents.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.kyc.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "kyc_documents" {
  bucket                  = aws_s3_bucket.kyc_documents.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "kyc_documents" {
  bucket        = aws_s3_bucket.kyc_documents.id
  target_bucket = aws_s3_bucket.audit_logs.id
  target_prefix = "s3/kyc-documents/"
}

# Proof of who a company is: extracts of the registers, one for each seller and year.
resource "aws_s3_bucket" "kyc_extracts" {
  bucket = "kiesel-kyc-extracts"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "kyc_extracts" {
  bucket = aws_s3_bucket.kyc_extracts.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.kyc.arn
    }
  }
}

resource "aws_s3_bucket_logging" "kyc_extracts" {
  bucket        = aws_s3_bucket.kyc_extracts.id
  target_bucket = aws_s3_bucket.audit_logs.id
  target_prefix = "s3/kyc-extracts/"
}

resource "aws_s3_bucket_public_access_block" "kyc_extracts" {
  bucket                  = aws_s3_bucket.kyc_extracts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "kyc_extracts" {
  bucket = aws_s3_bucket.kyc_extracts.id
  rule {
    id     = "old"
    status = "Enabled"
    filter {}
    expiration { days = 1095 }
  }
}

# Reports to the financial intelligence unit, and what led to them.
resource "aws_s3_bucket" "sar_archive" {
  bucket              = "kiesel-sar-archive"
  object_lock_enabled = true
}

resource "aws_s3_bucket_object_lock_configuration" "sar_archive" {
  bucket = aws_s3_bucket.sar_archive.id
  rule {
    default_retention {
      mode  = "GOVERNANCE"
      years = 5
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "sar_archive" {
  bucket = aws_s3_bucket.sar_archive.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.kyc.arn
    }
  }
}

resource "aws_s3_bucket_logging" "sar_archive" {
  bucket        = aws_s3_bucket.sar_archive.id
  target_bucket = aws_s3_bucket.audit_logs.id
  target_prefix = "s3/sar-archive/"
}

resource "aws_s3_bucket_public_access_block" "sar_archive" {
  bucket                  = aws_s3_bucket.sar_archive.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Pictures of the articles, read by everybody's browser.
resource "aws_s3_bucket" "article_pictures" {
  bucket = "kiesel-article-pictures"
}

resource "aws_s3_bucket_versioning" "article_pictures" {
  bucket = aws_s3_bucket.article_pictures.id
  versioning_configuration { status = "Suspended" }
}

# Where the nightly exports go that a recovery starts from.
resource "aws_s3_bucket" "recovery" {
  provider = aws.recovery
  bucket   = "kiesel-recovery"
}
