"""The function as Lambda calls it: boto3 speaks to a suppression list and a bus that know AWS's languages."""

from __future__ import annotations

import json
import math
import time
from types import SimpleNamespace

import pytest

from emulator.standins.faults import fail, throttle
from emulator.standins.model_server import ModelServer
from emulator.standins.ses_account import SesAccount
from kit.errors import BadInput, ConfigError
from kit.sending import BATCH
from ses_event_processing.adapters.suppression_list import SesSuppressionList
from ses_event_processing.handlers import processor
from ses_event_processing.rules.messages import GREETING
from ses_event_processing.rules.suppression import Reason
from tests.support.doubles import Context
from tests.unit.ses_event_processing.messages import (
    ANN,
    AT,
    BEN,
    again,
    batch,
    bounce,
    complaint,
    delivery,
    enveloped,
    subscribed,
)

# https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
MOST_RECIPIENTS = 50
BUS = {"EVENT_BUS_NAME": "customers", "EVENT_SOURCE": "shop.ses"}


class Bus(ModelServer):
    """EventBridge: keeps what is put, and refuses single entries to order."""

    def __init__(self):
        super().__init__("events", {"PutEvents": self._put})
        self.heard = []
        self.refusals = []

    def _put(self, params):
        if self.refusals:
            return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": self.refusals.pop()}]}
        self.heard += params["Entries"]
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "e-1"} for _ in params["Entries"]]}

    @property
    def details(self):
        return [json.loads(entry["Detail"]) for entry in self.heard]


class Queue(ModelServer):
    """The queue that the function reads: keeps what is put back, and refuses single entries to order."""

    def __init__(self):
        super().__init__("sqs", {"SendMessageBatch": self._put})
        self.waiting = []
        self.refusals = []

    def _put(self, params):
        refused = [{"Id": "0", "SenderFault": False, "Code": code} for code in self.refusals]
        taken = params["Entries"][len(refused) :]
        self.refusals.clear()
        self.waiting += [json.loads(entry["MessageBody"]) for entry in taken]
        done = [{"Id": one["Id"], "MessageId": f"m-{one['Id']}", "MD5OfMessageBody": "0"} for one in taken]
        return {"Successful": done, "Failed": refused}

    def take(self):
        """The next batch of what waits."""
        taken, self.waiting = self.waiting[:10], self.waiting[10:]
        return batch(*taken)


@pytest.fixture
def ses():
    with SesAccount() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def bus():
    with Bus() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def queue():
    with Queue() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def waits(monkeypatch):
    """How long boto3 would wait between attempts."""
    waited = []
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(time=time.time, sleep=waited.append))
    return waited


