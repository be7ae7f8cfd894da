import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.flows.journey_names import FRESH_SECONDS, MISSING_SECONDS, PAUSE_SECONDS, JourneyNames
from attribution.flows.tagging import Tagging
from attribution.rules.lookback import LookbackWindows
from attribution.rules.parsed import Interaction, Parsed, Rejection
from attribution.rules.touch import Journey, Outcome, Reason
from attribution.sources import Source, load
from kit.deadline import Deadline
from kit.errors import BadInput, ConfigError, Throttled, TransientError
from tests.support.doubles import MemoryTable, Names, RecordingMeter
from tests.support.events import JOURNEY_ID, campaign_event, endpoint, journey_event
from tests.support.flows import NOW, READING, recording

SOON = Deadline(float("inf"))


def tagging(table, *, names=None, sources=None, **changes):
    return Tagging(
        sources=sources or load(["pinpoint_journey", "pinpoint_campaign"]),
        recording=recording(table, names=names or Names({JOURNEY_ID: "spring_welcome"}), **changes),
        reading=READING,
        reserve_seconds=1,
    )


def handle(flow, event, *, now=NOW, deadline=SOON):
    meter = RecordingMeter()
    return flow.handle(event, now=now, deadline=deadline, meter=meter), meter


def test_records_a_touch_with_everything_the_table_holds():
    table = MemoryTable()
    answer, meter = handle(tagging(table), journey_event({"e1": endpoint("Ana.Lima")}))
    assert answer == {"e1": {"EventAttributes": {"tagged": "true"}}}
    touch = table.items["ana.lima"]
    assert (touch.journey_id, touch.journey_name, touch.source) == (
        JOURNEY_ID,
        "spring_welcome",
        "pinpoint_journey",
    )
    assert (touch.touched_at, touch.expires_at) == (NOW, NOW // 1000 + 3600)
    assert meter.counts["TouchesRecorded"] == 1


def test_good_and_bad_endpoints():
    """I3: N good endpoints with M bad ones record N touches and report M rejections."""
    table = MemoryTable()
    endpoints = {f"good{n}": endpoint(f"user{n}") for n in range(7)}
    endpoints |= {"bad1": None, "bad2": endpoint(7), "bad3": {}}
    answer, meter = handle(tagging(table), journey_event(endpoints))
    assert len(table.items) == 7
    assert set(answer) == set(endpoints)
    assert meter.counts["TouchesRecorded"] == 7
    assert meter.counts["TouchesRejected"] == 3
    assert meter.counts["TouchesRejectedByReason", "endpoint_null"] == 1


@given(
    good=st.integers(0, 30),
    bad=st.lists(
        st.sampled_from([None, "x", {}, endpoint(7), endpoint(""), {"User": {"UserAttributes": []}}])
    ),
    order=st.randoms(use_true_random=False),
)
def test_any_mixture_is_fully_accounted_for(good, bad, order):
    """I3"""
    entries = [(f"g{n}", endpoint(f"user{n}")) for n in range(good)] + [
        (f"b{n}", b) for n, b in enumerate(bad)
    ]
    order.shuffle(entries)
    table = MemoryTable()
    answer, meter = handle(tagging(table), journey_event(dict(entries)))
    assert len(table.items) == good == meter.counts["TouchesRecorded"]
    assert meter.counts["TouchesRejected"] == len(bad)
    assert len(answer) == len(entries)


def test_two_endpoints_of_one_user_are_one_touch_and_both_answered():
    table = MemoryTable()
    answer, meter = handle(tagging(table), journey_event({"mail": endpoint("ana"), "phone": endpoint("ANA")}))
    assert len(table.stream) == 1
    assert [a["EventAttributes"]["tagged"] for a in answer.values()] == ["true", "true"]
    assert meter.counts["TouchesRecorded"] == 1


@pytest.mark.parametrize("count", [0, 1, 50, 5000])
def test_any_number_of_endpoints_is_recorded(count):
    """I3"""
    table = MemoryTable()
    answer, meter = handle(
        tagging(table), journey_event({f"e{n}": endpoint(f"user{n}") for n in range(count)})
    )
    assert len(answer) == len(table.items) == count == meter.counts["TouchesRecorded"]


def test_different_journey_replaces_the_old_one():
    table = MemoryTable()
    flow = tagging(table, names=Names({"j1": "one", "j2": "two"}))
    handle(flow, journey_event({"e": endpoint()}, "j1"))
    handle(flow, journey_event({"e": endpoint()}, "j2"), now=NOW + 1)
    assert table.items["ana.lima"].journey_name == "two"


def test_reentry_makes_an_old_journey_current_again():
    """I2"""
    table = MemoryTable()
    flow = tagging(table, names=Names({"j1": "one", "j2": "two"}))
    for minute, journey in enumerate(["j1", "j2", "j1"]):
        handle(flow, journey_event({"e": endpoint()}, journey), now=NOW + minute * 60_000)
    assert table.items["ana.lima"].journey_name == "one"
    assert table.items["ana.lima"].expires_at == NOW // 1000 + 120 + 3600


def test_later_touch_wins_and_the_answer_says_so():
    """I4"""
    table = MemoryTable()
    flow = tagging(table, names=Names({"j1": "one", "j2": "two"}))
    handle(flow, journey_event({"e": endpoint()}, "j2"), now=NOW)
    answer, meter = handle(flow, journey_event({"e": endpoint()}, "j1"), now=NOW - 1)
    assert table.items["ana.lima"].journey_name == "two"
    assert answer == {"e": {"EventAttributes": {"tagged": "false", "reason": "superseded"}}}
    assert meter.counts["TouchesSuperseded"] == 1


def test_now_is_read_per_call():
    """I5: the original computed it at import, so a warm function used an old time."""
    table = MemoryTable()
    flow = tagging(table)
    handle(flow, journey_event({"e": endpoint("ana")}), now=NOW)
    handle(flow, journey_event({"e": endpoint("bo")}), now=NOW + 3_600_000)
    assert table.items["bo"].touched_at - table.items["ana"].touched_at == 3_600_000


class OldTouches(Source):
    """A source whose interactions lie in the past."""

    name = "old"

    def __init__(self, touched_at):
        self.touched_at = touched_at

    def recognises(self, _event):
        return True

    def parse(self, _event, _reading):
        journey = Journey(kind="old", id="j1", name="one")
        return Parsed(
            source=self.name,
            interactions=[Interaction(item="e", username="ana", journey=journey, touched_at=self.touched_at)],
            rejections=[Rejection(item="f", reason=Reason.USER_MISSING)],
        )

    def answer(self, _parsed, results):
        return dict(results)


@pytest.mark.parametrize(("age_seconds", "result"), [(3599, Outcome.RECORDED), (3600, Reason.WINDOW_OVER)])
def test_interaction_whose_window_is_over_is_a_named_rejection(age_seconds, result):
    table = MemoryTable()
    flow = tagging(table, sources=[OldTouches(NOW - age_seconds * 1000)])
    answer, meter = handle(flow, {})
    assert answer == {"e": result, "f": Reason.USER_MISSING}
    assert meter.counts["TouchesRejected"] == 1
    assert meter.counts["TouchesRejectedByReason", "window_over"] == (result is Reason.WINDOW_OVER)
    assert bool(table.items) is (result is Outcome.RECORDED)


class TestWindows:
    windows = LookbackWindows(default_seconds=3600, by_journey={JOURNEY_ID: 60, "named": 120})

    @pytest.mark.parametrize(("journey", "seconds"), [(JOURNEY_ID, 60), ("j2", 120), ("j3", 3600)])
    def test_journeys_have_their_own(self, journey, seconds):
        table = MemoryTable()
        names = Names({JOURNEY_ID: "named", "j2": "named", "j3": "other"})
        handle(tagging(table, names=names, windows=self.windows), journey_event({"e": endpoint()}, journey))
        assert table.items["ana.lima"].expires_at == NOW // 1000 + seconds


class TestNames:
    def test_looked_up_once_per_journey(self):
        names = Names({JOURNEY_ID: "spring"})
        flow = tagging(MemoryTable(), names=names)
        for n in range(3):
            handle(flow, journey_event({f"e{m}": endpoint(f"u{m}") for m in range(5)}), now=NOW + n)
        assert names.asked == [JOURNEY_ID]

    @pytest.mark.parametrize("name", [None, "", "x" * 257])
    def test_without_a_name_that_fits_the_id_is_recorded_and_counted(self, name):
        table = MemoryTable()
        _, meter = handle(tagging(table, names=Names({JOURNEY_ID: name})), journey_event({"e": endpoint()}))
        assert table.items["ana.lima"].journey_name == JOURNEY_ID
        assert meter.counts["JourneysWithoutName"] == 1

    def test_look_up_that_stays_throttled_fails_loudly_and_records_nothing(self):
        table = MemoryTable()
        flow = tagging(table, names=Names(error=Throttled("refused")))
        with pytest.raises(TransientError, match=r"1 of 1 parts could not be recorded \(refused\)"):
            handle(flow, journey_event({"e": endpoint()}))
        assert table.items == {}

    def test_campaign_and_journey_of_one_id_are_two(self):
        names = Names({"x": "name"})
        flow = tagging(MemoryTable(), names=names)
        handle(flow, journey_event({"e": endpoint()}, "x"))
        handle(flow, campaign_event({"e": endpoint()}, "x"))
        assert names.asked == ["x", "x"]

    def test_refreshed_when_old(self):
        time = [0.0]
        lookup = Names({"j": "first"})
        names = JourneyNames(lookup, clock=lambda: time[0])
        journey = Journey(kind="k", id="j")
        assert names.name_of(journey) == "first"
        lookup.names["j"] = "second"
        time[0] = FRESH_SECONDS - 1
        assert names.name_of(journey) == "first"
        time[0] = FRESH_SECONDS
        assert names.name_of(journey) == "second"

    def test_missing_name_is_asked_for_again_soon(self):
        time = [0.0]
        lookup = Names({})
        names = JourneyNames(lookup, clock=lambda: time[0])
        journey = Journey(kind="k", id="j")
        assert names.name_of(journey) is None
        lookup.names["j"] = "allowed now"
        time[0] = MISSING_SECONDS
        assert names.name_of(journey) == "allowed now"

    def test_refresh_that_fails_keeps_the_name_known_before(self):
        time = [0.0]
        lookup = Names({"j": "first"})
        names = JourneyNames(lookup, clock=lambda: time[0])
        journey = Journey(kind="k", id="j")
        names.name_of(journey)
        time[0] = FRESH_SECONDS
        lookup.error = Throttled("refused")
        assert names.name_of(journey) == "first"

    def test_given_name_counts_before_a_look_up(self):
        lookup = Names({"j": "looked up"})
        names = JourneyNames(lookup, {"j": "given"})
        assert names.name_of(Journey(kind="k", id="j")) == "given"
        assert lookup.asked == []

    def test_after_a_look_up_that_failed_others_wait(self):
        """Each would take as long, and a batch of a stream has many journeys."""
        time = [0.0]
        lookup = Names({"a": "first"}, error=Throttled("refused"))
        names = JourneyNames(lookup, clock=lambda: time[0])
        for journey in ("a", "b", "c"):
            with pytest.raises(TransientError):
                names.name_of(Journey(kind="k", id=journey))
        assert lookup.asked == ["a"]
        lookup.error, time[0] = None, PAUSE_SECONDS
        assert names.name_of(Journey(kind="k", id="a")) == "first"

    def test_name_in_the_payload_needs_no_look_up(self):
        lookup = Names({})
        assert JourneyNames(lookup).name_of(Journey(kind="k", id="j", name="given")) == "given"
        assert lookup.asked == []


class TestFailures:
    def test_one_failing_write_keeps_nobody_elses_and_is_loud(self, caplog):
        table = MemoryTable()
        record = table.record

        def failing(touch):
            if touch.username == "user3":
                raise Throttled("refused")
            return record(touch)

        table.record = failing
        meter = RecordingMeter()
        with pytest.raises(TransientError, match="1 of 5 parts could not be recorded"):
            tagging(table).handle(
                journey_event({f"e{n}": endpoint(f"user{n}") for n in range(5)}),
                now=NOW,
                deadline=SOON,
                meter=meter,
            )
        assert set(table.items) == {"user0", "user1", "user2", "user4"}
        assert meter.counts["TouchesFailed"] == 1
        assert meter.counts["TouchesRecorded"] == 4
        assert caplog.records[-2].error == "refused"

    def test_sent_again_after_a_failure_records_the_rest(self):
        """I6"""
        table = MemoryTable()
        table.fail = lambda _: Throttled("refused")
        event = journey_event({"e": endpoint()})
        with pytest.raises(TransientError):
            handle(tagging(table), event)
        table.fail = lambda _: None
        handle(tagging(table), event)
        assert set(table.items) == {"ana.lima"}

    def test_wrong_deployment_is_told_as_such(self):
        table = MemoryTable()
        table.fail = lambda _: ConfigError("dynamodb:UpdateItem was refused with AccessDeniedException")
        with pytest.raises(ConfigError, match="AccessDenied"):
            handle(tagging(table), journey_event({"e": endpoint()}))

    def test_no_name_is_looked_up_when_the_time_is_over(self):
        names = Names()
        with pytest.raises(TransientError, match="no time left"):
            handle(
                tagging(MemoryTable(), names=names), journey_event({"e": endpoint()}), deadline=Deadline(0)
            )
        assert names.asked == []

    def test_out_of_time_is_loud(self):
        with pytest.raises(TransientError, match="no time left"):
            handle(tagging(MemoryTable()), journey_event({"e": endpoint()}), deadline=Deadline(0))

    def test_bad_payload_records_nothing(self):
        with pytest.raises(BadInput):
            handle(tagging(MemoryTable()), "not json")
