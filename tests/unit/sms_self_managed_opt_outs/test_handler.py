"""The function as SQS calls it, with DynamoDB and EventBridge by moto."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from emulator.declared import REPOSITORY, blocks
from emulator.standins.faults import fail
from kit.errors import ConfigError
from sms_self_managed_opt_outs.adapters.text_sender import TextSender
from sms_self_managed_opt_outs.flows.consent import COPIES, TRIES
from sms_self_managed_opt_outs.handlers import consent
from sms_self_managed_opt_outs.rules.consent import may_send
from tests.support.doubles import Context
from tests.support.functions import timeout_of
from tests.unit.sms_self_managed_opt_outs.texts import (
    CUSTOMER,
    NO_KEYWORDS,
    OURS,
    PROJECT,
    batch,
    inbound,
    wish,
)

OUT, IN, HELP = (OURS, "You are out."), (OURS, "You are in."), (OURS, "Call us.")
LATER = "2026-02-01T09:05:00.000Z"
CROWD = [f"+1425555{number}" for number in range(1000, 1010)]


@pytest.mark.parametrize("text", [" stop ", "STOP", "Stop.", "stop!"])
def test_1_number_is_opted_out_and_confirmed_from_the_number_that_was_texted(deployment, text):
    assert deployment.receive(inbound(text)) == []
    assert deployment.item() == {
        "phone_number": CUSTOMER,
        "program": "marketing",
        "state": "OPTED_OUT",
        "keyword": "STOP",
        "inbound_message_id": "cae1-02",
        "channel_number": OURS,
        "updated_at": "2026-02-01T09:00:00Z",
        "received_at": "1769936400000",
        "changed_by": "cae1-02",
    }
    assert deployment.sent == [OUT]
    assert deployment.listed == {CUSTOMER}


def test_1_four_stops_are_one_opt_out_and_one_confirmation(deployment):
    texts = [" stop ", "STOP", "Stop.", "stop!"]
    payloads = [
        inbound(text, identifier=str(n), at=f"2026-02-01T09:00:0{n}.000Z") for n, text in enumerate(texts)
    ]
    assert deployment.receive(*payloads) == []
    assert (deployment.sent, len(deployment.events)) == ([OUT], 1)
    assert (deployment.item()["state"], deployment.item()["changed_by"]) == ("OPTED_OUT", "0")


@pytest.mark.parametrize("text", NO_KEYWORDS)
def test_2_other_texts_change_nothing_and_send_nothing(deployment, text):
    assert deployment.receive(inbound(text)) == []
    assert deployment.item() is None
    assert (deployment.sent, deployment.listed, deployment.events) == ([], set(), [])


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 400),
        ("ConflictException", 400),
        ("ResourceNotFoundException", 400),
        ("InternalServerException", 500),
        ("ServiceQuotaExceededException", 400),
    ],
)
def test_3_reply_that_fails_comes_again_with_the_consent_written(deployment, code, status):
    """And test_defect: the confirmation was sent first, and the opt-out was lost with it."""
    deployment.sms.faults.choose = lambda operation, _: (
        fail(code, status=status) if operation == "SendTextMessage" else None
    )
    for _ in range(3):  # the queue does so up to its limit
        assert deployment.receive(inbound()) == [0]
        assert deployment.item()["state"] == "OPTED_OUT"
    assert (deployment.listed, len(deployment.events)) == ({CUSTOMER}, 1)
    deployment.sms.faults.choose = lambda *_: None
    assert deployment.receive(inbound()) == []
    assert (deployment.sent, deployment.events) == ([OUT], [])


def test_defect_reply_of_one_number_holds_no_other_opt_out_up(deployment):
    """A number that is not ours any more fails its own texts, not the batch."""
    gone = fail("ResourceNotFoundException")
    deployment.sms.faults.add("SendTextMessage", gone)
    other = inbound(identifier="2", originationNumber="+14255550199")
    assert deployment.receive(inbound(), other) == [0]
    assert deployment.item("+14255550199")["state"] == "OPTED_OUT"
    assert len(deployment.sent) == 1


def crowd():
    """A batch of the size that the queue hands over: an opt-out of each."""
    return [inbound(identifier=number, originationNumber=number) for number in CROWD]


def test_3_every_consent_of_a_batch_is_written_before_anything_that_may_hang(deployment):
    found = []

    def look(_operation, _params):
        found.append([deployment.item(number) is not None for number in CROWD])

    deployment.sms.faults.choose = look
    assert deployment.receive(*crowd()) == []
    assert found[0] == [True] * len(CROWD)
    assert len(deployment.sent) == len(CROWD)


def test_3_where_all_time_was_spent_every_consent_is_written_and_every_text_comes_again(deployment, capsys):
    every = list(range(len(CROWD)))
    assert deployment.receive(*crowd(), seconds=consent.STEP_RESERVE_SECONDS) == every
    assert [deployment.item(number)["state"] for number in CROWD] == ["OPTED_OUT"] * len(CROWD)
    assert (deployment.sms.calls[1:], deployment.events) == ([], [])  # the first made the list
    assert "no time was left" in capsys.readouterr().out
    assert deployment.receive(*crowd()) == []
    assert (len(deployment.sent), deployment.listed) == (len(CROWD), set(CROWD))


def test_consents_for_which_there_is_no_time_come_again(deployment):
    """Rather than be cut off by the function's end, which would bring those again that are done."""
    assert deployment.receive(inbound(), seconds=consent.WRITE_RESERVE_SECONDS) == [0]
    assert deployment.item() is None


