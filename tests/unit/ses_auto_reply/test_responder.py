"""The function as Lambda calls it, with DynamoDB and SES by moto, and what it asks of the services."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, ProxyConnectionError, SSLError
from botocore.stub import Stubber
from moto import mock_aws

from emulator.declared import resource
from kit.clients import Clients
from kit.deadline import Deadline
from kit.errors import BadInput, ConfigError, PermanentError, Throttled, TransientError
from kit.idempotency import once
from ses_auto_reply.adapters.sending import PATIENCE_SECONDS, PAUSES_SECONDS, SesSender
from ses_auto_reply.adapters.templates import PinpointTemplate, SesTemplate
from ses_auto_reply.flows.replying import Replying
from ses_auto_reply.handlers import responder
from ses_auto_reply.rules.metrics import Metric
from ses_auto_reply.rules.reply import Reply, Template
from tests.support.doubles import Context, RecordingMeter
from tests.support.functions import timeout_of
from tests.unit.ses_auto_reply.received import event, record

TEMPLATE = Template(subject="Re:", html="<p>Hello %%NAME%%</p>", text="Hello %%NAME%%")
NEVER = Deadline(float("inf"))
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
        self.answers = True
        self.meanwhile = lambda: None

    def send(self, reply: Reply) -> bool:
        self.meanwhile()
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(reply)
        return self.answers


class Clock:
    """Moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


class Desk:
    """The flow on moto's table."""

    def __init__(self, clients: Clients) -> None:
        self.clients, self.templates, self.sender = clients, Templates(), Sender()
        self.meter = RecordingMeter()

    def handle(self, *records, from_address=None, seconds=3600, deadline=NEVER):
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
            deadline,
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
    desk.handle(record(headers={"Subject": "Again", "From": "bob@example.net"}, sender="Bob@EXAMPLE.net"))
    assert len(desk.sender.sent) == 1
    assert desk.meter.counts[Metric.REPLIES_SAVED] == 2


def test_4_another_sender_another_address_or_a_later_day_is_another_reply(desk):
    desk.handle(record(), seconds=-1)  # over at once
    desk.handle(record())
    desk.handle(record(sender="ann@example.net"))
    desk.handle(record(recipients=["news@shop.example"]))
    assert len(desk.sender.sent) == 4


def test_4_a_return_path_for_each_mail_is_no_way_around_the_interval(desk):
    for number in range(3):
        desk.handle(
            record(sender=f"bounce+{number}=bob@esp.example", headers={"From": "Bob <bob@example.net>"})
        )
    desk.handle(record(sender="bob@example.net"))
    assert len(desk.sender.sent) == 1
    assert desk.meter.counts[Metric.REPLIES_SAVED] == 3


def test_4_a_from_for_each_mail_is_no_way_around_the_interval(desk):
    for number in range(3):
        desk.handle(record(headers={"From": f"Bob <bob+{number}@example.net>"}))
    assert len(desk.sender.sent) == 1


def test_4_both_claims_are_free_after_a_send_that_failed(desk):
    changed = record(sender="bounce+1@esp.example", headers={"From": "Bob <bob@example.net>"})
    desk.sender.errors = [Throttled("slower")]
    with pytest.raises(Throttled):
        desk.handle(changed)
    desk.handle(changed)
    assert len(desk.sender.sent) == 1


def test_4_table_holds_no_address(desk):
    desk.handle(record(sender="bounce+1@esp.example", headers={"From": "Bob <bob@example.net>"}))
    items = boto3.client("dynamodb").scan(TableName="shop-replies")["Items"]
    assert len(items) == 2
    assert "example" not in json.dumps(items)


def test_3_an_address_that_cannot_be_answered_fails_nothing(desk):
    desk.handle(record(sender="ann@[IPv6:::1]"))
    desk.handle(record(recipients=['"a b"@shop.example']))
    assert desk.sender.sent == []
    assert desk.meter.counts[Metric.MAIL_IGNORED_BY_REASON, "unanswerable"] == 2
    assert desk.meter.counts[Metric.REPLIES_FAILED] == 0


def test_4_a_reply_that_nobody_confirmed_is_not_sent_again(desk):
    desk.sender.answers = False
    desk.handle(record())
    desk.handle(record())
    assert len(desk.sender.sent) == 1
    assert desk.meter.counts[Metric.REPLIES_UNCONFIRMED] == 1
    assert desk.meter.counts[Metric.REPLIES_SENT] == 0
    assert desk.meter.counts[Metric.REPLIES_SAVED] == 1


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


