"""How slow SES may be: simulated time, a queue that counts receives, and the function between them."""

from __future__ import annotations

import json
import math
from collections import deque
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from kit.deadline import Deadline
from kit.each_record import each_record
from ses_event_processing.flows.processing import Processing
from ses_event_processing.handlers.processor import RESERVE_SECONDS
from ses_event_processing.rules.feedback import Wanted
from ses_event_processing.rules.metrics import Metric
from ses_event_processing.rules.suppression import Reason
from tests.support.doubles import RecordingMeter
from tests.unit.ses_event_processing.messages import batch, bounce


@dataclass
class Slow:
    """The list and the queue in one; an address takes `seconds`, and so does what is put back."""

    seconds: float
    now: float = 0.0
    suppressed: set[str] = field(default_factory=set)
    waiting: deque[str] = field(default_factory=deque)

    def clock(self):
        return self.now

    def add(self, address, _reason):
        self.now += self.seconds
        self.suppressed.add(address)

    def put(self, messages):
        self.now += self.seconds
        self.waiting.extend(json.dumps(message) for message in messages)


def most_receives(slow, messages, *, batch_size, timeout):
    """Runs until nothing waits. What comes again of a batch comes again together; the most that one came."""
    wanted = Wanted(reasons=frozenset(Reason), of_tenant=False)
    work = Processing(suppressed=slow, queue=slow, bus=None, wanted=wanted)
    meter, most = RecordingMeter(), 0
    slow.waiting.extend(json.dumps(message) for message in messages)
    while slow.waiting:
        bodies = [slow.waiting.popleft() for _ in range(min(batch_size, len(slow.waiting)))]
        receives = 0
        while bodies:
            receives += 1
            answer = each_record(
                batch(*bodies),
                lambda record: work.handle(record, meter),
                meter,
                refused=Metric.FEEDBACK_REFUSED,
                deadline=Deadline(slow.now + timeout - RESERVE_SECONDS, slow.clock),
            )
            bodies = [bodies[int(one["itemIdentifier"])] for one in answer["batchItemFailures"]]
        most = max(most, receives)
    assert meter.counts[Metric.FEEDBACK_REFUSED] == 0
    return most


def mails(*recipients):
    """Bounces of mails with so many recipients, all of them different."""
    return [
        bounce(*(f"{mail}-{number}@example.org" for number in range(many)))
        for mail, many in enumerate(recipients)
    ]


sizes = st.lists(st.integers(1, 50), min_size=1, max_size=3)


@given(sizes, st.integers(1, 10), st.integers(60, 900), st.floats(0.001, 1))
def test_within_the_bound_no_message_comes_twice(recipients, batch_size, timeout, share):
    slow = Slow(share * (timeout - RESERVE_SECONDS) / batch_size)
    assert most_receives(slow, mails(*recipients), batch_size=batch_size, timeout=timeout) == 1
    assert len(slow.suppressed) == sum(recipients)


@given(sizes, st.integers(1, 10), st.floats(1, 100))
def test_beyond_it_a_batch_comes_again_as_often_as_its_addresses_need(recipients, batch_size, seconds):
    slow = Slow(seconds)
    done_at_each = math.ceil((60 - RESERVE_SECONDS) / seconds)
    receives = most_receives(slow, mails(*recipients), batch_size=batch_size, timeout=60)
    assert receives <= math.ceil(batch_size / done_at_each)
    assert len(slow.suppressed) == sum(recipients)


def test_ten_mails_of_fifty_recipients_at_an_address_a_second():
    slow = Slow(1.0)
    assert most_receives(slow, mails(*[50] * 10), batch_size=10, timeout=60) == 1
    assert len(slow.suppressed) == 500
