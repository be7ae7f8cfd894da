"""The proxy: one thread with an event loop, connections kept open on both sides."""

import asyncio
import contextlib
import random
import socket
import threading
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

from emulator.proxy.calls import Call, Tally, tally
from emulator.proxy.connections import LOST, ClientExchange, Upstream
from emulator.proxy.faults import Fault
from emulator.proxy.messages import read_message
from emulator.proxy.when import When, always

Moment = Literal["before", "after", "either"]

_SERVICES = ("dynamodb", "sqs", "cognito-idp")
_VARIABLES = {
    "cognito-idp": "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
    "dynamodb": "AWS_ENDPOINT_URL_DYNAMODB",
    "sqs": "AWS_ENDPOINT_URL_SQS",
}


@dataclass(slots=True)
class _Injection:
    target: str
    fault: Fault
    when: When
    moment: Moment
    dice: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - chance, no secret

    def strikes(self, call: Call) -> bool:
        return call.is_of(self.target) and self.when(call)

    def is_late(self) -> bool:
        return self.moment == "after" or (self.moment == "either" and self.dice.random() < 1 / 2)


class FaultProxy:
    """Stands between boto3 and the emulator at ``forward_to``; without orders it only passes on and counts.

    The address is known before anything runs, so the emulator can be told of it: ``environment`` is for its
    Lambdas.
    """

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._upstream = Upstream()
        self._injections: tuple[_Injection, ...] = ()
        self._calls: list[Call] = []
        self._running = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="fault-proxy")

    @property
    def environment(self) -> dict[str, str]:
        """Leads boto3's clients for DynamoDB, SQS and Cognito here, and no other."""
        return {_VARIABLES[service]: self.url for service in _SERVICES}

    def forward_to(self, url: str) -> None:
        split = urllib.parse.urlsplit(url)
        if not split.hostname or not split.port:
            raise ValueError(f"{url!r} is no address to forward to: give one such as http://127.0.0.1:4566.")
        self._upstream.address = (split.hostname, split.port)

    def inject(self, target: str, fault: Fault, *, when: When = always, moment: Moment = "before") -> None:
        """Let ``fault`` strike a service (``dynamodb``) or one operation (``dynamodb.GetItem``).

        ``moment``: before the call took effect, after it (the answer is lost), or either at random. Where
        several orders fit a call, the first that strikes does.
        """
        service = target.partition(".")[0]
        if service not in _SERVICES:
            raise ValueError(f"{target!r} is no target: name one of {', '.join(_SERVICES)} or an operation.")
        fault.check(service)
        self._injections += (_Injection(target, fault, when, moment),)

    def clear(self) -> None:
        """No more faults. Those at work end as they would."""
        self._injections = ()

    @property
    def calls(self) -> Sequence[Call]:
        """Every call so far, oldest first."""
        return tuple(self._calls)

    def tally(self, target: str, *, since: int = 0) -> Tally:
        """The calls of a target in numbers, without the first ``since`` calls of all."""
        return tally(self._calls[since:], target)

    def __enter__(self) -> Self:
        self._thread.start()
        self._running.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, sock=self._socket)
        self._running.set()
        await self._stop.wait()
        server.close()
        self._upstream.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # asyncio.run cancels us at the end, in the middle of whatever it is
            with contextlib.suppress(*LOST, asyncio.CancelledError):
                while not writer.is_closing() and (request := await read_message(reader)) is not None:
                    await self._answer(ClientExchange(self._upstream, request, reader, writer))
        finally:
            writer.close()

    async def _answer(self, exchange: ClientExchange) -> None:
        self._calls.append(exchange.call)
        injection = next((one for one in self._injections if one.strikes(exchange.call)), None)
        try:
            if injection is None:
                await exchange.send(await exchange.effect())
                return
            if injection.is_late():
                await exchange.effect()
            await injection.fault(exchange)
        except LOST:
            # the emulator is gone or the client is: either way nobody can be answered
            exchange.call.failed = True
            exchange.reset()
        finally:
            exchange.call.done = True