@pytest.mark.parametrize("status", [500, 429])
def test_4_reply_is_asked_for_once_and_not_repeated_by_the_client(deployment, status):
    """What had no answer may have left."""
    deployment.sms.faults.add("SendTextMessage", fail("InternalServerException", status=status), times=9)
    assert deployment.receive(inbound()) == [0]
    assert [name for name, _ in deployment.sms.calls].count("SendTextMessage") == 1


def test_4_same_text_twice_is_one_write_one_reply_one_event(deployment):
    assert deployment.receive(inbound(), inbound()) == []
    written = deployment.item()
    assert deployment.receive(inbound(at=LATER)) == []
    assert deployment.item() == written
    assert deployment.sent == [OUT]
    (event,) = deployment.events
    assert (event["source"], event["detail-type"]) == ("shop.sms-consent", "ConsentChanged")
    assert event["detail"] == {
        "phone_number": "********0182",
        "program": "marketing",
        "state": "OPTED_OUT",
        "keyword": "STOP",
        "inbound_message_id": "cae1-02",
        "channel_number": OURS,
        "updated_at": "2026-02-01T09:00:00Z",
    }


def test_4_event_has_the_number_where_it_is_wanted(deployment):
    deployment.use(INCLUDE_NUMBER="true")
    deployment.receive(inbound())
    assert deployment.events[0]["detail"]["phone_number"] == CUSTOMER


def test_5_start_after_stop_opts_in_and_an_old_stop_changes_nothing(deployment):
    deployment.receive(inbound())
    deployment.receive(inbound("Start", identifier="2", at="2026-02-01T09:10:00.000Z"))
    assert (deployment.item()["state"], deployment.listed) == ("OPTED_IN", set())
    deployment.receive(inbound(identifier="3", at=LATER))
    assert (deployment.item()["state"], deployment.listed) == ("OPTED_IN", set())
    assert deployment.sent == [OUT, IN]
    assert [event["detail"]["state"] for event in deployment.events] == ["OPTED_OUT", "OPTED_IN"]


def test_5_start_that_the_list_refuses_is_an_opt_in_all_the_same(deployment, capsys):
    """A number may leave the list once in 30 days."""
    for n, text in enumerate(["stop", "start", "stop", "start"]):
        assert deployment.receive(inbound(text, identifier=str(n), at=f"2026-02-01T09:0{n}:00.000Z")) == []
    assert (deployment.item()["state"], deployment.listed) == ("OPTED_IN", {CUSTOMER})
    assert deployment.sent == [OUT, IN, OUT, IN]
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["MirrorsRefused"] == [1.0]


def test_5_first_start_finds_no_number_on_the_list(deployment):
    assert deployment.receive(inbound("yes")) == []
    assert (deployment.item()["state"], deployment.sent) == ("OPTED_IN", [IN])


def test_list_that_is_gone_is_told_apart_from_a_number_that_is_not_listed(deployment):
    deployment.sms.client().delete_opt_out_list(OptOutListName="marketing")
    assert deployment.receive(inbound("start")) == [0]
    assert deployment.receive(inbound("stop", identifier="2", at=LATER)) == [0]
    assert (deployment.item()["state"], deployment.sent) == ("OPTED_OUT", [IN, OUT])