@pytest.fixture
def call(ses, bus, queue, waits, monkeypatch):
    """Runs the handler in this environment."""
    settings = {
        "AWS_ENDPOINT_URL_SESV2": ses.url,
        "AWS_ENDPOINT_URL_EVENTBRIDGE": bus.url,
        "AWS_ENDPOINT_URL_SQS": queue.url,
        "QUEUE_URL": f"{queue.url}/111122223333/shop-ses-feedback",
        "NO_PROXY": "127.0.0.1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def run(event, context=None, **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return processor.handler(event, context or Context())

    processor.wiring.cache_clear()
    yield run
    processor.wiring.cache_clear()


@pytest.fixture
def finish(call, queue):
    """Runs the handler until nothing is put back any more; the answers."""

    def run(event, **environment):
        answers = [call(event, **environment)]
        while queue.waiting:
            answers.append(call(queue.take()))
        return answers

    return run


def puts(ses):
    return [(params["EmailAddress"], params["Reason"]) for _, params in ses.calls]


def numbers(printed):
    return {
        name: sum(value)
        for name, value in json.loads(printed.splitlines()[-1]).items()
        if isinstance(value, list)
    }


def test_line_1_both_recipients_of_a_hard_bounce_are_suppressed(finish, ses, capsys):
    assert finish(batch(bounce())) == [again(), again()]
    assert puts(ses) == [(ANN, "BOUNCE"), (BEN, "BOUNCE")]
    assert ses.suppression.reasons() == {ANN: "BOUNCE", BEN: "BOUNCE"}
    assert numbers(capsys.readouterr().out) == {"BouncesSuppressed": 2.0, "FeedbackRefused": 0.0}


@pytest.mark.parametrize("wrap", [lambda message: message, enveloped], ids=["raw", "envelope"])
@pytest.mark.parametrize("kind", ["eventType", "notificationType"])
def test_line_2_a_complaint_of_either_shape_suppresses(call, ses, kind, wrap):
    assert call(batch(wrap(complaint(kind=kind)))) == again()
    assert ses.suppression.reasons() == {ANN: "COMPLAINT"}


def test_line_3_what_asks_for_nothing_is_acknowledged_without_a_call(call, ses, bus, capsys):
    soft = bounce(bounceType="Transient")
    event = batch(soft, delivery(), subscribed(), enveloped(subscribed()), GREETING, enveloped(GREETING))
    assert call(event, **BUS) == again()
    assert (ses.calls, bus.calls) == ([], [])
    assert numbers(capsys.readouterr().out)["FeedbackIgnored"] == 6


def test_line_4_one_record_that_is_no_json_comes_again_alone(call, ses, capsys):
    bodies = [bounce(f"{number}@example.org") for number in range(9)]
    assert call(batch(*bodies[:4], "no json", *bodies[4:])) == again(4)
    assert sorted(ses.suppression.reasons()) == [f"{number}@example.org" for number in range(9)]
    assert numbers(capsys.readouterr().out)["FeedbackRefused"] == 1


def test_line_5_a_throttled_call_is_made_again_with_backoff(call, ses, waits):
    ses.faults.add("PutSuppressedDestination", throttle(), times=3)
    assert call(batch(bounce(ANN))) == again()
    assert len(ses.calls) == 4
    assert len(waits) == 3
    assert ses.suppression.reasons() == {ANN: "BOUNCE"}


def test_line_5_defect_a_record_that_stays_throttled_is_not_dropped(call, ses, capsys):
    ses.faults.add("PutSuppressedDestination", throttle(), times=4)
    assert call(batch(bounce(ANN), complaint(BEN))) == again(0)
    assert ses.suppression.reasons() == {BEN: "COMPLAINT"}
    printed = capsys.readouterr().out
    assert "TooManyRequestsException" in printed
    assert numbers(printed)["FeedbackRefused"] == 0, "a retry helps: that is no refusal"


def test_line_6_after_a_failure_on_the_second_a_retry_suppresses_both(call, queue, ses):
    def second_fails(_operation, params):
        return fail("InternalFailure", status=500) if params["EmailAddress"] == BEN else None

    ses.faults.choose = second_fails
    assert call(batch(bounce())) == again()
    both = queue.take()
    assert call(both) == again(1)
    assert ses.suppression.reasons() == {ANN: "BOUNCE"}
    ses.faults.choose = lambda *_: None
    assert call(both) == again()
    assert ses.suppression.reasons() == {ANN: "BOUNCE", BEN: "BOUNCE"}


def test_one_address_that_ses_refuses_keeps_nobody_else_from_the_list(finish, ses, bus):
    def first_fails(_operation, params):
        return fail("BadRequestException") if params["EmailAddress"] == ANN else None

    ses.faults.choose = first_fails
    assert finish(batch(bounce()), **BUS) == [again(), again(0)]
    assert ses.suppression.reasons() == {BEN: "BOUNCE"}
    assert [detail["address"] for detail in bus.details] == [BEN]


def test_line_7_the_same_message_twice_has_one_effect_and_one_id(call, ses, bus):
    for _ in range(2):
        assert call(batch(bounce(ANN)), **BUS) == again()
    assert ses.suppression.reasons() == {ANN: "BOUNCE"}
    first, second = bus.details
    assert first == second
    assert first.pop("id")
    assert first == {
        "address": ANN,
        "reason": "BOUNCE",
        "message_id": "01-abc",
        "feedback_id": "fb-1",
        "occurred_at": AT,
    }
    assert {(e["Source"], e["DetailType"], e["EventBusName"]) for e in bus.heard} == {
        ("shop.ses", "AddressSuppressed", "customers")
    }


def test_defect_customers_own_systems_hear_of_each_address(finish, bus):
    finish(batch(bounce(), complaint("cat@example.org")), **BUS)
    assert [(one["address"], one["reason"]) for one in bus.details] == [
        ("cat@example.org", "COMPLAINT"),
        (ANN, "BOUNCE"),
        (BEN, "BOUNCE"),
    ]


def test_without_a_bus_nobody_is_told(call, bus):
    assert call(batch(bounce())) == again()
    assert bus.calls == []


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalFailure", "MalformedDetail"])
def test_what_the_bus_refuses_comes_again_after_the_address_is_suppressed(call, ses, bus, code, capsys):
    bus.refusals.append(code)
    assert call(batch(bounce(ANN)), **BUS) == again(0)
    assert (ses.suppression.reasons(), bus.heard) == ({ANN: "BOUNCE"}, [])
    assert f"refused the event with {code}" in capsys.readouterr().out
    assert call(batch(bounce(ANN)), **BUS) == again()
    assert len(bus.heard) == 1


def test_line_8_the_bare_address_is_suppressed_and_an_unreadable_one_fails_its_own_record(call, queue, ses):
    event = batch(bounce(f"Ann <{ANN}>"), bounce("nobody at all", BEN), complaint("Cat <cat@Example.ORG>"))
    assert call(event) == again()
    assert call(queue.take()) == again(1)
    assert ses.suppression.reasons() == {ANN: "BOUNCE", BEN: "BOUNCE", "cat@example.org": "COMPLAINT"}


def test_line_10_no_address_is_logged_whatever_happens(call, ses, bus, queue, capsys):
    def strike(_operation, params):
        answers = {
            "bad@example.org": fail("BadRequestException", "bad@example.org is no address"),
            "busy@example.org": throttle("busy@example.org comes too often"),
        }
        return answers.get(params["EmailAddress"])

    ses.faults.choose = strike
    bus.refusals.append("InternalFailure")
    queue.refusals.append("InternalError")
    event = batch(
        bounce(f"Ann <{ANN}>", BEN),
        bounce(f"Ann <{ANN}>"),
        bounce("bad@example.org"),
        complaint("busy@example.org"),
        bounce("two@example.org, more@example.org"),
        {"eventType": "Bounce", "bounce": ANN},
        f"no json of {ANN}",
    )
    # a message id that SQS would not give, and one that is missing
    event["Records"][6]["messageId"] = "ann@example.org"
    assert len(call(event, POWERTOOLS_LOG_LEVEL="DEBUG", **BUS)["batchItemFailures"]) == 7
    printed = capsys.readouterr()
    assert "record comes again" in printed.out
    assert "record is refused" in printed.out
    assert "@" not in printed.out + printed.err


@pytest.mark.parametrize("kind", ["eventType", "notificationType"])
def test_a_message_of_many_addresses_is_put_back_as_one_of_each(call, queue, ses, bus, kind):
    many = [f"{number:02}@example.org" for number in range(23)]
    assert call(batch(complaint(*many, kind=kind)), **BUS) == again()
    assert (ses.calls, [len(params["Entries"]) for _, params in queue.calls]) == ([], [10, 10, 3])
    while queue.waiting:
        assert call(queue.take()) == again()
    assert ses.suppression.reasons() == dict.fromkeys(many, "COMPLAINT")
    assert [one["address"] for one in bus.details] == many
    call(batch(complaint(many[0], kind=kind)))
    assert bus.details[0] == bus.details[-1], "who was put back is told of as if alone"


def test_what_the_queue_does_not_take_back_is_not_dropped(call, queue, ses, capsys):
    queue.refusals.append("InternalError")
    assert call(batch(bounce(), complaint("cat@example.org"))) == again(0)
    assert ses.suppression.reasons() == {"cat@example.org": "COMPLAINT"}
    printed = capsys.readouterr().out
    assert "sqs:SendMessageBatch refused 1 messages, the first with InternalError" in printed
    assert numbers(printed)["FeedbackRefused"] == 0, "a retry helps: that is no refusal"


def test_a_queue_that_shuts_the_function_out_keeps_nobody_else_from_the_list(call, queue, ses, capsys):
    queue.faults.choose = lambda *_: fail("AccessDeniedException", status=403)
    assert call(batch(bounce(), complaint("cat@example.org"))) == again(0)
    assert ses.suppression.reasons() == {"cat@example.org": "COMPLAINT"}
    printed = capsys.readouterr().out
    assert "sqs:SendMessageBatch was refused with AccessDeniedException" in printed
    assert numbers(printed)["FeedbackRefused"] == 1


def test_a_bus_that_shuts_the_function_out_keeps_nobody_from_the_list(finish, ses, bus, capsys):
    bus.faults.choose = lambda *_: fail("AccessDeniedException", status=403)
    event = batch(bounce(ANN, BEN), complaint("cat@example.org"))
    assert finish(event, **BUS) == [again(1), again(0, 1)]
    assert ses.suppression.reasons() == {ANN: "BOUNCE", BEN: "BOUNCE", "cat@example.org": "COMPLAINT"}
    printed = capsys.readouterr().out
    assert "events:PutEvents was refused with AccessDeniedException" in printed
    assert numbers(printed) == {"BouncesSuppressed": 2, "FeedbackRefused": 2}


def test_near_its_end_nothing_new_is_begun(call, ses):
    late = Context(remaining_seconds=processor.RESERVE_SECONDS - 1)
    assert call(batch(bounce(), delivery()), late) == again(0, 1)
    assert ses.calls == []


def test_a_tenant_has_its_own_list(call, ses):
    assert call(batch(bounce(ANN)), TENANT_NAME="acme") == again()
    assert (ses.suppression.reasons(), ses.suppression.reasons("acme")) == ({}, {ANN: "BOUNCE"})


def test_a_runtime_that_knows_no_tenants_says_so():
    shape = SimpleNamespace(input_shape=SimpleNamespace(members={"EmailAddress": None}))
    model = SimpleNamespace(operation_model=lambda _name: shape)
    old = SimpleNamespace(meta=SimpleNamespace(service_model=model))
    with pytest.raises(ConfigError, match="TENANT_NAME"):
        SesSuppressionList(lambda: old, "acme").add(ANN, Reason.BOUNCE)


@pytest.mark.parametrize("off", ["SUPPRESS_BOUNCES", "SUPPRESS_COMPLAINTS"])
def test_either_can_be_switched_off(call, ses, off):
    assert call(batch(bounce(ANN), complaint(BEN)), **{off: "false"}) == again()
    assert set(ses.suppression.reasons()) == ({BEN} if off == "SUPPRESS_BOUNCES" else {ANN})


def test_a_wrong_deployment_fails_the_whole_batch(call, ses):
    ses.faults.add("PutSuppressedDestination", fail("AccessDeniedException", status=403))
    with pytest.raises(ConfigError, match="ses:PutSuppressedDestination was refused"):
        call(batch(bounce(ANN), bounce(BEN)))


def test_wrong_settings_are_named_together(call):
    with pytest.raises(ConfigError, match=r"SUPPRESS_BOUNCES.*QUEUE_URL.*EVENT_SOURCE"):
        call(batch(bounce()), SUPPRESS_BOUNCES="yes", QUEUE_URL="", EVENT_BUS_NAME="customers")


def test_another_caller_is_refused(call):
    with pytest.raises(BadInput, match="aws:sqs"):
        call({"Records": [{"eventSource": "aws:sns"}]})


def test_the_bus_out_of_reach_is_a_passing_matter(call, ses, bus):
    bus.faults.add("PutEvents", fail("InternalException", status=500), times=3)
    assert call(batch(bounce(ANN)), **BUS) == again(0)


def test_the_slowest_record_fits_into_the_reserve():
    worst = {service: budget.worst_case_seconds for service, budget in processor.BUDGETS.items()}
    assert worst["sesv2"] + worst["events"] < processor.RESERVE_SECONDS
    calls = math.ceil(MOST_RECIPIENTS / BATCH)
    assert calls * worst["sqs"] < processor.RESERVE_SECONDS
