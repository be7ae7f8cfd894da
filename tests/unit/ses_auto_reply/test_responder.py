"""The function as Lambda calls it, with DynamoDB and SES by moto, and what it asks of the services."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from kit.clients import Clients
from kit.errors import BadInput, ConfigError, PermanentError, Throttled, TransientError
from kit.idempotency import once
from ses_auto_reply.adapters.sending import SesSender
from ses_auto_reply.adapters.templates import PinpointTemplate, SesTemplate
from ses_auto_reply.flows.replying import Replying
from ses_auto_reply.handlers import responder
from ses_auto_reply.rules.metrics import Metric
from ses_auto_reply.rules.reply import Reply, Template
from tests.support.doubles import Context, RecordingMeter
from tests.support.functions import timeout_of
from tests.unit.ses_auto_reply.received import event, record

TEMPLATE = Template(subject="Re:", html="<p>Hello %%NAME%%</p>", text="Hello %%NAME%%")
SETTINGS = {"TABLE_NAME": "shop-replies", "TEMPLATE_NAME": "gone-fishing", "REPLY_INTERVAL_SECONDS": "3600"}


class Templates:
    """A template that may be missing."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def load(self) -> Template:
        if self.error:
            raise self.error
        return TEMPLATE


class Sender:
    """Keeps replies, and refuses as it is told."""

    def __init__(self) -> None:
        self.sent: list[Reply] = []
        self.errors: list[Exception] = []

    def send(self, reply: Reply) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(reply)


class Desk:
    """The flow on moto's table."""

    def __init__(self, clients: Clients) -> None:
        self.clients, self.templates, self.sender = clients, Templates(), Sender()
        self.meter = RecordingMeter()

    def handle(self, *records, from_address=None, seconds=3600):
        flow = Replying(
            templates=self.templates,
            sender=self.sender,
            from_address=from_address,
            require_dmarc_pass=True,
        )
        flow.handle(
            event(*records),
            once(self.clients, "shop-replies", seconds=seconds, context=Context()),
            self.meter,
        )


@pytest.fixture
def account(monkeypatch):
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="shop-replies",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        responder.wiring.cache_clear()
        yield
    responder.wiring.cache_clear()


@pytest.fixture
def desk(account):
    return Desk(Clients(responder.BUDGETS))


def test_1_one_mail_one_reply(desk):
    desk.handle(record())
    (sent,) = desk.sender.sent
    assert (sent.sender, sent.recipient, sent.subject) == (
        "no-reply@shop.example",
        "bob@example.net",
        "Re: Order?",
    )
    assert desk.meter.counts[Metric.REPLIES_SENT] == 1


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("auto_submitted", {"headers": {"Auto-Submitted": "auto-generated"}}),
        ("mailing_list", {"headers": {"List-Id": "<news.example.net>"}}),
        ("no_return_path", {"sender": ""}),
    ],
)
def test_3_ignored_mail_is_counted_with_its_reason_and_claims_nothing(desk, reason, changes):
    desk.handle(record(**changes))
    assert desk.sender.sent == []
    assert desk.meter.counts[Metric.MAIL_IGNORED] == 1
    assert desk.meter.counts[Metric.MAIL_IGNORED_BY_REASON, reason] == 1
    desk.handle(record())
    assert len(desk.sender.sent) == 1


def test_4_one_reply_in_the_interval_and_the_same_event_twice_is_one(desk):
    desk.handle(record())
    desk.handle(record())
    desk.handle(record(headers={"Subject": "Again"}, sender="Bob@EXAMPLE.net"))
    assert len(desk.sender.sent) == 1
    assert desk.meter.counts[Metric.REPLIES_SAVED] == 2


def test_4_another_sender_another_address_or_a_later_day_is_another_reply(desk):
    desk.handle(record(), seconds=-1)  # over at once
    desk.handle(record())
    desk.handle(record(sender="ann@example.net"))
    desk.handle(record(recipients=["news@shop.example"]))
    assert len(desk.sender.sent) == 4


def test_4_table_holds_no_address(desk):
    desk.handle(record())
    (item,) = boto3.client("dynamodb").scan(TableName="shop-replies")["Items"]
    assert "example" not in json.dumps(item)


def test_8_without_its_template_nothing_is_sent_and_the_invocation_fails(desk):
    desk.templates.error = ConfigError("there is no SES template")
    with pytest.raises(ConfigError):
        desk.handle(record())
    assert desk.sender.sent == []
    assert desk.meter.counts[Metric.REPLIES_FAILED] == 1
    desk.templates.error = None
    desk.handle(record())
    assert len(desk.sender.sent) == 1


