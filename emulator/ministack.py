"""MiniStack, the AWS emulator, as a child process."""

import http.client
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from emulator.clients import client
from emulator.environment import REGION
from emulator.errors import EmulatorError
from emulator.processes import ChildProcess

_HOST = "127.0.0.1"
_LAUNCHER = Path(__file__).parent / "server" / "launch.py"
_REPOSITORY = Path(__file__).parents[1]
_SECONDS_TO_START = 120
_SECONDS_TO_SAVE = 60
_TAIL_LINES = 15


def emulator_python() -> Path:
    """The interpreter of the emulator's own virtual environment."""
    python = _REPOSITORY / ".venv-emulator" / "bin" / "python"
    if not python.exists():
        raise EmulatorError("The emulator is not installed. Run `make venvs` first.")
    return python


class MiniStack:
    """One MiniStack with our corrections, on a free port of the loopback interface.

    ``environment`` reaches the server and through it every Lambda: that is how ``AWS_ENDPOINT_URL_PINPOINT``
    leads to a stand-in. Nothing of the user's own environment does, except PATH and LANG.
    """

    def __init__(
        self,
        work_dir: Path,
        *,
        python: Path,
        auth: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._work_dir = work_dir
        self._python = python
        self._auth = auth
        self._environment = dict(environment or {})
        self._port = _free_port()
        self._child: ChildProcess | None = None
        self.url = f"http://{_HOST}:{self._port}"
        self.log = work_dir / "ministack.log"

    def start(self) -> None:
        for folder in ("s3", "state", "tmp", "home"):
            (self._work_dir / folder).mkdir(parents=True, exist_ok=True)
        self._child = ChildProcess(
            # -I: only what is installed beside MiniStack can be imported
            [self._python, "-I", _LAUNCHER],
            environment=self._server_environment(),
            cwd=self._work_dir,
            log=self.log,
        )
        try:
            self._wait_until_ready(self._child)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        if self._child is not None:
            # Asked politely it waits for idle connections, which is worth it only if it then saves its state.
            self._child.stop(grace_seconds=_SECONDS_TO_SAVE if self._keeps_state else 0)
            self._child = None

    def restart(self) -> None:
        """Same address, same folders. Nothing else survives, unless ``environment`` has PERSIST_STATE=1."""
        self.stop()
        self.start()

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def session(self) -> int:
        if self._child is None:
            raise EmulatorError("MiniStack is not running.")
        return self._child.session

    def client(self, service: str, **settings: Any) -> Any:
        """A boto3 client; ``settings`` are those of ``emulator.clients.client``."""
        return client(service, self.url, **settings)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _keeps_state(self) -> bool:
        return self._environment.get("PERSIST_STATE") == "1"

    def _server_environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": os.environ.get("LANG", "C.UTF-8"),
            # boto3 in a Lambda would find the user's AWS profile in the user's home
            "HOME": str(self._work_dir / "home"),
            "TMPDIR": str(self._work_dir / "tmp"),
            "S3_DATA_DIR": str(self._work_dir / "s3"),
            "STATE_DIR": str(self._work_dir / "state"),
            "PERSIST_STATE": "0",
            "BIND_HOST": _HOST,
            "GATEWAY_PORT": str(self._port),
            "MINISTACK_HOST": _HOST,
            "MINISTACK_REGION": REGION,
            # this one listens on all interfaces, whatever BIND_HOST says
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "AUTH": str(self._auth).lower(),
            **self._environment,
        }

    def _wait_until_ready(self, child: ChildProcess) -> None:
        deadline = time.monotonic() + _SECONDS_TO_START
        while not self._is_ready():
            if child.poll() is not None:
                raise EmulatorError(f"MiniStack ended while it started.\n{self._log_tail()}")
            if time.monotonic() > deadline:
                raise EmulatorError(
                    f"MiniStack was not ready after {_SECONDS_TO_START} s.\n{self._log_tail()}"
                )
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=2)
        try:
            connection.request("GET", "/_ministack/ready")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _log_tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([*lines[-_TAIL_LINES:], f"The whole log: {self.log}"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port
