"""What this repository ships: each zip stands on its own, and dist/ is up to date."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import build

REPOSITORY = Path(build.__file__).parent
SOURCES = REPOSITORY / build.SOURCES
PACKAGES = sorted(
    folder.name
    for folder in SOURCES.iterdir()
    if folder.name not in (build.KIT, "__pycache__") and any(folder.rglob("*.py"))
)
HANDLERS = [
    (package, f"{package}.handlers.{path.stem}")
    for package in PACKAGES
    for path in sorted((SOURCES / package / "handlers").glob("*.py"))
    if path.stem != "__init__"
]
# What the Lambda runtime brings beside the standard library.
RUNTIME = ("boto3", "botocore", "s3transfer", "dateutil", "urllib3", "jmespath", "six")

IMPORT_ALL = """
import importlib, sys
sys.path[:0] = sys.argv[1:4]
for module in sys.argv[4:]:
    importlib.import_module(module)
"""
FIND_ALL = """
import importlib.util, sys
sys.path[:0] = sys.argv[1:4]
for module in sys.argv[4:]:
    if importlib.util.find_spec(module) is None:
        sys.exit(module)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All artefacts of this repository, unpacked into folders of their names, and the runtime's libraries."""
    folder = tmp_path_factory.mktemp("built")
    assert build.main(["--output", str(folder / "dist")]) == 0
    for path in (folder / "dist").glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder / path.stem)
    (folder / "runtime").mkdir()
    for name in RUNTIME:
        origin = Path(__import__(name).__file__)
        origin = origin.parent if origin.name == "__init__.py" else origin
        (folder / "runtime" / origin.name).symlink_to(origin)
    return folder


def isolated(built: Path, package: str, script: str, *modules: str) -> None:
    """Runs where only the standard library, the zip, the layer and the runtime's libraries can be seen."""
    paths = [built / package, built / "dependencies" / "python", built / "runtime"]
    command = [sys.executable, "-I", "-S", "-B", "-c", script, *map(str, paths), *modules]
    result = subprocess.run(
        command, env={"AWS_DEFAULT_REGION": "eu-west-1"}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def modules_of(folder: Path) -> list[str]:
    names = [path.relative_to(folder).with_suffix("") for path in sorted(folder.rglob("*.py"))]
    return [".".join(name.parts).removesuffix(".__init__") for name in names]


def imported_at_run_time(tree: ast.AST) -> set[str]:
    """Modules of all import statements, those inside functions too, those for the type checker not."""
    if isinstance(tree, ast.If) and "TYPE_CHECKING" in ast.unparse(tree.test):
        return set()
    if isinstance(tree, ast.Import):
        return {alias.name for alias in tree.names}
    if isinstance(tree, ast.ImportFrom):
        return set() if tree.level or not tree.module else {tree.module}
    return {name for child in ast.iter_child_nodes(tree) for name in imported_at_run_time(child)}


def test_no_handler_is_forgotten() -> None:
    folder = SOURCES / "attribution" / "handlers"

    assert HANDLERS or not any(folder.glob("*.py")), "lambda_src/attribution/handlers holds no handler"


def test_the_zips_hold_the_handlers_of_the_sources(built: Path) -> None:
    packed = [
        (package, f"{package}.handlers.{path.stem}")
        for package in PACKAGES
        for path in sorted((built / package / package / "handlers").glob("*.py"))
        if path.stem != "__init__"
    ]

    assert packed == HANDLERS


@pytest.mark.parametrize(("package", "module"), HANDLERS)
def test_a_handler_imports_from_its_zip_alone(built: Path, package: str, module: str) -> None:
    isolated(built, package, IMPORT_ALL, module)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_imports_from_its_zip_alone(built: Path, package: str) -> None:
    isolated(built, package, IMPORT_ALL, *modules_of(built / package))


@pytest.mark.parametrize("package", PACKAGES)
def test_late_imports_can_be_found_too(built: Path, package: str) -> None:
    trees = [ast.parse(path.read_bytes()) for path in (built / package).rglob("*.py")]

    isolated(built, package, FIND_ALL, *sorted(set().union(*map(imported_at_run_time, trees))))


@pytest.mark.parametrize("package", PACKAGES)
def test_a_zip_that_lacks_a_module_fails_here(built: Path, package: str, tmp_path: Path) -> None:
    """The isolation is real: neither the sources nor the site-packages of this interpreter leak in."""
    with pytest.raises(AssertionError, match=f"No module named '{package}'"):
        isolated(built, str(tmp_path), IMPORT_ALL, package)
    with pytest.raises(AssertionError, match="No module named 'pytest'"):
        isolated(built, package, IMPORT_ALL, "pytest")


def test_the_layer_imports_beside_the_runtime(built: Path) -> None:
    isolated(
        built,
        "nothing",
        IMPORT_ALL,
        "aws_lambda_powertools",
        "aws_lambda_powertools.logging",
        "aws_lambda_powertools.metrics",
        "aws_lambda_powertools.utilities.batch",
        "aws_lambda_powertools.utilities.idempotency",
        "aws_lambda_powertools.utilities.parameters",
    )


def test_the_layer_holds_every_module_of_its_wheels(built: Path) -> None:
    layer = {
        path.relative_to(built / "dependencies/python").as_posix()
        for path in (built / "dependencies").rglob("*")
    }
    wheels = [
        wheel
        for wheel in build.fetch_wheels(REPOSITORY)
        if wheel.partition("-")[0] not in build.IN_THE_RUNTIME
    ]

    for wheel in wheels:
        path = REPOSITORY / build.WHEEL_CACHE / build.sha256((REPOSITORY / build.LOCK).read_bytes()) / wheel
        with zipfile.ZipFile(path) as archive:
            modules = {name for name in archive.namelist() if name.endswith(".py") and ".data/" not in name}
        assert modules <= layer
        assert modules
    assert any(name.endswith("LICENSE") for name in layer)
    assert any(name.endswith("METADATA") for name in layer)
    assert not any("/bin/" in name or name.endswith(("RECORD", ".pyc", ".pyi", "py.typed")) for name in layer)


def test_the_layer_fits_beside_the_code(built: Path) -> None:
    """Lambda takes 250 MB unpacked, code and layers together."""
    manifest = json.loads((built / "dist/manifest.json").read_bytes())

    assert sum(entry["size"] for entry in manifest.values()) < 250 * 2**20


def test_dist_is_what_the_sources_give(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--check"]) == 0, capsys.readouterr().out
