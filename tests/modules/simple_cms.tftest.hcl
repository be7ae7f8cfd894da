# A private bucket behind CloudFront: who may read, what CloudFront does with requests, logs, and invalidations.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan

  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      arn         = "arn:aws:cloudfront::111122223333:distribution/EMOCK"
      id          = "EMOCK"
      domain_name = "d111111abcdef8.cloudfront.net"
    }
  }

  mock_resource "aws_cloudfront_origin_access_control" {
    defaults = {
      id = "OACMOCK"
    }
  }

  mock_resource "aws_cloudfront_cache_policy" {
    defaults = {
      id = "cache-policy"
    }
  }

  mock_resource "aws_cloudfront_response_headers_policy" {
    defaults = {
      id = "headers-policy"
    }
  }

  mock_resource "aws_s3_bucket" {
    defaults = {
      id                          = "mock"
      arn                         = "arn:aws:s3:::mock"
      bucket_regional_domain_name = "mock.s3.eu-west-1.amazonaws.com"
    }
  }

  mock_resource "aws_cloudfront_function" {
    defaults = {
      arn = "arn:aws:cloudfront::111122223333:function/mock"
    }
  }
}

variables {
  acknowledge_public = true
}

run "line_1_only_this_distribution_reads_the_private_bucket" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    name_prefix = "shop-spring"
  }

  assert {
    condition = jsonencode([for s in data.aws_iam_policy_document.bucket_content.statement : [s.sid, s.effect, s.actions, s.resources, one(s.principals).identifiers, [for c in s.condition : [c.test, c.variable, c.values]]]]) == jsonencode([
      ["OnlyThisDistributionReads", null, ["s3:GetObject"], ["${local.bucket_arn}/*"], ["cloudfront.amazonaws.com"], [["StringEquals", "AWS:SourceArn", [aws_cloudfront_distribution.this.arn]]]],
    ])
    error_message = "Only this distribution reads objects: ${jsonencode(data.aws_iam_policy_document.bucket_content.statement)}"
  }
  assert {
    condition     = aws_cloudfront_origin_access_control.this.signing_behavior == "always" && one(aws_cloudfront_distribution.this.origin).origin_access_control_id == aws_cloudfront_origin_access_control.this.id && length(one(aws_cloudfront_distribution.this.origin).s3_origin_config) == 0
    error_message = "CloudFront signs by an origin access control, not by an identity of old."
  }
  assert {
    condition     = output.base_url == "https://${output.domain_name}" && output.bucket == module.content.bucket
    error_message = "Without an alias, the address is CloudFront's: ${output.base_url}"
  }
  assert {
    condition     = jsonencode([for s in data.aws_iam_policy_document.producers.statement : [s.sid, s.actions, s.resources]]) == jsonencode([["ChangeContent", ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], ["${local.bucket_arn}/*"]], ["ListContent", ["s3:ListBucket", "s3:ListBucketVersions"], [local.bucket_arn]]])
    error_message = "Whoever uploads may change and list the content, and take a change back by a former version."
  }
  assert {
    condition     = length(module.invalidator) + length(module.changes) + length(module.dependencies) + length(aws_s3_bucket_notification.content) == 0
    error_message = "Without auto_invalidate there is no function."
  }
}

