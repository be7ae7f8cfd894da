import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput
from kit.sns import opened

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def notification(message):
    """As https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html shows it."""
    return {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": "arn:aws:sns:us-east-1:111122223333:MyTopic",
        "Message": message,
        "Timestamp": "2012-05-02T00:54:06.655Z",
    }


@given(JSON)
def test_the_envelope_is_taken_off(payload):
    assert opened(notification(json.dumps(payload))) == payload


@given(JSON.filter(lambda payload: not (isinstance(payload, dict) and "Type" in payload)))
def test_a_raw_payload_is_handed_on(payload):
    assert opened(payload) == payload


def test_only_one_envelope_is_taken_off():
    inner = notification("1")
    assert opened(notification(json.dumps(inner))) == inner


def test_other_messages_of_sns_are_handed_on():
    confirmation = {**notification("{}"), "Type": "SubscriptionConfirmation"}
    assert opened(confirmation) is confirmation


@pytest.mark.parametrize("message", ["", "secret", '{"half":', "[" * 100_000, None, 1, {"a": 1}, b"{}"])
def test_a_message_that_is_no_json_is_bad_input_and_not_quoted(message):
    with pytest.raises(BadInput, match="Message of the SNS notification") as raised:
        opened(notification(message))
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_notification_without_a_message_is_bad_input():
    with pytest.raises(BadInput):
        opened({"Type": "Notification"})
