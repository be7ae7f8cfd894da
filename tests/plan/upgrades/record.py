"""Records what a revision of this repository leaves in Terraform's state, for the test of updates.

    python -m tests.plan.upgrades.record 0.2.0 --revision v0.2.0
    python -m tests.plan.upgrades.record before-0.1.0 --revision b661ecc --only analytics texts

The platform beside this file is applied by the modules of that revision, on the emulator. With --only, these
modules of the platform alone, and what is recorded of others stays; without it, all that the revision has.
`before-` stands for commits that went before a version.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.environment import ACCOUNT_ID, REGION, emulator_environment
from emulator.errors import EmulatorError
from emulator.ministack import MiniStack, emulator_python
from emulator.standins.pinpoint import PinpointStandIn
from emulator.terraform import Terraform
from tests.plan.upgrades.states import PLATFORM, State, call_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

REPOSITORY = Path(__file__).parents[3]
BUCKETS = ("releases", "shop-lists", "travel-lists")
# What an account makes up anew each time, in forms of one length.
MADE_UP = {
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b": "00000000-0000-0000-0000-{:012d}",
    r"\bA(?:RO|ID|GP|NP)A[A-Z0-9]{16,17}\b": "AROA{:017d}",
}
# Half of all that there is, and a view is never replaced because of its SQL.
LONG_AND_UPDATED = {"view_original_text"}
TIME = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")


class Projects(PinpointStandIn):
    """Amazon Pinpoint that makes projects, too."""

    def __init__(self) -> None:
        super().__init__()
        self._projects: dict[str, dict[str, Any]] = {}
        self._handlers |= {
            "CreateApp": self._create,
            "GetApp": lambda given: {"ApplicationResponse": self._projects[given["ApplicationId"]]},
            "GetApplicationSettings": _settings,
            "UpdateApplicationSettings": _settings,
            "ListTagsForResource": lambda given: {
                "TagsModel": {"tags": self._projects[given["ResourceArn"].rpartition("/")[2]]["tags"]}
            },
        }

    def _create(self, given: dict[str, Any]) -> dict[str, Any]:
        asked = given["CreateApplicationRequest"]
        number = f"{len(self._projects) + 1:032x}"
        self._projects[number] = {
            "Id": number,
            "Arn": f"arn:aws:mobiletargeting:{REGION}:{ACCOUNT_ID}:apps/{number}",
            "Name": asked["Name"],
            "tags": asked.get("tags", {}),
        }
        return {"ApplicationResponse": self._projects[number]}


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    """All parts are there, as the provider takes for granted: without them it falls over."""
    parts: dict[str, Any] = {"CampaignHook": {}, "Limits": {}, "QuietTime": {}}
    return {"ApplicationSettingsResource": {"ApplicationId": given["ApplicationId"], **parts}}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("version", help="whose state it is: 0.2.0, or before-0.2.0")
    parser.add_argument("--revision", required=True, help="what git calls it: a tag or a commit")
    parser.add_argument("--only", nargs="+", default=[], metavar="MODULE", help="modules of the platform")
    given = parser.parse_args()
    if not re.fullmatch(r"(before-)?\d+\.\d+\.\d+", given.version):
        parser.error(f"{given.version} is no version: write it as 0.2.0, or as before-0.2.0")
    state = State(given.version)
    try:
        with checkout(given.revision) as (folder, commit), tempfile.TemporaryDirectory() as work_dir:
            calls = put_platform(folder, given.only)
            terraform, resources = applied(folder, Path(work_dir))
        resources = small([one for one in resources if not given.only or call_of(one) in given.only])
    except (EmulatorError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    state.add(dict.fromkeys(given.only or ["", *calls], commit), terraform, resources)
    state.save()
    print(f"recorded {len(resources)} resources of {', '.join(calls)} at {commit}")
    return 0


@contextlib.contextmanager
def checkout(revision: str) -> Iterator[tuple[Path, str]]:
    """A folder with the repository at this revision, and the commit's id."""
    asked = _git("rev-parse", "--verify", "--short=12", f"{revision}^{{commit}}")
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "repository"
        _git("worktree", "add", "--detach", str(folder), asked)
        try:
            yield folder, asked
        finally:
            _git("worktree", "remove", "--force", str(folder))


