"""Who comes from an earlier revision loses nothing: today's modules are planned on the state that it left."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tftest

from emulator.mirror import mirror
from tests.plan.upgrades import upgrade
from tests.plan.upgrades.moves import Resolver, moves_in
from tests.plan.upgrades.pages import pages_in
from tests.plan.upgrades.parked import releases
from tests.plan.upgrades.states import FOLDER, PLATFORM, State, age, versions
from tests.plan.upgrades.upgrade import Allowed, Change, changes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.ministack import MiniStack

REPOSITORY = Path(__file__).parents[2]
PAGES = REPOSITORY / "docs" / "upgrading"

each_version = pytest.mark.parametrize("version", versions())


@dataclass(frozen=True)
class Updated:
    """The plan of an update."""

    state: State
    changes: list[Change]
    resolve: Resolver

    @property
    def allowed(self) -> list[Allowed]:
        """What the pages say that lead from this version to the present."""
        own = age(self.state.version)
        return [
            one for page in pages_in(PAGES) if age(f"{page.version}.0") > own for one in page.comes_and_goes
        ]


@pytest.fixture(scope="module")
def updated(
    account: MiniStack,
    environment: dict[str, str],
    fitting: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], Updated]:
    """Plans the update from a version, once. Without a refresh, as the account is empty."""
    (provider,) = json.loads(environment["TF_REATTACH_PROVIDERS"])
    done: dict[str, Updated] = {}

    def plan(version: str) -> Updated:
        if version not in done:
            state, folder = State(version), mirror(PLATFORM, tmp_path_factory.mktemp("update"))
            state.write(folder / "terraform.tfstate", provider, {**fitting, "account_url": account.url})
            terraform = tftest.TerraformTest(str(folder))
            terraform.env = environment  # not beside the user's own settings, as env= would
            terraform.setup(cleanup_on_exit=False)
            raw = terraform.plan(output=True, tf_vars=fitting, refresh=False)
            own = PLATFORM.relative_to(REPOSITORY).as_posix()
            resolve = Resolver(moves_in(REPOSITORY), raw["configuration"], own)
            done[version] = Updated(state, changes_of(raw), resolve)
        return done[version]

    return plan


def test_a_state_is_recorded() -> None:
    assert versions()


@each_version
def test_no_data_is_lost(version: str, updated: Callable[[str], Updated]) -> None:
    assert upgrade.losses(updated(version).changes) == []


@each_version
def test_streams_of_tables_go_on(version: str, updated: Callable[[str], Updated]) -> None:
    """A new stream would have another ARN: projection and ledger would miss what was in the old one."""
    assert upgrade.lost_streams(updated(version).changes) == []


@each_version
def test_the_state_has_what_is_to_be_kept(version: str, updated: Callable[[str], Updated]) -> None:
    kinds = {change.type for change in updated(version).changes if change.before is not None}
    assert kinds >= upgrade.DATA - {"aws_cognito_user_pool"}  # the pool is the caller's
    streams = [
        change.was
        for change in updated(version).changes
        if change.type == "aws_dynamodb_table" and (change.before or {}).get("stream_enabled")
    ]
    assert len(streams) >= 2


@each_version
def test_the_plan_speaks_of_everything_that_was(version: str, updated: Callable[[str], Updated]) -> None:
    done = updated(version)
    assert upgrade.overlooked(done.changes, done.state.instances) == []


@each_version
def test_everything_is_where_the_moved_blocks_say(version: str, updated: Callable[[str], Updated]) -> None:
    done = updated(version)
    assert upgrade.misled(done.changes, done.resolve) == []


@each_version
def test_nothing_is_created_under_the_name_of_what_goes(
    version: str, updated: Callable[[str], Updated]
) -> None:
    assert upgrade.twins(updated(version).changes) == []


@each_version
def test_what_comes_and_goes_is_on_a_page(version: str, updated: Callable[[str], Updated]) -> None:
    done = updated(version)
    found = upgrade.unsaid(done.changes, done.allowed)
    assert not found, "\n".join([f"say it in {PAGES.relative_to(REPOSITORY)}, each with its reason:", *found])


def test_every_moved_block_is_tried(updated: Callable[[str], Updated]) -> None:
    """By the state of at least one version; nobody knows of another whether it leads anywhere."""
    used = set()
    for version in versions():
        done = updated(version)
        for change in done.changes:
            done.resolve(change.was)
        used |= done.resolve.used
    never = [f"{one.folder}: {one.start} -> {one.end}" for one in sorted({*moves_in(REPOSITORY)} - used)]
    assert not never, "\n".join(["record a state that has these, see docs/upgrading:", *never])


def test_no_page_says_what_does_not_happen(updated: Callable[[str], Updated]) -> None:
    happens = [change for version in versions() for change in updated(version).changes]
    said = [one for page in pages_in(PAGES) for one in page.comes_and_goes]
    assert upgrade.stale(happens, said) == []


def test_pages_list_each_moved_block_once() -> None:
    said = sorted(move for page in pages_in(PAGES) for move in page.moves)
    wanted = sorted(moves_in(REPOSITORY))
    rows = [f"| `{one.folder}` | `{one.start}` | `{one.end}` |" for one in wanted if one not in said]
    assert not rows, "\n".join(["put into the page of the next version:", *rows])
    assert said == wanted, "a page lists a block twice, or one that is not there"


def test_each_page_is_in_the_index_and_each_minor_version_has_one() -> None:
    index = (PAGES / "README.md").read_text()
    pages = pages_in(PAGES)
    assert [page.path.name for page in pages if f"]({page.path.name})" not in index] == []
    released = {one.rpartition(".")[0] for one in releases((REPOSITORY / "CHANGELOG.md").read_text())}
    told = [page.version for page in pages]
    assert released <= {*told}
    assert {*told[:-1]} <= released, "only the last page may be of a version that is not released yet"


def test_states_hold_nothing_of_one_machine() -> None:
    for version in versions():
        text = (FOLDER / f"{version}.json").read_text()
        assert re.findall(r"/tmp/|/home/|/root/|127\.0\.0\.1|localhost", text) == []
        assert State(version).revisions[""]
