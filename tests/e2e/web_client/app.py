"""The app of ``app.ts``, running in Node, as a test talks to it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any, Self

from tests.e2e.web_client.node_project import node

if TYPE_CHECKING:
    from pathlib import Path


class AppError(Exception):
    """What the app's own code threw."""


class App:
    """Ends with the ``with`` block; if we die, its input ends, and it with it."""

    def __init__(
        self, bundle: Path, preload: Path, log: Path, emulator_url: str, start: dict[str, Any]
    ) -> None:
        self._log = log
        with log.open("wb") as errors:
            self._node = subprocess.Popen(
                [node(), "--import", preload, bundle],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={"EMULATOR_URL": emulator_url, "START": json.dumps(start)},
            )

    def do(self, command: str, argument: Any = None) -> Any:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps([command, argument]) + "\n")
        self._node.stdin.flush()
        line = self._node.stdout.readline()
        assert line, f"the app ended: {self.warnings()}"
        answer = json.loads(line)
        if "error" in answer:
            raise AppError(answer["error"])
        return answer["value"]

    def warnings(self) -> str:
        """What a browser would show in its console."""
        return self._log.read_text()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._node.kill()
        self._node.communicate()
