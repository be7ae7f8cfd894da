"""One emulated account with IAM enforcement and every example that has a story, for the whole folder."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from emulator.account import Account
from emulator.declared import REPOSITORY
from emulator.terraform import Terraform
from examples.demo.screen import Screen
from examples.demo.systems import EXAMPLES, names
from examples.demo.systems.stage import SystemStage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from emulator.terraform import PlanResult


@dataclass(frozen=True)
class Systems:
    """Everything that is up."""

    account: Account
    terraform: Terraform
    outputs: Mapping[str, Any]
    second_plan: Future[PlanResult]
    """Of right after the apply, made beside the tests: it takes its time."""

    def stage(self, name: str) -> SystemStage:
        """For the story of this example, on a screen that nobody sees."""
        return SystemStage(self.account, self.outputs[name], Screen(Console(file=io.StringIO())))


def one_root(folder: Path) -> Path:
    """A configuration in which each example is a module as it stands."""
    # a link, as a module is found by a relative path
    (folder / "repository").symlink_to(REPOSITORY)
    root = folder / "all"
    root.mkdir()
    blocks = [
        f'module "{name}" {{\n  source = "../repository/{(EXAMPLES / name).relative_to(REPOSITORY)}"\n}}\n'
        f'output "{name}" {{\n  value = module.{name}\n}}\n'
        for name in names()
    ]
    (root / "main.tf").write_text("\n".join(blocks))
    return root


@pytest.fixture(scope="session")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Systems]:
    work_dir = tmp_path_factory.mktemp("systems")
    with Account(work_dir) as account:
        terraform = Terraform(
            one_root(tmp_path_factory.mktemp("root")), work_dir / "terraform", account.environment
        )
        terraform.init()
        account.start()
        with terraform.beside_one_provider(), ThreadPoolExecutor(1) as beside:
            terraform.apply({})
            yield Systems(
                account=account,
                terraform=terraform,
                outputs=terraform.output(),
                second_plan=beside.submit(terraform.plan, {}),
            )
        assert account.violations == []
