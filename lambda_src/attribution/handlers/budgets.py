"""What one call to each service may cost, by function.

`tests/unit/test_budgets.py` adds up what one invocation may wait for and holds it under the function's
timeout, as Terraform declares it.
"""

from kit.clients import CallBudget

TAGGING = {
    "dynamodb": CallBudget(attempts=3, connect_seconds=0.5, read_seconds=0.5),
    "kinesis": CallBudget(attempts=2, connect_seconds=0.5, read_seconds=1),
    "pinpoint": CallBudget(attempts=3, connect_seconds=0.5, read_seconds=1),
}
# One attempt for Cognito: the backlog is its retry, and a retry on the spot would spend the quota.
PROJECTION = {
    "cognito-idp": CallBudget(attempts=1, connect_seconds=1, read_seconds=3),
    "dynamodb": CallBudget(attempts=3, connect_seconds=0.5, read_seconds=1),
    "dynamodbstreams": CallBudget(attempts=3, connect_seconds=0.5, read_seconds=1),
    "sqs": CallBudget(attempts=3, connect_seconds=0.5, read_seconds=1.5),
}
EXPIRATION = {"dynamodb": CallBudget(attempts=4, connect_seconds=1, read_seconds=2)}
RECONCILE = {
    "cognito-idp": CallBudget(attempts=3, connect_seconds=1, read_seconds=5),
    "dynamodb": CallBudget(attempts=3, connect_seconds=1, read_seconds=5),
    "sqs": CallBudget(attempts=3, connect_seconds=1, read_seconds=2),
}
# One read of S3 fetches a megabyte.
BACK_FILL = {
    "dynamodb": CallBudget(attempts=3, connect_seconds=0.5, read_seconds=1),
    "pinpoint": CallBudget(attempts=3, connect_seconds=0.5, read_seconds=1),
    "s3": CallBudget(attempts=3, connect_seconds=1, read_seconds=10),
}
# Cognito waits 5 s for a token, a customer less.
TOKEN = {"dynamodb": CallBudget(attempts=1, connect_seconds=0.3, read_seconds=0.5)}
TOKEN_SECONDS = 0.9  # and however the table's answer comes, or does not
