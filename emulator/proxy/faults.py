"""What the proxy can do to a call."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from emulator.proxy.calls import Call
from emulator.proxy.errors import INTERNAL, THROTTLING, check_code, error_answer


class Exchange(Protocol):
    """One call and the connection that waits for its answer."""

    call: Call

    async def effect(self) -> bytes:
        """Pass the call on, once however often it is asked; returns the emulator's answer."""

    async def send(self, answer: bytes) -> None:
        """Bytes to the client."""

    async def client_gives_up(self, seconds: float) -> None:
        """Returns when the client has closed the connection, at the latest after `seconds`."""

    def reset(self) -> None:
        """End the connection with an RST, so that the client sees `connection reset by peer`."""


class Fault(Protocol):
    """Strikes in place of the answer. It asks for the effect only if the client shall see the real answer."""

    async def __call__(self, exchange: Exchange) -> None: ...

    def check(self, service: str) -> None:
        """Raise `ValueError` if this cannot happen to the service."""


class _Possible:
    def check(self, service: str) -> None:
        """Can happen to any service."""


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error of the service; without a ``code`` the one that it has for the purpose."""

    codes: dict[str, str] | str
    status: int

    async def __call__(self, exchange: Exchange) -> None:
        exchange.call.failed = True
        await exchange.send(error_answer(self._code(exchange.call.service), self.status))

    def check(self, service: str) -> None:
        check_code(self._code(service), service)

    def _code(self, service: str) -> str:
        return self.codes if isinstance(self.codes, str) else self.codes[service]


def error(code: str, status: int = 400) -> Fault:
    return ErrorAnswer(code, status)


def throttle() -> Fault:
    """The service's own refusal of too many calls: HTTP 400 with all three."""
    return ErrorAnswer(THROTTLING, 400)


def internal_error() -> Fault:
    return ErrorAnswer(INTERNAL, 500)


@dataclass(frozen=True, slots=True)
class Silence(_Possible):
    """No answer until the client gives up."""

    seconds: float = 60

    async def __call__(self, exchange: Exchange) -> None:
        exchange.call.failed = True
        await exchange.client_gives_up(self.seconds)
        exchange.reset()


@dataclass(frozen=True, slots=True)
class Trickle(_Possible):
    """The right answer, byte by byte: no single read takes long, all of them do."""

    pause_seconds: float

    async def __call__(self, exchange: Exchange) -> None:
        for byte in await exchange.effect():
            await exchange.send(bytes([byte]))
            await asyncio.sleep(self.pause_seconds)


@dataclass(frozen=True, slots=True)
class Reset(_Possible):
    """The connection breaks."""

    async def __call__(self, exchange: Exchange) -> None:
        exchange.call.failed = True
        exchange.reset()


@dataclass(frozen=True, slots=True)
class Run(_Possible):
    """A function of the test, while the client waits; then the call goes on as if nothing had been."""

    function: Callable[[Call], None]

    async def __call__(self, exchange: Exchange) -> None:
        await asyncio.to_thread(self.function, exchange.call)
        await exchange.send(await exchange.effect())
