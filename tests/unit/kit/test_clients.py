"""Clients against a server that does not answer in time."""

import contextlib
import socket
import threading

import pytest
from botocore.exceptions import HTTPClientError

from kit.clients import CallBudget, Clients


@pytest.fixture
def silent(monkeypatch):
    """Requests that a server took and never answered, as connections."""
    taken = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept():
        with contextlib.suppress(OSError):  # closed at the end
            while True:
                taken.append(server.accept()[0])

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.getsockname()[1]}",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    yield taken
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)
    for connection in taken:
        connection.close()


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("sesv2", lambda client: client.send_email(Content={})),
        (
            "pinpoint-sms-voice-v2",
            lambda client: client.send_text_message(DestinationPhoneNumber="+15550100"),
        ),
        (
            "pinpoint",
            lambda client: client.send_messages(
                ApplicationId="a", MessageRequest={"MessageConfiguration": {}}
            ),
        ),
        ("customer-profiles", lambda client: client.create_profile(DomainName="shop")),
    ],
)
@pytest.mark.parametrize("attempts", [1, 2])
def test_a_call_is_made_as_often_as_its_budget_says(silent, service, call, attempts):
    """What a service does each time it is called is done once with one attempt, though no answer came."""
    clients = Clients({service: CallBudget(attempts=attempts, connect_seconds=1, read_seconds=0.2)})
    with pytest.raises(HTTPClientError):
        call(clients[service])
    assert len(silent) == attempts


def test_the_longest_call_is_told_by_service():
    clients = Clients({"s3": CallBudget(attempts=2, connect_seconds=1, read_seconds=3)})
    assert clients.worst_case_seconds("s3") == 9
