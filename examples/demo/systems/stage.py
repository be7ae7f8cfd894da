"""What the story of a system finds: the account, what was deployed, and the screen."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from emulator.account import Account
from examples.demo.errors import WrongValue
from examples.demo.screen import Screen

T = TypeVar("T")

_PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class SystemStage:
    """``outputs`` are those of the example."""

    account: Account
    outputs: Mapping[str, Any]
    screen: Screen

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def wait_until(self, what: str, found: Callable[[], T | None], seconds: float = 180) -> T:
        """The first answer of ``found`` that is not None; ``what`` says what is waited for."""
        with self.screen.step(what):
            deadline = time.monotonic() + seconds
            while (answer := found()) is None:
                if time.monotonic() > deadline:
                    raise WrongValue(f"Not seen within {seconds:g} s: {what}.")
                time.sleep(_PAUSE)
        return answer
