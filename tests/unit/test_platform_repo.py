"""The platform repo that teams copy: its roots agree, its workflow asks for little, its scripts work."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from checks.config import Config
from checks.registry import RULES
from emulator.declared import REPOSITORY, blocks
from simulations.prices import prices
from simulations.usage import metrics, planned
from tests.support.github import PULL_REQUEST, GitHub, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLATFORM = REPOSITORY / "examples" / "platform-repo"
WORKFLOW = PLATFORM / ".github" / "workflows" / "terraform.yml"
ENVIRONMENTS = sorted((PLATFORM / "environments").iterdir())
ROOTS = [*ENVIRONMENTS, PLATFORM / "bootstrap"]
MODULE = "git::ssh://git@git.example.com/platform/journey-attribution.git?ref="

each_environment = pytest.mark.parametrize("root", ENVIRONMENTS, ids=lambda path: path.name)
each_root = pytest.mark.parametrize("root", ROOTS, ids=lambda path: path.name)


def script(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, PLATFORM / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


cost, comment = script("cost"), script("comment")


def values(root: Path) -> dict[str, Any]:
    return {
        name: value for name, value in blocks(root / "terraform.tfvars").items() if not name.startswith("_")
    }


def settings(root: Path) -> Any:
    (terraform,) = blocks(root / "main.tf")["terraform"]
    return terraform


def backend(root: Path) -> dict[str, Any]:
    (found,) = settings(root)["backend"]
    return dict(found["s3"])


def modules(root: Path) -> dict[str, dict[str, Any]]:
    return {name: body for block in blocks(root / "main.tf")["module"] for name, body in block.items()}


# The roots


def test_there_are_two_environments() -> None:
    assert [root.name for root in ENVIRONMENTS] == ["dev", "prod"]


def test_environments_differ_in_their_account_and_release_alone() -> None:
    """A change that was tried in one environment comes to the other as it is."""
    dev, prod = (
        re.sub(r"\?ref=v[\d.]+|example-terraform-\w+|\[\"\d{12}\"\]", "…", (root / "main.tf").read_text())
        for root in ENVIRONMENTS
    )
    assert dev == prod
    assert len({(root / "variables.tf").read_text() for root in ENVIRONMENTS}) == 1
    assert len({backend(root)["bucket"] for root in ENVIRONMENTS}) == len(ENVIRONMENTS)
    assert len({values(root)["account_id"] for root in ENVIRONMENTS}) == len(ENVIRONMENTS)


@each_root
def test_states_are_locked_by_a_file_and_encrypted(root: Path) -> None:
    assert backend(root)["use_lockfile"] is True
    assert backend(root)["encrypt"] is True
    assert "dynamodb_table" not in backend(root)


@each_root
def test_a_root_has_bounds_above_and_below_as_the_module_has_floors(root: Path) -> None:
    (floors,) = blocks(REPOSITORY / "versions.tf")["terraform"]
    own = settings(root)
    assert floors["required_version"].removeprefix(">= ") == own["required_version"].removeprefix("~> ")
    lowest = floors["required_providers"][0]["aws"]["version"].removeprefix(">= ")
    assert own["required_providers"][0]["aws"]["version"] == f"~> {lowest.rsplit('.', 1)[0]}"


@each_environment
def test_backend_is_what_bootstrap_makes(root: Path) -> None:
    (bucket,) = (block["aws_s3_bucket"] for block in resources("bootstrap") if "aws_s3_bucket" in block)
    assert bucket["states"]["bucket"].replace("${var.environment}", root.name) == backend(root)["bucket"]
    assert backend(root)["allowed_account_ids"] == [values(root)["account_id"]]
    role = (PLATFORM / "bootstrap" / "plan_role.tf").read_text()
    assert f'/{backend(root)["key"]}"' in role
    assert ".tflock" not in role, "what plans writes no lock"


def resources(folder: str) -> list[dict[str, Any]]:
    return [block for file in (PLATFORM / folder).glob("*.tf") for block in blocks(file).get("resource", [])]


@each_environment
def test_every_module_is_pinned(root: Path) -> None:
    assert modules(root)
    for module in modules(root).values():
        assert re.fullmatch(re.escape(MODULE) + r"v\d+\.\d+\.\d+", module["source"])


@each_environment
def test_a_region_has_its_alias_its_module_block_its_topic_and_its_validation(root: Path) -> None:
    regions = {provider["aws"]["region"] for provider in blocks(root / "main.tf")["provider"]}
    names = {region.replace("-", "_") for region in regions}
    assert {provider["aws"]["alias"] for provider in blocks(root / "main.tf")["provider"]} == names
    assert set(modules(root)) == names
    for name, module in modules(root).items():
        assert module["providers"] == {"aws": f"${{aws.{name}}}"}
        assert set(re.findall(r"\w+-\w+-\d", str(module))) == {name.replace("_", "-")}
    assert set(values(root)["alarm_topic_arns"]) == regions
    (listed,) = (block["regions"] for block in blocks(root / "main.tf")["locals"])
    assert set(listed) == regions
    variables = (root / "variables.tf").read_text()
    for rule in re.findall(r"\[(\"\w+-\w+-\d\"[^\]]*)\]", variables):
        assert set(re.findall(r"\w+-\w+-\d", rule)) == regions


def test_module_blocks_of_the_regions_are_alike() -> None:
    bodies = {
        json.dumps(module).replace(name, "…").replace(name.replace("_", "-"), "…")
        for root in ENVIRONMENTS
        for name, module in modules(root).items()
    }
    assert len(bodies) == 1


@each_environment
def test_prefix_is_the_one_that_role_and_checks_know(root: Path) -> None:
    (prefix,) = {module["name_prefix"].removesuffix("${each.key}") for module in modules(root).values()}
    assert f'prefix = "{prefix}"' in (PLATFORM / "bootstrap" / "plan_role.tf").read_text()
    assert Config.read(PLATFORM / "checks.toml").settings.name_prefixes == (prefix,)


def test_plan_role_writes_nothing_and_every_statement_says_where() -> None:
    (statements,) = (
        block["aws_iam_policy_document"]["plan"]["statement"]
        for block in blocks(PLATFORM / "bootstrap" / "plan_role.tf")["data"]
        if "plan" in block["aws_iam_policy_document"]
    )
    assert {statement["sid"] for statement in statements} > {"ReadTheState", "LookAtUserPools"}
    for statement in statements:
        assert [one for one in statement["actions"] if not re.search(r":(Describe|Get|List)\w+$", one)] == []
        assert statement["resources"] != ["*"]
    (plan,) = (step["run"] for step in job()["steps"] if step.get("name") == "Plan")
    assert "-lock=false" in plan


# What Terraform and provider 5.100.0 called while they compared two applied projects, one for each delivery:
# their logs say so (TF_LOG=DEBUG: rpc.service, rpc.method). Under the names that IAM has for these calls.
CALLED = """
    cloudwatch:DescribeAlarms cloudwatch:GetDashboard cloudwatch:ListTagsForResource
    cognito-idp:DescribeUserPool cognito-idp:DescribeUserPoolClient cognito-idp:ListUserPoolClients
    dynamodb:DescribeContinuousBackups dynamodb:DescribeTable dynamodb:DescribeTimeToLive
    dynamodb:ListTagsOfResource
    iam:GetRole iam:GetRolePolicy iam:ListAttachedRolePolicies iam:ListRolePolicies
    kms:DescribeKey
    lambda:GetEventSourceMapping lambda:GetFunction lambda:GetFunctionCodeSigningConfig
    lambda:GetFunctionEventInvokeConfig lambda:GetFunctionRecursionConfig lambda:GetLayerVersion
    lambda:GetPolicy lambda:ListTags lambda:ListVersionsByFunction
    logs:DescribeLogGroups logs:ListTagsForResource
    s3:GetObject s3:ListBucket
    scheduler:GetSchedule
    sqs:GetQueueAttributes sqs:ListQueueTags