def test_6_help_is_answered_and_changes_nothing(deployment):
    deployment.receive(inbound("help"), inbound("help"))
    assert (deployment.item(), deployment.sent, deployment.events) == (None, [HELP], [])
    deployment.receive(inbound(identifier="2"), inbound("Help!", identifier="3", at=LATER))
    assert (deployment.item()["state"], deployment.sent) == ("OPTED_OUT", [HELP, OUT, HELP])


def test_7_one_bad_record_comes_again_and_the_rest_is_done(deployment):
    no_json = {**inbound(), "Message": "STOP"}
    nobody = inbound(originationNumber=None)
    assert deployment.receive("no json", no_json, nobody, inbound()) == [0, 1, 2]
    assert (deployment.item()["state"], deployment.sent) == ("OPTED_OUT", [OUT])


def test_8_what_a_sender_asks(deployment):
    """As the README has it: one GetItem with the permission of `sender_policy_json`."""
    assert may_send(deployment.raw_item())
    deployment.receive(inbound())
    assert not may_send(deployment.raw_item())
    names = {"#state": "state"}
    assert not may_send(deployment.raw_item(ProjectionExpression="#state", ExpressionAttributeNames=names))
    assert not may_send(deployment.item())


def test_8_opt_out_counts_for_its_program_alone(deployment):
    """Another deployment's program, of which the number has an item, too."""
    deployment.use(PROGRAM="otp")
    deployment.receive(inbound("start", identifier="otp"))
    deployment.use(PROGRAM="marketing")
    deployment.receive(inbound())
    found = [may_send(deployment.raw_item(program=program)) for program in ("marketing", "otp", "news")]
    assert found == [False, True, True]


def test_10_log_has_neither_number_nor_text(deployment, log):
    deployment.sms.faults.add("SendTextMessage", fail("ValidationException", f"{CUSTOMER} is wrong"), times=9)
    deployment.receive(inbound(), inbound("Secret words", identifier="2"), "no json of +14255550182")
    deployment.sms.faults.clear()
    deployment.receive(inbound())
    printed = "".join(log.readouterr())
    assert "sms-voice:SendTextMessage was refused with ValidationException" in printed
    for told in ("4255550182", "2125550101", "Secret", "STOP", "cae1-02", "You are out"):
        assert told not in printed


def test_counts(deployment, capsys):
    deployment.receive(inbound(), inbound("hello", identifier="2"), "no json")
    counts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {name: counts[name] for name in ("ConsentsChanged", "ConsentRepliesSent", "MirrorsRefused")} == {
        "ConsentsChanged": [1.0],
        "ConsentRepliesSent": [1.0],
        "MirrorsRefused": [0.0],
    }
    assert (counts["InboundIgnored"], counts["InboundRefused"]) == (
        [1.0],
        [1.0, 0.0],
    )  # unwritten, unanswered


def test_old_wish_is_counted(deployment, capsys):
    deployment.receive(inbound(at=LATER), inbound("start", identifier="2"))
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["ConsentsSuperseded"] == [1.0]


def test_number_that_is_not_listed_is_opted_out_and_its_text_kept(deployment, capsys):
    deployment.use(ORIGINATION_IDENTITIES=json.dumps({"12345": "12345"}))
    assert deployment.receive(inbound()) == [0]
    assert (deployment.item()["state"], deployment.sent, len(deployment.events)) == ("OPTED_OUT", [], 1)
    assert "destinationNumber is not in origination_identities" in capsys.readouterr().out


def test_without_mirror_bus_and_replies_only_consent_is_written(deployment):
    deployment.use(OPT_OUT_LIST_NAME=None, EVENT_BUS_ARN=None, REPLIES="{}")
    assert deployment.receive(inbound()) == []
    assert deployment.item()["state"] == "OPTED_OUT"
    assert (deployment.listed, deployment.sent, deployment.events) == (set(), [], [])


# Items that others wrote


def test_item_of_a_preference_centre_is_understood(deployment):
    deployment.put_item(
        phone_number=CUSTOMER, program="marketing", state="OPTED_OUT", updated_at="2026-02-01T09:03:00Z"
    )
    deployment.receive(inbound("start"))
    assert deployment.item()["state"] == "OPTED_OUT"
    deployment.receive(inbound("start", identifier="2", at=LATER))
    assert (deployment.item()["state"], deployment.item()["keyword"]) == ("OPTED_IN", "START")


