"""What is new cannot be forgotten: packages, examples, pages and rooms have what belongs to them."""

import json
import re
import tomllib

import pytest
import yaml

from tests.support.modules import MODULES, REPOSITORY, is_internal

SOURCES = sorted(path for path in (REPOSITORY / "lambda_src").iterdir() if any(path.rglob("*.py")))
# Shared by all; it has no handler.
KIT = "kit"
# What shows more than a plan is tried elsewhere.
TRIED_ELSEWHERE = {
    "demo": "tests/e2e/demo",
    "platform-repo": "tests/plan/test_platform_repo.py",
    "publisher": "tests/unit/examples",
    "web-client": "tests/e2e/web_client",
}
PAGES = [
    page
    for pattern in ("*.md", "docs/**/*.md", "modules/*/README.md", "examples/**/README.md", "schemas/*.md")
    for page in REPOSITORY.glob(pattern)
    if "node_modules" not in page.parts and not is_internal(page.parent)
]
LINK = re.compile(r"\]\(([^)\s:#]+)[^)\s]*\)|^\[[^\]]+\]: ([^\s:#]+)\S*$", re.MULTILINE)

each_package = pytest.mark.parametrize("package", SOURCES, ids=lambda path: path.name)


@each_package
def test_every_package_has_unit_tests(package):
    tests = list((REPOSITORY / "tests" / "unit" / package.name).rglob("test_*.py"))
    assert tests, f"write tests/unit/{package.name}/test_*.py"


@each_package
def test_every_package_has_a_handler(package):
    """Which a function of Terraform names: see test_budgets.py."""
    files = [file for file in package.glob("handlers/*.py") if "\ndef handler(" in file.read_text()]
    assert bool(files) == (package.name != KIT), (
        f"lambda_src/{package.name}/handlers needs a file with `def handler(`, and lambda_src/{KIT} has none"
    )


@each_package
def test_every_package_is_in_the_manifest(package):
    manifest = json.loads((REPOSITORY / "dist" / "manifest.json").read_text())
    assert package.name == KIT or package.name in manifest, "run python build.py, and commit dist/"


def test_every_example_is_planned_or_tried():
    """Those with an inventory are planned by tests/plan/test_examples.py; each source has a folder."""
    folders = {path.name for path in (REPOSITORY / "examples").iterdir() if path.is_dir()} - {"__pycache__"}
    sources = {path.name for path in (REPOSITORY / "examples" / "sources").iterdir() if path.is_dir()}
    planned = {
        path.stem for path in (REPOSITORY / "tests" / "plan" / "inventories" / "examples").glob("*.yaml")
    }
    wanted = folders - TRIED_ELSEWHERE.keys() - {"sources"} | sources
    unplanned, stray = sorted(wanted - planned), sorted(planned - wanted)
    assert not unplanned, "no inventory: run UPDATE_INVENTORIES=1 .venv/bin/pytest tests/plan"
    assert not stray, "an inventory of no example: delete it"
    gone = [place for place in TRIED_ELSEWHERE.values() if not (REPOSITORY / place).exists()]
    assert not gone, "TRIED_ELSEWHERE names what is not there"


def links(page):
    found = ((page.parent / (inline or below)).resolve() for inline, below in LINK.findall(page.read_text()))
    return {target / "README.md" if target.is_dir() else target for target in found}


def test_every_page_can_be_reached_from_the_readme():
    waiting, reached = [REPOSITORY / "README.md"], set()
    while waiting:
        page = waiting.pop()
        reached.add(page)
        waiting += [target for target in links(page) if target in PAGES and target not in reached]
    lost = sorted(page.relative_to(REPOSITORY).as_posix() for page in set(PAGES) - reached)
    assert lost == [], "link each from a page that the README leads to"


def rooms():
    ignored = {line.strip("/") for line in (REPOSITORY / ".gitignore").read_text().split()}
    folders = {path.name for path in REPOSITORY.iterdir() if path.is_dir()} - ignored
    return {name for name in folders if not name.startswith((".", "_"))}


def test_every_room_is_in_the_table_of_rooms():
    told = re.findall(r"^\| (`.*?) \|", (REPOSITORY / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    named = {span for cell in told for span in re.findall(r"`([^`]+)`", cell)}
    lost = rooms() - {span.split("/")[0] for span in named} - {"tests"}
    assert not lost, "write a row in CONTRIBUTING.md that says what lives there"
    blocks = {f"modules/{module.name}" for module in MODULES if is_internal(module)} - named
    assert not blocks, "write a row in CONTRIBUTING.md for the internal block"


def test_every_program_is_type_checked():
    programs = {room for room in rooms() if any((REPOSITORY / room).glob("*.py"))} | {"lambda_src"}
    programs |= {path.name for path in REPOSITORY.glob("*.py")}
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    lost = programs - {*settings["tool"]["mypy"]["files"]} - {"tests"}
    assert not lost, "name them in pyproject.toml, [tool.mypy] files"


def test_every_hook_and_target_calls_what_is_there():
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    texts = [(REPOSITORY / "Makefile").read_text(), *(hook["entry"] for hook in hooks)]
    called = {name for text in texts for name in re.findall(r"bin/python -m ([\w.]+)", text)}
    lost = [
        name
        for name in called
        if not any((REPOSITORY / name.replace(".", "/")).with_suffix(end).exists() for end in (".py", ""))
    ]
    assert called
    assert not lost, "the Makefile or .pre-commit-config.yaml calls what is not there"
