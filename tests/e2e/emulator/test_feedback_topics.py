"""The topics of an identity's feedback, as Terraform sets them and asks for them."""

import uuid

import pytest
from botocore.exceptions import ClientError

from emulator.ministack import MiniStack


def verified(stack: MiniStack) -> str:
    name = f"news-{uuid.uuid4().hex[:8]}@shop.example"
    stack.client("ses").verify_email_identity(EmailAddress=name)
    return name


def test_what_was_set_is_told(stack: MiniStack) -> None:
    ses, name = stack.client("ses"), verified(stack)
    topic = stack.client("sns").create_topic(Name=f"feedback-{uuid.uuid4().hex[:8]}")["TopicArn"]
    ses.set_identity_notification_topic(Identity=name, NotificationType="Bounce", SnsTopic=topic)
    ses.set_identity_headers_in_notifications_enabled(Identity=name, NotificationType="Bounce", Enabled=True)
    ses.set_identity_feedback_forwarding_enabled(Identity=name, ForwardingEnabled=False)
    told = ses.get_identity_notification_attributes(Identities=[name])["NotificationAttributes"]
    assert told == {
        name: {
            "BounceTopic": topic,
            "ForwardingEnabled": False,
            "HeadersInBounceNotificationsEnabled": True,
            "HeadersInComplaintNotificationsEnabled": False,
            "HeadersInDeliveryNotificationsEnabled": False,
        }
    }
    ses.set_identity_notification_topic(Identity=name, NotificationType="Bounce")
    told = ses.get_identity_notification_attributes(Identities=[name])["NotificationAttributes"]
    assert "BounceTopic" not in told[name]


def test_an_identity_that_does_not_exist_has_none(stack: MiniStack) -> None:
    ses, name = stack.client("ses"), verified(stack)
    ses.set_identity_headers_in_notifications_enabled(
        Identity="gone.example", NotificationType="Bounce", Enabled=True
    )
    answer = ses.get_identity_notification_attributes(Identities=["gone.example", name])
    assert set(answer["NotificationAttributes"]) == {name}


def test_stock_cannot_tell_of_topics(stock: MiniStack) -> None:
    """When this fails, the correction may be no longer needed."""
    ses, name = stock.client("ses"), verified(stock)
    with pytest.raises(ClientError, match="InvalidAction"):
        ses.get_identity_notification_attributes(Identities=[name])
    with pytest.raises(ClientError, match="InvalidAction"):
        ses.set_identity_headers_in_notifications_enabled(
            Identity=name, NotificationType="Bounce", Enabled=True
        )
