"""HTTP/1.1 messages on asyncio streams, kept as the bytes that they came in."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

_END_OF_HEAD = b"\r\n\r\n"
_END_OF_LINE = b"\r\n"


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a response."""

    first_line: str
    headers: Mapping[str, str]  # names in lower case
    head: bytes
    body: bytes

    @property
    def raw(self) -> bytes:
        return self.head + self.body

    @property
    def closes(self) -> bool:
        """Whether the sender takes nothing more on this connection."""
        return self.headers.get("connection", "").lower() == "close"


async def read_message(reader: asyncio.StreamReader) -> Message | None:
    """The next message; None if the other side closed the connection in between."""
    try:
        head = await reader.readuntil(_END_OF_HEAD)
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    first_line, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Message(first_line, headers, head, await _read_body(reader, headers))


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return await _read_chunks(reader)
    return await reader.readexactly(int(headers.get("content-length", 0)))


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    """With their sizes and the trailer, since they are passed on as they came."""
    read = bytearray()
    while True:
        size_line = await reader.readuntil(_END_OF_LINE)
        size = int(size_line.split(b";")[0], 16)
        read += size_line
        if not size:
            break
        read += await reader.readexactly(size + len(_END_OF_LINE))
    while True:
        line = await reader.readuntil(_END_OF_LINE)
        read += line
        if line == _END_OF_LINE:
            return bytes(read)
