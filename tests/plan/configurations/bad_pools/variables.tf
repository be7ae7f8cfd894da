variable "user_pool_ids" {
  description = "User pools that cannot work, by what is wrong with them."
  type        = map(string)
}
