"""Batches of messages as the queue hands them over, and a distribution in memory."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kit.deadline import Deadline
from kit.errors import BadInput, ConfigError, PermanentError, Throttled
from simple_cms.flows.invalidation import Invalidating
from simple_cms.rules.changes import changed_key
from simple_cms.rules.metrics import Metric
from tests.support.doubles import RecordingMeter

BUCKET = "shop-content"
IN_TIME = Deadline(float("inf"))


def change(key, *, kind="Object Created", bucket=BUCKET):
    """As https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html shows it."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": kind,
        "source": "aws.s3",
        "account": "111122223333",
        "time": "2026-11-12T00:00:00Z",
        "region": "eu-west-1",
        "resources": [f"arn:aws:s3:::{bucket}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {
                "key": key,
                "size": 5,
                "etag": "b1946ac92492d2347c6235b4d2611184",
                "sequencer": "00617",
            },
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": "123456789012",
            "source-ip-address": "1.2.3.4",
            "reason": "PutObject",
        },
    }


def batch(**bodies):
    """Messages by their ids; a body that is no text is sent as JSON."""
    return {
        "Records": [
            {
                "messageId": f"00000000-{name}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
            }
            for name, body in bodies.items()
        ]
    }


def names_of(answer):
    return [item["itemIdentifier"].removeprefix("00000000-") for item in answer["batchItemFailures"]]


class MemoryDistribution:
    """Knows the references as CloudFront does; `refuse` says what becomes of a call."""

    def __init__(self, refuse=lambda _paths: None):
        self.invalidations = {}
        self.calls = []
        self.refuse = refuse

    def invalidate(self, paths, reference):
        self.calls.append(paths)
        if error := self.refuse(paths):
            raise error
        self.invalidations.setdefault(reference, paths)


@pytest.fixture
def meter():
    return RecordingMeter()


def invalidating(distribution):
    return Invalidating(distribution, BUCKET, "index.html")


def test_4_three_uploads_are_one_invalidation_and_the_same_again_none(meter):
    distribution = MemoryDistribution()
    messages = batch(a=change("a.png"), b=change("b c.png"), c=change("d/e.png", kind="Object Deleted"))
    assert names_of(invalidating(distribution).batch(messages, IN_TIME, meter)) == []
    assert list(distribution.invalidations.values()) == [["/a.png", "/b%20c.png", "/d/e.png"]]
    assert (meter.counts[Metric.INVALIDATIONS], meter.counts[Metric.PATHS_INVALIDATED]) == (1, 3)

    messages["Records"].reverse()
    assert names_of(invalidating(distribution).batch(messages, IN_TIME, meter)) == []
    assert len(distribution.invalidations) == 1
    assert len(distribution.calls) == 2


def test_4_other_messages_of_the_same_keys_are_another_invalidation(meter):
    distribution = MemoryDistribution()
    for name in ("a", "b"):
        invalidating(distribution).batch(batch(**{name: change("a.png")}), IN_TIME, meter)
    assert len(distribution.invalidations) == 2


def test_5_what_cloudfront_does_not_take_now_comes_again(meter, log):
    distribution = MemoryDistribution(lambda _paths: Throttled("too many"))
    messages = batch(a=change("secret-key.png"), b="no JSON")
    assert sorted(names_of(invalidating(distribution).batch(messages, IN_TIME, meter))) == ["a", "b"]
    assert len(distribution.calls) == 1, "whoever is asked for less is not asked again at once"
    assert meter.counts[Metric.INVALIDATIONS_DELAYED] == 1
    assert meter.counts[Metric.INVALIDATIONS] == 0
    printed = log.readouterr().out
    assert "too many" in printed
    assert "secret-key" not in printed

    distribution.refuse = lambda _paths: None
    assert names_of(invalidating(distribution).batch(messages, IN_TIME, meter)) == ["b"]
    assert len(distribution.invalidations) == 1


