resource "aws_db_parameter_group" "tls" {
  name   = "kiesel-postgres16"
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "shop" {
  identifier                      = "shop"
  db_name                         = "shop"
  engine                          = "postgres"
  engine_version                  = "16.6"
  instance_class                  = "db.m7g.large"
  allocated_storage               = 100
  username                        = "postgres"
  password                        = var.db_password
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.shop.arn
  parameter_group_name            = aws_db_parameter_group.tls.name
  vpc_security_group_ids          = [aws_security_group.database.id]
  multi_az                        = true
  publicly_accessible             = false
  deletion_protection             = true
  backup_retention_period         = 35
  enabled_cloudwatch_logs_exports = ["postgresql"]
}

resource "aws_db_instance" "ledger" {
  identifier                      = "ledger"
  db_name                         = "ledger"
  engine                          = "postgres"
  engine_version                  = "16.6"
  instance_class                  = "db.m7g.large"
  allocated_storage               = 100
  username                        = "postgres"
  manage_master_user_password     = true
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.shop.arn
  parameter_group_name            = aws_db_parameter_group.tls.name
  vpc_security_group_ids          = [aws_security_group.database.id]
  multi_az                        = true
  publicly_accessible             = false
  deletion_protection             = true
  backup_retention_period         = 35
  enabled_cloudwatch_logs_exports = ["postgresql"]
}

resource "aws_db_instance" "shop_reporting" {
  provider            = aws.reporting
  identifier          = "shop-reporting"
  replicate_source_db = aws_db_instance.shop.arn
  instance_class      = "db.t4g.large"
  storage_encrypted   = true
  kms_key_id          = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  publicly_accessible = false
  deletion_protection = true
}

# Price comparison for the purchasing department: articles and prices of other shops, loaded anew every night.
resource "aws_db_instance" "prices" {
  identifier              = "prices"
  engine                  = "postgres"
  engine_version          = "16.6"
  instance_class          = "db.t4g.small"
  allocated_storage       = 20
  username                = "postgres"
  password                = var.db_password
  storage_encrypted       = false
  vpc_security_group_ids  = [aws_security_group.database.id]
  publicly_accessible     = false
  deletion_protection     = false
  backup_retention_period = 0
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "Sessions and retries of checkout"
  engine                     = "redis"
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  transit_encryption_enabled = true
  at_rest_encryption_enabled = var.encrypt_cache
}
