# The distribution, and what it does with requests and answers.

resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  comment             = "Content of ${var.name_prefix}"
  aliases             = var.aliases
  default_root_object = var.default_root_object
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = var.price_class
  web_acl_id          = var.web_acl_arn
  tags                = var.tags

  origin {
    origin_id                = "content"
    domain_name              = module.content.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  default_cache_behavior {
    target_origin_id           = "content"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.this.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id

    dynamic "function_association" {
      for_each = aws_cloudfront_function.index_document

      content {
        event_type   = "viewer-request"
        function_arn = function_association.value.arn
      }
    }
  }

  dynamic "custom_error_response" {
    for_each = var.error_responses

    content {
      error_code         = tonumber(custom_error_response.key)
      response_page_path = custom_error_response.value.response_page
      response_code      = custom_error_response.value.response_code
    }
  }

  # With CloudFront's own certificate CloudFront decides on the versions of TLS, so none is claimed here.
  viewer_certificate {
    cloudfront_default_certificate = var.acm_certificate_arn == null ? true : null
    acm_certificate_arn            = var.acm_certificate_arn
    minimum_protocol_version       = var.acm_certificate_arn == null ? null : var.minimum_tls_version
    ssl_support_method             = var.acm_certificate_arn == null ? null : "sni-only"
  }

  logging_config {
    bucket          = "${local.log_bucket_name}.s3.amazonaws.com"
    prefix          = local.log_prefixes["distribution"]
    include_cookies = false
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  lifecycle {
    precondition {
      condition     = var.acknowledge_public
      error_message = "acknowledge_public must be true: everything that is uploaded to ${local.bucket_name} can be read by everybody who knows or guesses its address. Set it once you know that nothing else will be put there."
    }
    precondition {
      condition     = contains(local.regions_with_logs, local.region)
      error_message = "CloudFront delivers no access logs to buckets in ${local.region}. Put the module into another Region, such as eu-west-1: readers everywhere are served alike."
    }
  }

  # CloudFront changes the bucket's ACL, which must be possible by then.
  depends_on = [module.logs]
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = local.name
  description                       = "${local.name} signs its requests to its bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# Nothing of a request but its path and encoding makes a difference, so each object is kept once.
resource "aws_cloudfront_cache_policy" "this" {
  name        = local.name
  comment     = "Content of ${local.name}"
  min_ttl     = 0
  default_ttl = var.default_ttl_seconds
  max_ttl     = var.max_ttl_seconds

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = "none"
    }

    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

resource "aws_cloudfront_response_headers_policy" "this" {
  name    = local.name
  comment = "Headers of ${local.name}"

  dynamic "cors_config" {
    for_each = length(var.cors_allowed_origins) == 0 ? [] : [var.cors_allowed_origins]

    content {
      access_control_allow_credentials = false
      origin_override                  = true

      access_control_allow_headers {
        items = ["*"]
      }

      access_control_allow_methods {
        items = ["GET", "HEAD"]
      }

      access_control_allow_origins {
        items = cors_config.value
      }
    }
  }

  security_headers_config {
    dynamic "content_security_policy" {
      for_each = var.security_headers.content_security_policy == "" ? [] : [var.security_headers.content_security_policy]

      content {
        content_security_policy = content_security_policy.value
        override                = true
      }
    }

    dynamic "content_type_options" {
      for_each = var.security_headers.nosniff ? [1] : []

      content {
        override = true
      }
    }

    dynamic "frame_options" {
      for_each = var.security_headers.frame_option == "" ? [] : [var.security_headers.frame_option]

      content {
        frame_option = frame_options.value
        override     = true
      }
    }

    dynamic "referrer_policy" {
      for_each = var.security_headers.referrer_policy == "" ? [] : [var.security_headers.referrer_policy]

      content {
        referrer_policy = referrer_policy.value
        override        = true
      }
    }

    dynamic "strict_transport_security" {
      for_each = var.security_headers.hsts_max_age_seconds == 0 ? [] : [var.security_headers]

      content {
        access_control_max_age_sec = strict_transport_security.value.hsts_max_age_seconds
        include_subdomains         = strict_transport_security.value.hsts_include_subdomains
        preload                    = strict_transport_security.value.hsts_preload
        override                   = true
      }
    }
  }
}

resource "aws_cloudfront_function" "index_document" {
  count = var.index_document_in_folders ? 1 : 0

  name    = "${local.name}-index"
  comment = "Shows the index document of a folder"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = templatefile("${path.module}/index_document.js.tftpl", { index_document = var.default_root_object })

  # CloudFront deletes none that the distribution uses, so the distribution is changed first.
  lifecycle {
    create_before_destroy = true
  }
}
