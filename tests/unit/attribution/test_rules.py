import json
import subprocess
import sys
from datetime import datetime
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.rules.changes import reduce_records
from attribution.rules.claims import with_claim
from attribution.rules.letters import LostBatch, LostSweep, Waiting, letter_in
from attribution.rules.lookback import LookbackWindows, is_over, iso
from attribution.rules.naming import attribute_value
from attribution.rules.touch import EXPIRY_SHARDS, Reason, Touch, expiry_shard, latest_per_user
from attribution.rules.username import username_from
from kit.errors import BadInput
from tests.support.doubles import MemoryTable


def touch(username="ana", journey="j1", touched_at=1_000_000, window=60, name=None):
    return Touch(
        username=username,
        journey_id=journey,
        journey_name=name or f"name-{journey}",
        touched_at=touched_at,
        expires_at=touched_at // 1000 + window,
        source="test",
    )


class TestUsername:
    @pytest.mark.parametrize(
        ("value", "result"),
        [
            ("ana.lima", "ana.lima"),
            ("Ana", "ana"),
            ("ana+1@example.org", "ana+1@example.org"),
            ("Žofie", "žofie"),
            ("x" * 128, "x" * 128),
            ("x" * 129, Reason.USERNAME_TOO_LONG),
            ("", Reason.USERNAME_BLANK),
            ("   ", Reason.USERNAME_BLANK),
            ("ana lima", Reason.USERNAME_INVALID),
            (" ana", Reason.USERNAME_INVALID),
            ("ana\n", Reason.USERNAME_INVALID),
            ("ana\x00", Reason.USERNAME_INVALID),
            (None, Reason.USERNAME_NOT_TEXT),
            (7, Reason.USERNAME_NOT_TEXT),
            (["ana"], Reason.USERNAME_NOT_TEXT),
        ],
    )
    def test_folded_or_refused_with_a_reason(self, value, result):
        assert username_from(value, case_sensitive=False) == result

    def test_case_is_kept_where_the_pool_keeps_it(self):
        assert username_from("Ana", case_sensitive=True) == "Ana"

    def test_length_counts_after_folding(self):
        """Lower case can be longer: the capital I with dot becomes two characters."""
        assert username_from("İ" * 128, case_sensitive=False) is Reason.USERNAME_TOO_LONG

    @given(st.text())
    def test_folding_twice_changes_nothing(self, value):
        once = username_from(value, case_sensitive=False)
        if not isinstance(once, Reason):
            assert username_from(once, case_sensitive=False) == once


class TestLookback:
    windows = LookbackWindows(default_seconds=100, by_journey={"j1": 10, "by-name": 20})

    @pytest.mark.parametrize(
        ("journey_id", "name", "seconds"),
        [("j9", "x", 100), ("j1", "x", 10), ("j9", "by-name", 20), ("j1", "by-name", 10)],
    )
    def test_id_counts_before_name_before_default(self, journey_id, name, seconds):
        assert self.windows.expires_at(5_000_999, journey_id, name) == 5_000 + seconds

    def test_window_is_over_at_the_exact_moment(self):
        assert not is_over(100, 99_999)
        assert is_over(100, 100_000)

    def test_iso_is_utc(self):
        assert iso(1_795_838_760) == "2026-11-28T04:06:00Z"
        assert datetime.fromisoformat(iso(0)).timestamp() == 0


class TestNaming:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("spring", "spring"),
            (None, "j1"),
            ("", "j1"),
            ("  ", "j1"),
            ("x" * 10, "x" * 10),
            ("x" * 11, "j1"),
        ],
    )
    def test_name_or_id(self, name, value):
        assert attribute_value("j1", name, longest=10) == value

    def test_id_that_is_too_long_is_cut(self):
        assert attribute_value("j" * 40, "x" * 11, longest=10) == "j" * 10


class TestShard:
    @given(st.text())
    def test_within_the_shards(self, username):
        assert 0 <= expiry_shard(username) < EXPIRY_SHARDS

    def test_same_on_every_machine(self):
        """Python's own hash differs from process to process; the index must not."""
        code = "from attribution.rules.touch import expiry_shard; print(expiry_shard('ana.lima'))"
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": "lambda_src", "PYTHONHASHSEED": "7"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert int(run.stdout) == expiry_shard("ana.lima")

    def test_all_shards_are_used(self):
        assert {expiry_shard(f"user-{n}") for n in range(200)} == set(range(EXPIRY_SHARDS))


class TestLatestPerUser:
    def test_later_wins_and_of_equals_the_last(self):
        early, late = touch(touched_at=1000), touch(journey="j2", touched_at=2000)
        twin = touch(journey="j3", touched_at=2000)
        assert latest_per_user([late, early]) == [late]
        assert latest_per_user([early, late, twin]) == [twin]

    def test_users_do_not_meet(self):
        ana, bo = touch("ana"), touch("bo")
        assert latest_per_user([ana, bo]) == [ana, bo]


