"""The zips of dist/: a plan refuses one that the manifest does not describe, and needs none with a bucket."""

import shutil
from pathlib import Path

import pytest

from emulator.terraform import Terraform, TerraformError
from tests.plan.conftest import CONFIGURATIONS

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what Terraform reads, to be spoilt."""
    copy = tmp_path / "checkout"
    for folder in ("modules", "dist", CONFIGURATIONS.relative_to(REPOSITORY)):
        shutil.copytree(REPOSITORY / folder, copy / folder)
    for file in REPOSITORY.glob("*.tf"):
        shutil.copy(file, copy)
    return copy


def configured(checkout: Path, name: str, environment: dict[str, str]) -> Terraform:
    source = checkout / CONFIGURATIONS.relative_to(REPOSITORY) / name
    terraform = Terraform(source, checkout.parent / "work", environment)
    terraform.init()
    return terraform


@pytest.mark.parametrize("name", ["attribution.zip", "dependencies.zip"])
def test_a_zip_that_is_not_the_manifests_stops_the_plan(
    name: str, checkout: Path, environment: dict[str, str], fitting: dict[str, str]
) -> None:
    (checkout / "dist" / name).write_bytes(b"version https://git-lfs.github.com/spec/v1")
    with pytest.raises(TerraformError) as refused:
        configured(checkout, "minimal", environment).plan(fitting)
    wanted = f"dist/{name} is not the file that dist/manifest.json describes: check the repository out anew"
    assert wanted in str(refused.value)


def test_with_a_bucket_no_zip_is_needed(
    checkout: Path, environment: dict[str, str], fitting: dict[str, str]
) -> None:
    for file in (checkout / "dist").glob("*.zip"):
        file.unlink()
    assert configured(checkout, "everything", environment).plan(fitting).has_changes
