"""Builds the folder of a release from the commit that is checked out.

    python -m release 0.1.0 --into releases

makes releases/v0.1.0 with the zips of dist/ and their manifest, the bill of materials, the changelog's
section, the repository as a zip that Terraform takes as a source, and SHA256SUMS of them all. The same commit
gives the same bytes. It tags, signs and publishes nothing: docs/releasing.md says how that is done.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import build
from release import changelog
from release.bill import PRODUCT, bill_of_materials
from release.checkout import Checkout
from release.errors import ReleaseError
from release.folder import put, with_checksums
from release.version import checked, tag_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
BILL = "bill-of-materials.cdx.json"
NOTES = "CHANGELOG.md"
# Pages of an update name older versions too, and platform repos have environments behind others.
COPIED_FROM = re.compile(
    r"README\.md|docs/[^/]+\.md|modules/[^/]+/README\.md|examples/[^/]+/(?:README\.md|[^/]+\.tf)"
)
# A source, a clone, and a prefix in a bucket.
NAMED = re.compile(rf"(\?ref=|--branch |\b{PRODUCT}/(?=\d))([\w.+-]+)")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0 if the folder is there, 2 if nothing was released."""
    arguments = parser().parse_args(argv)
    try:
        files = release(arguments.root.resolve(), arguments.version)
        folder = arguments.into / tag_of(arguments.version)
        made = put(folder, files)
    except (ReleaseError, build.BuildError) as error:
        sys.stderr.write(f"release: {error}\n")
        return 2
    sys.stdout.writelines(f"{len(files[name]):>12,}  {name}\n" for name in sorted(files))
    sys.stdout.write(f"{folder} {'is made' if made else 'was there already, with the same bytes'}\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(
        prog="python -m release",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("version", help="such as 0.1.0, as CHANGELOG.md and pyproject.toml have it")
    parser.add_argument(
        "--into", metavar="DIR", type=Path, required=True, help="where the folder of the release is made"
    )
    parser.add_argument(
        "--root", metavar="DIR", type=Path, default=ROOT, help="the clone (default: that of this program)"
    )
    return parser


def release(root: Path, version: str) -> dict[str, bytes]:
    """The files of a release; fails before anything is written."""
    tag, checkout = tag_of(checked(version)), Checkout(root)
    checkout.refuse_changes()
    checkout.refuse_tag_elsewhere(tag)
    committed = checkout.files()
    refuse_other_versions(committed, version)
    notes = changelog.section(text_of(changelog.FILE, committed), version)
    artefacts = fresh_artefacts(root)
    bill = bill_of_materials(version, artefacts, commit=checkout.commit, committed_at=checkout.committed_at)
    name = f"{PRODUCT}-{version}"
    return with_checksums(
        {
            **{artefact.file: artefact.data for artefact in artefacts},
            build.MANIFEST: committed[f"dist/{build.MANIFEST}"],
            f"{name}.zip": build.stored_zip(committed),
            BILL: bill.encode(),
            NOTES: notes.encode(),
        }
    )


def fresh_artefacts(root: Path) -> list[build.Artefact]:
    """The zips, built anew, if those that were committed are the same."""
    artefacts, names = build.build(root, ())
    if problems := build.check(root / "dist", artefacts, names, whole=True):
        raise ReleaseError("\n".join(["dist/ is not what the sources give:", *problems, build.REMEDY]))
    return artefacts


def refuse_other_versions(committed: Mapping[str, bytes], version: str) -> None:
    """Fail if pyproject.toml, or a page that teams copy from, names another version."""
    wrong = []
    found = re.search(r'^version = "(.*)"$', text_of("pyproject.toml", committed), re.MULTILINE)
    if not found or found[1] != version:
        wrong.append(f'pyproject.toml: write `version = "{version}"`')
    for path in sorted(committed):
        if COPIED_FROM.fullmatch(path):
            for place, other in sorted(set(NAMED.findall(text_of(path, committed)))):
                wanted = version if place.endswith("/") else tag_of(version)
                if other != wanted:
                    wrong.append(f"{path}: write {place}{wanted} for {place}{other}")
    if wrong:
        raise ReleaseError("\n  ".join([f"these do not speak of {version}:", *wrong]))


def text_of(path: str, committed: Mapping[str, bytes]) -> str:
    """A committed file as text."""
    if path not in committed:
        raise ReleaseError(f"{path} was not committed: is --root the repository?")
    return committed[path].decode()


if __name__ == "__main__":
    sys.exit(main())