def test_9_send_that_fails_gives_the_claim_free(desk):
    desk.sender.errors = [Throttled("ses:SendEmail was refused with TooManyRequestsException")]
    with pytest.raises(Throttled):
        desk.handle(record())
    desk.handle(record())
    assert len(desk.sender.sent) == 1


def test_9_throttled_calls_are_tried_again_before_they_fail():
    assert responder.BUDGETS["sesv2"].attempts > 1


def test_10_each_record_is_handled(desk):
    people = ["ann@example.net", "bob@example.net", "cid@example.net"]
    desk.handle(*(record(sender=person) for person in people))
    assert [sent.recipient for sent in desk.sender.sent] == people


def test_10_one_failure_stops_nobody_and_a_retry_answers_the_rest_only(desk):
    desk.sender.errors = [PermanentError("ses:SendEmail was refused with MessageRejected")]
    records = [record(sender="ann@example.net"), record(sender="bob@example.net"), {"eventSource": "aws:ses"}]
    with pytest.raises(TransientError, match="2 mails could not be answered"):
        desk.handle(*records)
    assert [sent.recipient for sent in desk.sender.sent] == ["bob@example.net"]
    assert desk.meter.counts[Metric.REPLIES_FAILED] == 2
    with pytest.raises(BadInput):
        desk.handle(*records)
    assert [sent.recipient for sent in desk.sender.sent] == ["bob@example.net", "ann@example.net"]


def test_10_a_fault_of_ours_stops_nobody_and_fails_the_invocation(desk, capsys):
    desk.sender.errors = [KeyError("bob@example.net")]
    with pytest.raises(PermanentError, match=r"failed unexpectedly \(KeyError\)"):
        desk.handle(record(), record(sender="ann@example.net"))
    assert [sent.recipient for sent in desk.sender.sent] == ["ann@example.net"]
    assert "example.net" not in capsys.readouterr().out


def test_defect_errors_are_told_the_deployments_own_first(desk):
    desk.sender.errors = [Throttled("slower"), ConfigError("ses:SendEmail was refused with AccessDenied")]
    with pytest.raises(ConfigError, match="AccessDenied"):
        desk.handle(record(), record(sender="ann@example.net"))


def test_from_address_is_part_of_the_claim(desk):
    desk.handle(record(), from_address="fixed@shop.example")
    desk.handle(record(recipients=["news@shop.example"]), from_address="fixed@shop.example")
    (sent,) = desk.sender.sent
    assert sent.sender == "fixed@shop.example"


def test_defect_success_is_not_reported_for_what_is_no_event(desk):
    with pytest.raises(BadInput):
        responder.handler({}, Context())


def test_handler_reads_the_template_and_sends(account, capsys):
    content = {"Subject": "Re:", "Text": "Hello %%NAME%%"}
    with stubbed(responder.wiring().clients["sesv2"]) as stub:
        stub.add_response("get_email_template", {"TemplateName": "t", "TemplateContent": content})
        stub.add_response("send_email", {"MessageId": "m-1"})
        responder.handler(event(record()), Context())
        stub.assert_no_pending_responses()
    printed = capsys.readouterr().out
    assert '"RepliesSent":[1.0]' in printed.replace(" ", "")
    assert "example.net" not in printed
    assert "Order" not in printed


def test_handler_takes_all_settings(account, monkeypatch):
    for name, value in {
        "TEMPLATE_OF_PINPOINT": "true",
        "CONFIGURATION_SET_NAME": "replies",
        "FROM_ADDRESS": "fixed@shop.example",
        "REQUIRE_DMARC_PASS": "false",
    }.items():
        monkeypatch.setenv(name, value)
    made = responder.wiring()
    assert isinstance(made.replying.templates, PinpointTemplate)
    assert (made.replying.from_address, made.replying.require_dmarc_pass) == ("fixed@shop.example", False)
    with stubbed(made.clients["pinpoint"]) as stub:
        stub.add_client_error("get_email_template", "NotFoundException", http_status_code=404)
        with pytest.raises(ConfigError):
            made.replying.templates.load()


