# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "acknowledge_public" {
  description = "That whoever applies knows: everything that is uploaded can be read by everybody. Must be true."
  type        = bool
  default     = false
  nullable    = false
}

variable "bucket_name" {
  description = "Name of the bucket of the content. Null: <name_prefix>-cms-<account>-<Region>."
  type        = string
  default     = null

  # No dots: CloudFront asks the bucket by a name that its certificate would not cover.
  validation {
    condition     = var.bucket_name == null ? true : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name must have 3 to 63 lower-case letters, digits and hyphens, such as \"shop-content\"."
  }
}

variable "log_bucket_name" {
  description = "Name of a bucket that exists and takes the access logs: in the same account and Region, with ACLs enabled, without a key of KMS, and with a policy that lets logging.s3.amazonaws.com write under s3/. Null: the module makes <name_prefix>-log-<account>-<Region>."
  type        = string
  default     = null

  validation {
    condition     = var.log_bucket_name == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.log_bucket_name))
    error_message = "log_bucket_name must be the name of a bucket that exists: 3 to 63 lower-case letters, digits, dots and hyphens."
  }
  validation {
    condition     = var.log_bucket_name == null ? true : var.log_bucket_name != var.bucket_name
    error_message = "log_bucket_name must be another bucket than bucket_name: logs of logs would never end, and all of them would be public."
  }
}

variable "default_root_object" {
  description = "Name of the index document: what the root shows, and with index_document_in_folders every folder."
  type        = string
  default     = "index.html"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,255}$", var.default_root_object))
    error_message = "default_root_object must be a file name of letters, digits, dots, hyphens and underscores, without a slash, such as \"index.html\"."
  }
}

variable "index_document_in_folders" {
  description = "Whether an address that ends in a slash shows the index document of that folder. False: of the root only."
  type        = bool
  default     = true
  nullable    = false
}

variable "default_ttl_seconds" {
  description = "Seconds that CloudFront keeps an object which says nothing of it in its own Cache-Control."
  type        = number
  default     = 3600
  nullable    = false

  validation {
    condition     = var.default_ttl_seconds >= 0 && floor(var.default_ttl_seconds) == var.default_ttl_seconds
    error_message = "default_ttl_seconds must be a whole number of seconds, at least 0."
  }
}

variable "max_ttl_seconds" {
  description = "Seconds that CloudFront keeps an object at most, whatever its Cache-Control says."
  type        = number
  default     = 86400
  nullable    = false

  # At 0 nothing would be kept, and CloudFront refuses a cache policy that compresses then.
  validation {
    condition     = var.max_ttl_seconds >= max(1, var.default_ttl_seconds) && var.max_ttl_seconds <= 31536000 && floor(var.max_ttl_seconds) == var.max_ttl_seconds
    error_message = "max_ttl_seconds must be a whole number of seconds, at least default_ttl_seconds and 1, and at most 31536000, a year."
  }
}

variable "aliases" {
  description = "Names of your own for the distribution, such as \"content.example.com\". Their DNS records, to the output domain_name, are made elsewhere."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for alias in var.aliases : can(regex("^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", alias))])
    error_message = "aliases must be DNS names in lower case, such as \"content.example.com\"."
  }
}

variable "acm_certificate_arn" {
  description = "ARN of a certificate of ACM, in us-east-1, that covers the aliases. Null: CloudFront's own, without aliases only."
  type        = string
  default     = null

  validation {
    condition     = var.acm_certificate_arn == null ? length(var.aliases) == 0 : true
    error_message = "acm_certificate_arn must be given with aliases: CloudFront's own certificate does not cover them."
  }
  validation {
    condition     = var.acm_certificate_arn == null ? true : can(regex("^arn:[^:]+:acm:us-east-1:[0-9]{12}:certificate/.+$", var.acm_certificate_arn))
    error_message = "acm_certificate_arn must be the ARN of a certificate in us-east-1 (arn:aws:acm:us-east-1:<account>:certificate/<id>), wherever the module is: CloudFront takes no other."
  }
}

variable "minimum_tls_version" {
  description = "Security policy of CloudFront, named by its least version of TLS. It counts with acm_certificate_arn; without, CloudFront decides."
  type        = string
  default     = "TLSv1.2_2021"
  nullable    = false

  validation {
    condition     = can(regex("^TLSv1\\.[23]_20[0-9]{2}$", var.minimum_tls_version))
    error_message = "minimum_tls_version must be a security policy of CloudFront with TLS 1.2 or later, such as \"TLSv1.2_2021\"."
  }
}

