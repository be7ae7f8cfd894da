"""What the tests of forget share: messages that are not ann's, and one run without waiting."""

from operations.forget import Forgetting

STRANGERS = [
    {"username": "ben"},
    {"username": "anna"},
    {
        "DDBStreamBatchInfo": {
            "streamArn": "s",
            "shardId": "1",
            "startSequenceNumber": "1",
            "endSequenceNumber": "2",
        }
    },
    {"requestContext": {}, "requestPayload": {"username": "ann"}},
]


def forget(fake, key="ann", sleep=lambda _: None):
    return Forgetting(fake.clients, fake.deployment, key).run(sleep)
