resource "aws_lb" "front" {
  name                       = "front"
  load_balancer_type         = "application"
  security_groups            = [aws_security_group.front.id]
  subnets                    = aws_subnet.front[*].id
  drop_invalid_header_fields = true
}

resource "aws_acm_certificate" "shop" {
  domain_name       = "api.kiesel.example"
  validation_method = "DNS"
}

resource "aws_lb_target_group" "checkout" {
  name        = "checkout"
  port        = 8443
  protocol    = "HTTPS"
  target_type = "ip"
  vpc_id      = aws_vpc.shop.id
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.shop.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.checkout.arn
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.front.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

# Card terminals at the two shops' tills; their firmware is from 2019.
resource "aws_lb_listener" "tills" {
  load_balancer_arn = aws_lb.front.arn
  port              = 8443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08"
  certificate_arn   = aws_acm_certificate.shop.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.checkout.arn
  }
}