BAD = {
    "no_json": "no JSON",
    "list": [],
    "kind": change("a", kind="Object Restore Completed"),
    "no_detail": {"detail-type": "Object Created"},
    "bucket": change("a", bucket="another"),
    "no_key": change(None),
    "empty_key": change(""),
    "surrogate": change("\ud800"),
    "records": {"Records": [{"s3": {"object": {"key": "a"}}}]},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_7_only_the_bad_message_fails(bad, meter):
    distribution = MemoryDistribution()
    messages = batch(a=change("a.png"), bad=bad, b=change("b.png"))
    assert names_of(invalidating(distribution).batch(messages, IN_TIME, meter)) == ["bad"]
    assert list(distribution.invalidations.values()) == [["/a.png", "/b.png"]]
    assert meter.counts[Metric.CHANGES_REFUSED] == 1


def test_7_a_path_that_cloudfront_refuses_fails_alone(meter, log):
    def refuse(paths):
        return PermanentError("InvalidArgument") if "/odd.png" in paths else None

    distribution = MemoryDistribution(refuse)
    messages = batch(**{f"m{number}": change(f"{number}.png") for number in range(6)}, odd=change("odd.png"))
    assert names_of(invalidating(distribution).batch(messages, IN_TIME, meter)) == ["odd"]
    done = [path for paths in distribution.invalidations.values() for path in paths]
    assert sorted(done) == [f"/{number}.png" for number in range(6)]
    assert meter.counts[Metric.CHANGES_REFUSED] == 1
    assert meter.counts[Metric.PATHS_INVALIDATED] == 6
    printed = log.readouterr().out
    assert "change is refused" in printed
    assert "odd.png" not in printed

    references = set(distribution.invalidations)
    invalidating(distribution).batch(messages, IN_TIME, meter)
    assert set(distribution.invalidations) == references


class SlowDistribution(MemoryDistribution):
    """CloudFront takes a second for each answer."""

    now = 0.0

    def invalidate(self, paths, reference):
        self.now += 1
        super().invalidate(paths, reference)

    def end_after(self, seconds):
        return Deadline(seconds, lambda: self.now)


def test_7_where_every_path_is_refused_the_search_ends_in_time(meter, log):
    distribution = SlowDistribution(lambda _paths: PermanentError("InvalidArgument"))
    messages = batch(**{f"m{number}": change(f"{number}.png") for number in range(1000)})
    answer = invalidating(distribution).batch(messages, distribution.end_after(25), meter)
    assert len(distribution.calls) == 25
    assert sorted(names_of(answer)) == sorted(f"m{number}" for number in range(1000))
    assert meter.counts[Metric.INVALIDATIONS_DELAYED] == 1
    assert "no time was left" in log.readouterr().out


def test_7_most_are_done_although_the_time_ends_the_search(meter):
    """Asked for: all, the halves, the quarters, of which two are good."""
    names = [f"m{number:03}" for number in range(1000)]
    odd = {f"/{names[0]}.png", f"/{names[-1]}.png"}
    distribution = SlowDistribution(
        lambda paths: PermanentError("InvalidArgument") if odd & set(paths) else None
    )
    messages = batch(**{name: change(f"{name}.png") for name in names})
    answer = invalidating(distribution).batch(messages, distribution.end_after(7), meter)
    assert len(names_of(answer)) == 500


@given(count=st.integers(1, 40), odd=st.sets(st.integers(0, 39), max_size=8), seconds=st.integers(0, 30))
@example(count=40, odd=set(range(40)), seconds=10)
def test_7_whatever_is_refused_each_message_is_done_or_comes_again(count, odd, seconds):
    """And as many as can be are done: 6 rounds of halving find an odd path among 40, within 13 calls."""
    distribution = SlowDistribution(
        lambda paths: (
            PermanentError("InvalidArgument") if {f"/{one}.png" for one in odd} & set(paths) else None
        )
    )
    messages = batch(**{f"m{number}": change(f"{number}.png") for number in range(count)})
    answer = invalidating(distribution).batch(messages, distribution.end_after(seconds), RecordingMeter())
    done = [path for paths in distribution.invalidations.values() for path in paths]
    again = [f"/{name.removeprefix('m')}.png" for name in names_of(answer)]
    assert sorted(done + again) == sorted(f"/{number}.png" for number in range(count))
    assert len(distribution.calls) <= seconds
    if seconds >= max(1, 13 * len(odd)):
        assert len(again) == len(odd & set(range(count)))


def test_5_nothing_more_is_asked_for_after_too_much_was(meter):
    """Seven paths, of which CloudFront refuses one; it has enough to do when the first half is asked for."""
    answers = [PermanentError("InvalidArgument"), Throttled("too many")]
    distribution = MemoryDistribution(lambda _paths: answers.pop(0))
    messages = batch(**{f"m{number}": change(f"{number}.png") for number in range(7)})
    answer = invalidating(distribution).batch(messages, IN_TIME, meter)
    assert sorted(names_of(answer)) == [f"m{number}" for number in range(7)]
    assert len(distribution.calls) == 2
    assert meter.counts[Metric.INVALIDATIONS_DELAYED] == 1


def test_7_bad_messages_alone_make_no_call(meter):
    distribution = MemoryDistribution()
    assert names_of(invalidating(distribution).batch(batch(bad="{"), IN_TIME, meter)) == ["bad"]
    assert distribution.calls == []


def test_without_the_distribution_the_whole_batch_fails(meter):
    distribution = MemoryDistribution(lambda _paths: ConfigError("NoSuchDistribution"))
    with pytest.raises(ConfigError):
        invalidating(distribution).batch(batch(a=change("a"), b=change("b")), IN_TIME, meter)
    assert len(distribution.calls) == 1


def test_more_than_1000_paths_are_everything(meter):
    distribution = MemoryDistribution()
    messages = batch(**{f"m{number}": change(f"{number}/index.html") for number in range(501)})
    assert names_of(invalidating(distribution).batch(messages, IN_TIME, meter)) == []
    assert list(distribution.invalidations.values()) == [["/*"]]
    assert meter.counts[Metric.PATHS_INVALIDATED] == 1


def test_the_key_is_taken_as_it_is():
    """EventBridge's keys are not encoded: `+` and `%20` are what the key has."""
    assert changed_key(change("a+b%20c"), BUCKET) == "a+b%20c"


@given(
    st.recursive(
        st.none() | st.text(max_size=3) | st.just(BUCKET),
        lambda inner: (
            st.dictionaries(
                st.sampled_from(["detail-type", "detail", "bucket", "object", "name", "key"]), inner
            )
            | st.lists(inner, max_size=2)
        ),
        max_leaves=8,
    )
)
def test_7_whatever_comes_is_a_key_or_refused(payload):
    event = payload if not isinstance(payload, dict) else {"detail-type": "Object Created", **payload}
    with contextlib.suppress(BadInput):
        assert changed_key(event, BUCKET)
