variable "on" { default = true }
resource "aws_s3_bucket" "logs" {
  count  = var.on ? 1 : 0
  bucket = "${var.prefix}-logs-${lower("A")}"
  tags   = merge({ a = 1, "b" : [for k, v in var.m : k => v... if v != null] }, local.t[0].x)
  policy = <<-EOT
    %{ if var.on }{"Version": "2012-10-17"}%{ endif }
  EOT
  dynamic "rule" {
    for_each = toset(["x", "y"])
    content { days = -(1 + 2) * 3 }
  }
}
output "all" { value = aws_s3_bucket.logs.*.id[0] }
