"""Run in a fresh interpreter by `memory`: calls a handler, prints the most memory that the process ever held.

Standard input: {"handler": name or null, "events": [...]}. Standard library and the unpacked zips only.
"""

import contextlib
import importlib
import io
import json
import re
import resource
import sys
from pathlib import Path
from typing import Any


class Context:
    """Plenty of time."""

    aws_request_id = "benchmark"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the invocation."""
        return 900_000


def main() -> None:
    """A handler with its events, or bare boto3 with one call."""
    order: dict[str, Any] = json.load(sys.stdin)
    with contextlib.redirect_stdout(io.StringIO()):
        if order["handler"] is None:
            _bare_call()
        else:
            handler = importlib.import_module(f"attribution.handlers.{order['handler']}").handler
            for event in order["events"]:
                handler(event, Context())
    print(most_kilobytes())


def _bare_call() -> None:
    import boto3

    boto3.client("dynamodb").list_tables()


def most_kilobytes() -> float:
    """Where Linux counts anew after exec, from there: `getrusage` begins with the peak of our parent."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
        assert found is not None
        return float(found.group(1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform == "darwin" else float(peak)


if __name__ == "__main__":
    main()
