"""Lines into requests, and requests into a delivery stream that refuses some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import ConfigError, TransientError
from ledger.flows.writing import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Writing
from ledger.rules.requests import MOST_BYTES, MOST_RECORDS, requests
from tests.unit.ledger.doubles import Clock, MemoryLake


@given(st.lists(st.integers(1, 1_000_000), max_size=40) | st.lists(st.just(9), max_size=1200))
def test_requests_hold_every_line_once_and_keep_the_limits(sizes):
    found = list(requests(sizes))
    assert [place for request in found for place in request] == list(range(len(sizes)))
    assert all(0 < len(request) <= MOST_RECORDS for request in found)
    assert all(sum(sizes[place] for place in request) <= MOST_BYTES for request in found)


def test_requests_are_as_large_as_they_may_be():
    assert [len(request) for request in requests([10] * 1001)] == [500, 500, 1]
    assert [len(request) for request in requests([1_000_000] * 9)] == [4, 4, 1]


class Scene:
    def __init__(self, **lake):
        self.clock, self.lake = Clock(), MemoryLake(**lake)
        self.writing = Writing(self.lake, self.clock.sleep)

    def write(self, lines, seconds=60.0):
        return self.writing.write(lines, self.clock.deadline(seconds))


LINES = [b"%d\n" % number for number in range(1200)]


def test_everything_at_once():
    scene = Scene()
    assert scene.write(LINES) == []
    assert scene.lake.lines == LINES
    assert scene.lake.requests == [500, 500, 200]
    assert scene.clock.slept == []


def test_nothing_to_write():
    scene = Scene()
    assert scene.write([]) == []
    assert scene.lake.requests == []


def test_what_was_refused_is_sent_again_and_nothing_else():
    refused = {b"3\n", b"700\n"}
    scene = Scene(refuse=lambda _, line: line in refused and not refused.discard(line))
    assert scene.write(LINES) == []
    assert sorted(scene.lake.lines) == sorted(LINES)
    assert scene.lake.requests == [500, 500, 200, 2]
    assert scene.clock.slept == [FIRST_PAUSE_SECONDS]


def test_request_that_fails_is_sent_again():
    errors = iter([TransientError("firehose:PutRecordBatch got no answer")])
    scene = Scene(error=lambda: next(errors, None))
    assert scene.write(LINES[:3]) == []
    assert scene.lake.requests == [3, 3]


def test_what_is_refused_for_good_is_told_with_its_place():
    scene = Scene(refuse=lambda _, line: line in {b"3\n", b"700\n"})
    assert scene.write(LINES) == [3, 700]
    assert len(scene.lake.lines) == len(LINES) - 2
    assert max(scene.clock.slept) == LONGEST_PAUSE_SECONDS
    assert scene.clock.now < 60


def test_nothing_is_begun_after_the_deadline():
    scene = Scene()
    assert scene.write(LINES[:2], seconds=0) == [0, 1]
    assert scene.lake.requests == []


def test_wrong_deployment_is_no_matter_of_patience():
    def denied():
        return ConfigError("firehose:PutRecordBatch was refused with AccessDeniedException")

    scene = Scene(error=denied)
    with pytest.raises(ConfigError):
        scene.write(LINES[:2])
    assert scene.clock.slept == []
