"""The loop around the reconcile function, against a stub that answers as the function does."""

import json
from io import BytesIO

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from kit.errors import TransientError
from operations.clients import INVOCATION_SECONDS, Clients
from operations.errors import WrongUse
from operations.reconcile import PAUSE_SECONDS, STUCK, FunctionFailed, invoker, payload_of, reconcile


def answer(segment, *, of=3, users=10, queued=1, stopped=None):
    """What the function says after it has walked up to `segment`."""
    resume = {"walk": "pool", "segments": 16, "next_segment": segment}
    return {
        "done": segment == of,
        "resume": None if segment == of else resume,
        "stopped": stopped,
        "counts": {"users": users, "queued": queued},
    }


class Run:
    """`reconcile` over a list of answers; an exception in the list is raised."""

    def __init__(self, *answers):
        self._answers = iter(answers)
        self.payloads, self.said, self.slept = [], [], []

    def invoke(self, payload):
        self.payloads.append(payload)
        found = next(self._answers)
        if isinstance(found, BaseException):
            raise found
        return found

    def start(self, payload):
        return reconcile(self.invoke, payload, self.said.append, self.slept.append)


def test_goes_on_from_each_answer_until_done():
    run = Run(answer(1), answer(2, users=7, queued=0), answer(3))
    assert run.start({"walk": "pool"}) == 0
    assert [payload.get("next_segment") for payload in run.payloads] == [None, 1, 2]
    assert run.said == [
        "call 1: users 10, queued 1",
        "call 2: users 7, queued 0",
        "call 3: users 10, queued 1",
        "done after 3 calls: users 27, queued 2",
    ]


def test_fault_that_passes_is_waited_for():
    run = Run(answer(1), answer(1, stopped="sqs:SendMessageBatch was refused"), answer(3))
    assert run.start({}) == 0
    assert run.slept == [PAUSE_SECONDS]
    assert any("sqs:SendMessageBatch was refused" in line for line in run.said)


def test_fault_that_does_not_pass_ends_the_loop():
    run = Run(*[answer(1, stopped="no backlog")] * 20)
    with pytest.raises(FunctionFailed, match="no step further: no backlog"):
        run.start({})
    assert len(run.payloads) == STUCK + 1


def test_interruption_prints_what_to_go_on_with():
    run = Run(answer(1), KeyboardInterrupt())
    assert run.start({"walk": "pool"}) == 130
    resume = run.said[-1].split("--resume ")[1].strip("'")
    assert payload_of(None, None, resume) == {"walk": "pool", "segments": 16, "next_segment": 1}


@pytest.mark.parametrize("fault", [TransientError("no answer"), FunctionFailed("use more segments")])
def test_failure_prints_what_to_go_on_with(fault):
    run = Run(answer(2), fault)
    with pytest.raises(type(fault)):
        run.start({})
    assert '"next_segment": 2' in run.said[-1]


def test_answer_that_leads_nowhere():
    with pytest.raises(FunctionFailed, match="does not say where to go on"):
        Run({"done": False, "resume": None}).start({})


@pytest.mark.parametrize(
    ("options", "payload"),
    [
        ((None, None, None), {}),
        (("table", None, None), {"walk": "table"}),
        (("pool", 256, None), {"walk": "pool", "segments": 256}),
        ((None, None, '{"walk": "pool"}'), {"walk": "pool"}),
    ],
)
def test_options_make_the_payload(options, payload):
    assert payload_of(*options) == payload


@pytest.mark.parametrize(
    "options", [(None, None, "{"), (None, None, "[]"), ("pool", None, "{}"), (None, 16, "{}")]
)
def test_wrong_options(options):
    with pytest.raises(WrongUse, match="--resume"):
        payload_of(*options)


class TestInvoker:
    @pytest.fixture
    def stub(self, shop, monkeypatch):
        client = shop.clients.long_call()
        monkeypatch.setattr(Clients, "long_call", lambda _: client)
        with Stubber(client) as stubber:
            yield stubber

    def says(self, stub, body, **more):
        asked = {"FunctionName": "shop-reconcile", "Payload": b'{"walk": "pool"}'}
        stub.add_response(
            "invoke", {"StatusCode": 200, "Payload": BytesIO(json.dumps(body).encode()), **more}, asked
        )

    def call(self, shop):
        return invoker(shop.clients, "shop-reconcile")({"walk": "pool"})

    def test_answer(self, shop, stub):
        self.says(stub, answer(1))
        assert self.call(shop) == answer(1)

    def test_refused_payload(self, shop, stub):
        self.says(stub, {"errorMessage": "walk must be table or pool"}, FunctionError="Unhandled")
        with pytest.raises(FunctionFailed, match="shop-reconcile failed: walk must be table or pool"):
            self.call(shop)

    @pytest.mark.parametrize("body", [None, "text", 5])
    def test_answer_that_is_none(self, shop, stub, body):
        self.says(stub, body)
        with pytest.raises(FunctionFailed):
            self.call(shop)

    def test_missing_function(self, shop, stub):
        stub.add_client_error("invoke", "ResourceNotFoundException")
        with pytest.raises(WrongUse, match="function shop-reconcile was not found in account 123456789012"):
            self.call(shop)

    def test_no_answer_in_time(self, shop, stub, monkeypatch):
        def silent(**_):
            raise ReadTimeoutError(endpoint_url="lambda")

        monkeypatch.setattr(stub.client, "invoke", silent)
        with pytest.raises(TransientError, match="got no answer"):
            self.call(shop)


def test_client_waits_longer_than_lambda_and_never_sends_twice(shop):
    config = shop.clients.long_call().meta.config
    assert config.read_timeout > INVOCATION_SECONDS
    assert config.retries["total_max_attempts"] == 1
