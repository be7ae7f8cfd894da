"""docs/reference.py: which READMEs it writes, and how it shows types and defaults."""

from pathlib import Path

import pytest

from docs.reference import BEGIN, END, readmes, tables, with_table

VARIABLES = """\
variable "streams" {
  description = "What is | stored."
  type = map(object({
    table = object({
      name    = string
      columns = list(object({ name = string, type = string }))
    })
    parquet = optional(bool, true)
  }))
  nullable = false

  validation {
    condition     = true
    error_message = "no"
  }
}

variable "retention" {
  description = "Days."
  type        = map(number)
  default = {
    events = 730
    list = [
      "a",
    ]
  }
}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "modules" / "lake"
    folder.mkdir(parents=True)
    (folder / "variables.tf").write_text(VARIABLES)
    (folder / "outputs.tf").write_text('output "bucket" {\n  description = "Its name."\n  value = "x"\n}\n')
    return folder


def test_types_and_defaults_stand_on_one_line(module: Path) -> None:
    assert tables(module).splitlines() == [
        "| input | what it is | type | default |",
        "|---|---|---|---|",
        (
            "| `streams` | What is \\| stored. | `map(object({ table = object({ name = string, "
            "columns = list(object({ name = string, type = string })) }), parquet = optional(bool, true) }))`"
            " | **required** |"
        ),
        '| `retention` | Days. | `map(number)` | `{ events = 730, list = [ "a" ] }` |',
        "",
        "| output | what it is |",
        "|---|---|",
        "| `bucket` | Its name. |",
    ]


def test_only_what_is_between_the_markers_is_written(module: Path) -> None:
    readme = module / "README.md"
    readme.write_text(f"# lake\n\n{BEGIN}\nold\n{END}\n\nmore\n")
    assert with_table(readme) == f"# lake\n\n{BEGIN}\n\n{tables(module)}\n\n{END}\n\nmore\n"


def test_a_block_without_an_end_is_refused(module: Path) -> None:
    readme = module / "README.md"
    readme.write_text(f"# lake\n\n{BEGIN}\n\nwhat would be lost\n")
    with pytest.raises(SystemExit, match=r"README\.md: put .*END"):
        with_table(readme)


def test_every_module_with_the_marker_takes_part(module: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"{BEGIN}\n{END}\n")
    (module / "README.md").write_text(f"{BEGIN}\n{END}\n")
    (tmp_path / "modules" / "bare").mkdir()
    (tmp_path / "modules" / "bare" / "README.md").write_text("nothing\n")
    assert readmes(tmp_path) == [tmp_path / "README.md", module / "README.md"]