@pytest.mark.parametrize(
    "item", [{"state": "MAYBE", "updated_at": "2026-02-01T09:03:00Z"}, {"state": "OPTED_IN"}]
)
def test_item_that_is_no_consent_is_named(deployment, item, capsys):
    deployment.put_item(phone_number=CUSTOMER, program="marketing", **item)
    assert deployment.receive(inbound()) == [0]
    assert "an item of the consent table lacks" in capsys.readouterr().out


def test_write_of_somebody_else_is_seen(deployment):
    store = consent.wiring()[0].store
    first, second = wish("OPTED_OUT", 1, "1"), wish("OPTED_IN", 2, "2")
    assert store.put(first, None)
    assert not store.put(second, None)
    held = store.held(CUSTOMER, "marketing")
    assert held == first
    assert store.put(second, held)
    assert not store.put(first, held)


BY_CENTRE = {"phone_number": CUSTOMER, "program": "marketing"}


@pytest.mark.parametrize(
    "then",
    [
        {"state": "OPTED_OUT", "updated_at": "2026-02-01T09:10:00Z"},
        {"state": "OPTED_OUT", "updated_at": "2026-02-01T09:00:00Z"},
        {"state": "OPTED_IN", "updated_at": "2026-02-01T09:10:00Z"},
    ],
)
@pytest.mark.parametrize("before", [{}, {"inbound_message_id": "1"}])
def test_5_write_of_a_preference_centre_is_seen(deployment, before, then):
    """A START of 09:05 was decided on before the centre's opt-out of 09:10, and is written after it."""
    before = BY_CENTRE | before
    deployment.put_item(**before, state="OPTED_IN", updated_at="2026-02-01T09:00:00Z")
    store = consent.wiring()[0].store
    held = store.held(CUSTOMER, "marketing")
    deployment.put_item(**before, **then)
    assert not store.put(wish("OPTED_IN", held.received_at + 300_000, "2"), held)
    assert deployment.item()["state"] == then["state"]


@pytest.mark.parametrize(
    ("name", "value"), [("inbound_message_id", {"NULL": True}), ("inbound_message_id", {"S": ""})]
)
def test_item_whose_other_attributes_are_empty_holds_no_opt_out_up(deployment, name, value):
    texts = BY_CENTRE | {"state": "OPTED_IN", "updated_at": "2026-02-01T08:00:00+01:00"}
    item = {key: {"S": text} for key, text in texts.items()} | {name: value}
    deployment.dynamodb.put_item(TableName="consent", Item=item)
    assert deployment.receive(inbound()) == []
    assert deployment.item()["state"] == "OPTED_OUT"


# Pinpoint


@pytest.fixture
def pinpoint(deployment):
    deployment.use(
        PINPOINT_APPLICATION_ID=PROJECT, ENDPOINT_USER_ID="customer-{digits}", OPT_OUT_LIST_NAME=None
    )
    user = {"UserId": "customer-14255550182"}
    deployment.endpoints.add(PROJECT, "e-1", ChannelType="SMS", Address=CUSTOMER, User=user)
    deployment.endpoints.add(PROJECT, "e-2", ChannelType="SMS", Address="+14255550199", User=user)
    deployment.endpoints.add(PROJECT, "e-3", ChannelType="VOICE", Address=CUSTOMER, User=user)
    return deployment


def flags(deployment):
    return [deployment.endpoints.endpoint(PROJECT, f"e-{n}")["OptOut"] for n in (1, 2, 3)]


def test_pinpoint_flags_the_endpoints_of_the_number_and_replies(pinpoint):
    assert pinpoint.receive(inbound()) == []
    assert flags(pinpoint) == ["ALL", "NONE", "NONE"]
    assert pinpoint.receive(inbound("start", identifier="2", at=LATER)) == []
    assert flags(pinpoint) == ["NONE", "NONE", "NONE"]
    sent = [call["MessageRequest"]["MessageConfiguration"]["SMSMessage"] for call in pinpoint.messages.sent]
    assert [(text["OriginationNumber"], text["Body"]) for text in sent] == [OUT, IN]
    assert {text["MessageType"] for text in sent} == {"TRANSACTIONAL"}
    assert (pinpoint.sms.sent, pinpoint.item()["state"]) == ([], "OPTED_IN")


