"""Connections are left open for longer than clients keep them.

Go's default transport, and with it the AWS provider, keeps an idle connection for 90 s, MiniStack for 75 s.
When MiniStack closes one just as a request arrives on it, it still does what it was asked for but nobody gets
the answer; the client tries again, and what it wanted to create exists already.
"""

from typing import Any

SECONDS = 300


def install() -> None:
    from hypercorn.config import Config

    Config.keep_alive_timeout = _Fixed()


class _Fixed:
    def __get__(self, config: Any, owner: Any = None) -> int:
        return SECONDS

    def __set__(self, config: Any, seconds: float) -> None:
        """MiniStack would set its own number when it starts."""
