resource "aws_iam_policy" "checkout" {
  name = "checkout"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "OpenCardKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = [aws_kms_key.cards.arn]
    }]
  })
}

resource "aws_iam_policy" "ledger" {
  name = "ledger"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Papers"
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:GetObject"]
        Resource = ["${aws_s3_bucket.kyc_documents.arn}/*"]
      },
      {
        Sid      = "PaperKey"
        Effect   = "Allow"
        Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
        Resource = [aws_kms_key.kyc.arn]
      },
    ]
  })
}

resource "aws_iam_policy" "pipeline" {
  name = "pipeline"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Deploy"
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}