def test_defect_no_endpoint_is_made_of_a_number_that_pinpoint_does_not_know(pinpoint, capsys):
    """The id was guessed as the number without "+", and a wrong guess made a new endpoint."""
    assert pinpoint.receive(inbound(originationNumber="+14255550111")) == []
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["MirrorsRefused"] == [1.0]
    assert pinpoint.item("+14255550111")["state"] == "OPTED_OUT"
    with pytest.raises(KeyError):
        pinpoint.endpoints.endpoint(PROJECT, "14255550111")


@pytest.mark.parametrize("status", ["THROTTLED", "TEMPORARY_FAILURE", "PERMANENT_FAILURE", "OPT_OUT"])
def test_3_pinpoints_refusal_comes_again_with_the_consent_written(pinpoint, status, capsys):
    pinpoint.messages.statuses[CUSTOMER] = status
    assert pinpoint.receive(inbound()) == [0]
    assert pinpoint.item()["state"] == "OPTED_OUT"
    assert f"did not send: {status}" in capsys.readouterr().out
    pinpoint.messages.statuses.clear()
    assert pinpoint.receive(inbound()) == []


def test_4_pinpoints_reply_is_asked_for_once(pinpoint):
    pinpoint.pinpoint.faults.add("SendMessages", fail("InternalServerErrorException", status=500), times=9)
    assert pinpoint.receive(inbound()) == [0]
    assert [name for name, _ in pinpoint.pinpoint.calls].count("SendMessages") == 1


# Settings


def test_settings_in_trouble_are_all_named(deployment):
    deployment.use(CONSENT_TABLE=None, OPT_OUT_KEYWORDS=None, REPLIES="[]")
    with pytest.raises(ConfigError, match=r"OPT_OUT_KEYWORDS.*REPLIES.*CONSENT_TABLE"):
        consent.handler(batch(inbound()), Context())


def test_identity_and_kind_of_a_reply():
    with mock_aws():
        calls = []
        client = type("Client", (), {"send_text_message": lambda _, **given: calls.append(given)})
        TextSender(client).send("Bye", to=CUSTOMER, identity="pool-1")
    assert calls == [
        {
            "DestinationPhoneNumber": CUSTOMER,
            "OriginationIdentity": "pool-1",
            "MessageBody": "Bye",
            "MessageType": "TRANSACTIONAL",
        }
    ]


def test_time_is_enough_for_all_consents_of_a_batch_and_each_step_ends_before_the_function():
    """A consent is read and written; a step has two calls of the table of what is done, besides its own."""
    timeout = timeout_of(consent.__name__)
    (queue,) = (
        block["queue"]
        for block in blocks(REPOSITORY / "modules/sms-self-managed-opt-outs/inbox.tf")["module"]
        if "queue" in block
    )
    costs = {service: budget.worst_case_seconds for service, budget in consent.BUDGETS.items()}
    table = costs["dynamodb"]
    assert queue["batch_size"] == len(CROWD)
    assert len(CROWD) * 2 * table < timeout - consent.WRITE_RESERVE_SECONDS
    assert TRIES * 2 * table < consent.WRITE_RESERVE_SECONDS
    copied = max(costs["pinpoint-sms-voice-v2"], 2 * costs["pinpoint"])  # one endpoint, found and flagged
    sent = max(budget.worst_case_seconds for budget in consent.SENDING.values())
    longest = max(table + COPIES * (copied + table), sent, costs["events"])
    assert 2 * table + longest < consent.STEP_RESERVE_SECONDS < timeout


def test_replies_are_never_repeated_by_the_client():
    assert {budget.attempts for budget in consent.SENDING.values()} == {1}


def test_a_wave_of_texts_does_not_take_all_calls_of_the_account():
    """What Lambda does with it is shown by tests/modules/queue_consumer.tftest.hcl."""
    files = [
        blocks(REPOSITORY / "modules/sms-self-managed-opt-outs" / name)
        for name in ("inbox.tf", "variables.tf")
    ]
    queue = next(block["queue"] for block in files[0]["module"] if "queue" in block)
    declared = next(
        block["maximum_concurrency"] for block in files[1]["variable"] if "maximum_concurrency" in block
    )
    assert (queue["maximum_concurrency"], declared["default"]) == ("${var.maximum_concurrency}", 2)


def test_boto3_has_what_the_adapters_call():
    client = boto3.client("pinpoint-sms-voice-v2")
    for name in ("ConflictException", "ResourceNotFoundException", "ValidationException"):
        assert issubclass(getattr(client.exceptions, name), ClientError)