def test_10_records_that_there_is_no_time_for_are_handled_by_the_next_call(desk):
    people = ["ann@example.net", "bob@example.net", "cid@example.net"]
    records = [record(sender=person) for person in people]
    clock = Clock()
    desk.sender.meanwhile = lambda: clock.pass_(responder.RESERVE_SECONDS)  # the slowest mail
    with pytest.raises(TransientError, match="2 mails could not be answered; the first: no time was left"):
        desk.handle(*records, deadline=Deadline(10, clock))
    assert [sent.recipient for sent in desk.sender.sent] == people[:1]
    assert desk.meter.counts[Metric.REPLIES_FAILED] == 2
    desk.sender.meanwhile = lambda: None
    desk.handle(*records)
    assert [sent.recipient for sent in desk.sender.sent] == people


def test_10_the_handler_begins_no_mail_that_it_could_not_end(account):
    with pytest.raises(TransientError, match="no time was left"):
        responder.handler(event(record()), Context(remaining_seconds=responder.RESERVE_SECONDS))


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


@contextmanager
def answering(made):
    """SES has the template, and takes one reply."""
    content = {"Subject": "Re:", "Text": "Hello %%NAME%%"}
    with stubbed(made.clients["sesv2"]) as kept, stubbed(made.sending["sesv2"]) as sending:
        kept.add_response("get_email_template", {"TemplateName": "t", "TemplateContent": content})
        sending.add_response("send_email", {"MessageId": "m-1"})
        yield
        kept.assert_no_pending_responses()
        sending.assert_no_pending_responses()


def test_handler_reads_the_template_and_sends(account, capsys):
    with answering(responder.wiring()):
        responder.handler(event(record()), Context(remaining_seconds=120))
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


def test_longest_mail_fits_the_timeout(account):
    """The calls of a mail with two claims, as they are made, each as slow as its budget lets it be."""
    made, seconds = responder.wiring(), []
    costs = {
        made.clients["dynamodb"]: responder.BUDGETS["dynamodb"].worst_case_seconds,
        made.clients["sesv2"]: responder.BUDGETS["sesv2"].worst_case_seconds,
        made.sending["sesv2"]: PATIENCE_SECONDS + responder.SENDING.worst_case_seconds,
    }
    for client, cost in costs.items():
        client.meta.events.register(
            "provide-client-params.*.*", lambda cost=cost, **_: seconds.append(cost), unique_id="cost"
        )
    slow = record(sender="bounce+1@esp.example", headers={"From": "Bob <bob@example.net>"})
    with answering(made):
        responder.handler(event(slow), Context(remaining_seconds=timeout_of(responder.__name__)))
    assert len(seconds) == 6
    assert sum(seconds) == responder.RESERVE_SECONDS < timeout_of(responder.__name__) - 15


# What becomes of a reply when SES, or the way to it, is in trouble


