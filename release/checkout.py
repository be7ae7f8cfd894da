"""The repository at its commit. Git is asked for committed bytes, never for those of the working tree."""

from __future__ import annotations

import io
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from release.errors import ReleaseError

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Checkout:
    """A working tree of git."""

    root: Path

    @property
    def commit(self) -> str:
        """Full name of the commit that is checked out."""
        return self._git("rev-parse", "--verify", "HEAD^{commit}").decode().strip()

    @property
    def committed_at(self) -> datetime:
        """When it was committed, in UTC."""
        seconds = self._git("show", "--no-patch", "--format=%ct", "HEAD").decode()
        return datetime.fromtimestamp(int(seconds), UTC)

    def refuse_changes(self) -> None:
        """Fail if a file is changed, or there that git does not know: a release is what was reviewed."""
        lines = self._git("status", "--porcelain", "--untracked-files=all").decode().splitlines()
        if lines:
            hidden = [f"  ... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
            raise ReleaseError(
                "\n".join(
                    [
                        "the working tree is not what was committed: commit these, or stash them",
                        *(f"  {line}" for line in lines[:SHOWN]),
                        *hidden,
                    ]
                )
            )

    def refuse_tag_elsewhere(self, tag: str) -> None:
        """Fail if the tag names another commit; at its own commit, anybody may build the release again."""
        if not self._git("tag", "--list", tag).strip():
            return
        tagged = self._git("rev-parse", "--verify", f"refs/tags/{tag}^{{commit}}").decode().strip()
        if tagged != self.commit:
            raise ReleaseError(
                f"{tag} is tagged already, at {tagged[:12]}, and this is {self.commit[:12]}: a version is "
                f"released once. Choose the next one, or `git checkout {tag}` to build that release again"
            )

    def files(self) -> dict[str, bytes]:
        """Every committed file by its path, with the line endings that .gitattributes asks for."""
        found = {}
        with tarfile.open(fileobj=io.BytesIO(self._git("archive", "--format=tar", "HEAD"))) as archive:
            for member in archive:
                if member.isdir():
                    continue
                content = archive.extractfile(member) if member.isfile() else None
                if content is None:
                    raise ReleaseError(
                        f"{member.name} is a link: put the file itself there, not every unpacker takes links"
                    )
                found[member.name] = content.read()
        return found

    def _git(self, *arguments: str) -> bytes:
        command = ["git", "-C", str(self.root), *arguments]
        try:
            done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        except FileNotFoundError as error:
            raise ReleaseError("git was not found: install it, a release is built from a commit") from error
        if done.returncode:
            raise ReleaseError(
                f"{self.root}: git {arguments[0]} failed, is this a clone with a commit?\n"
                f"{done.stderr.decode(errors='replace').strip()}"
            )
        return done.stdout
