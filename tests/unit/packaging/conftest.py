"""A small repository to build, made by hand; no test here needs more than the one cached download."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

import build

REPOSITORY = Path(build.__file__).parent


class Tree:
    """A repository with one package, a kit and one wheel in the cache."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.dist = root / "dist"
        self.put("lambda_src/attribution/__init__.py", '"""The package."""\n')
        self.put("lambda_src/attribution/handlers/tag.py", "from kit.settings import read\n")
        self.put("lambda_src/attribution/handlers/event.json", "{}\n")
        self.put("lambda_src/attribution/py.typed")
        self.put("lambda_src/kit/__init__.py")
        self.put("lambda_src/kit/settings.py", "read = None\n")
        self.put("lambda_src/kit/unused.py")
        self.use_wheels(self.wheel({"thing/__init__.py": "answer = 42\n"}))

    def put(self, name: str, content: str | bytes = "") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def wheel(
        self, files: dict[str, str], *, name: str = "thing", tag: str = "py3-none-any", mode: int = 0o644
    ) -> Path:
        """A wheel file outside the cache."""
        about = f"{name}-1.0.dist-info"
        files = {
            **files,
            f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
            f"{about}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
            f"{about}/licenses/LICENSE": "do as you like\n",
            f"{about}/RECORD": "",
        }
        path = self.root / "index" / f"{name}-1.0-{tag}.whl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, content in files.items():
                info = zipfile.ZipInfo(file, (2024, 2, 2, 2, 2, 2))
                info.external_attr = ((mode if stat.S_IFMT(mode) else stat.S_IFREG | mode) << 16) & 0xFFFFFFFF
                archive.writestr(info, content)
        return path

    def lock(self, *wheels: Path) -> None:
        lines = [
            f"{wheel.name.partition('-')[0]}==1.0 \\\n"
            f"    --hash=sha256:{'0' * 64} \\\n"
            f"    --hash=sha256:{digest(wheel)}\n"
            "    # via -r requirements/dependencies.in\n"
            for wheel in wheels
        ]
        self.put("requirements/dependencies.txt", "".join(lines))

    @property
    def cache(self) -> Path:
        return self.root / ".build" / "wheels" / digest(self.root / "requirements" / "dependencies.txt")

    def use_wheels(self, *wheels: Path) -> None:
        """Locks the wheels and puts them into the cache, as a first build would."""
        self.lock(*wheels)
        self.cache.mkdir(parents=True)
        for wheel in wheels:
            shutil.copy(wheel, self.cache)

    def run(self, *arguments: str) -> int:
        return build.main(["--root", str(self.root), *arguments])

    def entries(self, name: str) -> dict[str, bytes]:
        assert self.run("--only", name) == 0
        with zipfile.ZipFile(self.dist / f"{name}.zip") as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}

    def manifest(self) -> dict[str, Any]:
        return json.loads((self.dist / "manifest.json").read_bytes())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    def no_download(lock: Path, cache: Path) -> None:
        pytest.fail(f"{lock} was downloaded to {cache}; the cache should have served")

    monkeypatch.setattr(build, "download", no_download)
    return Tree(tmp_path / "repository")


@pytest.fixture
def repository() -> Path:
    return REPOSITORY