run "line_2_what_cloudfront_does_with_requests" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    default_ttl_seconds = 60
    max_ttl_seconds     = 600
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).viewer_protocol_policy == "redirect-to-https" && one(aws_cloudfront_distribution.this.default_cache_behavior).allowed_methods == toset(["GET", "HEAD", "OPTIONS"]) && one(aws_cloudfront_distribution.this.default_cache_behavior).cached_methods == toset(["GET", "HEAD"]) && one(aws_cloudfront_distribution.this.default_cache_behavior).compress
    error_message = "HTTP is redirected, nobody can write, answers are compressed."
  }
  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).cache_policy_id == aws_cloudfront_cache_policy.this.id && aws_cloudfront_cache_policy.this.min_ttl == 0 && aws_cloudfront_cache_policy.this.default_ttl == 60 && aws_cloudfront_cache_policy.this.max_ttl == 600
    error_message = "Objects are kept as long as was said; their own Cache-Control may say less."
  }
  assert {
    condition     = length(one(aws_cloudfront_distribution.this.default_cache_behavior).forwarded_values) == 0 && one(aws_cloudfront_distribution.this.default_cache_behavior).smooth_streaming == null && alltrue([for p in aws_cloudfront_cache_policy.this.parameters_in_cache_key_and_forwarded_to_origin : p.enable_accept_encoding_gzip && p.enable_accept_encoding_brotli && one(p.cookies_config).cookie_behavior == "none" && one(p.headers_config).header_behavior == "none" && one(p.query_strings_config).query_string_behavior == "none"])
    error_message = "Nothing deprecated; each object is kept once, compressed or not."
  }
  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).response_headers_policy_id == aws_cloudfront_response_headers_policy.this.id && one(one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_allow_origins).items == toset(["*"]) && one(one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_allow_methods).items == toset(["GET", "HEAD"])
    error_message = "The policy of headers is attached, and lets every origin read."
  }
  assert {
    condition     = alltrue([for h in aws_cloudfront_response_headers_policy.this.security_headers_config : one(h.strict_transport_security).access_control_max_age_sec == 31536000 && one(h.content_type_options).override && one(h.frame_options).frame_option == "SAMEORIGIN" && one(h.referrer_policy).referrer_policy == "strict-origin-when-cross-origin" && length(h.content_security_policy) == 0])
    error_message = "Browsers are told to be careful; no policy of content is presumed."
  }
  assert {
    condition     = jsonencode([for r in aws_cloudfront_distribution.this.custom_error_response : [r.error_code, r.response_page_path, r.response_code]]) == "[[403,\"/404.html\",404]]" && aws_cloudfront_distribution.this.price_class == "PriceClass_100" && aws_cloudfront_distribution.this.default_root_object == "index.html"
    error_message = "What is not there has a page; not all edge locations are paid for."
  }
  assert {
    condition     = one(one(aws_cloudfront_distribution.this.default_cache_behavior).function_association).function_arn == aws_cloudfront_function.index_document[0].arn && one(one(aws_cloudfront_distribution.this.default_cache_behavior).function_association).event_type == "viewer-request" && aws_cloudfront_function.index_document[0].runtime == "cloudfront-js-2.0" && strcontains(aws_cloudfront_function.index_document[0].code, "const INDEX_DOCUMENT = \"index.html\";")
    error_message = "A folder shows its index document: ${aws_cloudfront_function.index_document[0].code}"
  }
  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).cloudfront_default_certificate && one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == null
    error_message = "With CloudFront's own certificate no version of TLS is claimed, as it would have no effect."
  }
}

run "line_2_every_choice_reaches_cloudfront" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    bucket_name               = "our-content"
    default_root_object       = "start.html"
    index_document_in_folders = false
    aliases                   = ["www.example.com", "content.example.com"]
    acm_certificate_arn       = "arn:aws:acm:us-east-1:111122223333:certificate/c-1"
    price_class               = "PriceClass_All"
    error_responses           = {}
    cors_allowed_origins      = []
    web_acl_arn               = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/w-1"
    tags                      = { team = "growth" }
    kms_key_arn               = "arn:aws:kms:eu-west-1:111122223333:key/k-1"
    security_headers = {
      hsts_max_age_seconds    = 0
      nosniff                 = false
      frame_option            = ""
      referrer_policy         = ""
      content_security_policy = "default-src 'self'"
    }
  }

  assert {
    condition     = jsonencode([for c in aws_cloudfront_distribution.this.viewer_certificate : [c.acm_certificate_arn, c.minimum_protocol_version, c.ssl_support_method, c.cloudfront_default_certificate]]) == jsonencode([["arn:aws:acm:us-east-1:111122223333:certificate/c-1", "TLSv1.2_2021", "sni-only", null]])
    error_message = "The certificate comes with the least version of TLS."
  }
  assert {
    condition     = output.base_url == "https://content.example.com" && aws_cloudfront_distribution.this.aliases == toset(["content.example.com", "www.example.com"]) && aws_cloudfront_distribution.this.default_root_object == "start.html" && aws_cloudfront_distribution.this.price_class == "PriceClass_All" && aws_cloudfront_distribution.this.web_acl_id == "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/w-1" && aws_cloudfront_distribution.this.tags.team == "growth"
    error_message = "The distribution has what was given, and the first alias is in the address: ${output.base_url}"
  }
  assert {
    condition     = length(aws_cloudfront_function.index_document) + length(one(aws_cloudfront_distribution.this.default_cache_behavior).function_association) + length(aws_cloudfront_distribution.this.custom_error_response) + length(aws_cloudfront_response_headers_policy.this.cors_config) == 0
    error_message = "What was switched off is not there."
  }
  assert {
    condition     = alltrue([for h in aws_cloudfront_response_headers_policy.this.security_headers_config : length(h.strict_transport_security) + length(h.content_type_options) + length(h.frame_options) + length(h.referrer_policy) == 0 && one(h.content_security_policy).content_security_policy == "default-src 'self'"])
    error_message = "Headers are as they were given."
  }
  assert {
    condition     = output.bucket_arn == module.content.bucket_arn && module.content.bucket == "our-content" && jsonencode([for s in data.aws_iam_policy_document.producers.statement : s.sid]) == "[\"ChangeContent\",\"ListContent\",\"UseKey\"]"
    error_message = "The bucket has its name, and uploaders may use its key."
  }
}

