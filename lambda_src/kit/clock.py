"""The time now. Passed in as a function, so that nothing reads it at import and tests can set it."""

import time


def now_in_milliseconds() -> int:
    """Epoch milliseconds."""
    return time.time_ns() // 1_000_000
