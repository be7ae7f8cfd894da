"""What a zip holds of a module: the same program on the same lines, without what only people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import strip_source as module
from strip_source import StripError, strip_source

if TYPE_CHECKING:
    from tests.unit.packaging.conftest import Tree

SOURCE = '''\
#!/usr/bin/env python
"""A module.

Two paragraphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # goes
    from collections.abc import (
        Iterable,
    )

TEXT = """stays  # in a text
    at its place··
"""  # goes


class Port:
    """Only text."""

    def call(self, *, sharp: str = "#") -> str:
        """One
        two."""  # goes
        # goes
        return (
            f"""{sharp!r:>{10}} # stays
        as it is""" + "grü" "#ße"  # goes
            "below"
        )··

    def name(self) -> str: "text"; return "name"


async def main() -> None:
\tif TEXT:
\t\t"plain"
\t\tx = 1 + \\
\t\t\t\t2
\telse:
\t\traise SystemExit
'''.replace("·", " ")
STRIPPED = '''\

""




from __future__ import annotations

from typing import TYPE_CHECKING






TEXT = """stays  # in a text
    at its place··
"""


class Port:
 ""

 def call(self, *, sharp: str = "#") -> str:
  ""


  return (
  f"""{sharp!r:>{10}} # stays
        as it is""" + "grü" "#ße"
  "below"
  )

 def name(self) -> str: ""; return "name"


async def main() -> None:
 if TEXT:
  "plain"
  x = 1 + \\
  2
 else:
  raise SystemExit
'''.replace("·", " ")


def test_what_goes_and_what_stays() -> None:
    """The same text on every CPython, though they tokenize f-strings differently."""
    assert strip_source(SOURCE.encode()).decode() == STRIPPED


def test_stripping_twice_changes_nothing() -> None:
    assert strip_source(STRIPPED.encode()).decode() == STRIPPED


def test_the_zip_holds_it_stripped_and_data_as_it_is(tree: Tree) -> None:
    tree.put("lambda_src/attribution/it.py", SOURCE)
    tree.put("lambda_src/attribution/data.json", '"""text"""  # stays')

    entries = tree.entries("attribution")

    assert entries["attribution/it.py"].decode() == STRIPPED
    assert entries["attribution/data.json"] == b'"""text"""  # stays'


@pytest.mark.parametrize(
    ("source", "stripped"),
    [
        ("if TYPE_CHECKING:\n    import a\n\n    import b\n", "\n\n\n\n"),
        ("if TYPE_CHECKING: import a; import b\nc = 1", "\nc = 1"),
        ("if (  # why\n    TYPE_CHECKING\n):\n    import a\n# end", "\n\n\n\n"),
        ('if TYPE_CHECKING:\n    def port():\n        """Text\n        below."""\nc = 1', "\n\n\n\nc = 1"),
    ],
)
def test_type_imports_leave_empty_lines(source: str, stripped: str) -> None:
    assert strip_source(source.encode()).decode() == stripped


@pytest.mark.parametrize(
    "source",
    [
        "if TYPE_CHECKING:\n import a\nelse:\n a = 1\n",
        "if TYPE_CHECKING:\n import a\nelif b:\n a = 1\n",
        "if b:\n a = 1\nelif TYPE_CHECKING:\n import a\n",
        "def late():\n if TYPE_CHECKING:\n  import a\n",
        "if not TYPE_CHECKING:\n import a\n",
        "if TYPE_CHECKING or b:\n import a\n",
    ],
)
def test_what_may_run_stays(source: str) -> None:
    assert strip_source(source.encode()).decode() == source


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b'def f():\n    """One\n    two."""; return 1\n', "one statement per line"),
        (b"# coding: latin-1\na = '\xe4'\n", "is not UTF-8"),
        ("# coding: latin-1\na = 'ä'\n".encode(), "save it as UTF-8"),
        (b"a = 1 \\\n# end", "write that line more plainly"),
    ],
)
def test_what_cannot_be_stripped_is_named(
    tree: Tree, capsys: pytest.CaptureFixture[str], source: bytes, message: str
) -> None:
    tree.put("lambda_src/attribution/odd.py", source)

    assert tree.run() == 2

    error = capsys.readouterr().err
    assert "lambda_src/attribution/odd.py: " in error
    assert message in error


@pytest.mark.parametrize(
    "fault",
    [
        lambda text: text.replace("stays", ""),
        lambda text: text.replace("\n\n", "\n", 1),
        lambda text: text.replace(" return", "return"),
    ],
)
def test_a_fault_of_the_stripper_stops_the_build(monkeypatch: pytest.MonkeyPatch, fault) -> None:
    layout = module.plain_layout
    monkeypatch.setattr(module, "plain_layout", lambda text: fault(layout(text)))

    with pytest.raises(StripError):
        strip_source(SOURCE.encode())


def test_a_byte_order_mark_goes() -> None:
    assert strip_source(b'\xef\xbb\xbf"""Text."""; a = 1') == b'""; a = 1'
