"""Every module directory keeps the common interface; a new one cannot be forgotten."""

import re
from pathlib import Path

import pytest

from tests.support.modules import MODULES, REPOSITORY, callers, is_internal, reached, terraform_files

# Roots that are planned and compared with an inventory; of the examples, tests/plan sees to that.
CONFIGURATIONS = {
    path.parent for path in (REPOSITORY / "tests" / "plan" / "configurations").glob("*/main.tf")
} - {REPOSITORY / "tests" / "plan" / "configurations" / "bad_pools"}
EXAMPLES = {path.parent for path in (REPOSITORY / "examples").rglob("main.tf")} - {
    REPOSITORY / "examples" / "demo"
}
# What every module for others takes, besides what it needs of the other common inputs.
INPUTS_OF_ALL = {"name_prefix", "tags", "kms_key_arn", "permissions_boundary_arn"}

each = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
each_public = pytest.mark.parametrize(
    "module", [path for path in MODULES if not is_internal(path)], ids=lambda path: path.name
)
each_internal = pytest.mark.parametrize(
    "module", [path for path in MODULES if is_internal(path)], ids=lambda path: path.name
)


def text_of(file: Path) -> str:
    """Nothing where it is missing, which a test of its own says."""
    return file.read_text() if file.exists() else ""


def variables(file: Path) -> list[str]:
    """The file's blocks, and before them what it says of itself."""
    blocks = re.split(r"^(?=variable )", text_of(file).rstrip(), flags=re.MULTILINE)
    return [block for block in blocks if block]


def names(file: Path) -> set[str]:
    return set(re.findall(r'^variable "(\w+)"', text_of(file), re.MULTILINE))


@each
@pytest.mark.parametrize("file", ["README.md", "main.tf", "variables*.tf", "outputs.tf", "versions.tf"])
def test_has_its_files(module, file):
    assert list(module.glob(file)), f"modules/{module.name} has no {file}"


@each
def test_versions_are_the_roots(module):
    same = text_of(module / "versions.tf") == text_of(REPOSITORY / "versions.tf")
    assert same, f"copy the root's versions.tf into modules/{module.name}"


@each
def test_common_inputs_are_the_roots_to_the_letter(module):
    """Those that the module uses, in the root's order; a module without functions has none of theirs."""
    own = [block.rstrip() for block in variables(module / "variables.common.tf")]
    roots = [block.rstrip() for block in variables(REPOSITORY / "variables.common.tf")]
    others = [block.partition("\n")[0] for block in own if block not in roots]
    assert not others, f"modules/{module.name}/variables.common.tf: these are not as the root has them"
    assert own == [block for block in roots if block in own], "put them into the root's order"


@each
def test_common_inputs_stand_in_the_file_of_the_common_ones(module):
    """There they are compared with the root's; nothing else stands there."""
    common = names(REPOSITORY / "variables.common.tf")
    own = names(module / "variables.common.tf") - common
    assert not own, f"modules/{module.name}/variables.common.tf: put its own inputs into variables.tf"
    others = [file for file in module.glob("*.tf") if file.name != "variables.common.tf"]
    elsewhere = {file.name: found for file in others if (found := names(file) & common)}
    assert not elsewhere, f"modules/{module.name}: put common inputs into variables.common.tf"


@each_public
def test_takes_what_every_module_takes(module):
    missing = INPUTS_OF_ALL - names(module / "variables.common.tf")
    assert not missing, f"modules/{module.name}/variables.common.tf: copy these blocks from the root's"


@each
def test_every_input_is_used(module):
    text = "".join(file.read_text() for file in module.glob("*.tf") if not file.name.startswith("variables"))
    declared = [
        name
        for file in module.glob("variables*.tf")
        for name in re.findall(r'^variable "(\w+)"', file.read_text(), re.MULTILINE)
    ]
    unused = [name for name in declared if not re.search(rf"\bvar\.{name}\b", text)]
    assert not unused, f"modules/{module.name} declares inputs that nothing uses"


@each
def test_readme_says_whether_others_may_call_it(module):
    """An internal block says so twice, in the heading and in a sentence."""
    text, readme = text_of(module / "README.md"), f"modules/{module.name}/README.md"
    assert text.startswith("# "), f"{readme} must begin with a heading"
    says_so = "It is internal: its inputs may change in any release." in text
    assert says_so == is_internal(module), (
        f"{readme}: a module for this repository alone has '(internal)' at the end of its heading, "
        "and the sentence 'It is internal: its inputs may change in any release.'; any other has neither"
    )


@each_public
def test_what_is_public_has_an_example(module):
    assert callers(module) & EXAMPLES, f"write an example, such as examples/{module.name}/main.tf"


@each_internal
def test_what_is_internal_is_called_by_modules_and_tests_only(module):
    """By two of them, or by one for several of its parts; what nobody calls is dead."""
    ours = {
        folder for folder in callers(module) if folder == REPOSITORY or folder.parent == MODULES[0].parent
    }
    assert len(ours) >= 2, f"modules/{module.name}: put it into its only caller, or delete what nobody calls"
    assert not callers(module) & EXAMPLES, f"modules/{module.name} is internal: no example may call it"


@each
def test_is_part_of_a_plan_that_an_inventory_holds(module):
    assert module in reached(CONFIGURATIONS), (
        f"nothing plans modules/{module.name}: call it in a root of tests/plan/configurations, "
        "and run UPDATE_INVENTORIES=1 .venv/bin/pytest tests/plan"
    )


@each
def test_readme_has_generated_tables(module):
    assert "<!-- BEGIN INPUTS AND OUTPUTS -->" in text_of(module / "README.md"), (
        f"put the markers of another module into modules/{module.name}/README.md, "
        "and run python -m docs.reference"
    )


@each
def test_has_a_mocked_test(module):
    tests = (REPOSITORY / "tests" / "modules").glob("*.tftest.hcl")
    assert any(f'source = "./modules/{module.name}"' in test.read_text() for test in tests), (
        f"write tests/modules/{module.name.replace('-', '_')}.tftest.hcl, which calls the module"
    )


@pytest.mark.parametrize("path", [REPOSITORY, *MODULES], ids=lambda path: path.name)
def test_every_input_and_output_is_described_and_no_type_is_any(path):
    for file in path.glob("*.tf"):
        text = file.read_text()
        for kind, name, body in re.findall(
            r'^(variable|output) "(\w+)" \{\n(.*?)^\}', text, re.MULTILINE | re.DOTALL
        ):
            assert re.search(r"^  description\s*=", body, re.MULTILINE), f"{file}: describe {kind} {name}"
        assert not re.search(r"type\s*=\s*any\b|\(any\)", text), f"{file}: say which type, not `any`"


def test_a_lambda_is_declared_in_one_place():
    declaring = [
        file.relative_to(REPOSITORY).as_posix()
        for file in terraform_files()
        if 'resource "aws_lambda_function" ' in file.read_text()
    ]
    assert declaring == ["modules/function/main.tf"], "call modules/function instead"
