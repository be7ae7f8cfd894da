"""One emulated account with IAM enforcement and the examples of the attribution, for the whole folder."""

from __future__ import annotations

import functools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from emulator.declared import REPOSITORY, blocks
from emulator.environment import emulator_environment
from emulator.ministack import MiniStack, emulator_python
from emulator.terraform import Terraform
from tests.e2e.conftest import upload_artifacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from emulator.terraform import PlanResult

# An example of the attribution alone that is not applied here, and why; tests/plan plans all of them.
LEFT_OUT = {
    "every-source": "tests/e2e/two_deployments applies all sources in one deployment, and sends from each",
    "existing-alarm-topic": "the emulator evaluates no alarm: whom one tells, the plan shows",
    "several-projects": "tests/e2e/two_deployments has two projects side by side, and events for each",
}
# From local zips the provider creates functions one after another, and from a bucket side by side. Nothing
# else is changed, and nothing in the example that says so itself.
FROM_A_BUCKET = 'module "attribution" {\n  artifacts = { s3_bucket = "artifacts" }\n}\n'


@dataclass(frozen=True)
class Examples:
    """Everything that is up."""

    client: Callable[[str], Any]
    outputs: Mapping[str, Any]
    """Of each example, by its name."""
    given: Mapping[str, str]
    """What examples ask for, and found in the account."""
    second_plan: Future[PlanResult]
    """Of right after the apply, made beside the tests: it takes its time."""


def of_the_attribution() -> list[str]:
    """The examples that call the root module and no other; the demo has a program of its own."""
    paths = sorted((REPOSITORY / "examples").glob("*/main.tf"))
    called = {
        path.parent.name: {name for m in blocks(path).get("module", []) for name in m} for path in paths
    }
    return [name for name, modules in called.items() if modules == {"attribution"} and name != "demo"]


EXAMPLES = [name for name in of_the_attribution() if name not in LEFT_OUT]


def prerequisites(stack: MiniStack) -> dict[str, str]:
    """What the examples' variables name: made here, as by its owners elsewhere."""
    cognito = stack.client("cognito-idp")
    attribute = {"AttributeDataType": "String", "Mutable": True, "Name": "campaign"}
    pool = cognito.create_user_pool(PoolName="given", Schema=[attribute])["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="web", WriteAttributes=["email"])
    return {"app_client_id": app["UserPoolClient"]["ClientId"], "user_pool_id": pool}


def one_root(folder: Path, given: Mapping[str, str]) -> Path:
    """A configuration in which each example is a module: its own file, and one that says where code is."""
    copy = folder / "repository"
    (copy / "examples").mkdir(parents=True)
    for entry in REPOSITORY.iterdir():
        if entry.name != "examples" and not entry.name.startswith("."):
            (copy / entry.name).symlink_to(entry)
    calls = []
    for name in EXAMPLES:
        source = REPOSITORY / "examples" / name / "main.tf"
        (copy / "examples" / name).mkdir()
        (copy / "examples" / name / "main.tf").symlink_to(source)
        if name != "private-artifacts":
            (copy / "examples" / name / "code_override.tf").write_text(FROM_A_BUCKET)
        asked = [variable for block in blocks(source).get("variable", []) for variable in block]
        lines = [f'source = "../repository/examples/{name}"']
        lines += [f"{variable} = {json.dumps(given[variable])}" for variable in asked]
        calls.append("\n  ".join([f'module "{name}" {{', *lines]) + "\n}\n")
        calls.append(f'output "{name}" {{\n  value = module.{name}\n}}\n')
    root = folder / "all"
    root.mkdir()
    (root / "main.tf").write_text("\n".join(calls))
    return root


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examples]:
    work_dir = tmp_path_factory.mktemp("examples")
    with MiniStack(work_dir / "ministack", python=emulator_python(), auth=True) as stack:
        upload_artifacts(stack.client("s3"), "artifacts")
        given = prerequisites(stack)
        # the provider leaves its socket behind when it is ended
        environment = emulator_environment(stack.url, TMPDIR=str(work_dir))
        root = one_root(tmp_path_factory.mktemp("root"), given)
        terraform = Terraform(root, work_dir / "terraform", environment)
        terraform.init()
        with terraform.beside_one_provider(), ThreadPoolExecutor(1) as beside:
            terraform.apply({})
            yield Examples(
                client=functools.cache(stack.client),
                outputs=terraform.output(),
                given=given,
                second_plan=beside.submit(terraform.plan, {}),
            )
