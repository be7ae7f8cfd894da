"""When the customers of a blast are tagged: counts per second, of which there are few where little happens.

`everyone`: a campaign that calls the tagging function for each customer as it sends.
`split`: a journey that decides `split_hours` after the send; who opened by then is tagged at that moment.
`open`: a source that reports each open as it happens.
"""

from __future__ import annotations

import math
import random
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulations.parameters import Blast

HOUR = 3600
DAY = 86_400
FEW = 40  # touches: a step is as long as it takes to get so many; two seconds at the default pace
LONGEST_STEP_SECONDS = 120

_NORMAL = NormalDist()


def touches(blast: Blast) -> Iterator[tuple[int, int]]:
    """(second, how many customers are tagged in the step that ends there), in order.

    The counts scatter about the curve by the root of their size, and add up to what the curve promises.
    """
    noise = random.Random(blast.seed)  # noqa: S311 - scatter, no secret
    total = round(expected(blast, end := last_second(blast)))
    second, given, planned = 0, 0, 0.0
    while second < end and given < total:
        step = _step(blast, second)
        second = min(second + step, end)
        due = expected(blast, second)
        mean, planned = due - planned, due
        count = round(due - given + noise.gauss(0, math.sqrt(mean))) if second < end else total - given
        count = max(0, min(count, total - given))
        if count:
            given += count
            yield second, count


def last_second(blast: Blast) -> int:
    """When the last customer is tagged."""
    after = {"everyone": 0.0, "split": blast.split_hours * HOUR, "open": blast.listening_days * DAY}
    return math.ceil(sending_seconds(blast) + after[blast.trigger])


def sending_seconds(blast: Blast) -> float:
    """How long the send takes."""
    return blast.audience / blast.sends_per_second


def opened(blast: Blast, seconds: float) -> float:
    """Share of those who open at all that has opened so long after the send."""
    if seconds <= 0:
        return 0
    return _NORMAL.cdf(math.log(seconds / HOUR / blast.median_open_hours) / blast.open_spread)


def expected(blast: Blast, second: float) -> float:
    """How many customers the curve has tagged by then."""
    sending = sending_seconds(blast)
    if blast.trigger == "everyone":
        return blast.audience * _clip(second / sending)
    if blast.trigger == "split":
        wait = blast.split_hours * HOUR
        share = blast.interested * opened(blast, wait)
        return blast.audience * share * _clip((second - wait) / sending)
    most = blast.listening_days * DAY
    area = _opened_area(blast, min(second, most)) + max(0, second - most) * opened(blast, most)
    late = second - sending
    before = _opened_area(blast, min(late, most)) + max(0, late - most) * opened(blast, most)
    return blast.audience * blast.interested * (area - before) / sending


def _opened_area(blast: Blast, seconds: float) -> float:
    """Integral of `opened` from 0, in closed form."""
    if seconds <= 0:
        return 0
    mu, sigma = math.log(blast.median_open_hours * HOUR), blast.open_spread
    log = math.log(seconds)
    late = math.exp(mu + sigma**2 / 2) * _NORMAL.cdf((log - mu - sigma**2) / sigma)
    return seconds * _NORMAL.cdf((log - mu) / sigma) - late


def _step(blast: Blast, second: int) -> int:
    rate = expected(blast, second + 1) - expected(blast, second)
    return LONGEST_STEP_SECONDS if rate * LONGEST_STEP_SECONDS <= FEW else max(1, int(FEW / rate))


def _clip(share: float) -> float:
    return max(0.0, min(1.0, share))
