"""Calls the deployment's reconcile function again and again until it says that it is done."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from kit.errors import KitError
from kit.service_errors import translate
from operations.deployment import not_found
from operations.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Callable

    from operations.clients import Clients

DONE, INTERRUPTED = 0, 130
STUCK = 5  # answers in a row that were no step further
PAUSE_SECONDS = 5  # after a call that was stopped by a fault that passes
Payload = dict[str, Any]


class FunctionFailed(Exception):  # noqa: N818 - reads as what happened
    """The function raised an error; the message is its own."""


def payload_of(walk: str | None, segments: int | None, resume: str | None) -> Payload:
    """The first payload, from the options."""
    if resume is None:
        given = {"walk": walk, "segments": segments}
        return {name: value for name, value in given.items() if value is not None}
    if walk is not None or segments is not None:
        raise WrongUse("--resume holds walk and segments already: leave out --walk and --segments")
    try:
        payload = json.loads(resume)
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        raise WrongUse(
            '--resume must be the JSON that an interrupted run printed, such as \'{"walk": "pool", …}\''
        )
    return payload


def invoker(clients: Clients, function: str) -> Callable[[Payload], Payload]:
    """Calls the function and waits for its answer; `WrongUse` where it is missing or refuses the payload."""
    client = clients.long_call()

    def invoke(payload: Payload) -> Payload:
        try:
            answer = client.invoke(FunctionName=function, Payload=json.dumps(payload).encode())
        except client.exceptions.ResourceNotFoundException:
            raise WrongUse(not_found(clients, function)) from None
        except (ClientError, BotoCoreError) as error:
            raise translate(error, "lambda:InvokeFunction") from error
        body = json.loads(answer["Payload"].read() or "null")
        if "FunctionError" in answer or not isinstance(body, dict):
            reason = body.get("errorMessage") if isinstance(body, dict) else body
            raise FunctionFailed(f"{function} failed: {reason}")
        return dict(body)

    return invoke


def reconcile(
    invoke: Callable[[Payload], Payload],
    payload: Payload,
    say: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Walk to the end; returns the exit code. What was queued stays queued, however the walk ends."""
    total: Counter[str] = Counter()
    calls = stuck = 0
    try:
        while True:
            answer = invoke(payload)
            calls += 1
            total.update(_counts(answer))
            say(f"call {calls}: {_listed(_counts(answer))}")
            if answer.get("done"):
                say(f"done after {calls} calls: {_listed(total)}")
                return DONE
            stuck = stuck + 1 if answer.get("resume") == payload else 0
            payload = _next(answer, stuck)
            if answer.get("stopped"):
                say(f"stopped early: {answer['stopped']}; going on in {PAUSE_SECONDS} s")
                sleep(PAUSE_SECONDS)
    except KeyboardInterrupt:
        _say_how_to_go_on(say, f"interrupted after {calls} calls: {_listed(total)}", payload)
        return INTERRUPTED
    except (FunctionFailed, KitError):
        _say_how_to_go_on(say, f"failed after {calls} calls: {_listed(total)}", payload)
        raise


def _next(answer: Payload, stuck: int) -> Payload:
    resume = answer.get("resume")
    if not isinstance(resume, dict):
        raise FunctionFailed("the function is not done and does not say where to go on")
    if stuck >= STUCK:
        raise FunctionFailed(
            f"{STUCK} calls were no step further: {answer.get('stopped') or 'no reason given'}"
        )
    return resume


def _counts(answer: Payload) -> dict[str, int]:
    return {name: count for name, count in answer.get("counts", {}).items() if isinstance(count, int)}


def _say_how_to_go_on(say: Callable[[str], None], how_far: str, payload: Payload) -> None:
    say(how_far)
    say(f"go on with: reconcile --resume '{json.dumps(payload)}'")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing counted"
