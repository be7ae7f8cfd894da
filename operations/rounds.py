"""Calls a function of the deployment again and again until it says that it is done.

Its answers are ``{"done", "resume", "stopped", "counts", "problems"?}``; `resume` is the next payload.
"""

from __future__ import annotations

import json
import shlex
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

DONE, WITH_PROBLEMS, INTERRUPTED = 0, 1, 130
STUCK = 5  # answers in a row that were no step further
PAUSE_SECONDS = 5  # after a call that was stopped by a fault that passes
Payload = dict[str, Any]


class FunctionFailed(Exception):  # noqa: N818 - reads as what happened
    """The function raised an error; the message is its own."""


def resumed(text: str) -> Payload:
    """The payload that an interrupted run printed."""
    try:
        payload = json.loads(text)
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        raise WrongUse("--resume must be the JSON that an interrupted run printed, such as '{…}'")
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


def until_done(
    command: str,
    invoke: Callable[[Payload], Payload],
    payload: Payload,
    say: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Go on to the end; returns the exit code. What was done stays done, however it ends.

    `command` is the one that goes on from what an interruption prints.
    """
    total: Counter[str] = Counter()
    calls = stuck = problems = 0
    try:
        while True:
            answer = invoke(payload)
            calls += 1
            total.update(_counts(answer))
            say(f"call {calls}: {_listed(_counts(answer))}")
            for problem in answer.get("problems", []):
                problems += 1
                say("  - " + ": ".join(f"{name} {value}" for name, value in problem.items()))
            if answer.get("done"):
                say(f"done after {calls} calls: {_listed(total)}")
                return WITH_PROBLEMS if problems else DONE
            stuck = stuck + 1 if answer.get("resume") == payload else 0
            payload = _next(answer, stuck)
            if answer.get("stopped"):
                say(f"stopped early: {answer['stopped']}; going on in {PAUSE_SECONDS} s")
                sleep(PAUSE_SECONDS)
    except KeyboardInterrupt:
        _say_how_to_go_on(command, say, f"interrupted after {calls} calls: {_listed(total)}", payload)
        return INTERRUPTED
    except (FunctionFailed, KitError):
        _say_how_to_go_on(command, say, f"failed after {calls} calls: {_listed(total)}", payload)
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


def _say_how_to_go_on(command: str, say: Callable[[str], None], how_far: str, payload: Payload) -> None:
    say(how_far)
    say(f"go on with: {command} --resume {shlex.quote(json.dumps(payload))}")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing counted"
