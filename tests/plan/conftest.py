"""Plans of small configurations around the root, by the real provider, with MiniStack as the account."""

import json
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import tftest

from emulator.environment import emulator_environment
from emulator.errors import EmulatorError
from emulator.ministack import MiniStack, emulator_python
from emulator.mirror import mirror
from emulator.provider import running_provider
from emulator.terraform import Terraform
from tests.plan.planned import Plan, part_of

CONFIGURATIONS = Path(__file__).parent / "configurations"
# Systems of the catalogue are planned together, as a plan takes seconds, and looked at one by one.
TOGETHER = "systems"
SYSTEMS = tuple(
    re.findall(r'^module "([\w-]+)"', (CONFIGURATIONS / TOGETHER / "main.tf").read_text(), re.MULTILINE)
)
PLANNED = (
    "minimal",
    "everything",
    "two_projects",
    "token_only",
    "lake",
    "analytics",
    "emails",
    "texts",
    "engagement",
    "dashboard",
    *SYSTEMS,
)

_seconds: dict[str, float] = {}


class _Terraform(tftest.TerraformTest):
    """Notes how long each command took."""

    def execute_command(self, cmd: str, *cmd_args: str) -> Any:
        start = time.monotonic()
        try:
            return super().execute_command(cmd, *cmd_args)
        finally:
            self.seconds = {**getattr(self, "seconds", {}), cmd: time.monotonic() - start}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _seconds:
        terminalreporter.section("seconds of `terraform plan` on an empty state")
        for configuration, seconds in _seconds.items():
            terminalreporter.write_line(f"{configuration:14}{seconds:5.1f}")


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    if shutil.which("terraform") is None:
        pytest.fail(
            "Terraform is not installed: tests/plan needs Terraform 1.11 or newer on PATH.", pytrace=False
        )
    try:
        with MiniStack(tmp_path_factory.mktemp("ministack"), python=emulator_python()) as stack:
            yield stack
    except EmulatorError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def environment(account: MiniStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Leads Terraform to the emulator, and to one provider for all plans."""
    own = emulator_environment(account.url, CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1")
    terraform = Terraform(CONFIGURATIONS / "minimal", tmp_path_factory.mktemp("provider"), own)
    terraform.init()
    with running_provider(terraform.folder, own) as environment:
        yield environment


class UserPools:
    """Makes user pools; ``name`` is for people who look into a failure."""

    def __init__(self, account: MiniStack) -> None:
        self._cognito = account.client("cognito-idp")

    def create(self, name: str, attribute: Mapping[str, Any] | None) -> str:
        pool_id: str = self._cognito.create_user_pool(PoolName=name)["UserPool"]["Id"]
        if attribute is not None:
            self._cognito.add_custom_attributes(
                UserPoolId=pool_id, CustomAttributes=[{"Name": "campaign", **attribute}]
            )
        return pool_id

    def add_client(self, pool_id: str, name: str, write_attributes: list[str] | None) -> str:
        given = {} if write_attributes is None else {"WriteAttributes": write_attributes}
        answer = self._cognito.create_user_pool_client(UserPoolId=pool_id, ClientName=name, **given)
        client_id: str = answer["UserPoolClient"]["ClientId"]
        return client_id


@pytest.fixture(scope="session")
def user_pools(account: MiniStack) -> UserPools:
    return UserPools(account)


@pytest.fixture(scope="session")
def fitting(user_pools: UserPools) -> dict[str, str]:
    """A pool as the module wants it, with one safe app client."""
    pool_id = user_pools.create(
        "fitting",
        {
            "AttributeDataType": "String",
            "Mutable": True,
            "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "256"},
        },
    )
    return {"user_pool_id": pool_id, "app_client_id": user_pools.add_client(pool_id, "web", ["email"])}


class Plans:
    """Plans each configuration once, when it is first asked for."""

    def __init__(
        self, work_dir: Path, environment: dict[str, str], variables: dict[str, dict[str, str]]
    ) -> None:
        self._work_dir = work_dir
        self._environment = environment
        self._variables = variables
        self._done: dict[str, Plan] = {}

    def __getitem__(self, name: str) -> Plan:
        if name not in self._done:
            self._done[name] = self._part(name) if name in SYSTEMS else self._plan(name)
        return self._done[name]

    def _part(self, name: str) -> Plan:
        raw = self[TOGETHER].raw
        part = part_of(raw, name)
        part["output_changes"]["given"] = raw["output_changes"]["given"]
        return Plan(part)

    def _plan(self, name: str) -> Plan:
        folder = mirror(CONFIGURATIONS / name, self._work_dir / name)
        terraform = _Terraform(str(folder))
        terraform.env = self._environment  # not beside the user's own settings, as env= would
        terraform.setup(cleanup_on_exit=False)
        raw = terraform.plan(output=True, tf_vars=self._variables[name])
        _seconds[name] = terraform.seconds["plan"]
        text = json.dumps(dict(raw))
        for variable, value in self._variables[name].items():  # ids that MiniStack makes up anew each time
            text = text.replace(value, f"({variable})")
        return Plan(json.loads(text))


@pytest.fixture(scope="session")
def plans(
    tmp_path_factory: pytest.TempPathFactory,
    environment: dict[str, str],
    user_pools: UserPools,
    fitting: dict[str, str],
) -> Plans:
    without_attribute = user_pools.create("without-attribute", None)
    user_pools.add_client(without_attribute, "unlisted", None)
    variables = dict.fromkeys(PLANNED, fitting) | {
        "token_only": {"user_pool_id": without_attribute},
        "lake": {},
        "emails": {},
        "texts": {},
        "engagement": {},
        "dashboard": {},
        TOGETHER: {},
    }
    return Plans(tmp_path_factory.mktemp("plans"), environment, variables)


@pytest.fixture(scope="session", params=PLANNED)
def configuration(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def plan(plans: Plans, configuration: str) -> Plan:
    return plans[configuration]
