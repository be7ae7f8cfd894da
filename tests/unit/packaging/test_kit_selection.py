"""A zip holds the kit modules that its package imports, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.packaging.conftest import Tree


def kit_of(tree: Tree, source: str, *, at: str = "attribution/handlers/tag.py") -> set[str]:
    tree.put(f"lambda_src/{at}", source)
    return {name for name in tree.entries("attribution") if name.startswith("kit/")}


@pytest.mark.parametrize(
    "source",
    [
        "import kit.settings\n",
        "import kit.settings as s\n",
        "from kit import settings\n",
        "from kit.settings import read\n",
        "def late():\n    from kit.settings import read\n",
        "try:\n    import kit.settings\nexcept ImportError:\n    pass\n",
        "import json, kit.settings, os\n",
    ],
)
def test_each_form_of_import_counts(tree: Tree, source: str) -> None:
    assert kit_of(tree, source) == {"kit/__init__.py", "kit/settings.py"}


@pytest.mark.parametrize(
    "source", ["", "x = 'import kit.settings'  # import kit.settings\n", "import kitchen\n"]
)
def test_a_package_without_kit_imports_has_no_kit(tree: Tree, source: str) -> None:
    assert kit_of(tree, source) == set()


def test_a_name_from_the_kit_itself_takes_its_init_alone(tree: Tree) -> None:
    tree.put("lambda_src/kit/__init__.py", "version = 1\n")

    assert kit_of(tree, "from kit import version\n") == {"kit/__init__.py"}


def test_imports_are_followed(tree: Tree) -> None:
    tree.put("lambda_src/kit/__init__.py", "from kit import errors\n")
    tree.put("lambda_src/kit/errors.py")
    tree.put("lambda_src/kit/settings.py", "from . import logs\n")
    tree.put("lambda_src/kit/logs.py", "from .deep.clock import now\n")
    tree.put("lambda_src/kit/deep/__init__.py", "from .. import zone\n")
    tree.put("lambda_src/kit/deep/clock.py", "from kit import logs\n")  # a circle
    tree.put("lambda_src/kit/zone.py")

    assert kit_of(tree, "import kit.settings\n") == {
        "kit/__init__.py",
        "kit/deep/__init__.py",
        "kit/deep/clock.py",
        "kit/errors.py",
        "kit/logs.py",
        "kit/settings.py",
        "kit/zone.py",
    }


def test_relative_imports_of_the_package_are_not_the_kit(tree: Tree) -> None:
    tree.put("lambda_src/attribution/kit.py")

    assert kit_of(tree, "from ..kit import x\nfrom .. import kit\n") == set()


def test_a_kit_without_init_works(tree: Tree) -> None:
    (tree.root / "lambda_src/kit/__init__.py").unlink()

    assert kit_of(tree, "from kit import settings\n") == {"kit/settings.py"}


def test_data_travels_with_the_modules_beside_it(tree: Tree) -> None:
    tree.put("lambda_src/kit/py.typed")
    tree.put("lambda_src/kit/near/__init__.py")
    tree.put("lambda_src/kit/near/table.json", "{}\n")
    tree.put("lambda_src/kit/far/__init__.py")
    tree.put("lambda_src/kit/far/table.json", "{}\n")

    assert kit_of(tree, "import kit.near\n") == {
        "kit/__init__.py",
        "kit/near/__init__.py",
        "kit/near/table.json",
        "kit/py.typed",
    }


@pytest.mark.parametrize(
    "source", ["import kit.gone\n", "from kit.gone import x\n", "from kit.settings.gone import x\n"]
)
def test_an_import_that_would_fail_is_named(
    tree: Tree, capsys: pytest.CaptureFixture[str], source: str
) -> None:
    tree.put("lambda_src/attribution/handlers/tag.py", source)

    assert tree.run() == 2

    assert "lambda_src/attribution/handlers/tag.py: imports kit." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("attribution/tag.py", "import second\n"),
        ("attribution/tag.py", "from second.rules import x\n"),
        ("kit/settings.py", "import second\n"),
        ("kit/settings.py", "from attribution import x\n"),
    ],
)
def test_packages_share_by_the_kit_only(
    tree: Tree, capsys: pytest.CaptureFixture[str], importer: str, source: str
) -> None:
    tree.put("lambda_src/second/rules.py")
    tree.put(f"lambda_src/{importer}", source)

    assert tree.run() == 2

    message = capsys.readouterr().err
    assert f"lambda_src/{importer}: imports" in message
    assert "share by kit/" in message


def test_a_package_may_import_itself(tree: Tree) -> None:
    assert kit_of(tree, "from attribution import handlers\n") == set()


def test_a_star_import_is_refused(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.put("lambda_src/attribution/tag.py", "from kit import *\n")

    assert tree.run() == 2

    assert "lambda_src/attribution/tag.py: imports * from kit" in capsys.readouterr().err


@pytest.mark.parametrize("source", [b"def (:\n", b"x = '\xff'\n", b"x = 1\0\n"])
def test_a_file_that_is_not_python_is_named(
    tree: Tree, capsys: pytest.CaptureFixture[str], source: bytes
) -> None:
    tree.put("lambda_src/attribution/broken.py", source)

    assert tree.run() == 2

    assert "lambda_src/attribution/broken.py: is not Python" in capsys.readouterr().err
