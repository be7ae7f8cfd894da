import pytest

from attribution.flows.redrive import sort_letters
from attribution.rules.letters import LostBatch, LostSweep, Waiting
from kit.errors import PermanentError, TransientError
from tests.support.doubles import MemoryBacklog

BATCH = LostBatch(stream_arn="stream", shard_id="shard", first="1", last="9")
ANA = Waiting(username="ana", since=5)


class Stream:
    def __init__(self, usernames=(), error=None):
        self.found, self.error = list(usernames), error

    def usernames(self, batch):
        assert batch is BATCH
        if self.error:
            raise self.error
        return self.found


def sorted_with(stream, backlog=None, **letters):
    return sort_letters(letters, stream=stream, backlog=backlog or MemoryBacklog(), now=7)


def test_users_of_a_lost_batch_are_queued_one_by_one():
    """I6"""
    backlog = MemoryBacklog()
    letters = {"a": ANA, "b": BATCH, "s": LostSweep()}
    assert sorted_with(Stream(["bo", "cy"]), backlog, **letters) == ({"a": ANA}, set())
    assert backlog.since == {"bo": 7, "cy": 7}


@pytest.mark.parametrize(
    ("error", "advice"),
    [(PermanentError("trimmed"), "run a reconciliation of the pool"), (TransientError("500"), "try again")],
)
def test_batch_that_cannot_be_read_stays_and_says_what_to_do(error, advice, caplog):
    assert sorted_with(Stream(error=error), a=ANA, b=BATCH) == ({"a": ANA}, {"b"})
    assert advice in caplog.text


def test_batch_whose_users_cannot_be_queued_stays():
    backlog = MemoryBacklog(reachable=False)
    assert sorted_with(Stream(["bo"]), backlog, b=BATCH) == ({}, {"b"})
