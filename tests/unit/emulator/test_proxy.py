"""Each fault of the proxy, as boto3 sees it, in front of a tiny server that counts what takes effect."""

import http.client
import http.server
import socket
import threading
import urllib.parse

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

from emulator.clients import client
from emulator.proxy.calls import Call
from emulator.proxy.errors import INTERNAL, THROTTLING, check_code
from emulator.proxy.faults import Reset, Run, Silence, Trickle, error, internal_error, throttle
from emulator.proxy.server import FaultProxy
from emulator.proxy.when import OverQuota, nth, share
from tests.support.waiting import until

GET = {"TableName": "t", "Key": {"id": {"S": "1"}}}
LOST = (ConnectionClosedError, EndpointConnectionError)


class Upstream(http.server.ThreadingHTTPServer):
    """Answers every call with `{}`, over connections that stay open; `chunked` in pieces."""

    daemon_threads = True

    def __init__(self):
        self.effects = []
        self.connections = set()
        self.chunked = False
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two wait for each other

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.effects.append((self.headers["X-Amz-Target"].split(".")[1], self.headers["Host"]))
        self.server.connections.add(self.client_address)
        self.send_response(200)
        if self.server.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
        else:
            self.send_header("Content-Length", "2")
            body = b"{}"
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def upstream():
    with Upstream() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(upstream):
    with FaultProxy() as running:
        running.forward_to(upstream.url)
        yield running


@pytest.fixture
def dynamodb(proxy):
    with_short_patience = client("dynamodb", proxy.url, read_timeout=0.3)
    yield with_short_patience
    with_short_patience.close()


def cognito(proxy):
    return client("cognito-idp", proxy.url)


def set_attribute(pool):
    pool.admin_update_user_attributes(UserPoolId="us-east-1_x", Username="ann", UserAttributes=[])


@pytest.mark.parametrize("chunked", [False, True])
def test_without_orders_everything_passes_over_one_connection(proxy, upstream, dynamodb, chunked):
    upstream.chunked = chunked
    for _ in range(5):
        dynamodb.get_item(**GET)
    assert upstream.effects == [("GetItem", urllib.parse.urlsplit(proxy.url).netloc)] * 5
    assert len(upstream.connections) == 1
    counted = proxy.tally("dynamodb.GetItem")
    assert (counted.made, counted.passed_on, counted.failed) == (5, 5, 0)
    assert proxy.tally("dynamodb").made == 5
    assert proxy.tally("sqs").made == 0
    assert proxy.tally("dynamodb", since=3).made == 2
    assert counted.at == tuple(sorted(counted.at))


def test_services_are_told_apart(proxy):
    pool, queues = cognito(proxy), client("sqs", proxy.url)
    set_attribute(pool)
    queues.send_message_batch(QueueUrl=f"{proxy.url}/queue", Entries=[{"Id": "0", "MessageBody": "x"}])
    assert [(call.service, call.operation) for call in proxy.calls] == [
        ("cognito-idp", "AdminUpdateUserAttributes"),
        ("sqs", "SendMessageBatch"),
    ]
    assert proxy.calls[0].parameters["Username"] == "ann"
    # the client has its answer a moment before the proxy is done with the call
    until(lambda: all(call.done for call in proxy.calls))
    pool.close()
    queues.close()


