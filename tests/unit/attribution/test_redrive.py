import pytest

from attribution.flows.redrive import sort_letters
from attribution.rules.letters import LostBatch, LostSweep, Waiting
from kit.errors import BadInput, ConfigError, PermanentError, TransientError
from tests.support.doubles import MemoryBacklog

NOW = 7
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


def read(record, *, now):
    """A record of these tests holds its letter, or what is wrong with it."""
    assert now == NOW
    if isinstance(record["letter"], BadInput):
        raise record["letter"]
    return record["letter"]


def sorted_with(stream, backlog=None, **letters):
    records = [{"messageId": message, "letter": letter} for message, letter in letters.items()]
    return sort_letters(records, read=read, stream=stream, backlog=backlog or MemoryBacklog(), now=NOW)


def test_users_of_a_lost_batch_are_queued_one_by_one():
    """I6"""
    backlog = MemoryBacklog()
    letters = {"a": ANA, "b": BATCH, "s": LostSweep()}
    assert sorted_with(Stream(["bo", "cy"]), backlog, **letters) == ({"a": ANA}, set())
    assert backlog.since == {"bo": NOW, "cy": NOW}


def test_message_that_cannot_be_read_fails_and_stops_nobody(caplog):
    backlog = MemoryBacklog()
    letters = {"x": BadInput("a backlog message must be …"), "a": ANA, "b": BATCH}
    assert sorted_with(Stream(["bo"]), backlog, **letters) == ({"a": ANA}, {"x"})
    assert backlog.messages == ["bo"]
    assert "backlog message cannot be read" in caplog.text


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (PermanentError("trimmed"), "run a reconciliation of the pool"),
        (TransientError("500"), "try again"),
        (ConfigError("denied"), "fix the deployment's permission, then redrive again"),
    ],
)
def test_batch_that_cannot_be_read_stays_and_says_what_to_do(error, advice, caplog):
    assert sorted_with(Stream(error=error), a=ANA, b=BATCH) == ({"a": ANA}, {"b"})
    assert advice in caplog.text


def test_batch_whose_users_cannot_be_queued_stays():
    backlog = MemoryBacklog(reachable=False)
    assert sorted_with(Stream(["bo"]), backlog, b=BATCH) == ({}, {"b"})
