"""The platform repo as a team runs it: its workflow's own commands, with its state in a bucket, on MiniStack.

The module comes from a git repository at the tag that the roots pin, made here from the working tree.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import yaml

from checks.config import Config
from checks.evaluate import evaluate
from checks.plan import Plan
from emulator.declared import REPOSITORY, blocks
from emulator.environment import REGION, SECRET_ACCESS_KEY, emulator_environment
from emulator.terraform import Terraform
from tests.support.github import GitHub, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from emulator.ministack import MiniStack

PLATFORM = REPOSITORY / "examples" / "platform-repo"
# As the files have it: MiniStack takes twelve digits of an access key for the account.
ACCOUNT = "111122223333"
REGIONS = ("eu-west-1", "us-east-1")
MODULE_URL = "ssh://git@git.example.com/platform/journey-attribution.git"
TAG = re.compile(r"\?ref=(v[\d.]+)")
# What the module's own files need; the rest of the repository would only take time.
LEFT_OUT = [":!tests", ":!docs", ":!benchmarks", ":!emulator", ":!examples"]
# They ask the provider for its schema alone: that of all plans answers. `plan` needs one for each Region.
OF_THE_SCHEMA = {"Show", "Validate"}


@dataclass(frozen=True)
class Checkout:
    """A copy of the platform repo, and what a job of its workflow has."""

    folder: Path
    environment: dict[str, str]
    running_provider: dict[str, str]
    github: GitHub

    @property
    def root(self) -> Path:
        return self.folder / "environments" / "dev"

    def run(self, command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """As GitHub runs a step whose shell is bash."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
            cwd=self.root,
            env=self.environment | more,
            check=False,
            capture_output=True,
            text=True,
        )

    def step(self, name: str) -> subprocess.CompletedProcess[str]:
        """What the workflow runs under this name, for dev."""
        (found,) = (step for step in steps() if step["name"] == name)
        # expressions of GitHub are given by `environment`; what is written there literally counts
        literal = {name: value for name, value in found.get("env", {}).items() if "${{" not in value}
        more = literal | (self.running_provider if name in OF_THE_SCHEMA else {})
        return self.run(found["run"].replace("${{ matrix.environment }}", "dev"), **more)

    @property
    def plan(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.root / "plan.json").read_text())
        return read


def steps() -> list[dict[str, Any]]:
    workflow = yaml.safe_load((PLATFORM / ".github" / "workflows" / "terraform.yml").read_text())
    return [step for step in workflow["jobs"]["plan"]["steps"] if "run" in step]


