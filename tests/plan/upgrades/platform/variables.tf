variable "user_pool_id" {
  description = "A user pool with the attribute custom:campaign."
  type        = string
}

variable "app_client_id" {
  description = "Its only app client, which may not write the attribute."
  type        = string
}
