"""Both sides of the proxy: the connections to the emulator, and a call that waits for its answer."""

import asyncio
import contextlib
import socket
import struct
import time
from dataclasses import dataclass

from emulator.proxy.calls import Call, named
from emulator.proxy.messages import Message, read_message

# Whoever loses the other side in the middle of a message sees one of these.
LOST = (ConnectionError, asyncio.IncompleteReadError)
_RST_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class _Connection:
    """To the emulator; one call at a time."""

    address: tuple[str, int]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def is_open(self) -> bool:
        return not self.reader.at_eof() and not self.writer.is_closing()

    async def ask(self, request: Message) -> Message:
        self.writer.write(request.raw)
        answer = await read_message(self.reader)
        if answer is None:
            raise ConnectionResetError("the emulator closed the connection")
        return answer


class Upstream:
    """The emulator, over connections that are kept open."""

    def __init__(self) -> None:
        self.address: tuple[str, int] | None = None
        self._idle: list[_Connection] = []

    async def pass_on(self, request: Message) -> bytes:
        """The emulator's answer. Never asks twice: a call that is lost may have taken effect."""
        connection = await self._connection()
        try:
            answer = await connection.ask(request)
        except BaseException:
            connection.writer.close()
            raise
        if answer.closes:
            connection.writer.close()
        else:
            self._idle.append(connection)
        return answer.raw

    def close(self) -> None:
        for connection in self._idle:
            connection.writer.close()

    async def _connection(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and connection.address == self.address:
                return connection
            connection.writer.close()
        if self.address is None:
            raise ConnectionRefusedError("the proxy was not told where to forward to")
        return _Connection(self.address, *await asyncio.open_connection(*self.address))


class ClientExchange:
    """See `faults.Exchange`."""

    def __init__(
        self,
        upstream: Upstream,
        request: Message,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        service, operation = named(request.headers.get("x-amz-target", ""))
        self.call = Call(time.monotonic(), service, operation, request.body)
        self._upstream = upstream
        self._request = request
        self._reader = reader
        self._writer = writer
        self._answer: bytes | None = None

    async def effect(self) -> bytes:
        if self._answer is None:
            self._answer = await self._upstream.pass_on(self._request)
            self.call.passed_on = True
        return self._answer

    async def send(self, answer: bytes) -> None:
        self._writer.write(answer)
        await self._writer.drain()

    async def client_gives_up(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError, ConnectionError):
            await asyncio.wait_for(self._reader.read(1), seconds)

    def reset(self) -> None:
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST_ON_CLOSE)
        self._writer.transport.abort()
