"""MiniStack closes no connection that a client may still use."""

import subprocess
from pathlib import Path

from emulator.ministack import emulator_python

REPOSITORY = Path(__file__).parents[3]
SECONDS_OF_GO = 90  # IdleConnTimeout of https://pkg.go.dev/net/http#DefaultTransport
AS_MINISTACK_DOES = f"""
import sys
sys.path.append({str(REPOSITORY)!r})
from hypercorn.config import Config
if sys.argv[1:]:
    from emulator.server import idle_connections
    idle_connections.install()
config = Config()
config.keep_alive_timeout = 75
print(config.keep_alive_timeout)
"""


def seconds(*how: str) -> float:
    command = [emulator_python(), "-I", "-c", AS_MINISTACK_DOES, *how]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_a_connection_is_kept_for_longer_than_clients_keep_it() -> None:
    assert seconds() < SECONDS_OF_GO, "no longer needed: take the correction out"
    assert seconds("corrected") > SECONDS_OF_GO
