"""What docs/operations.md says, for tests that hold it against the code."""

import re
from pathlib import Path

TEXT = (Path(__file__).parents[3] / "docs" / "operations.md").read_text()


def permissions(command):
    """The IAM actions that the table marks with yes for the command."""
    rows = re.findall(r"^\| `([a-z-]+:\w+)`[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$", TEXT, re.MULTILINE)
    column = ("doctor", "forget", "reconcile", "redrive").index(command)
    return {action for action, *marks in rows if marks[column].strip() == "yes"}


def commands():
    """Every line of an example that runs a command, without the prompt."""
    return [
        line.strip().removeprefix("$ ")
        for line in re.findall(r"^    (?:\$ )?(?:python|aws) .*", TEXT, re.MULTILINE)
    ]


def example():
    """The printed example of doctor."""
    block = re.search(r"^    \$ .*\n((?:(?:    .*)?\n)+)", TEXT, re.MULTILINE).group(1)
    return "\n".join(line[4:] for line in block.splitlines()).strip()