def put_platform(repository: Path, only: Collection[str]) -> list[str]:
    """Of today's platform, the modules that are wanted and that this revision has."""
    folder = repository / PLATFORM.relative_to(REPOSITORY)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PLATFORM, folder)
    head, *blocks = re.split(r'^(?=module ")', (PLATFORM / "main.tf").read_text(), flags=re.MULTILINE)
    kept = {}
    for block in blocks:
        name, source = re.findall(r'^module "(\w+)"|^  source += "(.+)"', block, re.MULTILINE)[:2]
        if (not only or name[0] in only) and (folder / source[1]).is_dir():
            kept[name[0]] = block
    if missing := set(only) - kept.keys():
        raise EmulatorError(f"--only: the platform or the revision has no {', '.join(sorted(missing))}.")
    (folder / "main.tf").write_text("".join([head, *kept.values()]))
    return list(kept)


def applied(repository: Path, work_dir: Path) -> tuple[str, list[dict[str, Any]]]:
    """Terraform's version, and the managed resources of its state, once the platform is applied."""
    (work_dir / "ministack").mkdir()
    with contextlib.ExitStack() as running:
        own = {"AWS_ENDPOINT_URL_PINPOINT": running.enter_context(Projects()).url}
        stack = running.enter_context(
            MiniStack(work_dir / "ministack", python=emulator_python(), environment=own)
        )
        given = _account(stack, repository / "dist")
        environment = {**emulator_environment(stack.url, TMPDIR=str(work_dir)), **own}
        terraform = Terraform(
            repository / PLATFORM.relative_to(REPOSITORY), work_dir / "terraform", environment
        )
        terraform.init()
        running.enter_context(terraform.beside_one_provider())
        terraform.apply(given, on_progress=print)
        text = (terraform.folder / "terraform.tfstate").read_text()
        for name, value in {**given, "account_url": stack.url}.items():
            text = text.replace(value, f"({name})")
    if (found := text.find(str(work_dir.parent))) >= 0:
        raise EmulatorError(
            f"The state holds a path of this machine: {text[found - 80 : found + 80]!r}."
            " Let the platform take zips from the bucket only."
        )
    whole = json.loads(text)
    managed = [one for one in whole["resources"] if one["mode"] == "managed"]
    return whole["terraform_version"], managed


def _account(stack: MiniStack, zips: Path) -> dict[str, str]:
    """What the platform asks for, and finds in its account."""
    s3, pools = stack.client("s3"), stack.client("cognito-idp")
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket)
    stack.client("sesv2").create_configuration_set(ConfigurationSetName="shop-mail")
    for file in zips.glob("*.zip"):
        s3.upload_file(str(file), BUCKETS[0], file.name)
    pool: str = pools.create_user_pool(
        PoolName="customers",
        Schema=[
            {
                "Name": "campaign",
                "AttributeDataType": "String",
                "Mutable": True,
                "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "256"},
            }
        ],
    )["UserPool"]["Id"]
    client = pools.create_user_pool_client(UserPoolId=pool, ClientName="web", WriteAttributes=["email"])
    return {"user_pool_id": pool, "app_client_id": client["UserPoolClient"]["ClientId"]}


def small(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what Terraform can do without, and the same at every recording."""
    for resource in resources:
        for instance in resource["instances"]:
            if any(_at(path, instance["attributes"]) for path in instance.get("sensitive_attributes", [])):
                raise EmulatorError(
                    f"{resource['type']}.{resource['name']} holds something sensitive:"
                    " leave it out of the platform."
                )
    kept = [
        {
            **{name: one[name] for name in ("module", "type", "name") if name in one},
            "instances": sorted(
                map(_small_instance, one["instances"]), key=lambda i: str(i.get("index_key"))
            ),
        }
        for one in resources
    ]
    ordered = sorted(kept, key=lambda one: (one.get("module", ""), one["type"], one["name"]))
    text = TIME.sub("2026-01-01T00:00:00", json.dumps(ordered, sort_keys=True))
    for pattern, form in MADE_UP.items():
        seen: dict[str, str] = {}
        text = re.sub(pattern, lambda m: seen.setdefault(m[0], form.format(len(seen) + 1)), text)  # noqa: B023
    found: list[dict[str, Any]] = json.loads(text)
    return found


def _at(path: list[dict[str, Any]], value: Any) -> Any:
    """What an instance's path leads to, such as ``[{"type": "get_attr", "value": "password"}]``."""
    for step in path:
        with contextlib.suppress(KeyError, IndexError, TypeError):
            value = value[step["value"]]
            continue
        return None
    return value


def _small_instance(instance: Mapping[str, Any]) -> dict[str, Any]:
    attributes = {
        name: value
        for name, value in instance["attributes"].items()
        if value is not None and name not in LONG_AND_UPDATED
    }
    wanted = ("index_key", "schema_version", "sensitive_attributes")
    kept = {name: instance[name] for name in wanted if instance.get(name) not in (None, [])}
    return {**kept, "attributes": attributes}


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
