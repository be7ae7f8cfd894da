"""What is not released, and what the command says then; nothing is left behind."""

import shutil

import pytest

from release.version import VERSION as PATTERN
from tests.unit.release.conftest import CHANGELOG, VERSION


@pytest.fixture
def refused(clone, into, capsys):
    """The message of a release that must not be."""

    def message(version=VERSION):
        assert clone.release(into, version) == 2
        assert not into.exists()
        output = capsys.readouterr()
        assert output.out == ""
        assert output.err.startswith("release: ")
        return output.err

    return message


@pytest.mark.parametrize(
    "version",
    ["v1.2.3", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+x", "1.2.3\n", "", "latest"],
)
def test_what_is_no_version(version, refused):
    assert "is no version: write MAJOR.MINOR.PATCH without a v" in refused(version)


@pytest.mark.parametrize("version", ["0.1.0", "10.20.30", "1.0.0-rc.1", "1.0.0-0a", "1.0.0-x-y.0"])
def test_what_is_a_version(version):
    assert PATTERN.fullmatch(version)


@pytest.mark.parametrize("file", ["README.md", "new.tf"])
def test_a_dirty_tree(file, clone, refused):
    clone.put(file, "other")
    said = refused()
    assert "the working tree is not what was committed: commit these, or stash them\n" in said
    assert f" {file}\n" in said


def test_a_very_dirty_tree(clone, refused):
    for number in range(13):
        clone.put(f"new-{number:02}.tf")
    assert refused().endswith("  ?? new-09.tf\n  ... and 3 more\n")


def test_a_tag_elsewhere(clone, refused):
    clone.git("tag", "--annotate", "v1.2.3", "--message", "1.2.3")
    clone.put("modules/lake/main.tf", "# later\n")
    clone.commit()
    said = refused()
    assert "v1.2.3 is tagged already, at " in said
    assert "Choose the next one, or `git checkout v1.2.3` to build that release again" in said


@pytest.mark.parametrize("annotated", [True, False])
def test_at_its_tag_it_is_built_again(annotated, clone, into):
    clone.git("tag", "v1.2.3", *(["--annotate", "--message", "1.2.3"] if annotated else []))
    assert clone.release(into) == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[1.2.3] -", "[1.2.4] -", "has no section for this version: write `## [1.2.3] - YYYY-MM-DD`"),
        (" - 2026-11-21", "", "has no date: write `## [1.2.3] - YYYY-MM-DD`"),
        ("2026-11-21", "2026-11-31", "has no date"),
        ("### Added\n\n- Everything.\n\n", "", "[1.2.3] is empty: write what changed"),
        (
            "[Unreleased]\n",
            "[Unreleased]\n\n- More.\n",
            "[Unreleased] has entries, which this commit releases",
        ),
    ],
)
def test_a_changelog_that_does_not_tell(old, new, said, clone, refused):
    assert old in CHANGELOG
    clone.put("CHANGELOG.md", CHANGELOG.replace(old, new, 1))
    clone.commit()
    assert f"CHANGELOG.md: {said}" in refused().replace("'## [1.2.3]' ", "").replace(
        "'## [1.2.3] - 2026-11-31' ", ""
    )


def test_a_changelog_needs_no_unreleased_section(clone, into):
    clone.put("CHANGELOG.md", CHANGELOG.replace("## [Unreleased]\n\n", ""))
    clone.commit()
    assert clone.release(into) == 0


def test_the_last_section_ends_before_the_links(clone, into):
    text = CHANGELOG.replace("## [1.2.2] - 2026-11-01\n\n- Something.\n\n", "")
    clone.put("CHANGELOG.md", text)
    clone.commit()
    assert clone.release(into) == 0
    assert (into / "v1.2.3" / "CHANGELOG.md").read_text().endswith("- Everything.\n")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("pyproject.toml", 'version = "1.2.2"\n', 'pyproject.toml: write `version = "1.2.3"`'),
        ("README.md", "?ref=v1.2.2", "README.md: write ?ref=v1.2.3 for ?ref=v1.2.2"),
        ("docs/sources.md", "?ref=v1.2.4 ?ref=v1.2.3", "docs/sources.md: write ?ref=v1.2.3 for ?ref=v1.2.4"),
        ("docs/checks.md", "--branch v1.2.2", "docs/checks.md: write --branch v1.2.3 for --branch v1.2.2"),
        ("modules/lake/README.md", "?ref=main", "modules/lake/README.md: write ?ref=v1.2.3 for ?ref=main"),
        (
            "examples/web/README.md",
            "?ref=v1.2.2",
            "examples/web/README.md: write ?ref=v1.2.3 for ?ref=v1.2.2",
        ),
        (
            "examples/own-bucket/main.tf",
            'prefix = "journey-attribution/1.2.2/"',
            "examples/own-bucket/main.tf: write journey-attribution/1.2.3 for journey-attribution/1.2.2",
        ),
    ],
)
def test_files_that_name_another_version(file, text, said, clone, refused):
    clone.put(file, text)
    clone.commit()
    assert f"these do not speak of 1.2.3:\n  {said}\n" in refused()


@pytest.mark.parametrize(
    "file", ["docs/upgrading/to-1.2.md", "examples/platform-repo/environments/prod/main.tf"]
)
def test_pages_of_updates_and_environments_name_other_versions(file, clone, into):
    clone.put(file, "?ref=v1.1.0")
    clone.commit()
    assert clone.release(into) == 0


def test_a_stale_dist(clone, refused):
    clone.put("lambda_src/attribution/handlers/tag.py", "from kit.settings import read\n\nprint(read)\n")
    clone.commit()
    said = refused()
    assert "dist/ is not what the sources give:\nattribution: attribution.zip is not what" in said
    assert said.endswith("run python build.py and commit dist/\n")


def test_sources_that_cannot_be_built(clone, refused):
    clone.put("lambda_src/attribution/handlers/tag.py", "def")
    clone.commit()
    assert "tag.py: is not Python" in refused()


@pytest.mark.parametrize("file", ["CHANGELOG.md", "pyproject.toml"])
def test_a_folder_that_is_no_checkout_of_ours(file, clone, refused):
    (clone.root / file).unlink()
    clone.commit()
    assert f"{file} was not committed: is --root the repository?" in refused()


def test_a_folder_without_git(clone, refused):
    shutil.rmtree(clone.root / ".git")
    assert "git status failed, is this a clone with a commit?\nfatal: not a git repository" in refused()


def test_a_machine_without_git(refused, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "git was not found: install it" in refused()


def test_a_link(clone, refused):
    (clone.root / "modules" / "lake" / "notes.md").symlink_to("README.md")
    clone.commit()
    assert "modules/lake/notes.md is a link: put the file itself there" in refused()


def test_a_package_without_a_licence(clone, refused, capsys):
    shutil.rmtree(clone.root / ".build")
    clone.use_wheels(clone.licensed_wheel("thing"))
    clone.build()
    capsys.readouterr()
    clone.commit()
    assert "thing 1.0: its METADATA names no licence: look it up before it is released" in refused()
