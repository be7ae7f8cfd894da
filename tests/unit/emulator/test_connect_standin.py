"""A Custom action's payloads, and what Connect makes of the answers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins.connect import ConnectJourneys
from emulator.standins.custom_action import Campaign, Verdict, custom_action_calls, profile
from tests.support.samples.reading import sample, structure

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
RUN = Campaign(id="c1", name="Spring welcome", run_id="c1#2026-11-20T10-00-00Z")
PEOPLE = {f"{n:032x}": profile(f"user{n}") for n in range(5)}
FIRST = next(iter(PEOPLE))


@pytest.fixture
def connect() -> Iterator[ConnectJourneys]:
    with ConnectJourneys() as server:
        yield server


def ids(payload: dict[str, Any]) -> list[str]:
    return [entry["ProfileId"] for entry in payload["Items"]["CustomerProfiles"]]


def answer(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"Items": {"CustomerProfiles": list(entries)}}


def tag_all(payload: dict[str, Any]) -> dict[str, Any]:
    return answer(*({"Id": found, "ResultData": {"tagged": "true"}} for found in ids(payload)))


def test_functions_are_integrated_by_instance(connect: ConnectJourneys) -> None:
    client = connect.client()
    arn = ARN + "f" * (140 - len(ARN))
    client.put_connect_instance_integration(
        connectInstanceId="i1", integrationConfig={"lambda": {"functionArn": arn}}
    )
    listed = client.list_connect_instance_integrations(connectInstanceId="i1")
    assert listed["integrationSummaryList"] == [{"lambda": {"functionArn": arn}}]
    assert client.list_connect_instance_integrations(connectInstanceId="i2")["integrationSummaryList"] == []
    assert connect.violations == []


def test_an_arn_of_more_than_140_characters_is_refused(connect: ConnectJourneys) -> None:
    config = {"lambda": {"functionArn": ARN + "f" * (141 - len(ARN))}}
    with pytest.raises(ClientError, match="has 141 characters; 140 are allowed") as error:
        connect.client().put_connect_instance_integration(connectInstanceId="i", integrationConfig=config)
    assert error.value.response["Error"]["Code"] == "ValidationException"
    assert len(connect.violations) == 1


def test_another_integration_is_refused_in_words(connect: ConnectJourneys) -> None:
    config = {"qConnect": {"knowledgeBaseArn": "arn:aws:wisdom:us-east-1:000000000000:knowledge-base/k"}}
    with pytest.raises(ClientError, match="integrates functions only"):
        connect.client().put_connect_instance_integration(connectInstanceId="i", integrationConfig=config)


def test_a_campaign_is_described_as_it_was_made(connect: ConnectJourneys) -> None:
    client = connect.client()
    made = client.create_campaign(name="Spring welcome", connectInstanceId="i", type="JOURNEY")
    found = client.describe_campaign(id=made["id"])["campaign"]
    assert (found["name"], found["type"], found["arn"]) == ("Spring welcome", "JOURNEY", made["arn"])
    run = connect.run(made["id"], "Tag openers")
    assert (run.id, run.name, run.action_id) == (made["id"], "Spring welcome", "Tag openers")
    assert run.run_id.startswith(f"{made['id']}#2")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.describe_campaign(id="gone")


def test_payloads_have_the_shape_of_the_samples() -> None:
    (one,) = custom_action_calls(RUN, {FIRST: profile("ana.lima")})
    wanted = sample("connect_journey", "one_profile")
    assert structure(one) == structure(wanted)
    data = one["Items"]["CustomerProfiles"][0]["CustomerData"]
    seen = wanted["Items"]["CustomerProfiles"][0]["CustomerData"]
    assert structure(json.loads(data)) == structure(json.loads(seen))
    (two,) = custom_action_calls(RUN, {FIRST: profile("ana.lima"), "00": "{}"})
    assert structure(two) == structure(sample("connect_journey", "two_profiles"))
    assert two["Items"]["CustomerProfiles"][1]["CustomerData"] == "{}"


def test_every_profile_is_sent_once_with_a_token_of_its_own() -> None:
    calls = list(custom_action_calls(RUN, PEOPLE, size=2))
    assert [len(ids(call)) for call in calls] == [2, 2, 1]
    entries = [entry for call in calls for entry in call["Items"]["CustomerProfiles"]]
    assert [entry["ProfileId"] for entry in entries] == list(PEOPLE)
    assert len({entry["IdempotencyToken"] for entry in entries}) == 5
    again = [
        entry for call in custom_action_calls(RUN, PEOPLE) for entry in call["Items"]["CustomerProfiles"]
    ]
    assert entries[0]["IdempotencyToken"] != again[0]["IdempotencyToken"]


def test_a_repeat_is_the_same_call(connect: ConnectJourneys) -> None:
    seen: list[str] = []

    def function(payload: dict[str, Any]) -> dict[str, Any]:
        seen.append(json.dumps(payload))
        return tag_all(payload)

    connect.custom_action(function, connect.add_journey("Spring"), PEOPLE, size=3, repeat=True)
    assert len(seen) == 4
    assert (seen[0], seen[2]) == (seen[1], seen[3])


def test_the_next_block_reads_the_result(connect: ConnectJourneys) -> None:
    found = connect.custom_action(tag_all, RUN, PEOPLE, size=2)
    assert found == dict.fromkeys(PEOPLE, Verdict({"tagged": "true"}))
    without_data = connect.custom_action(lambda payload: answer({"Id": ids(payload)[0]}), RUN, {FIRST: "{}"})
    assert without_data == {FIRST: Verdict({})}
    assert connect.violations == []


def test_an_exception_fails_its_batch_and_no_other(connect: ConnectJourneys) -> None:
    def function(payload: dict[str, Any]) -> dict[str, Any]:
        if FIRST in ids(payload):
            raise KeyError("oops")
        return tag_all(payload)

    found = connect.custom_action(function, RUN, PEOPLE, size=2)
    assert ["KeyError" in verdict.error for verdict in found.values()] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "The answer is not {Items"),
        ({"Items": {}}, "The answer is not {Items"),
        (answer({"ResultData": {}}), "The answer is not {Items"),
        (answer(), "no entry with the Id"),
        (answer({"Id": FIRST.upper() + "X"}), "no entry with the Id"),
        (answer({"Id": FIRST, "ResultData": "true"}), "ResultData is not an object"),
        (answer({"Id": FIRST, "ResultData": {"x": "y" * 32768}}), "ResultData has 32777 bytes; 32768"),
    ],
)
def test_an_answer_that_breaks_the_rules_fails_the_profile(
    connect: ConnectJourneys, given: Any, reason: str
) -> None:
    found = connect.custom_action(lambda _: given, RUN, {FIRST: profile("ann")})
    assert found[FIRST].result_data is None
    assert reason in found[FIRST].error
    assert reason in connect.violations[0]


@pytest.mark.parametrize("more", ["other", FIRST])
def test_entries_for_strangers_or_there_twice_are_a_violation(connect: ConnectJourneys, more: str) -> None:
    given = answer({"Id": FIRST}, {"Id": more})
    assert connect.custom_action(lambda _: given, RUN, {FIRST: "{}"}) == {FIRST: Verdict({})}
    assert connect.violations == ["The answer has 1 entries more than one for each profile."]