@pytest.mark.parametrize(("moment", "effects"), [("before", 0), ("after", 1)])
class TestBeforeAndAfterTheEffect:
    def test_internal_error(self, proxy, upstream, dynamodb, moment, effects):
        proxy.inject("dynamodb", internal_error(), moment=moment)
        with pytest.raises(dynamodb.exceptions.InternalServerError) as raised:
            dynamodb.get_item(**GET)
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
        assert len(upstream.effects) == effects
        counted = proxy.tally("dynamodb")
        assert (counted.made, counted.passed_on, counted.failed) == (1, effects, 1)

    def test_silence(self, proxy, upstream, dynamodb, moment, effects):
        proxy.inject("dynamodb", Silence(), moment=moment)
        with pytest.raises(ReadTimeoutError):
            dynamodb.get_item(**GET)
        assert len(upstream.effects) == effects
        proxy.clear()
        dynamodb.get_item(**GET)

    def test_reset(self, proxy, upstream, dynamodb, moment, effects):
        proxy.inject("dynamodb", Reset(), moment=moment)
        with pytest.raises(LOST, match=r"reset|closed"):
            dynamodb.get_item(**GET)
        assert len(upstream.effects) == effects
        proxy.clear()
        dynamodb.get_item(**GET)

    def test_function_runs_and_the_call_goes_on(self, proxy, upstream, dynamodb, moment, effects):
        seen = []
        proxy.inject(
            "dynamodb",
            Run(lambda call: seen.append((len(upstream.effects), call.parameters["TableName"]))),
            moment=moment,
        )
        dynamodb.get_item(**GET)
        assert seen == [(effects, "t")]
        assert len(upstream.effects) == 1
        assert proxy.tally("dynamodb").failed == 0


def test_reset_is_an_rst_and_not_an_orderly_end(proxy):
    proxy.inject("dynamodb", Reset())
    address = urllib.parse.urlsplit(proxy.url)
    connection = http.client.HTTPConnection(address.hostname, address.port)
    connection.request("POST", "/", "{}", {"X-Amz-Target": "DynamoDB_20120810.GetItem"})
    with pytest.raises(ConnectionResetError):
        connection.getresponse()
    connection.close()


def test_silence_ends_by_itself_for_a_patient_client(proxy):
    proxy.inject("dynamodb", Silence(seconds=0.1))
    patient = client("dynamodb", proxy.url)
    with pytest.raises(LOST):
        patient.get_item(**GET)
    patient.close()


def test_either_moment_mixes_both(proxy, upstream, dynamodb):
    proxy.inject("dynamodb", internal_error(), moment="either")
    for _ in range(20):
        with pytest.raises(dynamodb.exceptions.InternalServerError):
            dynamodb.get_item(**GET)
    assert 0 < len(upstream.effects) < 20


def test_trickling_answer_comes_in_pieces_and_is_whole_in_the_end(proxy, dynamodb):
    proxy.inject("dynamodb", Trickle(pause_seconds=0.002))
    assert dynamodb.get_item(**GET)["ResponseMetadata"]["HTTPStatusCode"] == 200
    counted = proxy.tally("dynamodb")
    assert (counted.passed_on, counted.failed) == (1, 0)
    with socket.create_connection(urllib.parse.urlsplit(proxy.url).netloc.split(":")) as raw:
        raw.sendall(
            b"POST / HTTP/1.1\r\nX-Amz-Target: DynamoDB_20120810.GetItem\r\nContent-Length: 2\r\n\r\n{}"
        )
        pieces = [raw.recv(1000)]
        while not b"".join(pieces).endswith(b"\r\n\r\n{}"):
            pieces.append(raw.recv(1000))
    assert len(pieces) > 10


def test_share_strikes_that_part_and_the_same_calls_every_time(proxy, dynamodb):
    def outcomes():
        proxy.clear()
        proxy.inject("dynamodb", internal_error(), when=share(0.25, seed=7))
        found = []
        for _ in range(80):
            try:
                dynamodb.get_item(**GET)
                found.append(True)
            except ClientError:
                found.append(False)
        return found

    first = outcomes()
    assert 8 < first.count(False) < 32
    assert outcomes() == first


def test_orders_are_asked_in_turn_and_only_for_their_operation(proxy, dynamodb):
    proxy.inject("dynamodb.GetItem", error("ProvisionedThroughputExceededException"), when=nth(1))
    proxy.inject("dynamodb.GetItem", throttle(), when=nth(1))
    proxy.inject("dynamodb.DeleteItem", internal_error())
    with pytest.raises(dynamodb.exceptions.ProvisionedThroughputExceededException):
        dynamodb.get_item(**GET)
    with pytest.raises(dynamodb.exceptions.ThrottlingException):
        dynamodb.get_item(**GET)
    dynamodb.get_item(**GET)
    with pytest.raises(dynamodb.exceptions.InternalServerError):
        dynamodb.delete_item(**GET)


