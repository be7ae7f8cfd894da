"""What pip installs here, for tests, tools and the layer, is pinned by version and hash."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LOCKS = sorted((REPOSITORY / "requirements").glob("*.txt"))
PIN = re.compile(r"[\w.\[\],-]+==\S+( ;[^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def names(locks):
    return [lock.stem for lock in locks]


@pytest.mark.parametrize("lock", LOCKS, ids=names(LOCKS))
def test_every_requirement_is_pinned_by_its_hash(lock):
    text = re.sub(r"\s*\\\n\s*", " ", re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE))
    requirements = [line.split(" #")[0].strip() for line in text.splitlines() if line.strip()]
    assert requirements
    assert [line for line in requirements if not PIN.fullmatch(line)] == []


def test_every_list_has_its_lock():
    assert names(LOCKS) == names(sorted((REPOSITORY / "requirements").glob("*.in")))


def test_pip_takes_nothing_without_a_hash():
    calls = re.findall(r"^PIP\s*=.*$", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    assert len(calls) == 1
    assert "--require-hashes" in calls[0]