class Post:
    """Takes mail as SES does, and answers as it is told: late, with an error, or not at all."""

    def __init__(self) -> None:
        self.taken = 0
        self.seconds, self.status, self.lasting = 0.0, 200, True
        post = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            used = False

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                if self.used and not post.lasting:
                    self.close_connection = True
                    return
                self.used = True
                post.taken += 1
                time.sleep(post.seconds)
                body = b'{"MessageId": "m-1"}'
                self.send_response(post.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Nothing to tell."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # of a client that waited no longer
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def post():
    made = Post()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def sender_to(monkeypatch):
    """A sender as the handler has it, that waits less long for an answer."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def made(url):
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", url)
        sending = Clients({"sesv2": replace(responder.SENDING, read_seconds=0.3)})
        return SesSender(lambda: sending["sesv2"], None, sleep=lambda _seconds: None)

    return made


def test_9_a_mail_whose_answer_comes_too_late_is_one_mail(desk, post, sender_to):
    post.seconds = 0.6
    desk.sender = sender_to(post.url)
    desk.handle(record())
    desk.handle(record())
    assert post.taken == 1
    assert desk.meter.counts[Metric.REPLIES_UNCONFIRMED] == 1


def test_9_answers_of_the_send_are_waited_for():
    assert responder.SENDING.attempts == 1
    assert responder.SENDING.read_seconds >= 30


@pytest.mark.parametrize("status", [502, 504])
def test_9_a_gateways_word_is_no_answer_of_ses(post, sender_to, status):
    post.status = status
    assert sender_to(post.url).send(REPLY) is False
    assert post.taken == 1


@pytest.mark.parametrize("status", [500, 503])
def test_9_an_error_of_ses_is_its_word_that_nothing_was_sent(desk, post, sender_to, status):
    desk.sender = sender_to(post.url)
    post.status = status
    with pytest.raises(TransientError, match="ses:SendEmail was refused"):
        desk.handle(record())
    assert post.taken == 1
    post.status = 200
    desk.handle(record())
    assert desk.meter.counts[Metric.REPLIES_SENT] == 1


def test_9_a_reply_that_reached_nobody_may_be_sent_later(desk, post, sender_to):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    desk.sender = sender_to(f"http://127.0.0.1:{port}")
    with pytest.raises(TransientError, match="EndpointConnectionError"):
        desk.handle(record())
    desk.sender = sender_to(post.url)
    desk.handle(record())
    assert desk.meter.counts[Metric.REPLIES_SENT] == 1


def test_9_a_connection_that_died_in_a_pause_loses_no_reply(post, sender_to):
    post.lasting = False
    sender = sender_to(post.url)
    assert sender.send(REPLY) is True
    assert sender.send(REPLY) is True


class Failing:
    """A client that cannot even connect."""

    def __init__(self, error):
        self.error = error

    def send_email(self, **_request):
        raise self.error

    def close(self):
        """Nothing is open."""


@pytest.mark.parametrize(
    "error",
    [ConnectTimeoutError(endpoint_url="https://x"), ProxyConnectionError(proxy_url="https://x")],
    ids=lambda error: type(error).__name__,
)
def test_9_without_a_connection_nothing_was_sent(error):
    with pytest.raises(TransientError, match="got no answer"):
        SesSender(lambda: Failing(error), None).send(REPLY)


def test_9_where_it_is_not_known_nothing_is_sent_again():
    broken = Failing(SSLError(endpoint_url="https://x", error="broken"))
    assert SesSender(lambda: broken, None).send(REPLY) is False


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
        ("MessageRejected", PermanentError),
        ("AccessDeniedException", ConfigError),
    ],
)
def test_9_refusals_are_told_apart(sesv2, code, kind):
    with stubbed(sesv2) as stub:
        stub.add_client_error("send_email", code)
        with pytest.raises(kind, match=f"ses:SendEmail was refused with {code}"):
            SesSender(lambda: sesv2, None).send(REPLY)


def throttled(sesv2, *, times):
    stub = stubbed(sesv2)
    for _ in range(times):
        stub.add_client_error("send_email", "TooManyRequestsException", http_status_code=429)
    stub.add_response("send_email", {"MessageId": "m-1"})
    return stub


def test_9_throttled_sends_are_tried_again_before_they_fail(sesv2):
    clock = Clock()
    with throttled(sesv2, times=3) as stub:
        assert SesSender(lambda: sesv2, None, clock=clock, sleep=clock.pass_).send(REPLY) is True
        stub.assert_no_pending_responses()
    assert clock.now == sum(PAUSES_SECONDS) < PATIENCE_SECONDS
    refused = pytest.raises(Throttled, match="ses:SendEmail was refused with TooManyRequestsException")
    with throttled(sesv2, times=4), refused:
        SesSender(lambda: sesv2, None, clock=clock, sleep=clock.pass_).send(REPLY)


def test_9_a_slow_refusal_leaves_no_time_for_another_attempt(sesv2):
    clock = Clock()
    sesv2.meta.events.register("before-call.*.*", lambda **_: clock.pass_(PATIENCE_SECONDS))
    with throttled(sesv2, times=1), pytest.raises(Throttled):
        SesSender(lambda: sesv2, None, clock=clock, sleep=clock.pass_).send(REPLY)
    assert clock.now == PATIENCE_SECONDS


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


def test_defect_the_rule_waits_for_its_permission():
    rule = resource("modules/ses-auto-reply/receiving.tf", "aws_ses_receipt_rule", "this")
    assert rule["depends_on"] == ["${aws_lambda_permission.receipt_rule}"]
