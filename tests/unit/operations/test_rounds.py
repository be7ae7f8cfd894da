"""The loop around a function that says how to go on, against a stub that answers as reconcile does."""

import json
import shlex
from io import BytesIO

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from kit.errors import TransientError
from operations.clients import INVOCATION_SECONDS, Clients
from operations.errors import WrongUse
from operations.rounds import PAUSE_SECONDS, STUCK, FunctionFailed, invoker, resumed, until_done


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
    """`until_done` over a list of answers; an exception in the list is raised."""

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
        return until_done("reconcile", self.invoke, payload, self.said.append, self.slept.append)


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


def test_problems_are_told_and_show_in_the_exit_code():
    problems = [{"line": 3, "reason": "time_missing"}]
    run = Run({**answer(1), "problems": problems}, {**answer(3), "problems": []})
    assert run.start({}) == 1
    assert run.said[1] == "  - line 3: reason time_missing"
    assert run.said[-1].startswith("done after 2 calls")


def test_name_with_quotes_survives_the_shell():
    run = Run({**answer(1), "resume": {"key": 'it\'s "here"'}}, KeyboardInterrupt())
    run.start({})
    assert resumed(shlex.split(run.said[-1])[-1]) == {"key": 'it\'s "here"'}


@pytest.mark.parametrize("text", ["{", "[]", "", "7"])
def test_resume_that_is_none(text):
    with pytest.raises(WrongUse, match="--resume must be the JSON"):
        resumed(text)


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
    *_, command, option, resume = shlex.split(run.said[-1])
    assert (command, option) == ("reconcile", "--resume")
    assert resumed(resume) == {"walk": "pool", "segments": 16, "next_segment": 1}


@pytest.mark.parametrize("fault", [TransientError("no answer"), FunctionFailed("use more segments")])
def test_failure_prints_what_to_go_on_with(fault):
    run = Run(answer(2), fault)
    with pytest.raises(type(fault)):
        run.start({})
    assert '"next_segment": 2' in run.said[-1]


def test_answer_that_leads_nowhere():
    with pytest.raises(FunctionFailed, match="does not say where to go on"):
        Run({"done": False, "resume": None}).start({})


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
