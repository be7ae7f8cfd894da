environment              = "prod"
account_id               = "444455556666"
permissions_boundary_arn = "arn:aws:iam::444455556666:policy/platform-boundary"
deletion_protection      = true

alarm_topic_arns = {
  eu-west-1 = "arn:aws:sns:eu-west-1:444455556666:marketing-platform-alarms"
  us-east-1 = "arn:aws:sns:us-east-1:444455556666:marketing-platform-alarms"
}

projects = {
  shop = {
    region                  = "eu-west-1"
    user_pool_id            = "eu-west-1_KlMn24680"
    app_client_ids          = { web = "7p8i9j0kexample" }
    pinpoint_application_id = "1a2b3c4d5e6f0f3c9d1e7b5a4c2d8e6f"
    lookback_window_days    = 14
  }
  travel = {
    region         = "us-east-1"
    user_pool_id   = "us-east-1_QrSt13579"
    app_client_ids = { web = "9r0k1l2mexample" }
    delivery       = { attribute = false, token = true }
  }
}
