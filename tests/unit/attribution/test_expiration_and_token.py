import pytest

from attribution.flows import expiration
from attribution.flows.expiration import sweep
from attribution.flows.token import add_claim
from attribution.rules.touch import Touch, expiry_shard
from kit.deadline import Deadline
from kit.errors import Throttled, TransientError
from tests.support.doubles import MemoryTable, RecordingMeter

SOON = Deadline(float("inf"))


def table_of(**expiries):
    table = MemoryTable()
    for username, expires_at in expiries.items():
        table.record(
            Touch(
                username=username,
                journey_id="j",
                journey_name="spring",
                touched_at=1,
                expires_at=expires_at,
                source="t",
            )
        )
    return table


def test_removes_what_is_over_and_nothing_else():
    table = table_of(ana=99, bo=100, cy=101)
    meter = RecordingMeter()
    assert sweep(table, now=100, deadline=SOON, meter=meter) == {"expired": 2, "reentered": 0}
    assert set(table.items) == {"cy"}
    assert meter.counts["TouchesExpired"] == 2
    assert meter.durations["ExpirationLag"] == [1]


def test_reentry_between_query_and_delete_survives():
    """I2"""
    table = table_of(ana=99)
    table.due = lambda shard, now: iter([[("ana", 99)]]) if shard == 0 else iter([])
    table.record(
        Touch(username="ana", journey_id="j", journey_name="spring", touched_at=2, expires_at=500, source="t")
    )
    assert sweep(table, now=100, deadline=SOON, meter=RecordingMeter()) == {"expired": 0, "reentered": 1}
    assert "ana" in table.items


def test_every_shard_is_swept():
    table = table_of(**{f"user{n}": 50 for n in range(100)})
    assert sweep(table, now=100, deadline=SOON, meter=RecordingMeter())["expired"] == 100


def test_one_failing_delete_keeps_nobody_elses_and_is_loud():
    table = table_of(ana=1, bo=1)
    remove = table.remove_if_due

    def failing(username, now):
        if username == "ana":
            raise Throttled("refused")
        return remove(username, now)

    table.remove_if_due = failing
    meter = RecordingMeter()
    with pytest.raises(TransientError):
        sweep(table, now=100, deadline=SOON, meter=meter)
    assert set(table.items) == {"ana"}
    assert (meter.counts["TouchesExpired"], meter.counts["ExpirationsFailed"]) == (1, 1)


def test_one_failing_query_keeps_no_other_shard_and_is_loud():
    table = table_of(**{f"user{n}": 50 for n in range(100)})
    due, broken = table.due, expiry_shard("user0")

    def failing(shard, now):
        if shard == broken:
            raise Throttled("refused")
        yield from due(shard, now)

    table.due = failing
    meter = RecordingMeter()
    with pytest.raises(Throttled):
        sweep(table, now=100, deadline=SOON, meter=meter)
    assert {expiry_shard(username) for username in table.items} == {broken}
    assert meter.counts["ExpirationsFailed"] == 1


def test_shards_are_swept_together_the_oldest_first(monkeypatch):
    """Else a sweep would meet one key of the index at a time, and the last shards would wait longest."""
    monkeypatch.setattr(expiration, "WORKERS", 1)
    table = table_of(**{f"user{n}": 90 - n for n in range(60)})
    due, removed = table.due, []

    def page_by_page(shard, now):
        for page in due(shard, now):
            for start in range(0, len(page), 2):
                yield page[start : start + 2]

    def remove(username, _now):
        removed.append(username)
        return True

    table.due, table.remove_if_due = page_by_page, remove
    sweep(table, now=100, deadline=SOON, meter=RecordingMeter())
    assert len(removed) == 60
    assert {expiry_shard(username) for username in removed[:16]} == set(range(8))
    first = [90 - int(username.removeprefix("user")) for username in removed[:16]]
    assert first == sorted(first)


def test_nothing_is_asked_after_the_deadline():
    table = table_of(ana=1)
    table.fail = pytest.fail
    sweep(table, now=100, deadline=Deadline(0), meter=RecordingMeter())


def test_out_of_time_leaves_the_rest_for_the_next_sweep():
    table = table_of(ana=1)
    assert sweep(table, now=100, deadline=Deadline(0), meter=RecordingMeter())["expired"] == 0
    assert sweep(table, now=160, deadline=SOON, meter=RecordingMeter())["expired"] == 1


def test_sweep_stops_in_the_middle_of_a_page(monkeypatch):
    monkeypatch.setattr(expiration, "WORKERS", 1)
    table = table_of(**{f"user{n}": 1 for n in range(9)})
    ticks = iter(range(100))
    deadline = Deadline(4, lambda: next(ticks))
    removed = sweep(table, now=100, deadline=deadline, meter=RecordingMeter())["expired"]
    assert 0 < removed < 9
    assert len(table.items) == 9 - removed


class TestToken:
    def claim(self, table, username="Ana", *, case_sensitive=False, now=50_000):
        event = {"version": "1", "userName": username, "response": {}}
        answer = add_claim(
            event, claim="c", case_sensitive=case_sensitive, table=table, now=now, meter=RecordingMeter()
        )
        return (answer["response"].get("claimsOverrideDetails") or {}).get("claimsToAddOrOverride")

    def test_current_touch_becomes_the_claim(self):
        assert self.claim(table_of(ana=51)) == {"c": "spring"}

    def test_touch_that_is_over_does_not(self):
        """Exact, with no wait for the sweep."""
        assert self.claim(table_of(ana=50)) is None

    def test_no_touch(self):
        assert self.claim(table_of()) is None

    def test_case(self):
        assert self.claim(table_of(ana=51), case_sensitive=True) is None

    @pytest.mark.parametrize("username", [None, 7, "", "x" * 129])
    def test_event_without_a_username_is_left_alone(self, username):
        event = {"version": "1", "userName": username, "response": {}}
        answer = add_claim(
            event, claim="c", case_sensitive=False, table=table_of(), now=0, meter=RecordingMeter()
        )
        assert answer == event
