variable "user_pool_id" {
  description = "A user pool without the attribute custom:campaign."
  type        = string
}
