"""Headless Chromium from npm, driven over its DevTools pipe: https://chromedevtools.github.io/devtools-protocol/

`--remote-debugging-pipe` reads commands from descriptor 3 and answers on 4, JSON between zero bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

from tests.e2e.web_client.node_project import REPOSITORY, NodeError, node, run

HERE = Path(__file__).parent
SECONDS = 60
# Unpacks the browser, and the libraries that it needs where none are installed, into TMPDIR.
_UNPACK = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
# The first number is the smaller one, so neither is overwritten before it is copied.
_AS_3_AND_4 = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_WITH_LIBRARIES = "AWS_Lambda_nodejs24.x"


def installed() -> Path:
    """The folder of the browser for the lock file as it is now; installs when it is new."""
    lock = (HERE / "package-lock.json").read_bytes()
    kept = REPOSITORY / ".build" / "report-browser" / hashlib.sha256(lock).hexdigest()[:16]
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="installing-", dir=kept.parent))
        try:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, folder)
            npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            run([node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
            (folder / "browser").mkdir()
            unpacked = {"TMPDIR": str(folder / "browser"), "AWS_EXECUTION_ENV": _WITH_LIBRARIES}
            run([node(), "--input-type=module", "-e", _UNPACK], folder, **unpacked)
            folder.rename(kept)
        except NodeError as error:
            raise NodeError(f"The browser needs the npm registry, this once: {error}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return kept / "browser"


class Chromium:
    """One page of one browser; ends with the ``with`` block."""

    def __init__(self, profile: Path) -> None:
        folder = installed()
        to_read, self._commands = os.pipe()
        self._answers, to_write = os.pipe()
        flags = ["--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--hide-scrollbars"]
        flags += ["--remote-debugging-pipe", f"--user-data-dir={profile}", "--font-render-hinting=none"]
        libraries = [str(folder / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
        with (profile.parent / "chromium.log").open("wb") as log:
            self._browser = subprocess.Popen(
                [sys.executable, "-c", _AS_3_AND_4, str(to_read), str(to_write), folder / "chromium", *flags],
                pass_fds=(to_read, to_write),
                stdin=subprocess.DEVNULL,
                stderr=log,
                env={**os.environ, "LD_LIBRARY_PATH": ":".join(filter(None, libraries))},
            )
        os.close(to_read)
        os.close(to_write)
        self._buffer, self._last_id, self._session = b"", 0, ""
        self.events: list[dict[str, Any]] = []

    def open(self, page: Path, width: int, height: int, *, dark: bool = False) -> None:
        """Load a file in a window of this size; `events` then holds what it did."""
        self.events = []
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url=page.as_uri())
        self._until("Page.loadEventFired")

    def evaluate(self, expression: str) -> Any:
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def screenshot(self, target: Path, **clip: float) -> None:
        """The whole page, or a part of it in CSS pixels."""
        area = {"clip": {"scale": 1, **clip}} if clip else {}
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, **area)
        target.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self) -> bytes:
        return base64.b64decode(
            self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"]
        )

    def named(self, *methods: str) -> list[dict[str, Any]]:
        """What happened, of these kinds."""
        return [event["params"] for event in self.events if event["method"] in methods]

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._last_id:
                assert "error" not in answer, f"{method}: {answer}"
                return dict(answer["result"])
            self.events.append(answer)

    def _until(self, method: str) -> None:
        while not self.named(method):
            self.events.append(self._message())

    def _message(self) -> dict[str, Any]:
        deadline = time.monotonic() + SECONDS
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, "the browser says nothing"
            received = os.read(self._answers, 1 << 20)
            assert received, "the browser ended: see chromium.log"
            self._buffer += received
        message, self._buffer = self._buffer.split(b"\0", 1)
        return dict(json.loads(message))

    def __enter__(self) -> Self:
        try:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Network", "Runtime", "Log"):
                self.call(f"{domain}.enable")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.kill()
        self._browser.wait()
        os.close(self._commands)
        os.close(self._answers)
