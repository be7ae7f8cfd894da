import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.deadline import Deadline
from kit.each_record import each_record
from kit.errors import BadInput, ConfigError, KitError, PermanentError, Throttled, TransientError
from tests.support.doubles import RecordingMeter

SECRET = "ann@example.org"  # what must not be logged
REFUSED = "RecordsRefused"
ERRORS = {
    "done": None,
    "transient": TransientError("later"),
    "throttled": Throttled("slower"),
    "permanent": PermanentError("never"),
    "bad": BadInput("wrong field"),
    "kit": KitError("some other error of ours"),
    "fault": ValueError(SECRET),
    "no json": None,
}
WITHOUT_HOPE = {"permanent", "bad", "kit", "fault", "no json"}


def batch(*bodies):
    return {
        "Records": [
            {"eventSource": "aws:sqs", "messageId": f"00000000-{number}", "body": body}
            for number, body in enumerate(bodies)
        ]
    }


def body_of(kind, number=0):
    return SECRET if kind == "no json" else json.dumps({"kind": kind, "number": number, "who": SECRET})


class Work:
    """Does what each payload asks for, and keeps the numbers in order."""

    def __init__(self):
        self.done = []

    def __call__(self, record):
        payload = record.payload
        if error := ERRORS[payload["kind"]]:
            raise error
        self.done.append(payload["number"])


def failed(answer):
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


@given(st.lists(st.sampled_from(sorted(ERRORS)), min_size=1, max_size=12))
def test_every_record_is_done_or_comes_again(kinds):
    work, meter = Work(), RecordingMeter()
    answer = each_record(
        batch(*(body_of(kind, number) for number, kind in enumerate(kinds))), work, meter, refused=REFUSED
    )
    assert work.done == [number for number, kind in enumerate(kinds) if kind == "done"]
    assert failed(answer) == [f"00000000-{number}" for number, kind in enumerate(kinds) if kind != "done"]
    assert meter.counts[REFUSED] == sum(kind in WITHOUT_HOPE for kind in kinds)


def test_a_batch_without_failures_reports_zero_refused():
    meter = RecordingMeter()
    assert each_record(batch(body_of("done")), Work(), meter, refused=REFUSED) == {"batchItemFailures": []}
    assert dict(meter.counts) == {REFUSED: 0}


@given(st.integers(0, 12), st.integers(0, 8))
def test_records_that_no_time_is_left_for_come_again_untried(size, seconds):
    """Each record takes a second; the one that is at work when the time is up is finished."""
    now = 100.0
    tried = []

    def work(record):
        nonlocal now
        tried.append(record.identifier)
        now += 1

    meter = RecordingMeter()
    event = batch(*(body_of("done", number) for number in range(size + 1)))
    deadline = Deadline(100.0 + seconds, lambda: now)
    answer = each_record(event, work, meter, refused=REFUSED, deadline=deadline)
    names = [f"00000000-{number}" for number in range(size + 1)]
    assert tried == names[:seconds]
    assert failed(answer) == names[seconds:]
    assert meter.counts[REFUSED] == 0


def test_a_record_without_time_is_told_as_one_that_comes_again(log):
    each_record(
        batch(body_of("done")), Work(), RecordingMeter(), refused=REFUSED, deadline=Deadline(0, lambda: 1)
    )
    (line,) = map(json.loads, log.readouterr().out.splitlines())
    assert (line["message"], line["error"]) == ("record comes again", "no time was left")


def test_a_wrong_deployment_fails_the_whole_batch():
    def work(_record):
        raise ConfigError("TABLE_NAME is missing")

    with pytest.raises(ConfigError):
        each_record(batch(body_of("done")), work, RecordingMeter(), refused=REFUSED)


def test_nothing_of_a_content_is_logged(log):
    each_record(batch(*map(body_of, ERRORS)), Work(), RecordingMeter(), refused=REFUSED)
    printed = log.readouterr().out
    assert SECRET not in printed
    lines = [json.loads(line) for line in printed.splitlines()]
    told = {line["record"]: line["error"] for line in lines if "record" in line}
    assert told == {
        "00000000-1": "later",
        "00000000-2": "slower",
        "00000000-3": "never",
        "00000000-4": "wrong field",
        "00000000-5": "see the exception before this line",
        "00000000-6": "see the exception before this line",
        "00000000-7": "the record must be JSON",
    }


def test_an_id_that_is_none_is_not_logged_and_fails_the_batch_by_its_name(log):
    event = batch("no json", "no json")
    event["Records"][0]["messageId"] = SECRET
    del event["Records"][1]["messageId"]
    answer = each_record(event, Work(), RecordingMeter(), refused=REFUSED)
    assert failed(answer) == [SECRET, ""]  # an empty name: Lambda takes the whole batch as failed
    assert SECRET not in log.readouterr().out


def test_a_record_that_stands_twice_is_named_once():
    event = batch("no json", "no json")
    event["Records"][1] = event["Records"][0]
    assert failed(each_record(event, Work(), RecordingMeter(), refused=REFUSED)) == ["00000000-0"]


@pytest.mark.parametrize(
    "event", [None, {}, {"Records": []}, {"Records": [{"eventSource": "aws:kinesis", "kinesis": {}}]}]
)
def test_what_no_queue_sent_is_bad_input(event):
    with pytest.raises(BadInput):
        each_record(event, Work(), RecordingMeter(), refused=REFUSED)
