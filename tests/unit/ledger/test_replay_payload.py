"""Which replay a payload asks for."""

import pytest

from kit.errors import BadInput
from ledger.rules.replay import MEMORY_MS, Replay, forgotten, replay_from

NOW = 1_795_170_000_789
HOUR = 3_600_000


def test_nothing_said_is_all_that_the_stream_remembers():
    assert replay_from({}, now=NOW) == Replay(begin=(NOW - MEMORY_MS) // 1000 * 1000, end=NOW)


def test_records_carry_whole_seconds_so_the_first_second_counts_whole():
    replay = replay_from({"from": "2026-11-20T11:00:00.900+01:00", "to": "2026-11-20T10:00:02Z"}, now=NOW)
    begin = 1_795_168_800_000  # 10:00:00
    assert replay.begin == begin
    wanted = [moment for moment in (-1000, 0, 1000, 2000) if replay.wants(begin + moment)]
    assert wanted == [0, 1000]


def test_time_begins_at_the_epoch_and_ends_now():
    """Else a moment that no calendar has in UTC could not be told in the answer."""
    payload = {"from": "0001-01-01T00:00:00+14:00", "to": "9999-12-31T23:59:59.999999-23:00"}
    assert replay_from(payload, now=NOW) == Replay(begin=0, end=NOW)


def test_payload_leads_back():
    replay = Replay(begin=NOW // 1000 * 1000 - HOUR, end=NOW, shard="shardId-1", after="17")
    assert replay_from(replay.payload()["replay"], now=NOW + HOUR) == replay


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (None, "replay must be an object"),
        ([], "replay must be an object"),
        ({"form": "x"}, "unknown form: a replay has from, to, shard and after"),
        ({"marker one": 1}, "unknown …"),
        ({"from": "yesterday"}, "from must be a moment in ISO 8601 with its offset"),
        ({"from": "2026-11-20T10:00:00"}, "from must be a moment"),
        ({"to": 1_795_170_000}, "to must be a moment"),
        ({"from": "2026-11-21T10:00:00Z", "to": "2026-11-20T10:00:00Z"}, "from must be before to"),
        ({"from": "2999-01-01T00:00:00Z"}, "in the past"),
        ({"shard": 7}, "shard must be a text"),
        ({"shard": ""}, "shard must be a text"),
        ({"shard": "s", "after": ["7"]}, "after must be a text"),
        ({"after": "7"}, "give shard, too"),
    ],
)
def test_wrong_payload_is_named(payload, says):
    with pytest.raises(BadInput, match=says):
        replay_from(payload, now=NOW)


def test_only_the_first_call_tells_what_is_forgotten():
    old = Replay(begin=NOW - MEMORY_MS - HOUR, end=NOW)
    assert forgotten(old, now=NOW)["from"].startswith("2026-")
    assert forgotten(old.at("shardId-1"), now=NOW) is None
    assert forgotten(replay_from({}, now=NOW), now=NOW) is None
