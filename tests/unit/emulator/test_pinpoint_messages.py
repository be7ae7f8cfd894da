"""SendMessages in the stand-in for Pinpoint: the answer tells of each address."""

from emulator.standins.model_server import ModelServer
from emulator.standins.pinpoint_messages import PinpointMessages


def test_answer_tells_what_became_of_each_message() -> None:
    messages = PinpointMessages()
    messages.statuses["+14255550199"] = "THROTTLED"
    request = {
        "Addresses": {"+14255550182": {"ChannelType": "SMS"}, "+14255550199": {"ChannelType": "SMS"}},
        "MessageConfiguration": {"SMSMessage": {"Body": "Spring is here", "MessageType": "TRANSACTIONAL"}},
    }
    with ModelServer("pinpoint", messages.operations) as server:
        answer = server.client().send_messages(ApplicationId="a1", MessageRequest=request)["MessageResponse"]
        assert server.violations == []
    assert {address: result["DeliveryStatus"] for address, result in answer["Result"].items()} == {
        "+14255550182": "SUCCESSFUL",
        "+14255550199": "THROTTLED",
    }
    assert messages.sent == [{"ApplicationId": "a1", "MessageRequest": request}]