run "line_3_an_alias_needs_a_certificate" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    aliases = ["content.example.com"]
  }

  expect_failures = [var.acm_certificate_arn]
}

run "line_3_a_certificate_is_of_us_east_1" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    aliases             = ["content.example.com"]
    acm_certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/c-1"
  }

  expect_failures = [var.acm_certificate_arn]
}

run "line_3_public_is_acknowledged" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    acknowledge_public = false
  }

  expect_failures = [aws_cloudfront_distribution.this]
}

run "line_4_changes_come_to_the_invalidator" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    name_prefix              = "a234567890123456789012345678901"
    auto_invalidate          = true
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
    alarm_topic_arn          = "arn:aws:sns:eu-west-1:111122223333:on-call"
  }

  assert {
    condition     = aws_s3_bucket_notification.content[0].eventbridge && aws_s3_bucket_notification.content[0].bucket == module.content.bucket
    error_message = "The bucket tells EventBridge."
  }
  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.changes[0].event_pattern) == {
      source      = ["aws.s3"]
      detail-type = ["Object Created", "Object Deleted"]
      detail = {
        bucket = { name = [local.bucket_name] }
        reason = [{ anything-but = ["Lifecycle Expiration"] }]
      }
    }
    error_message = "What people change counts, of this bucket alone: ${aws_cloudwatch_event_rule.changes[0].event_pattern}"
  }
  assert {
    condition     = aws_cloudwatch_event_target.changes[0].arn == module.changes[0].queue_arn && one(aws_cloudwatch_event_target.changes[0].dead_letter_config).arn == module.changes[0].dlq_arn
    error_message = "Changes go to the queue, and to the dead letters when they cannot."
  }
  assert {
    condition     = jsonencode([for s in data.aws_iam_policy_document.invalidator[0].statement : [s.sid, s.actions, s.resources]]) == jsonencode([["ForgetContent", ["cloudfront:CreateInvalidation"], [aws_cloudfront_distribution.this.arn]]]) && length(data.aws_iam_policy_document.invalidator[0].source_policy_documents) == 1
    error_message = "The function reads its queue and invalidates one distribution."
  }
  assert {
    condition     = module.invalidator[0].function_name == "${var.name_prefix}-invalidator" && length(aws_cloudwatch_event_rule.changes[0].name) <= 64 && length(aws_cloudfront_function.index_document[0].name) <= 64 && length(aws_cloudfront_origin_access_control.this.name) <= 64
    error_message = "The longest prefix leaves room for every name."
  }
}

run "line_8_names_hold_prefix_region_and_account" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    name_prefix = "shop-spring"
  }

  assert {
    condition = jsonencode([
      module.content.bucket, module.logs[0].bucket, aws_cloudfront_origin_access_control.this.name,
      aws_cloudfront_cache_policy.this.name, aws_cloudfront_response_headers_policy.this.name,
      aws_cloudfront_function.index_document[0].name,
      ]) == jsonencode([
      "shop-spring-cms-111122223333-eu-west-1", "shop-spring-log-111122223333-eu-west-1", "shop-spring-eu-west-1",
      "shop-spring-eu-west-1", "shop-spring-eu-west-1", "shop-spring-eu-west-1-index",
    ])
    error_message = "Names follow from the prefix, so that two deployments never share one; CloudFront's are global."
  }
  assert {
    condition     = !var.force_destroy
    error_message = "Unless asked to, Terraform destroys no bucket with something in it."
  }
}