variable "price_class" {
  description = "Which edge locations serve readers: PriceClass_100 (North America, Europe, Israel), PriceClass_200 or PriceClass_All. Readers elsewhere are served from farther away."
  type        = string
  default     = "PriceClass_100"
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "price_class must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "error_responses" {
  description = "Pages for errors, by the code that CloudFront gets: the page's path and the code that the reader gets. The bucket says 403 of what it does not have."
  type        = map(object({ response_page = string, response_code = number }))
  default     = { "403" = { response_page = "/404.html", response_code = 404 } }
  nullable    = false

  validation {
    condition     = alltrue([for code in keys(var.error_responses) : contains(["400", "403", "404", "405", "414", "416", "500", "501", "502", "503", "504"], code)])
    error_message = "error_responses must have keys that CloudFront knows: 400, 403, 404, 405, 414, 416, 500, 501, 502, 503 or 504."
  }
  validation {
    condition     = alltrue([for answer in values(var.error_responses) : startswith(answer.response_page, "/") && contains([200, 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504], answer.response_code)])
    error_message = "error_responses must each have a response_page that begins with a slash, such as \"/404.html\", and a response_code of 200, 400, 403, 404, 405, 414, 416 or 500 to 504."
  }
}

variable "security_headers" {
  description = <<-EOT
    Headers that tell browsers to be careful; they replace an object's own.
    - hsts_max_age_seconds (0: off), hsts_include_subdomains, hsts_preload: Strict-Transport-Security.
    - nosniff: X-Content-Type-Options. frame_option: X-Frame-Options, DENY or SAMEORIGIN. referrer_policy, content_security_policy: the headers of these names. Empty: off.
  EOT
  type = object({
    hsts_max_age_seconds    = optional(number, 31536000)
    hsts_include_subdomains = optional(bool, false)
    hsts_preload            = optional(bool, false)
    nosniff                 = optional(bool, true)
    frame_option            = optional(string, "SAMEORIGIN")
    referrer_policy         = optional(string, "strict-origin-when-cross-origin")
    content_security_policy = optional(string, "")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["", "DENY", "SAMEORIGIN"], var.security_headers.frame_option)
    error_message = "security_headers.frame_option must be DENY, SAMEORIGIN or empty."
  }
  validation {
    condition     = contains(["", "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "same-origin", "strict-origin", "strict-origin-when-cross-origin", "unsafe-url"], var.security_headers.referrer_policy)
    error_message = "security_headers.referrer_policy must be a value of the header Referrer-Policy, such as \"strict-origin\", or empty."
  }
  validation {
    condition     = var.security_headers.hsts_max_age_seconds >= 0 && floor(var.security_headers.hsts_max_age_seconds) == var.security_headers.hsts_max_age_seconds
    error_message = "security_headers.hsts_max_age_seconds must be a whole number of seconds, or 0 for no such header."
  }
}

variable "cors_allowed_origins" {
  description = "Origins whose scripts may read the content (GET and HEAD): \"*\" for all, or such as \"https://shop.example.com\". Empty: no header says so. Images in mails need none."
  type        = list(string)
  default     = ["*"]
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.cors_allowed_origins : origin == "*" || can(regex("^https?://[^/ ]+$", origin))])
    error_message = "cors_allowed_origins must be \"*\" or origins without a path, such as \"https://shop.example.com\"."
  }
}

variable "noncurrent_version_days" {
  description = "Days that a former version of an object is kept: as long can an upload be taken back."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.noncurrent_version_days >= 1 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days must be a whole number of days, at least 1."
  }
}

variable "log_retention_days_s3" {
  description = "Days after which access logs are deleted, in a bucket that the module makes."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.log_retention_days_s3 >= 1 && floor(var.log_retention_days_s3) == var.log_retention_days_s3
    error_message = "log_retention_days_s3 must be a whole number of days, at least 1."
  }
}

variable "auto_invalidate" {
  description = "Whether readers get a changed object within minutes instead of after its time to live. Each changed path costs beyond 1,000 a month."
  type        = bool
  default     = false
  nullable    = false
}

variable "web_acl_arn" {
  description = "ARN of a web ACL of WAF for CloudFront. Null: none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null ? true : can(regex("^arn:[^:]+:wafv2:us-east-1:[0-9]{12}:global/webacl/.+$", var.web_acl_arn))
    error_message = "web_acl_arn must be the ARN of a web ACL for CloudFront (arn:aws:wafv2:us-east-1:<account>:global/webacl/<name>/<id>)."
  }
}

variable "force_destroy" {
  description = "Whether destroying the site deletes what is in its buckets. False: Terraform refuses while anything is in one."
  type        = bool
  default     = false
  nullable    = false
}
