"""Minutes of light traffic with the scheduler on: latency of touches, and how late windows end."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from benchmarks import expiry, touch_latency

if TYPE_CHECKING:
    from benchmarks.lab import Lab
    from benchmarks.result import Result


def measure(lab: Lab) -> list[Result]:
    """Both at once: less than two writes a second, so neither waits for the other."""
    deployment = lab.deployment
    until = time.monotonic() + lab.of(540, 20)  # and a minute until the last window's blank
    with ThreadPoolExecutor() as pool:
        touches = pool.submit(touch_latency.sample, deployment, until)
        windows = pool.submit(expiry.sample, deployment, until)
        return [touch_latency.result(touches.result()), expiry.result(windows.result())]
