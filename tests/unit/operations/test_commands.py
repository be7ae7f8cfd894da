"""The command line: exit codes, what is printed, and what is never printed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from operations.__main__ import main
from operations.rounds import FunctionFailed
from tests.support.doubles import item_of
from tests.unit.operations.evidence_of import touch
from tests.unit.operations.fake_deployment import FakeDeployment

REPOSITORY = Path(__file__).parents[3]
LONG = 10**9  # seconds: the touch is current whatever the clock says


def run(fake, *arguments):
    return main([*arguments, "--name-prefix", "shop"], fake.session)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("operations.forget.SECONDS_BETWEEN_LOOKS", 0)


class TestDoctor:
    def test_agree(self, shop, capsys):
        shop.put(item_of(touch(left_seconds=LONG)))
        shop.add_user("ann", "spring")
        assert run(shop, "doctor", "--user", "ann") == 0
        said = capsys.readouterr().out
        assert "verdict    AGREE" in said
        assert "ListUsers, which is eventually consistent" in said

    def test_differ(self, shop, capsys):
        shop.put(item_of(touch(left_seconds=LONG)))
        shop.add_user("ann", "winter")
        assert run(shop, "doctor", "--user", "Ann", "--json") == 1
        said = json.loads(capsys.readouterr().out)
        assert (said["user"], said["verdict"], said["expected"]) == ("ann", "differ", "spring")
        assert said["seen"] == {"attribute": "winter", "token": "spring"}
        assert [cause["code"] for cause in said["causes"]] == ["left-behind"]
        expected = "deployment user verdict expected seen table pool causes not_readable notes"
        assert set(said) == set(expected.split())

    @pytest.mark.parametrize("form", [[], ["--json"]])
    def test_what_cannot_be_read_is_said(self, shop, capsys, form):
        for operation in ("dynamodb:GetItem", "cognito-idp:ListUsers", "scheduler:GetSchedule"):
            shop.deny(operation)
        assert run(shop, "doctor", "--user", "ann", *form) == 1
        said = capsys.readouterr().out
        for operation in ("dynamodb:GetItem", "cognito-idp:ListUsers", "scheduler:GetSchedule"):
            assert f"{operation} was refused with AccessDeniedException" in said
        assert "not known" in said.lower()

    @pytest.mark.parametrize("form", [[], ["--json"]])
    def test_nobody_and_nothing(self, aws, capsys, form):
        assert run(FakeDeployment(attribute=False), "doctor", "--user", "ann", *form) == 0

    def test_user_who_is_not_in_the_pool(self, shop, capsys):
        shop.put(item_of(touch(left_seconds=LONG)))
        assert run(shop, "doctor", "--user", "ann") == 1
        said = capsys.readouterr().out
        assert "blank (no such user in the pool)" in said
        assert "see: docs/runbooks/users-not-found.md" in said

    def test_user_who_is_disabled(self, shop, capsys):
        shop.add_user("ann")
        shop.client("cognito-idp").admin_disable_user(UserPoolId=shop.pool_id, Username="ann")
        assert run(shop, "doctor", "--user", "ann") == 0
        assert ", disabled)" in capsys.readouterr().out

    def test_user_found_by_address_whose_item_is_wrong(self, shop, capsys):
        shop.add_user("ann", "spring", email="ann@example.org")
        shop.put({"username": {"S": "ann@example.org"}})
        assert run(shop, "doctor", "--user", "ann@example.org") == 1
        said = capsys.readouterr().out
        assert "an item that is no touch: touched_at, expires_at, journey_name" in said
        assert "under the user's email" in said
        assert "found by email" in said


class TestForget:
    def test_shows_and_changes_nothing_without_yes(self, shop, capsys):
        shop.put(item_of(touch()))
        assert run(shop, "forget", "--user", "ann") == 0
        assert shop.item("ann") is not None
        assert (
            "would remove\n  - the item in the table\nnothing was changed; --yes" in capsys.readouterr().out
        )

    def test_removes_and_says_what_is_out_of_reach(self, shop, capsys):
        shop.put(item_of(touch()))
        shop.send(shop.dead_letters, {"username": "benedict"})
        assert run(shop, "forget", "--user", "Ann", "--yes") == 0
        said = capsys.readouterr().out
        assert shop.item("ann") is None
        assert "removed: 1 item" in said
        assert "35 days" in said
        assert "benedict" not in said

    def test_nobody(self, shop, capsys):
        assert run(shop, "forget", "--user", "ann") == 0
        assert run(shop, "forget", "--user", "ann", "--yes") == 0
        assert "nothing to remove was found" in (said := capsys.readouterr().out)
        assert "nothing was removed" in said

    def test_what_is_left_shows_in_the_exit_code(self, shop, capsys):
        shop.put(item_of(touch()))
        shop.deny("dynamodb:DeleteItem")
        assert run(shop, "forget", "--user", "ann", "--yes") == 1
        said = capsys.readouterr().out
        assert "FAILED: dynamodb:DeleteItem was refused" in said
        assert "LEFT: item: still there" in said

    def test_plan_that_cannot_be_made(self, shop, capsys):
        shop.deny("dynamodb:GetItem")
        assert run(shop, "forget", "--user", "ann") == 1
        assert "dynamodb:GetItem was refused" in capsys.readouterr().err


class TestReconcile:
    def test_done_and_failed(self, shop, capsys, monkeypatch):
        def failing(_payload):
            raise FunctionFailed("shop-reconcile failed: use more segments")

        answers = {"pool": lambda _: {"done": True, "resume": None, "counts": {"users": 3}}, "table": failing}
        payloads = []

        def invoke(payload):
            payloads.append(payload)
            return answers[payload["walk"]](payload)

        monkeypatch.setattr(
            "operations.__main__.invoker", lambda _clients, name: name == "shop-reconcile" and invoke
        )
        assert run(shop, "reconcile", "--walk", "pool", "--segments", "256") == 0
        assert run(shop, "reconcile", "--walk", "table") == 1
        assert payloads == [{"walk": "pool", "segments": 256}, {"walk": "table"}]
        assert "use more segments" in capsys.readouterr().err


def test_interruption(shop, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("operations.__main__.collect", interrupted)
    assert run(shop, "doctor", "--user", "ann") == 130
    assert "may be run again" in capsys.readouterr().err


def test_needs_boto3_only():
    """A machine that never installed the functions' dependencies can run it."""
    code = "import sys; sys.modules['aws_lambda_powertools'] = None; import operations.__main__"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