run "line_9_the_log_bucket_takes_both_kinds_and_forgets" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    noncurrent_version_days = 30
    log_retention_days_s3   = 14
  }

  assert {
    condition = jsonencode([for s in data.aws_iam_policy_document.bucket_logs.statement : [s.sid, s.effect, s.actions, s.resources, one(s.principals).identifiers, [for c in s.condition : [c.test, c.variable, c.values]]]]) == jsonencode([
      ["LogsOfTheContentsBucket", null, ["s3:PutObject"], ["${local.log_bucket_arn}/s3/*"], ["logging.s3.amazonaws.com"], [["ArnEquals", "aws:SourceArn", [local.bucket_arn]], ["StringEquals", "aws:SourceAccount", ["111122223333"]]]],
    ])
    error_message = "S3's logging may write below its prefix, for this bucket, and no other service is named."
  }
  assert {
    condition     = aws_s3_bucket_logging.content.target_bucket == local.log_bucket_name && aws_s3_bucket_logging.content.target_prefix == "s3/" && jsonencode([for l in aws_cloudfront_distribution.this.logging_config : [l.bucket, l.prefix, l.include_cookies]]) == jsonencode([["${local.log_bucket_name}.s3.amazonaws.com", "cdn/", false]])
    error_message = "Both kinds of logs go there, below prefixes of their own, without cookies."
  }
  assert {
    condition     = jsonencode([local.log_lifecycle_rules, local.content_lifecycle_rules]) == jsonencode([{ all = { abort_days = 7, expiration_days = 14 } }, { former-versions = { abort_days = 7, noncurrent_days = 30 } }])
    error_message = "Logs and former versions are deleted in time."
  }
}

run "line_9_a_log_bucket_that_exists_is_left_as_it_is" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    log_bucket_name = "our-logs"
  }

  assert {
    condition     = length(module.logs) == 0 && aws_s3_bucket_logging.content.target_bucket == "our-logs" && one(aws_cloudfront_distribution.this.logging_config).bucket == "our-logs.s3.amazonaws.com"
    error_message = "Nothing of another's bucket is changed."
  }
}

run "defect_no_logs_where_cloudfront_delivers_none" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  override_data {
    target = data.aws_region.current
    values = { name = "eu-south-1" }
  }

  expect_failures = [aws_cloudfront_distribution.this]
}

run "defect_content_is_kept_for_the_hour_that_is_told" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  assert {
    condition     = aws_cloudfront_cache_policy.this.default_ttl == 3600 && aws_cloudfront_cache_policy.this.max_ttl == 86400
    error_message = "An hour, and a day at most."
  }
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    bucket_name             = "our.content"
    default_root_object     = "/index.html"
    default_ttl_seconds     = -1
    aliases                 = ["https://content.example.com"]
    minimum_tls_version     = "TLSv1.1_2016"
    price_class             = "PriceClass_300"
    error_responses         = { "404" = { response_page = "404.html", response_code = 404 } }
    security_headers        = { frame_option = "ALLOW", referrer_policy = "never", hsts_max_age_seconds = -1 }
    cors_allowed_origins    = ["shop.example.com"]
    noncurrent_version_days = 0
    log_retention_days_s3   = 0.5
    web_acl_arn             = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/w-1"
  }

  expect_failures = [
    var.bucket_name,
    var.default_root_object,
    var.default_ttl_seconds,
    var.aliases,
    var.minimum_tls_version,
    var.price_class,
    var.error_responses,
    var.security_headers,
    var.cors_allowed_origins,
    var.noncurrent_version_days,
    var.log_retention_days_s3,
    var.web_acl_arn,
  ]
}

run "wrong_together" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    bucket_name         = "our-bucket"
    log_bucket_name     = "our-bucket"
    default_ttl_seconds = 3600
    max_ttl_seconds     = 60
    error_responses     = { "418" = { response_page = "/418.html", response_code = 418 } }
  }

  expect_failures = [var.log_bucket_name, var.max_ttl_seconds, var.error_responses]
}

run "wrong_beside_what_is_right" {
  command = plan

  module {
    source = "./modules/simple-cms"
  }

  variables {
    log_bucket_name     = "no bucket"
    max_ttl_seconds     = 31536001
    acm_certificate_arn = "c-1"
  }

  expect_failures = [var.log_bucket_name, var.max_ttl_seconds, var.acm_certificate_arn]
}
