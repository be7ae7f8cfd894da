"""What docs/operations.md says, for tests that hold it against the code."""

import re
from pathlib import Path

TEXT = (Path(__file__).parents[3] / "docs" / "operations.md").read_text()

COMMANDS = ("doctor", "forget", "reconcile", "redrive", "back-fill", "replay-ledger")


def permissions(command):
    """The IAM actions that the table marks with yes for the command."""
    marks_of_all = r"([^|]*)\|" * len(COMMANDS)
    rows = re.findall(rf"^\| `([a-z0-9-]+:\w+)`[^|]*\|{marks_of_all}$", TEXT, re.MULTILINE)
    column = COMMANDS.index(command)
    return {action for action, *marks in rows if marks[column].strip() == "yes"}


def commands():
    """Every line of an example that runs a command, without the prompt."""
    return [
        line.strip().removeprefix("$ ")
        for line in re.findall(r"^    (?:\$ )?(?:\.venv/bin/python|aws) .*", TEXT, re.MULTILINE)
    ]


def example():
    """The printed example of doctor."""
    block = re.search(r"^    \$ .*\n((?:(?:    .*)?\n)+)", TEXT, re.MULTILINE).group(1)
    return "\n".join(line[4:] for line in block.splitlines()).strip()
