"""Every module directory keeps the common interface; a new one cannot be forgotten."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
MODULES = sorted(path for path in (REPOSITORY / "modules").iterdir() if path.is_dir())

each = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)


def variables(file: Path) -> list[str]:
    """The file's blocks, and before them what it says of itself."""
    return re.split(r"^(?=variable )", file.read_text().rstrip(), flags=re.MULTILINE) if file.exists() else []


@each
def test_versions_are_the_roots(module):
    assert (module / "versions.tf").read_text() == (REPOSITORY / "versions.tf").read_text()


@each
def test_common_inputs_are_the_roots_to_the_letter(module):
    """Those that the module uses, in the root's order; a module without functions has none of theirs."""
    own = [block.rstrip() for block in variables(module / "variables.common.tf")]
    roots = [block.rstrip() for block in variables(REPOSITORY / "variables.common.tf")]
    assert own == [block for block in roots if block in own]


@each
def test_every_input_is_used(module):
    text = "".join(file.read_text() for file in module.glob("*.tf") if not file.name.startswith("variables"))
    declared = [
        name
        for file in module.glob("variables*.tf")
        for name in re.findall(r'^variable "(\w+)"', file.read_text(), re.MULTILINE)
    ]
    assert [name for name in declared if not re.search(rf"\bvar\.{name}\b", text)] == []


@each
@pytest.mark.parametrize("file", ["README.md", "main.tf", "variables*.tf", "outputs.tf", "versions.tf"])
def test_has_its_files(module, file):
    assert list(module.glob(file))


@each
def test_readme_has_generated_tables(module):
    assert "<!-- BEGIN INPUTS AND OUTPUTS -->" in (module / "README.md").read_text()


@each
def test_has_a_mocked_test(module):
    tests = (REPOSITORY / "tests" / "modules").glob("*.tftest.hcl")
    assert any(f'source = "./modules/{module.name}"' in test.read_text() for test in tests)


@pytest.mark.parametrize("path", [REPOSITORY, *MODULES], ids=lambda path: path.name)
def test_every_input_and_output_is_described_and_no_type_is_any(path):
    for file in path.glob("*.tf"):
        text = file.read_text()
        for block in text.split("\nvariable ")[1:] + text.split("\noutput ")[1:]:
            assert "description" in block.split("\n}\n")[0], f"{file.name}: {block.splitlines()[0]}"
        assert not re.search(r"type\s*=\s*any\b|\(any\)", text)


def test_a_lambda_is_declared_in_one_place():
    declaring = [
        file.relative_to(REPOSITORY).as_posix()
        for file in REPOSITORY.rglob("*.tf")
        if ".terraform" not in file.parts and 'resource "aws_lambda_function" ' in file.read_text()
    ]
    assert declaring == ["modules/function/main.tf"]