class TestReduceRecords:
    def records(self, *steps):
        table = MemoryTable()
        for step in steps:
            if isinstance(step, Touch):
                table.record(step)
            else:
                table.remove_if_due(step, 10**9)
        return table.stream

    def test_users_whose_name_changed(self):
        records = self.records(touch("ana", "j1", 1000), touch("bo", "j1", 1000), touch("ana", "j2", 2000))
        assert list(reduce_records(records).changed) == ["ana", "bo"]

    def test_repeat_of_a_journey_is_no_change(self):
        """The number to reach: no call to Cognito for a repeat."""
        records = self.records(touch("ana", "j1", 1000), touch("ana", "j1", 2000))[1:]
        changes = reduce_records(records)
        assert changes.changed == {}
        assert changes.unchanged == 1

    def test_there_and_back_within_a_batch_is_a_change(self):
        """I1: in between, the backlog may have written the name in the middle."""
        touches = touch("ana", "j1", 1000), touch("ana", "j2", 2000), touch("ana", "j1", 3000)
        assert list(reduce_records(self.records(*touches)[1:]).changed) == ["ana"]

    def test_removal_is_a_change(self):
        records = self.records(touch("ana", "j1", 1000), "ana")[1:]
        assert list(reduce_records(records).changed) == ["ana"]

    def test_retry_begins_at_the_users_first_record(self):
        records = self.records(touch("ana", "j1", 1000), touch("bo", "j1", 1000), touch("ana", "j2", 2000))
        changes = reduce_records(records)
        assert changes.changed["ana"] == records[0]["dynamodb"]["SequenceNumber"]

    def test_unreadable_images_count_as_a_change(self):
        records = self.records(touch("ana"), touch("bo"))
        records[0]["dynamodb"]["NewImage"].pop("journey_name")
        changes = reduce_records(records)
        assert changes.unreadable == []
        assert list(changes.changed) == ["ana", "bo"]

    @pytest.mark.parametrize(
        "broken",
        [{}, {"dynamodb": None}, {"dynamodb": {"Keys": {}}}, {"dynamodb": {"Keys": {"username": 7}}}],
    )
    def test_record_that_names_no_user_is_told_apart(self, broken):
        changes = reduce_records([broken, *self.records(touch("bo"))])
        assert changes.unreadable == [""]
        assert list(changes.changed) == ["bo"]

    def test_age_of_a_batch_is_that_of_its_first_record(self):
        records = self.records(touch("ana"), touch("bo"))
        for number, record in enumerate(records):
            record["dynamodb"]["ApproximateCreationDateTime"] = 100.0 + number
        assert reduce_records(records).written_at == 100
        del records[0]["dynamodb"]["ApproximateCreationDateTime"]
        assert reduce_records(records).written_at is None


class TestLetters:
    BATCH: ClassVar = {
        "streamArn": "stream",
        "shardId": "shard",
        "startSequenceNumber": "1",
        "endSequenceNumber": "9",
    }

    def letter(self, content):
        return letter_in(json.dumps(content), since=7)

    def test_user_who_waits(self):
        assert self.letter({"username": "ana"}) == Waiting(username="ana", since=7)

    def test_lost_batch(self):
        letter = self.letter({"requestContext": {}, "DDBStreamBatchInfo": self.BATCH})
        assert letter == LostBatch(stream_arn="stream", shard_id="shard", first="1", last="9")

    def test_lost_sweep(self):
        assert self.letter({"requestContext": {}, "requestPayload": {}}) == LostSweep()

    @pytest.mark.parametrize(
        "body", ["", "not json", "[]", "{}", '{"username": 7}', '{"username": " "}', "null", "[" * 100_000]
    )
    def test_anything_else_is_refused(self, body):
        with pytest.raises(BadInput, match="backlog message must be"):
            letter_in(body, since=7)

    @pytest.mark.parametrize("field", BATCH)
    def test_lost_batch_that_lacks_a_field_is_refused_with_its_name(self, field):
        with pytest.raises(BadInput, match=field):
            self.letter({"DDBStreamBatchInfo": {**self.BATCH, field: None}})


class TestClaims:
    def test_version_1(self):
        event = {"version": "1", "userName": "ana", "response": {}}
        assert with_claim(event, "custom:campaign", "spring")["response"] == {
            "claimsOverrideDetails": {"claimsToAddOrOverride": {"custom:campaign": "spring"}}
        }

    @pytest.mark.parametrize("version", ["2", "3"])
    def test_version_2_and_3(self, version):
        event = {"version": version, "response": {"claimsAndScopeOverrideDetails": None}}
        assert with_claim(event, "custom:campaign", "spring")["response"] == {
            "claimsAndScopeOverrideDetails": {
                "idTokenGeneration": {"claimsToAddOrOverride": {"custom:campaign": "spring"}}
            }
        }

    def test_what_an_earlier_step_left_is_kept(self):
        details = {"claimsToAddOrOverride": {"tier": "gold"}, "claimsToSuppress": ["email"]}
        event = {"version": "1", "response": {"claimsOverrideDetails": details}}
        answers = [
            with_claim(event, "custom:campaign", value)["response"]["claimsOverrideDetails"]
            for value in ("spring", None)
        ]
        assert answers == [
            {**details, "claimsToAddOrOverride": {"tier": "gold", "custom:campaign": "spring"}},
            {**details, "claimsToSuppress": ["custom:campaign", "email"]},
        ]

    def test_no_journey_keeps_a_stale_or_forged_attribute_out(self):
        event = {"version": "1", "response": None}
        assert with_claim(event, "custom:campaign", None)["response"] == {
            "claimsOverrideDetails": {"claimsToSuppress": ["custom:campaign"]}
        }

    def test_what_stands_in_the_response_is_kept(self):
        event = {"version": "1", "response": {"claimsOverrideDetails": {"groupOverrideDetails": {"g": 1}}}}
        details = with_claim(event, "c", "x")["response"]["claimsOverrideDetails"]
        assert details["groupOverrideDetails"] == {"g": 1}