def test_missing_settings_are_named(monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    responder.wiring.cache_clear()
    with pytest.raises(ConfigError) as error:
        responder.wiring()
    assert all(name in str(error.value) for name in SETTINGS)


def test_longest_call_fits_the_timeout():
    timeout = timeout_of(responder.__name__)
    budgets = responder.BUDGETS
    calls = [budgets["dynamodb"]] * 2 + [budgets["sesv2"]] * 2  # claim, template, reply, done
    assert sum(budget.worst_case_seconds for budget in calls) < timeout


# What the services are asked, held to botocore's models


def stubbed(client):
    return Stubber(client)


@pytest.fixture
def sesv2():
    return boto3.client("sesv2", region_name="us-east-1")


REPLY = Reply(
    sender="no-reply@shop.example",
    recipient="bob@example.net",
    subject="Re: Order?",
    html="<p>Hello</p>",
    text="Hello",
    headers=(("Auto-Submitted", "auto-replied"), ("In-Reply-To", "<x@example.net>")),
)


def test_1_message_is_simple_in_utf_8_with_its_headers(sesv2):
    with stubbed(sesv2) as stub:
        stub.add_response(
            "send_email",
            {"MessageId": "m-1"},
            {
                "FromEmailAddress": "no-reply@shop.example",
                "Destination": {"ToAddresses": ["bob@example.net"]},
                "ConfigurationSetName": "replies",
                "Content": {
                    "Simple": {
                        "Subject": {"Data": "Re: Order?", "Charset": "UTF-8"},
                        "Body": {
                            "Html": {"Data": "<p>Hello</p>", "Charset": "UTF-8"},
                            "Text": {"Data": "Hello", "Charset": "UTF-8"},
                        },
                        "Headers": [
                            {"Name": "Auto-Submitted", "Value": "auto-replied"},
                            {"Name": "In-Reply-To", "Value": "<x@example.net>"},
                        ],
                    }
                },
            },
        )
        SesSender(lambda: sesv2, "replies").send(REPLY)
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(("html", "text", "parts"), [("", "Hello", {"Text"}), ("<p>Hello</p>", "", {"Html"})])
def test_defect_parts_that_the_template_lacks_are_left_out(sesv2, html, text, parts):
    asked = {}
    sesv2.meta.events.register(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: asked.update(params)
    )
    with stubbed(sesv2) as stub:
        stub.add_response("send_email", {"MessageId": "m-1"})
        only = Reply(
            sender="a@b.example", recipient="c@d.example", subject="", html=html, text=text, headers=()
        )
        SesSender(lambda: sesv2, None).send(only)
    assert set(asked["Content"]["Simple"]["Body"]) == parts
    assert "ConfigurationSetName" not in asked


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("TooManyRequestsException", Throttled),
        ("MessageRejected", PermanentError),
        ("AccessDeniedException", ConfigError),
    ],
)
def test_9_refusals_are_told_apart(sesv2, code, kind):
    with stubbed(sesv2) as stub:
        stub.add_client_error("send_email", code)
        with pytest.raises(kind, match=f"ses:SendEmail was refused with {code}"):
            SesSender(lambda: sesv2, None).send(REPLY)


def test_8_templates_of_ses(sesv2):
    content = {"Subject": "Re:", "Html": "<p/>", "Text": "x"}
    with stubbed(sesv2) as stub:
        asked = {"TemplateName": "gone-fishing"}
        stub.add_response("get_email_template", {"TemplateName": "t", "TemplateContent": content}, asked)
        stub.add_client_error("get_email_template", "NotFoundException", http_status_code=404)
        stub.add_client_error("get_email_template", "TooManyRequestsException", http_status_code=429)
        template = SesTemplate(lambda: sesv2, "gone-fishing")
        assert template.load() == Template(subject="Re:", html="<p/>", text="x")
        with pytest.raises(ConfigError, match="no SES template"):
            template.load()
        with pytest.raises(Throttled):
            template.load()


def test_8_templates_of_pinpoint():
    client = boto3.client("pinpoint", region_name="us-east-1")
    known = {"TemplateName": "t", "TemplateType": "EMAIL", "CreationDate": "…", "LastModifiedDate": "…"}
    with stubbed(client) as stub:
        asked = {"TemplateName": "gone-fishing"}
        stub.add_response(
            "get_email_template",
            {"EmailTemplateResponse": {**known, "Subject": "Re:", "HtmlPart": "<p/>"}},
            asked,
        )
        stub.add_client_error("get_email_template", "ForbiddenException", http_status_code=403)
        template = PinpointTemplate(lambda: client, "gone-fishing")
        assert template.load() == Template(subject="Re:", html="<p/>", text="")
        with pytest.raises(ConfigError, match="mobiletargeting:GetEmailTemplate was refused"):
            template.load()
