"""Applies a root configuration to an emulator, with Terraform itself, driven through python-terraform.

Nothing in the configuration knows of the emulator: provider and backend follow the environment variables.
"""

import contextlib
import functools
import json
import re
import shutil
import signal
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_terraform
from python_terraform import IsFlagged, IsNotFlagged

from emulator.errors import EmulatorError
from emulator.mirror import mirror
from emulator.processes import ChildProcess
from emulator.provider import running_provider

Progress = Callable[[str], None]

_OLDEST = (1, 11)
_CHANGES_EXIT_CODE = 2
_DONE = {"create": "created", "update": "updated", "delete": "deleted", "replace": "replaced"}
_SECONDS_TO_GIVE_UP = 10
# Most resources of a plan wait for the provider, not for a processor.
_PARALLELISM = 30
_PLAN_FILE = "emulator.tfplan"


class TerraformError(EmulatorError):
    """Terraform refused or failed; the message is its own explanation."""


class TerraformMissing(EmulatorError):  # noqa: N818 - reads as what it says
    """There is no usable Terraform on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    has_changes: bool
    plan: dict[str, Any]
    """The plan as ``terraform show -json`` prints it."""

    def changed(self) -> dict[str, list[str]]:
        """What each address would go through: ``{"aws_sqs_queue.this": ["update"]}``."""
        return {
            change["address"]: change["change"]["actions"]
            for change in self.plan.get("resource_changes", [])
            if change["change"]["actions"] not in (["no-op"], ["read"])
        }


class Terraform:
    """A root configuration, worked on outside its own folder.

    ``source`` stays untouched: Terraform runs in a mirror of it under ``work_dir``, where lock file,
    providers and state are kept. Two objects with the same ``work_dir`` share the state, so one can destroy
    what another applied.
    """

    def __init__(
        self, source: Path, work_dir: Path, environment: Mapping[str, str], binary: str | None = None
    ) -> None:
        self.folder = mirror(source, work_dir)
        self._environment = _own_settings(environment)
        program = shutil.which(binary or "terraform", path=self._environment.get("PATH"))
        if program is None:
            raise TerraformMissing(f"Terraform was not found: install Terraform {_oldest()} or newer.")
        self._cli = _Cli(program, self.folder, self._environment)

    def init(self) -> None:
        self._refuse_old_version()
        # var=None: python-terraform would hand an empty file of variables over
        self._cli.init(json=IsFlagged, var=None)

    @contextlib.contextmanager
    def beside_one_provider(self) -> Iterator[None]:
        """After `init`: the commands of the block share a running provider instead of starting their own."""
        with running_provider(self.folder, self._environment) as environment, self._cli.within(environment):
            yield

    def apply(self, variables: Mapping[str, object], on_progress: Progress | None = None) -> None:
        """``on_progress`` gets a short line per finished resource: ``created module.x.aws_y.z``."""
        with self._cli.reporting(on_progress):
            self._cli.apply(skip_plan=True, json=IsFlagged, var=dict(variables), parallelism=_PARALLELISM)

    def destroy(
        self,
        variables: Mapping[str, object],
        on_progress: Progress | None = None,
        *,
        targets: Collection[str] = (),
    ) -> None:
        """``targets`` are addresses: then only these go, and what depends on them."""
        with self._cli.reporting(on_progress):
            self._cli.destroy(
                # Terraform has no -force any more; python-terraform still sends it
                force=IsNotFlagged,
                auto_approve=IsFlagged,
                json=IsFlagged,
                var=dict(variables),
                target=list(targets),
                parallelism=_PARALLELISM,
            )

    def output(self) -> dict[str, object]:
        return {name: found["value"] for name, found in self._cli.output().items()}

    def plan(self, variables: Mapping[str, object]) -> PlanResult:
        code, _, _ = self._cli.plan(
            json=IsFlagged, out=_PLAN_FILE, var=dict(variables), parallelism=_PARALLELISM
        )
        _, shown, _ = self._cli.cmd("show", _PLAN_FILE, json=IsFlagged)
        return PlanResult(has_changes=code == _CHANGES_EXIT_CODE, plan=json.loads(shown))

    def _refuse_old_version(self) -> None:
        _, answer, _ = self._cli.cmd("version", json=IsFlagged)
        version: str = json.loads(answer)["terraform_version"]
        numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
        if numbers < _OLDEST:
            raise TerraformMissing(f"Terraform {version} is too old: install {_oldest()} or newer.")


class _Cli(python_terraform.Terraform):  # type: ignore[misc]  # the package has no types
    """python-terraform builds the command lines and the files of variables; this runs them.

    Its own ``cmd`` cannot be used: it knows no environment but ours, shows nothing before the end, and leaves
    Terraform running when we are interrupted.
    """

    def __init__(self, program: str, folder: Path, environment: Mapping[str, str]) -> None:
        super().__init__(working_dir=str(folder), terraform_bin_path=program)
        self._folder = folder
        self._environment = environment
        self._on_progress: Progress | None = None

    @contextlib.contextmanager
    def reporting(self, on_progress: Progress | None) -> Iterator[None]:
        self._on_progress = on_progress
        try:
            yield
        finally:
            self._on_progress = None

    @contextlib.contextmanager
    def within(self, environment: Mapping[str, str]) -> Iterator[None]:
        before, self._environment = self._environment, environment
        try:
            yield
        finally:
            self._environment = before

    def cmd(self, cmd: str, *args: str, **kwargs: Any) -> tuple[int, str, str]:
        command = self.generate_cmd_string(cmd, *args, **kwargs)
        try:
            code, lines, errors = self._run(command)
        finally:
            self.temp_var_files.clean_up()
        changes_are_no_failure = "-detailed-exitcode" in command and code == _CHANGES_EXIT_CODE
        if code and not changes_are_no_failure:
            raise TerraformError(_explanation(lines, errors) or f"terraform {cmd} ended with code {code}.")
        return code, "\n".join(lines), errors

    def _run(self, command: list[str]) -> tuple[int, list[str], str]:
        child = ChildProcess(command, environment=self._environment, cwd=self._folder)
        # Interrupted, Terraform writes its state down; terminated, its provider would be gone first.
        stop = functools.partial(child.stop, signal.SIGINT, grace_seconds=_SECONDS_TO_GIVE_UP)
        with contextlib.ExitStack() as at_the_end:
            at_the_end.callback(stop)
            lines = []
            for line in child.lines():
                lines.append(line)
                if self._on_progress and (progress := _progress(line)):
                    self._on_progress(progress)
            return child.wait(), lines, child.error_output()


def _progress(line: str) -> str | None:
    event = _event(line)
    if event.get("type") != "apply_complete":
        return None
    hook = event["hook"]
    done = _DONE.get(hook["action"])
    return f"{done} {hook['resource']['addr']}" if done else None


def _explanation(lines: list[str], errors: str) -> str:
    found = [
        event["diagnostic"]
        for event in map(_event, lines)
        if event.get("type") == "diagnostic" and event["diagnostic"]["severity"] == "error"
    ]
    # commands without -json events, and a broken CLI configuration, explain themselves in prose
    return "\n\n".join(map(_diagnostic, found)) or errors.strip()


def _diagnostic(diagnostic: Mapping[str, Any]) -> str:
    place = diagnostic.get("range")
    return "\n".join(
        line
        for line in (
            f"Error: {diagnostic['summary']}",
            f"  with {diagnostic['address']}" if diagnostic.get("address") else "",
            f"  on {place['filename']} line {place['start']['line']}" if place else "",
            diagnostic.get("detail", "").strip(),
        )
        if line
    )


def _event(line: str) -> dict[str, Any]:
    with contextlib.suppress(ValueError):
        event = json.loads(line)
        if isinstance(event, dict):
            return event
    return {}


def _own_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what the user set for other runs of Terraform."""
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith(("TF_CLI_ARGS", "TF_VAR_")) and name not in ("TF_WORKSPACE", "TF_DATA_DIR")
    }
    if not Path(kept.get("TF_CLI_CONFIG_FILE", "")).is_file():
        kept.pop("TF_CLI_CONFIG_FILE", None)
    return {**kept, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}


def _oldest() -> str:
    return ".".join(map(str, _OLDEST))
