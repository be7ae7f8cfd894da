"""Every block of the publisher's page is tried: Python is run, commands and events are read as AWS would."""

import json
import re
import shlex
import shutil
import subprocess
import textwrap
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import boto3
import botocore.session
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from attribution.sources.shared.tag_values import decoded
from tests.unit.examples.services import Bus, Checked, Resource, Table, check, touch_of

PAGE = Path(__file__).parents[3] / "examples" / "publisher" / "README.md"
PIECES = re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)
BLOCKS = {
    title: [textwrap.dedent(block) for block in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", text, re.MULTILINE)]
    for title, text in PIECES
}
ENDPOINT = "https://events.eu-west-1.amazonaws.com/"
SECRETS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token"}


def test_every_block_is_tried_below():
    assert {title: len(blocks) for title, blocks in BLOCKS.items() if blocks} == {
        "Python": 1,
        "Command line": 1,
        "Any language": 1,
        "Email by SES": 1,
        "Text messages": 1,
        "Push": 2,
        "WhatsApp": 3,
    }
    assert [line for line in PAGE.read_text().splitlines() if len(line) > 120] == []


@pytest.fixture
def clients(monkeypatch):
    """What boto3 makes for the page's code, which finds the publisher beside itself."""
    made = {
        "events": Bus(),
        "sesv2": Checked("sesv2"),
        "pinpoint-sms-voice-v2": Checked("pinpoint-sms-voice-v2"),
    }
    made["whatsapp-messages"] = Table()
    monkeypatch.syspath_prepend(str(PAGE.parent))
    monkeypatch.setattr(boto3, "client", made.__getitem__)
    monkeypatch.setattr(boto3, "resource", lambda service: {"dynamodb": Resource(made)}[service])
    return made


def run(block):
    names = {}
    exec(compile(block, str(PAGE), "exec"), names)
    return names


def test_python(clients):
    run(BLOCKS["Python"][0])
    assert clients["events"].users == ["ana.lima", "bo.chen"]


def put_by(command):
    """The touch that an `aws events put-events` sends."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:4] == ["aws", "events", "put-events", "--entries"]
    (entries,) = words[4:]
    check("events", "PutEvents", {"Entries": json.loads(entries)})
    (entry,) = json.loads(entries)
    return touch_of(entry)


def test_command_line():
    found = put_by(BLOCKS["Command line"][0])
    assert (found.username, found.journey.id) == ("ana.lima", "spring-welcome-2026")


class Recorded(BaseHTTPRequestHandler):
    """Remembers the request in the server."""

    def do_POST(self):
        self.server.seen = (dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with HTTPServer(("127.0.0.1", 0), Recorded) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
def test_any_language(server):
    """The request that curl really makes: its signature, its target, its touch."""
    (command,) = BLOCKS["Any language"]
    assert ENDPOINT in command
    local = f"http://127.0.0.1:{server.server_port}/"
    environment = SECRETS | {"PATH": "/usr/local/bin:/usr/bin:/bin", "no_proxy": "*"}
    subprocess.run(
        ["bash", "-c", command.replace(ENDPOINT, local)], check=True, capture_output=True, env=environment
    )
    headers, body = server.seen
    model = botocore.session.get_session().get_service_model("events")
    assert headers["X-Amz-Target"] == f"{model.metadata['targetPrefix']}.PutEvents"
    assert headers["Content-Type"] == f"application/x-amz-json-{model.metadata['jsonVersion']}"
    assert headers["Authorization"] == signature(local, headers, body)
    request = json.loads(body)
    check("events", "PutEvents", request)
    assert touch_of(request["Entries"][0]).touched_at == 1_795_168_991_902


def signature(url, headers, body):
    """The header that AWS's own SDK would have written for this request."""
    told = re.search(r"SignedHeaders=([\w;-]+)", headers["Authorization"]).group(1).split(";")
    request = AWSRequest(
        "POST", url, headers={n: v for n, v in headers.items() if n.lower() in told}, data=body
    )
    request.context["timestamp"] = headers["X-Amz-Date"]
    keys = (SECRETS["AWS_ACCESS_KEY_ID"], SECRETS["AWS_SECRET_ACCESS_KEY"])
    auth = SigV4Auth(Credentials(*keys), "events", "eu-west-1")
    signed = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    by = f"Credential={auth.scope(request)}, SignedHeaders={';'.join(told)}"
    return f"AWS4-HMAC-SHA256 {by}, Signature={signed}"


def test_email_by_ses(clients):
    run(BLOCKS["Email by SES"][0])
    (call,) = clients["sesv2"].calls
    tags = {tag["Name"]: decoded(tag["Value"]) for tag in call["EmailTags"]}
    assert tags == {"campaign": "Spring welcome", "username": "ana.lima"}
    assert len(call["Destination"]["ToAddresses"]) == 1


def test_text_messages(clients):
    run(BLOCKS["Text messages"][0])
    (call,) = clients["pinpoint-sms-voice-v2"].calls
    assert call["Context"] == {"username": "ana.lima", "campaign": "spring-welcome-2026"}


def test_push(clients):
    notification, backend = BLOCKS["Push"]
    opened = run(backend)["notification_opened"]
    opened({"cognito:username": "ana.lima"}, json.loads(notification)["data"])
    (entry,) = clients["events"].taken
    assert (touch_of(entry).username, touch_of(entry).journey.id) == ("ana.lima", "spring-welcome-2026")


def test_whatsapp(clients):
    event, sender, reader = BLOCKS["WhatsApp"]
    read = json.loads(event)
    handler = run(reader)["handler"]
    handler(read, None)
    assert clients["events"].taken == []  # of another sender
    run(sender)["keep"]({"messageId": read["detail"]["messageId"]}, "ana.lima", "spring", 1_796_000_000)
    handler(read, None)
    (entry,) = clients["events"].taken
    found = touch_of(entry)
    assert (found.username, found.journey.id) == ("ana.lima", "spring")
    assert datetime.fromtimestamp(found.touched_at / 1000, UTC).isoformat() == "2026-11-20T10:10:00+00:00"
