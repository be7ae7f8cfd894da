"""What docs/security.md and docs/privacy.md say of each system is held against its Terraform files."""

import re

import pytest

from docs import catalogue
from tests.support.modules import REPOSITORY

# Those with a package of their own; the lakes and the dashboard are elsewhere on these pages.
SYSTEMS = [system.name for system in catalogue.systems() if system.is_ready and system.packages is None]
# Part of a key's policy, in which * is the key: an output for the owner of the key.
OF_A_KEY = {"producers"}
NAMED = {"aws_dynamodb_table", "aws_pinpointsmsvoicev2_opt_out_list", "aws_sns_topic"}

BLOCK = re.compile(
    r'^(?:module|resource|data) "([\w-]+)"(?: "([\w-]+)")? \{\n(.*?)^\}', re.MULTILINE | re.DOTALL
)
STATEMENT = re.compile(r"^ +statement \{\n(.*?)^ +\}", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r'^variable "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)

each = pytest.mark.parametrize("system", SYSTEMS)


def section(page, system):
    """What the page says of the system, below its heading."""
    chapter = (REPOSITORY / "docs" / page).read_text().partition("\n## The systems of the catalogue\n")[2]
    chapter = re.split(r"^## ", chapter, flags=re.MULTILINE)[0]
    found = chapter.partition(f"\n### `{system}`\n")[2]
    assert found, f"docs/{page} has no heading of {system}"
    return found.partition("\n### ")[0]


def terraform(system):
    return "\n".join(file.read_text() for file in sorted((REPOSITORY / "modules" / system).glob("*.tf")))


def stores(system):
    """Names of the tables, queues, topics and lists that the module makes, with <prefix> for its prefix."""
    text = terraform(system)
    constants = dict(re.findall(r'^  (\w+) += "([^"\n]*)"$', text, re.MULTILINE))
    found = set()
    for kind, _, body in BLOCK.findall(text):
        given = dict(re.findall(r"^  (\w+) += (.*?)(?: #.*)?$", body, re.MULTILINE))
        of = {
            key: constants.get(
                value.removeprefix("local."), "<prefix>" if value == "var.name_prefix" else value
            )
            .strip('"')
            .replace("${var.name_prefix}", "<prefix>")
            .replace("${local.purpose}", constants.get("purpose", ""))
            for key, value in given.items()
        }
        match of.get("source"), kind in NAMED:
            case "../queue-consumer", _:
                found |= {f"<prefix>-{of['purpose']}", f"<prefix>-{of['purpose']}-dead-letters"}
            case "../idempotency-table", _:
                found.add(f"<prefix>-{of['purpose']}")
            case "../dead-letters", _:
                found.add(f"{of['names_begin']}-{of.get('names_end', 'dead-letters')}")
            case _, True:
                found.add(of["name"])
    return found


def on_everything(system):
    """The actions of roles whose resource is everything."""
    return {
        action
        for kind, name, body in BLOCK.findall(terraform(system))
        if kind == "aws_iam_policy_document" and name not in OF_A_KEY
        for statement in STATEMENT.findall(body)
        if re.search(r'resources += \["\*"\]', statement)
        for action in re.findall(r'"([\w-]+:[A-Z]\w+)"', statement.partition("condition {")[0])
    }


@each
def test_privacy_names_every_store(system):
    assert stores(system)
    assert [name for name in stores(system) if f"`{name}`" not in section("privacy.md", system)] == []


def test_stores_are_found():
    assert stores("sms-self-managed-opt-outs") == {
        "<prefix>-consent",
        "<prefix>-inbound-seen",
        "<prefix>-inbound-texts",
        "<prefix>-inbound-texts-dead-letters",
        "<prefix>-opt-outs",
    }
    assert "<prefix>-vdm-export-not-started" in stores("ses-vdm-stat-export")


@each
def test_security_has_every_row(system):
    rows = re.findall(r"^\| (\w[\w ]*) \|", section("security.md", system), re.MULTILINE)
    assert rows == ["lets in", "may", "on everything", "encryption", "mind"]


@each
def test_security_names_every_permission_on_everything(system):
    (row,) = re.findall(r"^\| on everything \| (.*) \|$", section("security.md", system), re.MULTILINE)
    assert {*re.findall(r"`([\w-]+:\w+)`", row)} == on_everything(system)
    assert (row == "nothing") == (not on_everything(system))


@each
@pytest.mark.parametrize("page", ["privacy.md", "security.md"])
def test_inputs_that_the_page_names_exist_with_their_defaults(page, system):
    text = section(page, system)
    defaults = {
        name: next(iter(re.findall(r"^  default += (.*)$", body, re.MULTILINE)), None)
        for name, body in VARIABLE.findall(terraform(system))
    }
    outputs = {*re.findall(r'^output "(\w+)"', terraform(system), re.MULTILINE)}
    named = {*re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", text)}
    assert named - defaults.keys() - outputs == set()
    told = re.findall(r"`(\w+)` \((\d+)\)", text)
    assert [(name, number) for name, number in told if defaults[name] != number] == []