"""


def test_plan_role_may_do_what_the_provider_calls_and_no_more() -> None:
    """`sts:GetCallerIdentity` needs no permission."""
    text = (PLATFORM / "bootstrap" / "plan_role.tf").read_text()
    allowed = set(re.findall(r'"([a-z0-9-]+:[A-Z]\w+)"', text)) - {"sts:AssumeRoleWithWebIdentity"}
    assert allowed == set(CALLED.split())
    page = (REPOSITORY / "docs" / "adopting.md").read_text()
    assert [call for call in CALLED.split() if f"{call.partition(':')[2]}`" not in page] == []


def test_role_is_taken_by_pull_requests_of_one_repository() -> None:
    text = (PLATFORM / "bootstrap" / "plan_role.tf").read_text()
    assert 'values   = ["repo:${var.repository}:pull_request"]' in text
    assert "StringLike" not in text


def test_lock_files_are_not_ignored() -> None:
    assert ".terraform.lock.hcl" not in (PLATFORM / ".gitignore").read_text()


# The workflow


def workflow() -> Any:
    return yaml.safe_load(WORKFLOW.read_text())


def job() -> Any:
    (found,) = workflow()["jobs"].values()
    return found


def test_actions_are_pinned_by_commit() -> None:
    used = re.findall(r"uses: (.+)", WORKFLOW.read_text())
    assert used
    assert [
        one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)
    ] == []


def test_the_job_asks_for_what_it_needs() -> None:
    assert workflow()["permissions"] == {}
    assert job()["permissions"] == {"contents": "read", "id-token": "write", "pull-requests": "write"}
    assert set(workflow()[True]) == {"pull_request"}, "pull_request_target would give strangers our secrets"


def test_the_job_runs_for_every_environment_with_its_role() -> None:
    rows = {row["environment"]: row["account_id"] for row in job()["strategy"]["matrix"]["include"]}
    assert rows == {root.name: values(root)["account_id"] for root in ENVIRONMENTS}
    (role,) = (
        step["with"]["role-to-assume"] for step in job()["steps"] if "role-to-assume" in step.get("with", {})
    )
    (made,) = (block["aws_iam_role"]["plan"] for block in resources("bootstrap") if "aws_iam_role" in block)
    assert role.endswith(made["name"].replace("${var.environment}", "${{ matrix.environment }}"))


def test_terraform_is_the_one_that_was_tested() -> None:
    (version,) = (
        step["with"]["terraform_version"]
        for step in job()["steps"]
        if "terraform_version" in step.get("with", {})
    )
    assert f"| Terraform | {version} |" in (REPOSITORY / "README.md").read_text()


def test_nothing_that_others_write_is_pasted_into_a_command() -> None:
    pasted = [
        name for step in job()["steps"] for name in re.findall(r"\$\{\{ *([^ }]+)", step.get("run", ""))
    ]
    assert set(pasted) == {"matrix.environment"}


def test_commands_of_the_workflow_exist() -> None:
    commands = [line for step in job()["steps"] for line in step.get("run", "").splitlines()]
    assert commands
    for line in commands:
        assert re.match(r"(\(umask 077; printf|install|terraform|python3|PYTHONPATH=\S+ python3) ", line), (
            line
        )
        for found in re.findall(r"\.\./\.\./([\w./]+\w)", line):
            assert (PLATFORM / found).exists(), found
    assert shutil.which("install")
    for module in re.findall(r"python3 -m (\w+)", "\n".join(commands)):
        assert (REPOSITORY / module / "__main__.py").exists()
    (home,) = (step["env"]["PYTHONPATH"] for step in job()["steps"] if "PYTHONPATH" in step.get("env", {}))
    assert all(home.removeprefix(".terraform/modules/") in modules(root) for root in ENVIRONMENTS)


def test_checks_can_read_their_settings_and_leave_no_rule_out() -> None:
    config = Config.read(PLATFORM / "checks.toml")
    assert [rule.id for rule in RULES if not config.rules.get(rule.id, rule.on)] == []
    assert config.waivers == ()


def test_settings_of_the_checks_are_those_of_the_roots() -> None:
    wanted = Config.read(PLATFORM / "checks.toml").settings.required_tags
    for root in ENVIRONMENTS:
        (tags,) = (block["tags"] for block in blocks(root / "main.tf")["locals"])
        given = {*tags, *(key for module in modules(root).values() for key in module["tags"])}
        assert set(wanted) == given
        boundary = values(root)["permissions_boundary_arn"]
        assert fnmatch(boundary, *Config.read(PLATFORM / "checks.toml").settings.permissions_boundaries)


# The cost


def change(address: str, actions: list[str], mode: str = "managed", **more: Any) -> dict[str, Any]:
    kind = re.sub(r'\[".*?"\]', "", address).split(".")[-2]
    return {"address": address, "mode": mode, "type": kind, "change": {"actions": actions, **more}}


def test_prices_are_those_of_the_cost_model() -> None:
    assert {kind: prices()[kind].price for kind in cost.PRICES} == cost.PRICES
    text = (PLATFORM / "scripts" / "cost.py").read_text()
    assert [kind for kind in cost.PRICES if prices()[kind].source not in text] == []


def test_metrics_are_those_of_the_cost_model() -> None:
    assert cost.METRICS_OF["expiration"] + cost.METRICS_OF["projection"] == len(metrics("attribute"))
    assert cost.METRICS_OF["expiration"] + cost.METRICS_OF["token"] == len(metrics("token"))


def test_every_type_of_the_root_module_is_known() -> None:
    types = {kind for inventory in ("minimal", "token_only", "everything") for kind in planned(inventory)}
    assert types - cost.BILLED_BY_TYPE.keys() - cost.NOT_BILLED_AT_REST == set()


def test_cost_is_of_what_comes_and_goes() -> None:
    function = 'module.eu_west_1["shop"].module.function["{}"].aws_lambda_function.this'
    alarm = 'module.eu_west_1["shop"].aws_cloudwatch_metric_alarm.this["{}"]'
    found = cost.line(
        [
            change(function.format("expiration"), ["create"]),
            change(function.format("token"), ["create"]),
            change(function.format("tagging"), ["create"]),
            change("module.x.aws_cloudwatch_dashboard.this", ["create"]),
            change(alarm.format("a"), ["create"]),
            change(alarm.format("b"), ["create"]),
            change(alarm.format("c"), ["delete"]),
            change(alarm.format("d"), ["delete", "create"]),
            change(alarm.format("e"), ["no-op"]),
            change("aws_kms_key.own", ["create"]),
            change("data.aws_kms_key.other", ["read"], mode="data"),
        ]
    )
    assert found == (
        "Fixed cost a month: +6.70 USD (alarm +1, dashboard +1, metric +12; prices of us-east-1). "
        "Not in it: what traffic decides, aws_kms_key."
    )


def test_a_plan_that_adds_nothing_says_so() -> None:
    assert cost.line([]).startswith("Fixed cost a month: +0.00 USD (nothing that is billed at rest;")


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", "null", "{}", '{"format_version": "1.2", "resource_changes": 1}']
)
def test_cost_refuses_what_is_no_plan(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text)
    assert cost.main([str(file)]) == 2
    assert f"{file} is no plan in JSON" in capsys.readouterr().err


def test_cost_reads_a_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"format_version": "1.2", "resource_changes": []}))
    assert cost.main([str(file)]) == 0
    assert capsys.readouterr().out.startswith("Fixed cost")
    assert cost.main([]) == 2
    assert cost.main([str(tmp_path / "nowhere.json")]) == 2


# The comment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the steps before leave."""
    plan = {
        "resource_changes": [
            change("aws_sqs_queue.a", ["create"], after={"name": "a"}, after_sensitive={}),
            change("aws_sqs_queue.b", ["delete", "create"]),
            change("aws_sqs_queue.c", ["no-op"]),
            change(
                "aws_ssm_parameter.d",
                ["update"],
                before={"value": "hunter2-before", "list": ["open", "hunter2-list"]},
                before_sensitive={"value": True, "list": [False, True]},
                after={"value": "hunter2-after", "all": {"deep": "hunter2-deep"}, "on": True},
                after_sensitive={"value": True, "all": True, "on": True},
            ),
        ],
        "output_changes": {
            "key": {"actions": ["create"], "after": "hunter2-output", "after_sensitive": True}
        },
        "variables": {"password": {"value": "hunter2-variable"}, "region": {"value": "eu-west-1"}},
        "configuration": {"root_module": {"variables": {"password": {"sensitive": True}, "region": {}}}},
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    (tmp_path / "plan.txt").write_text("Terraform will perform the following actions:\n  # aws_sqs_queue.a\n")
    (tmp_path / "checks.txt").write_text("no findings")
    (tmp_path / "cost.txt").write_text("Fixed cost a month: +1.00 USD\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_comment_has_summary_checks_cost_and_plan(folder: Path) -> None:
    text = comment.body("dev", folder, "https://git.example.com/run")
    assert text.startswith(
        "<!-- terraform plan of dev -->\n### Plan of dev: 1 to create, 1 to update, 1 to replace\n"
    )
    for part in (
        "no findings",
        "Fixed cost a month: +1.00 USD",
        "# aws_sqs_queue.a",
        "https://git.example.com/run",
    ):
        assert part in text


def test_comment_names_steps_that_left_nothing(folder: Path) -> None:
    (folder / "checks.txt").unlink()
    (folder / "cost.txt").unlink()
    text = comment.body("dev", folder, "")
    assert "They did not run." in text
    assert "The cost was not estimated." in text


def test_no_sensitive_value_is_posted(folder: Path) -> None:
    """However it came into the text."""
    secrets = ["before", "list", "after", "deep", "output", "variable"]
    leak = "".join(f"x = hunter2-{name}\n" for name in secrets) + "region = eu-west-1, open, True"
    for name in ("plan.txt", "checks.txt", "cost.txt"):
        (folder / name).write_text(leak)
    text = comment.body("dev", folder, "")
    assert "hunter2" not in text
    assert text.count("(sensitive value)") == 3 * len(secrets)
    assert text.count("region = eu-west-1, open, True") == 3


@pytest.mark.parametrize("line", ["  + name = x", "`" * 50, "é" * 300])
def test_comment_fits(line: str, folder: Path) -> None:
    for name in ("plan.txt", "checks.txt", "cost.txt"):
        (folder / name).write_text(f"{line}\n" * 20_000)
    text = comment.body("dev", folder, "https://git.example.com/run")
    assert 40_000 < len(text) <= comment.LONGEST_COMMENT
    assert text.count(" more lines, in the log of this run") == 2
    assert text.endswith("[The log of this run](https://git.example.com/run)\n")


def test_nothing_in_a_plan_ends_its_block(folder: Path) -> None:
    (folder / "plan.txt").write_text("a\n````\n</details> @everyone\n")
    text = comment.body("dev", folder, "")
    assert "\n```````\na\n````\n</details> @everyone\n```````\n" in text


def test_comment_without_a_plan_is_refused(folder: Path) -> None:
    (folder / "plan.json").write_text("{")
    with pytest.raises(comment.CommentError, match="there is no plan to post"):
        comment.body("dev", folder, "")


def test_a_plan_without_changes_says_so() -> None:
    assert comment.summary({}) == "no changes"


@pytest.fixture
def github(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    with serving() as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        yield found


def test_comment_is_posted_once_and_then_updated(
    github: GitHub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(150):
        github.add("said before", "User")
    github.add(f"> {comment.marker('dev')}", "Bot")
    github.add(f"{comment.marker('dev')} quoted by a person", "User")
    others = [one["body"] for one in github.comments]
    assert comment.main(["dev"]) == 0
    assert comment.main(["prod"]) == 0
    (folder / "checks.txt").write_text("2 findings")
    assert comment.main(["dev"]) == 0
    bodies = [one["body"] for one in github.comments]
    assert bodies[: len(others)] == others
    assert [body.splitlines()[0] for body in bodies[len(others) :]] == [
        comment.marker("dev"),
        comment.marker("prod"),
    ]
    assert "2 findings" in bodies[len(others)]
    assert capsys.readouterr().out.splitlines()[0] == f"{github.url}/comment/{len(others) + 1}"


def test_a_refusal_is_told_with_what_to_do(github: GitHub, capsys: pytest.CaptureFixture[str]) -> None:
    github.refusal = 403
    assert comment.main(["dev"]) == 1
    said = capsys.readouterr().err
    assert f"GitHub answered 403 to GET /repos/example/platform/issues/{PULL_REQUEST}/comments" in said
    assert "pull-requests: write" in said


def test_no_answer_is_told(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:1")
    assert comment.main(["dev"]) == 1
    assert "GitHub could not be asked" in capsys.readouterr().err


def test_a_wrong_call_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert comment.main([]) == 2
    monkeypatch.delenv("PULL_REQUEST", raising=False)
    assert comment.main(["dev"]) == 2
    assert "PULL_REQUEST" in capsys.readouterr().err
