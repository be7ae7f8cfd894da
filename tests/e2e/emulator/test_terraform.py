"""Terraform on MiniStack with the smallest configuration there is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.environment import emulator_environment
from emulator.ministack import MiniStack
from emulator.terraform import Terraform, TerraformError, TerraformMissing
from tests.support.waiting import until

REPOSITORY = Path(__file__).parents[3]
CONFIGURATION = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "value" {
  type = string
}
module "parameter" {
  source = "../parameter"
  value  = var.value
}
output "name" {
  value = module.parameter.name
}
"""
MODULE = """
variable "value" {
  type = string
}
resource "aws_ssm_parameter" "this" {
  name  = "/probe"
  type  = "String"
  value = var.value
}
output "name" {
  value = aws_ssm_parameter.this.name
}
"""


def configuration(folder: Path) -> Path:
    for name, content in (("example", CONFIGURATION), ("parameter", MODULE)):
        (folder / name).mkdir()
        (folder / name / "main.tf").write_text(content)
    return folder / "example"


def test_a_configuration_lives_and_dies(stack: MiniStack, tmp_path: Path) -> None:
    source = configuration(tmp_path)
    terraform = Terraform(source, tmp_path / "work", emulator_environment(stack.url))
    done: list[str] = []
    terraform.init()
    terraform.apply({"value": "a"}, done.append)
    assert done == ["created module.parameter.aws_ssm_parameter.this"]
    assert terraform.output() == {"name": "/probe"}
    assert stack.client("ssm").get_parameter(Name="/probe")["Parameter"]["Value"] == "a"
    assert not terraform.plan({"value": "a"}).has_changes
    with pytest.raises(
        TerraformError, match=r"^Error: Invalid value for input variable\n.*\n.*string required\.$"
    ):
        terraform.apply({"value": {}})

    # another object, as in another run
    Terraform(source, tmp_path / "work", emulator_environment(stack.url)).destroy({"value": "a"}, done.append)
    assert done[-1] == "deleted module.parameter.aws_ssm_parameter.this"
    assert [entry.name for entry in source.iterdir()] == ["main.tf"]


def test_a_failure_is_told_in_the_words_of_terraform(tmp_path: Path) -> None:
    source = configuration(tmp_path)
    (source / "more.tf").write_text('output "name" {\n  value = 1\n}\n')
    with pytest.raises(TerraformError) as failed:
        Terraform(source, tmp_path / "work", emulator_environment("http://127.0.0.1:9")).init()
    lines = str(failed.value).splitlines()
    assert lines[:2] == ["Error: Duplicate output definition", "  on more.tf line 1"]
    assert "\x1b" not in str(failed.value)


def test_a_missing_terraform_says_what_to_install(tmp_path: Path) -> None:
    source = configuration(tmp_path)
    with pytest.raises(
        TerraformMissing, match=r"^Terraform was not found: install Terraform 1\.11 or newer\.$"
    ):
        Terraform(source, tmp_path / "work", {"PATH": str(tmp_path)})


def test_an_old_terraform_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "terraform"
    old.write_text('#!/bin/sh\necho \'{"terraform_version": "1.9.8"}\'\n')
    old.chmod(0o755)
    terraform = Terraform(configuration(tmp_path), tmp_path / "work", {"PATH": os.environ["PATH"]}, str(old))
    with pytest.raises(TerraformMissing, match=r"Terraform 1\.9\.8 is too old"):
        terraform.init()


def test_an_interrupt_ends_terraform(tmp_path: Path) -> None:
    slow = tmp_path / "terraform"
    slow.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    slow.chmod(0o755)
    source = configuration(tmp_path)
    script = f"""
import sys
sys.path.append({str(REPOSITORY)!r})
from pathlib import Path
from emulator.terraform import Terraform
work_dir = Path({str(tmp_path / "work")!r})
Terraform(Path({str(source)!r}), work_dir, {{"PATH": "/bin:/usr/bin"}}, {str(slow)!r}).apply({{}})
"""
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL) as parent:
        until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
        parent.send_signal(signal.SIGINT)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
