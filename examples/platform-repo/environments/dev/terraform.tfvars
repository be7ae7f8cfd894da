environment              = "dev"
account_id               = "111122223333"
permissions_boundary_arn = "arn:aws:iam::111122223333:policy/platform-boundary"
deletion_protection      = false

alarm_topic_arns = {
  eu-west-1 = "arn:aws:sns:eu-west-1:111122223333:marketing-platform-alarms"
  us-east-1 = "arn:aws:sns:us-east-1:111122223333:marketing-platform-alarms"
}

projects = {
  shop = {
    region                  = "eu-west-1"
    user_pool_id            = "eu-west-1_AbCd12345"
    app_client_ids          = { web = "6o7h8i9jexample" }
    pinpoint_application_id = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    lookback_window_days    = 14
  }
  travel = {
    region         = "us-east-1"
    user_pool_id   = "us-east-1_EfGh67890"
    app_client_ids = { web = "8q9j0k1lexample" }
    delivery       = { attribute = false, token = true }
  }
}