def release(target: Path, tag: str) -> None:
    """A git repository with the working tree as it is, under the tag; our own repository is left alone."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(target.parent),
        "GIT_DIR": str(target),
        "GIT_WORK_TREE": str(REPOSITORY),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{
            f"GIT_{who}_{what}": "test@example.com"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    }
    for arguments in (
        ["init", "--quiet"],
        ["-c", "core.compression=0", "add", "--", ".", *LEFT_OUT],
        ["commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", tag],
        ["tag", "--no-sign", tag],
    ):
        subprocess.run(["git", *arguments], env=environment, cwd=REPOSITORY, check=True, capture_output=True)


def pools(account: MiniStack) -> dict[str, tuple[str, str]]:
    """A fitting pool and its app client, by Region."""
    made = {}
    for region in REGIONS:
        cognito = client(account, "cognito-idp", region)
        pool_id = cognito.create_user_pool(PoolName="customers")["UserPool"]["Id"]
        cognito.add_custom_attributes(
            UserPoolId=pool_id,
            CustomAttributes=[
                {
                    "Name": "campaign",
                    "AttributeDataType": "String",
                    "Mutable": True,
                    "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "256"},
                }
            ],
        )
        answer = cognito.create_user_pool_client(
            UserPoolId=pool_id, ClientName="web", WriteAttributes=["email"]
        )
        made[region] = (pool_id, answer["UserPoolClient"]["ClientId"])
    return made


def client(account: MiniStack, service: str, region: str) -> Any:
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=account.url,
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key=SECRET_ACCESS_KEY,
    )


@pytest.fixture(scope="module")
def checkout(
    account: MiniStack, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Checkout]:
    """Copied and filled in as docs/adopting.md says, with a lock file and the bucket of states."""
    folder = tmp_path_factory.mktemp("platform")
    shutil.copytree(PLATFORM, folder / "repo", ignore=shutil.ignore_patterns(".terraform*"))
    root = folder / "repo" / "environments" / "dev"
    (tag,) = set(TAG.findall((root / "main.tf").read_text()))
    release(folder / "module.git", tag)
    given, made = blocks(root / "terraform.tfvars")["projects"], pools(account)
    values = (root / "terraform.tfvars").read_text()
    for project in given.values():
        pool_id, client_id = made[project["region"]]
        values = values.replace(project["user_pool_id"], pool_id)
        values = values.replace(project["app_client_ids"]["web"], client_id)
    (root / "terraform.tfvars").write_text(values)
    client(account, "s3", "eu-west-1").create_bucket(
        Bucket="example-terraform-dev", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    with serving() as github:
        own = emulator_environment(
            account.url,
            AWS_ACCESS_KEY_ID=ACCOUNT,
            AWS_REGION="eu-west-1",
            AWS_DEFAULT_REGION="eu-west-1",
            CHECKPOINT_DISABLE="1",
            TF_IN_AUTOMATION="1",
            HOME=str(folder),
            KEY="a key",
            HOSTS="git.example.com ssh-ed25519 AAAA",
            GIT_CONFIG_COUNT="1",
            GIT_CONFIG_KEY_0=f"url.file://{folder}/module.git.insteadOf",
            GIT_CONFIG_VALUE_0=MODULE_URL,
            **github.environment,
        )
        provider = {"TF_REATTACH_PROVIDERS": environment["TF_REATTACH_PROVIDERS"]}
        yield Checkout(folder / "repo", own, provider, github)


@pytest.fixture(scope="module")
def ran(checkout: Checkout) -> dict[str, subprocess.CompletedProcess[str]]:
    """Every step of the workflow, after the first `terraform init`, which writes the lock file."""
    first = checkout.run("terraform init -input=false")
    assert first.returncode == 0, first.stderr
    return {step["name"]: checkout.step(step["name"]) for step in steps()}


@pytest.fixture
def planned(ran: dict[str, subprocess.CompletedProcess[str]], checkout: Checkout) -> dict[str, Any]:
    assert {name: done.stdout + done.stderr for name, done in ran.items() if done.returncode} == {}
    return checkout.plan


def test_every_step_of_the_workflow_passes(planned: dict[str, Any]) -> None:
    assert planned["errored"] is False
    assert planned["complete"] is True


def test_projects_live_in_their_regions(planned: dict[str, Any]) -> None:
    roles = {
        change["address"].split(".module.")[0].split(".aws_")[0]: change["change"]["after"]["name"]
        for change in planned["resource_changes"]
        if change["address"].endswith(".aws_iam_role.schedule")
    }
    assert roles == {
        'module.eu_west_1["shop"]': "attribution-shop-schedule-eu-west-1",
        'module.us_east_1["travel"]': "attribution-travel-schedule-us-east-1",
    }
    assert (
        planned["output_changes"]["projects"]["after"]["shop"]["tagging_function_name"]
        == "attribution-shop-tagging"
    )


def test_plan_writes_nothing_into_the_bucket(planned: dict[str, Any], account: MiniStack) -> None:
    """Neither a state nor a lock: those are for `apply`."""
    listed = client(account, "s3", "eu-west-1").list_objects_v2(Bucket="example-terraform-dev")
    assert [entry["Key"] for entry in listed.get("Contents", [])] == []


def test_comment_has_the_plan_its_cost_and_the_checks(planned: dict[str, Any], checkout: Checkout) -> None:
    (posted,) = checkout.github.comments
    creating = sum(1 for change in planned["resource_changes"] if change["mode"] == "managed")
    assert posted["body"].startswith(
        f"<!-- terraform plan of dev -->\n### Plan of dev: {creating} to create\n"
    )
    cost = (checkout.root / "cost.txt").read_text()
    counts = {
        kind: sum(1 for change in planned["resource_changes"] if change["type"] == f"aws_cloudwatch_{kind}")
        for kind in ("metric_alarm", "dashboard")
    }
    assert f"(alarm +{counts['metric_alarm']}, dashboard +2, metric +32; prices of us-east-1)" in cost
    assert counts["dashboard"] == 2
    assert cost.endswith("Not in it: what traffic decides.\n"), "the script knows every type of the plan"
    assert cost.strip() in posted["body"]
    assert (checkout.root / "checks.txt").read_text().strip() in posted["body"]
    assert 'module.eu_west_1["shop"].aws_dynamodb_table.touches' in posted["body"]


def without_tags(plan: dict[str, Any]) -> None:
    for change in plan["resource_changes"]:
        if change["type"] == "aws_sqs_queue":
            change["change"]["after"]["tags_all"] = {}


def with_a_wildcard(plan: dict[str, Any]) -> None:
    for change in plan["resource_changes"]:
        if change["type"] == "aws_iam_policy_document":
            for statement in change["change"]["after"].get("statement", []):
                statement["actions"] = ["dynamodb:*"]


def with_a_table_replaced(plan: dict[str, Any]) -> None:
    for change in plan["resource_changes"]:
        if change["type"] == "aws_dynamodb_table":
            change["change"]["actions"] = ["delete", "create"]
            change["change"]["before"] = change["change"]["after"]


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (without_tags, "required-tags"),
        (with_a_wildcard, "no-wildcard-action"),
        (with_a_table_replaced, "no-replacement"),
    ],
)
def test_a_wrong_plan_fails_the_step_and_is_told_in_the_comment(
    spoil: Callable[[dict[str, Any]], None], rule: str, planned: dict[str, Any], checkout: Checkout
) -> None:
    right = (checkout.root / "plan.json").read_text()
    spoil(planned)
    (checkout.root / "plan.json").write_text(json.dumps(planned))
    try:
        assert checkout.step("Checks").returncode == 1
        assert checkout.step("Comment").returncode == 0
    finally:
        (checkout.root / "plan.json").write_text(right)
    (posted,) = checkout.github.comments
    assert f"\n{rule}: module." in posted["body"]


def test_bootstrap_plans_and_passes_the_checks(environment: dict[str, str], tmp_path: Path) -> None:
    """From its state in a file, as the first time in an account; in the Region of the provider that runs."""
    shutil.copytree(
        PLATFORM / "bootstrap", tmp_path / "bootstrap", ignore=shutil.ignore_patterns(".terraform*")
    )
    (tmp_path / "bootstrap" / "first_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
    terraform = Terraform(tmp_path / "bootstrap", tmp_path / "work", environment)
    terraform.init()
    repository = "example@1234567/platform@987654321"
    planned = terraform.plan({"environment": "dev", "region": REGION, "repository": repository}).plan
    config = {
        # The role is for what is made later: its statements name resources by their prefix.
        "rules": {"no-wildcard-resource": False},
        "settings": {"required_tags": ["environment", "owner", "repository"]},
    }
    report = evaluate(Plan.parse(json.dumps(planned).encode(), "the plan"), Config.of(config))
    assert [str(finding) for finding in report.findings] == []
    assert report.resources
