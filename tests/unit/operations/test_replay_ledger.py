"""The command replay-ledger: its options, and a run that is interrupted and goes on."""

import json
from io import BytesIO

import pytest

from ledger.rules.replay import replay_from
from operations.__main__ import main
from operations.errors import WrongUse
from operations.replay_ledger import payload_of

NOW = 1_795_170_000_000


@pytest.mark.parametrize(
    ("options", "payload"),
    [
        ((None, None, None), {"replay": {}}),
        (("2026-11-20T09:00:00Z", None, None), {"replay": {"from": "2026-11-20T09:00:00Z"}}),
        ((None, "2026-11-20T09:00:00Z", None), {"replay": {"to": "2026-11-20T09:00:00Z"}}),
        ((None, None, '{"replay": {"shard": "shardId-1"}}'), {"replay": {"shard": "shardId-1"}}),
    ],
)
def test_options_make_a_payload_that_the_function_takes(options, payload):
    assert payload_of(*options) == payload
    assert replay_from(payload["replay"], now=NOW).end <= NOW


@pytest.mark.parametrize("options", [(None, None, "{"), ("2026-11-20T09:00:00Z", None, "{}")])
def test_wrong_options(options):
    with pytest.raises(WrongUse, match="--resume"):
        payload_of(*options)


def test_goes_on_until_it_is_done_and_tells_what_is_forgotten(shop, capsys):
    resume = {"replay": {"from": "2026-11-18T09:00:00.000+00:00", "shard": "shardId-2"}}
    problem = {"from": "2026-11-18T09:00:00.000+00:00", "remark": "the stream forgets after 24 hours"}
    rounds = [
        {"done": False, "resume": resume, "stopped": None, "counts": {"entries": 7}, "problems": [problem]},
        {"done": True, "resume": None, "stopped": None, "counts": {"entries": 2}, "problems": []},
    ]
    asked = []

    def answer(call):
        asked.append((call["FunctionName"], json.loads(call["Payload"])))
        return {"StatusCode": 200, "Payload": BytesIO(json.dumps(rounds[len(asked) - 1]).encode())}

    shop.answer("lambda:Invoke", answer)
    begin = ["--from", "2026-11-18T09:00:00Z"]
    assert main(["replay-ledger", "--name-prefix", "shop", *begin], shop.session) == 1
    assert asked == [
        ("shop-ledger", {"replay": {"from": "2026-11-18T09:00:00Z"}}),
        ("shop-ledger", resume),
    ]
    printed = capsys.readouterr().out
    assert "the stream forgets after 24 hours" in printed
    assert "done after 2 calls: entries 9" in printed
