"""The function as Lambda calls it: boto3 speaks to a suppression list and a bus that know AWS's languages."""

from __future__ import annotations

import json
import logging
import time
from types import SimpleNamespace

import pytest

from emulator.standins.faults import fail, throttle
from emulator.standins.model_server import ModelServer
from emulator.standins.ses_account import SesAccount
from kit.errors import BadInput, ConfigError
from kit.logs import logger
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
def waits(monkeypatch):
    """How long boto3 would wait between attempts."""
    waited = []
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(time=time.time, sleep=waited.append))
    return waited


@pytest.fixture
def call(ses, bus, waits, monkeypatch):
    """Runs the handler in this environment."""
    settings = {"AWS_ENDPOINT_URL_SESV2": ses.url, "AWS_ENDPOINT_URL_EVENTBRIDGE": bus.url}
    for name, value in (settings | {"NO_PROXY": "127.0.0.1"}).items():
        monkeypatch.setenv(name, value)

    def run(event, context=None, **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return processor.handler(event, context or Context())

    processor.wiring.cache_clear()
    logger.cache_clear()
    logging.root.manager.loggerDict.pop("test-deployment", None)  # it prints where an earlier test looked
    yield run
    processor.wiring.cache_clear()


def puts(ses):
    return [(params["EmailAddress"], params["Reason"]) for _, params in ses.calls]


def numbers(printed):
    return {
        name: sum(value)
        for name, value in json.loads(printed.splitlines()[-1]).items()
        if isinstance(value, list)
    }


def test_line_1_both_recipients_of_a_hard_bounce_are_suppressed(call, ses, capsys):
    assert call(batch(bounce())) == again()
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


def test_line_6_after_a_failure_on_the_second_a_retry_suppresses_both(call, ses):
    def second_fails(_operation, params):
        return fail("InternalFailure", status=500) if params["EmailAddress"] == BEN else None

    ses.faults.choose = second_fails
    assert call(batch(bounce())) == again(0)
    assert ses.suppression.reasons() == {ANN: "BOUNCE"}
    ses.faults.choose = lambda *_: None
    assert call(batch(bounce())) == again()
    assert ses.suppression.reasons() == {ANN: "BOUNCE", BEN: "BOUNCE"}


def test_one_address_that_ses_refuses_keeps_nobody_else_from_the_list(call, ses, bus):
    def first_fails(_operation, params):
        return fail("BadRequestException") if params["EmailAddress"] == ANN else None

    ses.faults.choose = first_fails
    assert call(batch(bounce()), **BUS) == again(0)
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


def test_defect_customers_own_systems_hear_of_each_address(call, bus):
    call(batch(bounce(), complaint("cat@example.org")), **BUS)
    assert [(one["address"], one["reason"]) for one in bus.details] == [
        (ANN, "BOUNCE"),
        (BEN, "BOUNCE"),
        ("cat@example.org", "COMPLAINT"),
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


def test_line_8_the_bare_address_is_suppressed_and_an_unreadable_one_fails_its_own_record(call, ses):
    event = batch(bounce(f"Ann <{ANN}>"), bounce("nobody at all", BEN), complaint("Cat <cat@Example.ORG>"))
    assert call(event) == again(1)
    assert ses.suppression.reasons() == {ANN: "BOUNCE", BEN: "BOUNCE", "cat@example.org": "COMPLAINT"}


def test_line_10_no_address_is_logged_whatever_happens(call, ses, bus, capsys):
    def strike(_operation, params):
        answers = {
            "bad@example.org": fail("BadRequestException", "bad@example.org is no address"),
            "busy@example.org": throttle("busy@example.org comes too often"),
        }
        return answers.get(params["EmailAddress"])

    ses.faults.choose = strike
    bus.refusals.append("InternalFailure")
    event = batch(
        bounce(f"Ann <{ANN}>", BEN),
        bounce("bad@example.org"),
        complaint("busy@example.org"),
        bounce("two@example.org, more@example.org"),
        {"eventType": "Bounce", "bounce": ANN},
        f"no json of {ANN}",
    )
    # a message id that SQS would not give, and one that is missing
    event["Records"][5]["messageId"] = "ann@example.org"
    assert len(call(event, POWERTOOLS_LOG_LEVEL="DEBUG", **BUS)["batchItemFailures"]) == 6
    printed = capsys.readouterr()
    assert "record comes again" in printed.out
    assert "record is refused" in printed.out
    assert "@" not in printed.out + printed.err


def test_near_its_end_nothing_new_is_begun(call, ses):
    late = Context(remaining_seconds=processor.RESERVE_SECONDS - 1)
    assert call(batch(bounce(), delivery()), late) == again(0)
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
    with pytest.raises(ConfigError, match=r"SUPPRESS_BOUNCES.*EVENT_SOURCE"):
        call(batch(bounce()), SUPPRESS_BOUNCES="yes", EVENT_BUS_NAME="customers")


def test_another_caller_is_refused(call):
    with pytest.raises(BadInput, match="aws:sqs"):
        call({"Records": [{"eventSource": "aws:sns"}]})


def test_the_bus_out_of_reach_is_a_passing_matter(call, ses, bus):
    bus.faults.add("PutEvents", fail("InternalException", status=500), times=3)
    assert call(batch(bounce(ANN)), **BUS) == again(0)


def test_the_slowest_address_fits_into_the_reserve():
    budgets = processor.BUDGETS.values()
    assert sum(budget.worst_case_seconds for budget in budgets) < processor.RESERVE_SECONDS
