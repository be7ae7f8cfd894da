"""AWS End User Messaging, as far as our systems meet it: texts, states, replies, feedback, opt-out lists."""

import uuid
from collections.abc import Callable
from typing import Any

from emulator.standins.cloudtrail import api_call
from emulator.standins.errors import ServiceError
from emulator.standins.model_server import ModelServer
from emulator.standins.opt_out_lists import OptOutLists
from emulator.standins.sms_records import KEYWORD, Text, reply, state
from emulator.standins.times import now

Publish = Callable[[dict[str, Any]], object]

_SENDER = "+12065550100"


def _nobody(_record: dict[str, Any]) -> None:
    """For what no test listens to."""


class SmsVoice(ModelServer):
    """Hands what the service publishes to whom it may concern, in the caller's thread.

    ``events`` gets the states of messages that were sent with a configuration set, ``replies`` what customers
    write (both are topics on AWS), ``api_calls`` the events that CloudTrail makes of PutMessageFeedback.
    Whoever knows the topic only later sets ``replies`` then. ``sent`` are the messages in their order.
    Unless ``delivers`` is false, a message is delivered once it is sent; ``report`` tells of other states.
    """

    def __init__(
        self,
        *,
        events: Publish = _nobody,
        replies: Publish = _nobody,
        api_calls: Publish = _nobody,
        delivers: bool = True,
    ) -> None:
        self.opt_out_lists = OptOutLists()
        super().__init__(
            "pinpoint-sms-voice-v2",
            {
                "SendTextMessage": self._send,
                "PutMessageFeedback": self._put_feedback,
                **self.opt_out_lists.operations,
            },
        )
        self.replies = replies
        self.sent: list[dict[str, Any]] = []
        self._events, self._api_calls = events, api_calls
        self._delivers = delivers
        self._texts: dict[str, Text] = {}

    def report(self, message_id: str, event_type: str = "TEXT_DELIVERED") -> None:
        """The message has come to this state; without a configuration set nobody hears of it."""
        text = self._text(message_id)
        types: Any = self._model.shape_for("EventType")
        known = [name for name in types.enum if name.startswith("TEXT_") and name != "TEXT_ALL"]
        if event_type not in known:
            raise ValueError(f"{event_type} is no state of a text: choose one of {', '.join(known)}.")
        record = state(text, event_type, now())
        if text.configuration_set:
            self._events(record)

    def reply(self, message_id: str, body: str) -> None:
        """The customer answers this message."""
        self.replies(reply(self._text(message_id), body))

    def inbound(self, body: str, *, customer: str, number: str, inbound_message_id: str | None = None) -> str:
        """A customer texts one of our numbers, unasked; the id of the text."""
        inbound_message_id = inbound_message_id or str(uuid.uuid4())
        self.replies(
            {
                "originationNumber": customer,
                "destinationNumber": number,
                "messageKeyword": KEYWORD,
                "messageBody": body,
                "inboundMessageId": inbound_message_id,
            }
        )
        return inbound_message_id

    def _send(self, params: dict[str, Any]) -> dict[str, Any]:
        self.opt_out_lists.check(params.get("OriginationIdentity", _SENDER), params["DestinationPhoneNumber"])
        message_id = str(uuid.uuid4())
        if params.get("DryRun"):
            return {"MessageId": message_id}
        self.sent.append(params)
        self._texts[message_id] = Text(
            message_id=message_id,
            origination=params.get("OriginationIdentity", _SENDER),
            destination=params["DestinationPhoneNumber"],
            message_type=params.get("MessageType", "TRANSACTIONAL"),
            sent_at=now(),
            context=params.get("Context", {}),
            configuration_set=params.get("ConfigurationSetName"),
            feedback=params.get("MessageFeedbackEnabled"),
        )
        if self._delivers:
            self.report(message_id, "TEXT_PENDING")
            self.report(message_id, "TEXT_DELIVERED")
        return {"MessageId": message_id}

    def _put_feedback(self, params: dict[str, Any]) -> dict[str, Any]:
        text = self._texts.get(params["MessageId"])
        if text is None:
            raise ServiceError("ResourceNotFoundException", "The message was not found")
        # a configuration set can switch feedback on, and a message has the last word; what AWS answers to
        # feedback that nobody switched on is not verified
        if text.feedback is False or not (text.feedback or text.configuration_set):
            raise ServiceError("ValidationException", "Message feedback is not enabled for the message")
        answer = {name: params[name] for name in ("MessageId", "MessageFeedbackStatus")}
        self._api_calls(api_call("sms-voice", "PutMessageFeedback", params, answer, now()))
        return answer

    def _text(self, message_id: str) -> Text:
        try:
            return self._texts[message_id]
        except KeyError:
            raise ValueError(
                f"No text {message_id} was sent: give the MessageId that SendTextMessage answered."
            ) from None
