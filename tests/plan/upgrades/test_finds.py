"""What the test of updates would find: each of its rules finds what it is for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from emulator.errors import EmulatorError
from tests.plan.upgrades import upgrade
from tests.plan.upgrades.moves import Move, Resolver, moves_in
from tests.plan.upgrades.pages import pages_in
from tests.plan.upgrades.record import small
from tests.plan.upgrades.states import age
from tests.plan.upgrades.upgrade import Allowed, Change

if TYPE_CHECKING:
    from pathlib import Path


def test_a_commit_before_a_version_is_older_than_it() -> None:
    assert sorted(["0.10.0", "0.1.0", "before-0.10.0", "before-0.1.0", "0.2.1", "0.2.0"], key=age) == [
        "before-0.1.0",
        "0.1.0",
        "0.2.0",
        "0.2.1",
        "before-0.10.0",
        "0.10.0",
    ]


def test_a_page_is_named_by_its_version(tmp_path: Path) -> None:
    for name in ("README.md", "to-0.10.md", "to-0.9.md"):
        (tmp_path / name).touch()
    assert [page.version for page in pages_in(tmp_path)] == ["0.9", "0.10"]
    (tmp_path / "v0.2-to-next.md").touch()
    with pytest.raises(ValueError, match=r"v0\.2-to-next\.md: name it by the minor version"):
        pages_in(tmp_path)


def test_a_recording_is_small_and_the_same_every_time() -> None:
    def recorded(number: str, time: str) -> list[dict[str, object]]:
        attributes = {"uuid": f"{number * 8}-0000-0000-0000-{number * 12}", "made": time, "of": None}
        return small([{"type": "t", "name": "n", "instances": [{"attributes": attributes, "private": "x"}]}])

    attributes = {"uuid": "00000000-0000-0000-0000-000000000001", "made": "2026-01-01T00:00:00Z"}
    assert recorded("a", "2026-11-21T20:15:16Z") == [
        {"type": "t", "name": "n", "instances": [{"attributes": attributes}]}
    ]
    assert recorded("a", "2026-11-21T20:15:16Z") == recorded("b", "2027-01-02T03:04:05.678Z")


def test_nothing_sensitive_is_recorded() -> None:
    path = [{"type": "get_attr", "value": "keys"}, {"type": "index", "value": 0}]
    instance = {"attributes": {"keys": []}, "sensitive_attributes": [path]}
    assert small([{"type": "t", "name": "n", "instances": [instance]}])
    instance["attributes"] = {"keys": ["k"]}
    with pytest.raises(EmulatorError, match=r"t\.n holds something sensitive"):
        small([{"type": "t", "name": "n", "instances": [instance]}])


def change(address: str, actions: str, *, was: str = "", **values: object) -> Change:
    comes, goes = "create" in actions, "delete" in actions
    return Change(
        address=address,
        was=was or address,
        type=address.rpartition(".")[0].rpartition(".")[2] or address.partition(".")[0],
        actions=tuple(actions.split()),
        before=None if actions == "create" else values,
        after=None if goes and not comes else values,
        unknown={},
    )


@pytest.mark.parametrize("actions", ["delete", "delete create", "create delete"])
@pytest.mark.parametrize("kind", sorted(upgrade.DATA))
def test_finds_lost_data(kind: str, actions: str) -> None:
    assert len(upgrade.losses([change(f"{kind}.this", actions), change("aws_iam_role.this", actions)])) == 1


def test_finds_a_lost_stream() -> None:
    table = change(
        "aws_dynamodb_table.this",
        "update",
        stream_enabled=True,
        stream_view_type="KEYS_ONLY",
        stream_arn="a/1",
    )
    assert upgrade.lost_streams([table]) == []
    assert upgrade.lost_streams([replace(table, after={**table.before, "stream_enabled": False})])  # type: ignore[dict-item]
    assert upgrade.lost_streams([replace(table, unknown={"stream_arn": True})])
    assert upgrade.lost_streams([replace(table, after=None)])


def test_finds_what_nobody_listed() -> None:
    happens = [change("module.a.aws_iam_role.this", "delete create")]
    listed = Allowed("module.*.aws_iam_role.this", "replaced", "a reason")
    assert upgrade.unsaid(happens, [listed]) == []
    assert upgrade.unsaid(happens, [replace(listed, happens="destroyed")])
    assert upgrade.unsaid(happens, [replace(listed, pattern="aws_iam_role.this")])
    assert upgrade.stale(happens, [listed]) == []
    assert upgrade.stale(happens, [replace(listed, happens="created")])


def test_finds_a_lost_move() -> None:
    gone = change("aws_sqs_queue.old", "delete", name="shop-letters")
    come = change("module.queue.aws_sqs_queue.this", "create", name="shop-letters")
    assert len(upgrade.twins([gone, come])) == 1
    assert upgrade.twins([gone, replace(come, after={"name": "shop-other"})]) == []
    assert upgrade.overlooked([gone], ["aws_sqs_queue.old", "aws_sqs_queue.other"]) == ["aws_sqs_queue.other"]


CALLS = {
    "root_module": {
        "module_calls": {
            "a": {
                "source": "../modules/a",
                "module": {"module_calls": {"b": {"source": "../b", "module": {}}}},
            }
        }
    }
}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("aws_sqs_queue.x", "aws_sqs_queue.x"),
        ('module.a["k.1"].aws_sqs_queue.x', 'module.a["k.1"].module.b.aws_sqs_queue.this[0]'),
        ('module.a.aws_sqs_queue.each["m"]', 'module.a.module.b.aws_sqs_queue.each["m"]'),
        ("module.a.aws_sqs_queue.each_other", "module.a.aws_sqs_queue.each_other"),
        ("module.a.module.gone.aws_sqs_queue.this", "module.a.module.b.aws_sqs_queue.last"),
    ],
)
def test_follows_moved_blocks(was: str, now: str) -> None:
    """Of a module called with a key, of all instances at once, of a whole module, and one after another."""
    moves = [
        Move("modules/a", "aws_sqs_queue.x", "module.b.aws_sqs_queue.this[0]"),
        Move("modules/a", "aws_sqs_queue.each", "module.b.aws_sqs_queue.each"),
        Move("modules/a", "module.gone", "module.b"),
        Move("modules/b", "aws_sqs_queue.this", "aws_sqs_queue.last"),
        Move(".", "aws_sqs_queue.x", "aws_sqs_queue.of_the_root_module"),
    ]
    known = moves if "gone" in was else moves[:3] + moves[4:]
    resolve = Resolver(known, CALLS, "tests")
    assert resolve(was) == now
    assert (resolve.used == set()) == (was == now)
    moved = change(now, "no-op", was=was)
    assert upgrade.misled([moved], resolve) == []
    assert upgrade.misled([replace(moved, address="aws_sqs_queue.elsewhere")], resolve)


def test_tells_of_a_circle() -> None:
    moves = [Move(".", "aws_sqs_queue.a", "aws_sqs_queue.b"), Move(".", "aws_sqs_queue.b", "aws_sqs_queue.a")]
    with pytest.raises(ValueError, match="moves in a circle"):
        Resolver(moves, CALLS, ".")("aws_sqs_queue.a")


def test_moved_blocks_are_written_alike(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("moved {\n  from = aws_sqs_queue.a\n  to   = aws_sqs_queue.b\n}\n")
    assert moves_in(tmp_path) == [Move(".", "aws_sqs_queue.a", "aws_sqs_queue.b")]
    (tmp_path / "main.tf").write_text("moved {\n  to = aws_sqs_queue.b\n  from = aws_sqs_queue.a\n}\n")
    with pytest.raises(ValueError, match="`from` first"):
        moves_in(tmp_path)
