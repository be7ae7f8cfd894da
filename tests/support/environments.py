"""The functions and the environment that Terraform gives each of them."""

import pkgutil

import attribution.sources

SOURCES = [module.name for module in pkgutil.iter_modules(attribution.sources.__path__) if not module.ispkg]
MODULES = ["tagging", "projection", "expiration", "token", "reconcile", "back_fill"]
ENVIRONMENT = {
    "tagging": {
        "TABLE_NAME": "touches",
        "SOURCES": ",".join(SOURCES),
        "JOURNEY_NAMES": "{}",
        "LOOKUPS_TABLE_NAME": "lookups",
        "PINPOINT_EVENT_TYPES": "_email.click,_email.open,_campaign.opened_notification,purchase",
        "LOOKBACK_WINDOW_SECONDS": "3600",
        "JOURNEY_LOOKBACK_SECONDS": "{}",
        "CAMPAIGN_ATTRIBUTE_MAX_LENGTH": "256",
        "USERNAME_ATTRIBUTE": "username",
        "USERNAME_CASE_SENSITIVE": "false",
    },
    "projection": {
        "TABLE_NAME": "touches",
        "CAMPAIGN_ATTRIBUTE": "custom:campaign",
        "COGNITO_UPDATE_RATE": "1000",
        "PACE_TABLE_NAME": "pace",
        "STREAM_ARN": "arn:aws:dynamodb:us-east-1:123456789012:table/touches/stream/1",
        "USER_POOL_ID": "set by the fixture",
        "BACKLOG_QUEUE_URL": "set by the fixture",
    },
    "expiration": {"TABLE_NAME": "touches"},
    "reconcile": {
        "TABLE_NAME": "touches",
        "CAMPAIGN_ATTRIBUTE": "custom:campaign",
        "USER_POOL_ID": "set by the fixture",
        "BACKLOG_QUEUE_URL": "set by the fixture",
        "USERNAME_CASE_SENSITIVE": "false",
    },
    "token": {
        "TABLE_NAME": "touches",
        "CAMPAIGN_ATTRIBUTE": "custom:campaign",
        "USERNAME_CASE_SENSITIVE": "false",
    },
}
ENVIRONMENT["back_fill"] = {
    **{name: value for name, value in ENVIRONMENT["tagging"].items() if name != "SOURCES"},
    "BACK_FILL_BUCKET": "back-fill",
}
# Of the other packages, for the tests that try all functions alike.
LEDGER = {
    "DELIVERY_STREAM_NAME": "ledger",
    "STREAM_ARN": ENVIRONMENT["projection"]["STREAM_ARN"],
}
EVERY_ENVIRONMENT = {**ENVIRONMENT, "ledger": LEDGER}
OPTIONAL = {
    "JOURNEY_NAMES",
    "LOOKUPS_TABLE_NAME",
    "PINPOINT_EVENT_TYPES",
    "JOURNEY_LOOKBACK_SECONDS",
    "USERNAME_ATTRIBUTE",
    "USERNAME_CASE_SENSITIVE",
}
