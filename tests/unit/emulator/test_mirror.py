from pathlib import Path

from emulator.mirror import mirror


def repository(tmp_path: Path) -> Path:
    example = tmp_path / "repository" / "examples" / "one"
    example.mkdir(parents=True)
    (example / "main.tf").write_text('module "x" {\n  source = "../../modules/x"\n}\n')
    (example / "payload.json").write_text("{}")
    (example / "terraform.tfstate").write_text("a state")
    (example / ".terraform").mkdir()
    module = tmp_path / "repository" / "modules" / "x"
    module.mkdir(parents=True)
    (module / "main.tf").write_text("# x")
    return example


def test_paths_lead_to_the_same_places(tmp_path: Path) -> None:
    folder = mirror(repository(tmp_path), tmp_path / "work")
    assert (folder / "payload.json").read_text() == "{}"
    # by name, as Terraform joins paths, not by following links
    assert (folder.parent.parent / "modules" / "x" / "main.tf").read_text() == "# x"
    assert (folder / "../../modules/x/main.tf").read_text() == "# x"


def test_what_terraform_left_stays_behind(tmp_path: Path) -> None:
    folder = mirror(repository(tmp_path), tmp_path / "work")
    assert sorted(entry.name for entry in folder.iterdir()) == ["main.tf", "payload.json"]


def test_the_source_is_never_written_to(tmp_path: Path) -> None:
    example = repository(tmp_path)
    (example / ".terraform.lock.hcl").write_text("locked")
    folder = mirror(example, tmp_path / "work")
    (folder / ".terraform.lock.hcl").write_text("more")
    (folder / "terraform.tfstate").write_text("new state")
    assert (example / ".terraform.lock.hcl").read_text() == "locked"
    assert (example / "terraform.tfstate").read_text() == "a state"


def test_a_second_mirror_keeps_the_state_and_follows_the_source(tmp_path: Path) -> None:
    example = repository(tmp_path)
    folder = mirror(example, tmp_path / "work")
    (folder / "terraform.tfstate").write_text("mine")
    (example / "payload.json").unlink()
    (example / "more.tf").write_text("")
    assert mirror(example, tmp_path / "work") == folder
    names = sorted(entry.name for entry in folder.iterdir())
    assert names == ["main.tf", "more.tf", "terraform.tfstate"]


def test_a_configuration_that_climbs_nowhere_has_no_levels_above(tmp_path: Path) -> None:
    source = tmp_path / "alone"
    source.mkdir()
    (source / "main.tf").write_text("")
    assert mirror(source, tmp_path / "work") == tmp_path / "work" / "configuration"