def test_cognito_over_its_quota_answers_as_aws_does(proxy):
    pool = cognito(proxy)
    proxy.inject("cognito-idp", throttle(), when=OverQuota(25, burst=2, clock=lambda: 0.0))
    set_attribute(pool)
    set_attribute(pool)
    with pytest.raises(pool.exceptions.TooManyRequestsException) as raised:
        set_attribute(pool)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    pool.close()


def test_emulator_that_is_gone_looks_like_a_lost_connection(proxy, dynamodb, upstream):
    dynamodb.get_item(**GET)
    proxy.forward_to("http://127.0.0.1:1")
    with pytest.raises(LOST):
        dynamodb.get_item(**GET)
    assert proxy.tally("dynamodb").failed == 1
    proxy.forward_to(upstream.url)
    dynamodb.get_item(**GET)


def test_environment_leads_the_three_services_to_the_proxy(proxy):
    assert proxy.environment == {
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": proxy.url,
        "AWS_ENDPOINT_URL_DYNAMODB": proxy.url,
        "AWS_ENDPOINT_URL_SQS": proxy.url,
    }


class TestWrongOrders:
    @pytest.mark.parametrize("target", ["s3", "GetItem", ""])
    def test_unknown_target(self, proxy, target):
        with pytest.raises(ValueError, match="is no target: name one of dynamodb"):
            proxy.inject(target, Reset())

    def test_error_that_the_service_does_not_have(self, proxy):
        with pytest.raises(ValueError, match="cognito-idp has no error ThrottlingException: choose one of"):
            proxy.inject("cognito-idp", error("ThrottlingException"))

    def test_address(self, proxy):
        with pytest.raises(ValueError, match="no address to forward to"):
            proxy.forward_to("localhost")

    def test_quota(self):
        with pytest.raises(ValueError, match="below the rate 25"):
            OverQuota(25, used_by_others=25)
        with pytest.raises(ValueError, match="burst must be at least 1"):
            OverQuota(25, burst=0)


@pytest.mark.parametrize("codes", [THROTTLING, INTERNAL])
@pytest.mark.parametrize("service", ["cognito-idp", "dynamodb", "sqs"])
def test_every_error_is_one_that_botocore_knows(codes, service):
    check_code(codes[service], service)


def test_every_error_reaches_boto3_as_its_own_code(proxy):
    for service, operation in {
        "dynamodb": lambda made: made.get_item(**GET),
        "cognito-idp": set_attribute,
        "sqs": lambda made: made.get_queue_attributes(QueueUrl=f"{proxy.url}/queue"),
    }.items():
        made = client(service, proxy.url)
        for fault, codes in ((throttle(), THROTTLING), (internal_error(), INTERNAL)):
            proxy.clear()
            proxy.inject(service, fault)
            with pytest.raises(ClientError) as raised:
                operation(made)
            assert raised.value.response["Error"]["Code"] == codes[service]
        made.close()


class TestOverQuota:
    """The bucket, on a clock of its own."""

    CALL = Call(0.0, "cognito-idp", "AdminUpdateUserAttributes", b"")

    def passed(self, quota, times):
        found = 0
        for self.now in times:
            found += not quota(self.CALL)
        return found

    def test_burst_then_rate(self):
        self.now = 0.0
        quota = OverQuota(25, clock=lambda: self.now)
        assert self.passed(quota, [0.0] * 40) == 25
        assert self.passed(quota, [0.01 * n for n in range(1, 101)]) == 25
        assert self.passed(quota, [100.0] * 40) == 25

    def test_others_use_their_part(self):
        self.now = 0.0
        quota = OverQuota(25, burst=5, used_by_others=10, clock=lambda: self.now)
        assert self.passed(quota, [0.0] * 40) == 5
        assert 28 <= self.passed(quota, [0.01 * n for n in range(1, 201)]) <= 30
