"""The first invocation of a function on the emulator: interpreter, import, clients and the work."""

from __future__ import annotations

import io
import json
import statistics
import zipfile
from typing import TYPE_CHECKING, Any

from benchmarks.bare import bare_emulator
from benchmarks.result import Column, Result, Row
from benchmarks.spread import spread, spread_columns
from benchmarks.turns import seconds_of, take_turns
from benchmarks.unpacked import artefact
from emulator.environment import ACCOUNT_ID
from emulator.standins.pinpoint import endpoint, journey_calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.bare import BareEmulator
    from benchmarks.lab import Lab

BARE_NAME = "bare function"
BARE = """
import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    dynamodb.get_item(TableName="touches", Key={"username": {"S": "nobody"}})
    return {}
"""
ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/benchmark"


def measure(lab: Lab) -> list[Result]:
    """A row per function."""
    with bare_emulator() as emulator:
        layer = emulator.client("lambda").publish_layer_version(
            LayerName="dependencies", Content={"ZipFile": artefact("dependencies").read_bytes()}
        )["LayerVersionArn"]
        package = artefact("attribution").read_bytes()
        cases = {
            BARE_NAME: _first_call(emulator, "bare", _zipped(BARE), "function.handler", [], {}),
            **{
                case: _first_call(
                    emulator, handler, package, f"attribution.handlers.{handler}.handler", [layer], event
                )
                for case, (handler, event) in _events().items()
            },
        }
        found = take_turns(lab.of(9, 2), cases)
    bare = found[BARE_NAME]
    return [
        Result(
            name="first-invocation",
            title="First invocation",
            cases="function",
            columns=(*spread_columns("first", "ms"), Column(name="above bare", unit="ms")),
            rows=tuple(
                Row(
                    name=name,
                    values={
                        **spread("first", values),
                        "above bare": None
                        if name == BARE_NAME
                        else statistics.median(a - b for a, b in zip(values, bare, strict=True)),
                    },
                )
                for name, values in found.items()
            ),
            baseline="a function that makes a DynamoDB client at import and reads one item",
            notes=(
                f"{lab.of(9, 2)} new functions each, that take turns. The emulator unpacks package and "
                "layer at the first call; Lambda does so before it, and has faster processors at more "
                "memory."
            ),
        )
    ]


def _events() -> dict[str, tuple[str, Any]]:
    """Case -> handler and what it is called with."""
    payloads = {
        size: next(journey_calls("spring", {f"e{n}": endpoint(f"ann-{n}") for n in range(size)}))
        for size in (1, 50)
    }
    return {
        "tagging, 1 endpoint": ("tagging", payloads[1]),
        "tagging, 50 endpoints": ("tagging", payloads[50]),
        "token": ("token", {"version": "1", "userName": "ann", "request": {}, "response": {}}),
        "expiration, nothing due": ("expiration", {}),
    }


def _zipped(code: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("function.py", code)
    return packed.getvalue()


def _first_call(
    emulator: BareEmulator, name: str, code: bytes, handler: str, layers: list[str], event: Any
) -> Callable[[int], float]:
    client = emulator.client("lambda")
    # The emulator sets those of AWS itself.
    settings = {key: value for key, value in emulator.settings.items() if not key.startswith("AWS_")}

    def call(function: str) -> None:
        answer = client.invoke(FunctionName=function, Payload=json.dumps(event))
        if "FunctionError" in answer:
            raise RuntimeError(f"{function} failed: {answer['Payload'].read().decode()}")

    def milliseconds(number: int) -> float:
        function = f"{name}-{number}"
        client.create_function(
            FunctionName=function,
            Runtime="python3.13",
            Role=ROLE,
            Handler=handler,
            Code={"ZipFile": code},
            Layers=layers,
            Timeout=60,
            Environment={"Variables": settings},
        )
        taken = seconds_of(lambda: call(function))
        client.delete_function(FunctionName=function)
        return taken * 1000

    return milliseconds
