"""Builds dist/: one zip per Lambda package, the dependency layer, and the manifest that Terraform reads.

The way through this file, top to bottom:

    read_sources     lambda_src/ -> files, every rule about them checked
    select_kit       which shared modules a package imports, directly or not
    for_machines     sources -> the same program in fewer bytes, line for line: see strip_source.py
    fetch_wheels     the pinned wheels, from the cache or (once) from the package index
    build_layer      wheels -> layer
    stored_zip       files -> bytes that depend on nothing but the files
    write, check     dist/ is made, or compared

The layer holds no bytecode. Importing Logger and Metrics after boto3 takes 70 ms from source and 11 ms
from unchecked-hash .pyc (CPython 3.13 on x86_64, median of 7 fresh processes), paid once per cold start.
But .pyc of one minor version is dead weight on every other, its bytes are promised by nobody, and only a
builder of that very minor could check them. Artefacts that anybody can rebuild are worth more than 59 ms.
"""

from __future__ import annotations

import argparse
import ast
import base64
import hashlib
import io
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from strip_source import StripError, strip_source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

SOURCES = "lambda_src"
KIT = "kit"
LAYER = "dependencies"
LOCK = "requirements/dependencies.txt"
WHEEL_CACHE = ".build/wheels"
MANIFEST = "manifest.json"
REMEDY = "run python build.py and commit dist/"

SOURCE_SUFFIXES = frozenset({".py", ".json"})
TYPING_MARKER = "py.typed"
PACKAGE_NAME = re.compile(r"[a-z][a-z0-9_]*")
PIN = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(\[[^]]*\])?==(?P<version>[\w.+!-]+)(?P<hashes>(\s+--hash=sha256:[0-9a-f]{64})+)"
)
NATIVE_SUFFIXES = frozenset({".so", ".pyd", ".dll", ".dylib"})
# What boto3 needs, so Lambda's runtime has it, with bytecode; a copy in the layer would hide that one, and
# compiling it would add some 20 ms to every cold start.
IN_THE_RUNTIME = frozenset({"jmespath"})
UNUSED_SUFFIXES = frozenset({".pyc", ".pyi"})
# Written by and for installers; RECORD would list files that the layer leaves out.
INSTALLER_FILES = frozenset(
    {"RECORD", "RECORD.jws", "RECORD.p7s", "INSTALLER", "REQUESTED", "direct_url.json"}
)

EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE_FILE = stat.S_IFREG | 0o644  # Lambda unpacks as one user and runs as another
DIFFERENCES_SHOWN = 20


class BuildError(Exception):
    """The tree breaks a rule; the message names the file and says what to do."""


@dataclass(frozen=True, slots=True)
class Artefact:
    name: str
    data: bytes
    inputs_key: str  # "sources" or "wheels"
    inputs: Mapping[str, str]  # name -> sha256

    @property
    def file(self) -> str:
        return f"{self.name}.zip"

    @property
    def sha256(self) -> str:
        return sha256(self.data)

    def manifest_entry(self) -> dict[str, object]:
        return {
            "file": self.file,
            "sha256": self.sha256,
            "source_code_hash": base64.b64encode(bytes.fromhex(self.sha256)).decode(),
            "size": len(self.data),
            self.inputs_key: dict(self.inputs),
        }


@dataclass(frozen=True, slots=True)
class Pin:
    name: str
    version: str
    hashes: frozenset[str]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- sources --------------------------------------------------------------------------------------


def read_sources(root: Path) -> dict[str, dict[str, bytes]]:
    """Files of every package by entry name. A folder without files is no package: git would not keep it."""
    base = root / SOURCES
    if not base.is_dir():
        raise BuildError(f"{base}: there is no such folder; is --root the repository?")
    packages: dict[str, dict[str, bytes]] = {}
    for name, path in walk(base, ""):
        package, _, rest = name.partition("/")
        if not rest:
            raise BuildError(f"{SOURCES}/{name}: belongs to no package; move it into a folder")
        packages.setdefault(package, {})[name] = read_source(name, path)
    for package in packages:
        if not PACKAGE_NAME.fullmatch(package):
            raise BuildError(f"{SOURCES}/{package}: a package name has lower-case letters, digits and _ only")
        if package == LAYER:
            raise BuildError(f"{SOURCES}/{package}: this name belongs to the layer; choose another")
    return packages


def walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    for path in folder.iterdir():
        name = prefix + utf8_name(path, prefix)
        if path.is_symlink():
            raise BuildError(f"{SOURCES}/{name}: is a symbolic link; put the file itself there")
        if path.name == "__pycache__" or path.suffix == ".pyc":
            continue
        if path.is_dir():
            yield from walk(path, f"{name}/")
        elif path.is_file() and (path.suffix in SOURCE_SUFFIXES or path.name == TYPING_MARKER):
            yield name, path
        else:
            raise BuildError(
                f"{SOURCES}/{name}: only .py, .json and {TYPING_MARKER} are packed; move it elsewhere"
            )


def utf8_name(path: Path, prefix: str) -> str:
    """The name as UTF-8, whatever the locale makes of the bytes on the disk."""
    raw = os.fsencode(path.name)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BuildError(f"{SOURCES}/{prefix}{raw!r}: the name is not UTF-8; rename it") from error


def read_source(name: str, path: Path) -> bytes:
    data = path.read_bytes()
    if b"\r" in data:
        raise BuildError(f"{SOURCES}/{name}: has CRLF line endings; save it with LF")
    return data


# --- shared code ----------------------------------------------------------------------------------


def build_package(name: str, packages: Mapping[str, Mapping[str, bytes]]) -> Artefact:
    chosen = {**packages[name], **select_kit(name, packages)}
    files = {file: for_machines(file, data) for file, data in chosen.items()}
    return Artefact(name, stored_zip(files), "sources", {file: sha256(data) for file, data in files.items()})


def select_kit(name: str, packages: Mapping[str, Mapping[str, bytes]]) -> dict[str, bytes]:
    """The kit modules that a package imports, directly or not, and the data files beside them.

    Only import statements count; what importlib.import_module loads by a string is not seen.
    """
    kit = packages.get(KIT, {})
    others = frozenset(packages) - {name, KIT}
    queue = list(packages[name].items())
    taken: set[str] = set()
    while queue:
        importer, source = queue.pop()
        for module, attribute in imports(importer, source):
            top = module.partition(".")[0]
            if top in others or (top == name and importer in kit):
                raise BuildError(
                    f"{SOURCES}/{importer}: imports {module}, which is not in its zip; share by {KIT}/"
                )
            if top == KIT:
                found = kit_files(importer, module, attribute, kit) - taken
                taken |= found
                queue += [(file, kit[file]) for file in found]
    folders = {parent for file in taken for parent in PurePosixPath(file).parents}
    data = {file for file in kit if not file.endswith(".py") and PurePosixPath(file).parent in folders}
    return {file: kit[file] for file in taken | data}


def for_machines(name: str, source: bytes) -> bytes:
    """A module without what only people and type checkers read; other files as they are."""
    if not name.endswith(".py"):
        return source
    try:
        return strip_source(source)
    except StripError as error:
        raise BuildError(f"{SOURCES}/{name}: {error}") from error


def imports(importer: str, source: bytes) -> Iterator[tuple[str, str | None]]:
    """Pairs (module, name) of `from module import name`, and (module, None) of `import module`."""
    if not importer.endswith(".py"):
        return
    try:
        tree = ast.parse(source, importer)
    except (SyntaxError, ValueError) as error:
        raise BuildError(f"{SOURCES}/{importer}: is not Python: {error}") from error
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = absolute(importer, node)
            yield from ((module, alias.name) for alias in node.names)


def absolute(importer: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = importer.split("/")[: -node.level]
    return ".".join([*package, node.module] if node.module else package)


def kit_files(importer: str, module: str, name: str | None, kit: Collection[str]) -> set[str]:
    """The files that Python runs for one import: the module, its parents, and `name` if a module too."""
    if name == "*":
        raise BuildError(f"{SOURCES}/{importer}: imports * from {module}; name what it needs")
    found = {module_file(module, kit), module_file(f"{module}.{name}", kit)} - {None}
    if not found:
        raise BuildError(f"{SOURCES}/{importer}: imports {module}, which {SOURCES}/{KIT} does not have")
    parts = module.split(".")
    parents = {module_file(".".join(parts[:depth]), kit) for depth in range(1, len(parts))}
    return {file for file in found | parents if file}


def module_file(module: str, files: Collection[str]) -> str | None:
    stem = module.replace(".", "/")
    return next((file for file in (f"{stem}/__init__.py", f"{stem}.py") if file in files), None)


# --- layer ----------------------------------------------------------------------------------------


def build_layer(root: Path) -> Artefact:
    files: dict[str, bytes] = {}
    wheels = {
        wheel: data
        for wheel, data in fetch_wheels(root).items()
        if normalised(wheel.partition("-")[0]) not in IN_THE_RUNTIME
    }
    for wheel, data in wheels.items():
        for name, content in unpack_wheel(wheel, data):
            if name in files:
                raise BuildError(f"{wheel}: has {name}, which another wheel has too")
            files[name] = content
    return Artefact(
        LAYER, stored_zip(files), "wheels", {wheel: sha256(data) for wheel, data in wheels.items()}
    )


def fetch_wheels(root: Path) -> dict[str, bytes]:
    """The wheels of the lock, verified. The cache is named after the lock: a known lock needs no network."""
    lock = root / LOCK
    if not lock.is_file():
        raise BuildError(f"{LOCK}: there is no such file")
    content = lock.read_bytes()
    pins = parse_lock(content.decode())
    cache = root / WHEEL_CACHE / sha256(content)
    if not cache.is_dir():
        download(lock, cache)
    return verified(cache, pins)


def parse_lock(text: str) -> dict[str, Pin]:
    """Exact pins with hashes, nothing else: a marker, an option or a URL would tie the layer to a machine."""
    pins: dict[str, Pin] = {}
    for line in text.replace("\\\n", " ").splitlines():
        requirement = line.partition("#")[0].strip()
        if not requirement:
            continue
        match = PIN.fullmatch(requirement)
        if not match:
            raise BuildError(
                f"{LOCK}: {requirement.split()[0]!r}: each entry must read name==version --hash=sha256:..."
            )
        hashes = frozenset(re.findall(r"sha256:(\w+)", match["hashes"]))
        pin = Pin(normalised(match["name"]), match["version"], hashes)
        pins[pin.name] = pin
    if not pins:
        raise BuildError(f"{LOCK}: pins nothing; a layer needs at least one wheel")
    return pins


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def download(lock: Path, cache: Path) -> None:
    """Fills the cache in one step, so that an interrupted download leaves no half of it behind."""
    print(f"downloading the wheels of {LOCK} ...", file=sys.stderr)
    cache.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.parent) as folder:
        wheels = Path(folder, "wheels")
        command = download_command(lock, wheels)
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if result.returncode:
            raise BuildError(
                f"{LOCK}: pip could not download the wheels (pure Python only):\n{result.stderr.strip()}"
            )
        try:
            wheels.rename(cache)
        except OSError:
            if not cache.is_dir():  # if it is there, another build was faster
                raise


def download_command(lock: Path, target: Path) -> list[str]:
    """Asks for pure wheels only, so that any platform and any Python gets the same files."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    pure = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    return [*pip, "--require-hashes", "--no-deps", *pure, f"--requirement={lock}", f"--dest={target}"]


def verified(cache: Path, pins: Mapping[str, Pin]) -> dict[str, bytes]:
    """One pure wheel per pin, each with a hash that the lock lists."""
    remedy = f"delete {WHEEL_CACHE}/{cache.name} and build again"
    wheels: dict[str, bytes] = {}
    missing = dict(pins)
    for path in sorted(cache.iterdir()):
        pin = missing.pop(normalised(path.name.partition("-")[0]), None)
        if path.suffix != ".whl" or not pin:
            raise BuildError(f"{path.name}: {LOCK} does not ask for it; {remedy}")
        data = path.read_bytes()
        if sha256(data) not in pin.hashes:
            raise BuildError(f"{path.name}: its sha256 is not in {LOCK}; {remedy}")
        if not path.name.endswith("-none-any.whl"):
            raise BuildError(f"{path.name}: is a platform wheel; the layer takes pure Python only")
        wheels[path.name] = data
    if missing:
        raise BuildError(f"{', '.join(sorted(missing))}: not in the wheel cache; {remedy}")
    return wheels


def unpack_wheel(wheel: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            refuse_strange_entry(wheel, info)
            name = None if info.is_dir() else layer_name(info.filename)
            if name:
                yield name, archive.read(info)


def refuse_strange_entry(wheel: str, info: zipfile.ZipInfo) -> None:
    parts = info.filename.rstrip("/").split("/")
    if stat.S_ISLNK(info.external_attr >> 16) or "\\" in info.filename or {"", ".", ".."} & set(parts):
        raise BuildError(f"{wheel}: has the entry {info.filename!r}, which is not safe to unpack")
    if Path(info.filename).suffix in NATIVE_SUFFIXES or (
        parts[0].endswith(".data") and parts[1:2] == ["platlib"]
    ):
        raise BuildError(
            f"{wheel}: has {info.filename}, so it is a platform wheel; the layer takes pure Python only"
        )


def layer_name(name: str) -> str | None:
    """Where a file of a wheel goes; None for what no import and no licence reader ever needs."""
    parts = name.split("/")
    if parts[0].endswith(".data") and len(parts) > 2:  # noqa: PLR2004
        if parts[1] != "purelib":  # scripts, headers and the like
            return None
        parts = parts[2:]
    if parts[0].endswith(".dist-info") and parts[-1] in INSTALLER_FILES:
        return None
    unused = Path(name).suffix in UNUSED_SUFFIXES or parts[-1] == TYPING_MARKER
    if unused or "tests" in parts[:-1]:
        return None
    return "/".join(["python", *parts])


# --- zip and manifest -----------------------------------------------------------------------------


def stored_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip that depends on names and contents only; stored, because deflate differs between zlib builds."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EARLIEST_ZIP_DATE)
            info.create_system = UNIX
            info.external_attr = READABLE_FILE << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()


def render_manifest(entries: Mapping[str, object]) -> bytes:
    return (json.dumps(entries, indent=2, sort_keys=True) + "\n").encode()


def read_manifest(output: Path) -> dict[str, object]:
    """What dist/ says it holds; nothing if it is absent or damaged, because both are mended by a build."""
    try:
        entries = json.loads((output / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


# --- commands -------------------------------------------------------------------------------------


def build(root: Path, only: Collection[str]) -> tuple[list[Artefact], frozenset[str]]:
    """The artefacts that are wanted, and the names of all that there are."""
    packages = read_sources(root)
    names = frozenset(packages) - {KIT} | {LAYER}
    unknown = sorted(frozenset(only) - names)
    if unknown:
        raise BuildError(f"{', '.join(unknown)}: no such artefact; there are {', '.join(sorted(names))}")
    wanted = sorted(only or names)
    return [build_layer(root) if name == LAYER else build_package(name, packages) for name in wanted], names


def write(output: Path, artefacts: Iterable[Artefact], names: frozenset[str]) -> None:
    """Puts the artefacts into dist/ and takes away those of the manifest that no package owns any more."""
    output.mkdir(parents=True, exist_ok=True)
    entries = read_manifest(output)
    for gone in entries.keys() - names:
        del entries[gone]
        if PACKAGE_NAME.fullmatch(gone):
            (output / f"{gone}.zip").unlink(missing_ok=True)
    for artefact in artefacts:
        replace(output / artefact.file, artefact.data)
        entries[artefact.name] = artefact.manifest_entry()
    replace(output / MANIFEST, render_manifest(entries))


def replace(path: Path, data: bytes) -> None:
    """Writes a file so that a reader sees the old one or the new one, never a part."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        fresh = Path(folder, path.name)
        fresh.write_bytes(data)
        fresh.replace(path)


def check(output: Path, artefacts: Sequence[Artefact], names: frozenset[str], *, whole: bool) -> list[str]:
    """What is wrong with dist/, one line each; with `whole`, nothing may be there that no package owns."""
    problems = [line for artefact in artefacts for line in compare_zip(output / artefact.file, artefact)]
    committed = read_manifest(output)
    expected = {artefact.name: artefact.manifest_entry() for artefact in artefacts}
    problems += [
        f"{name}: its entry in {MANIFEST} is not what the sources give"
        for name, entry in expected.items()
        if committed.get(name) != entry
    ]
    if whole:
        problems += stale(output, names, committed)
        if not problems and (output / MANIFEST).read_bytes() != render_manifest(expected):
            problems.append(f"{MANIFEST}: was not written by build.py (same facts, other bytes)")
    return problems


def stale(output: Path, names: frozenset[str], committed: Mapping[str, object]) -> list[str]:
    zips = sorted(path.name for path in output.glob("*.zip") if path.stem not in names)
    entries = sorted(committed.keys() - names)
    return [f"{name}: no package owns this zip; delete it" for name in zips] + [
        f"{name}: no package owns this entry of {MANIFEST}" for name in entries
    ]


def compare_zip(path: Path, artefact: Artefact) -> list[str]:
    if not path.is_file():
        return [f"{artefact.name}: {path.name} is missing"]
    committed = path.read_bytes()
    if committed == artefact.data:
        return []
    try:
        differences = differing_entries(committed, artefact.data)
    except zipfile.BadZipFile:
        return [f"{artefact.name}: {path.name} is not a readable zip"]
    if not differences:
        return [f"{artefact.name}: {path.name} was not written by build.py (same files, other bytes)"]
    hidden = len(differences) - DIFFERENCES_SHOWN
    more = [f"  ... and {hidden} more"] if hidden > 0 else []
    return [
        f"{artefact.name}: {path.name} is not what the sources give",
        *differences[:DIFFERENCES_SHOWN],
        *more,
    ]


def differing_entries(committed: bytes, fresh: bytes) -> list[str]:
    old, new = zip_contents(committed), zip_contents(fresh)
    return [
        f"  {'changed' if name in old and name in new else 'added' if name in new else 'removed'}: {name}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def zip_contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def print_table(artefacts: Iterable[Artefact]) -> None:
    rows = [("name", "size", "sha256")]
    rows += [(artefact.name, f"{len(artefact.data):,}", artefact.sha256) for artefact in artefacts]
    name_width, size_width = (max(len(row[column]) for row in rows) for column in (0, 1))
    for name, size, digest in rows:
        print(f"{name:<{name_width}}  {size:>{size_width}}  {digest}")


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="build.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=(
            f"Builds dist/: a zip for every folder of {SOURCES}/ (with what it imports of {KIT}/),\n"
            f"the layer {LAYER}.zip from {LOCK}, and {MANIFEST}, which Terraform reads.\n"
            "The same sources give the same bytes on every machine. The network is needed once per lock."
        ),
        epilog=(
            "examples:\n"
            "  python build.py                      build everything\n"
            "  python build.py --check              is dist/ what the sources give? (changes nothing)\n"
            "  python build.py --only attribution   build one artefact; repeat --only for more\n"
            "  python build.py --output elsewhere   build into another folder\n"
            "\n"
            f"A new folder {SOURCES}/<name>/ becomes dist/<name>.zip at the next build; no list names it.\n"
            "exit status: 0 all is well, 1 --check found a difference, 2 a source breaks a rule"
        ),
    )
    parser.add_argument("--check", action="store_true", help="rebuild in memory and compare with dist/")
    parser.add_argument(
        "--only", metavar="NAME", action="append", default=[], help=f"a package, or {LAYER}; may be repeated"
    )
    parser.add_argument("--output", metavar="DIR", type=Path, help="where the zips are (default: ROOT/dist)")
    parser.add_argument(
        "--root",
        metavar="DIR",
        type=Path,
        default=Path(__file__).resolve().parent,
        help="the repository (default: the folder of this script)",
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parse_arguments(argv)
    root = arguments.root.resolve()
    output = arguments.output or root / "dist"
    try:
        artefacts, names = build(root, frozenset(arguments.only))
    except BuildError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 2
    if arguments.check:
        problems = check(output, artefacts, names, whole=not arguments.only)
        print("\n".join([*problems, REMEDY] if problems else ["dist/ is what the sources give"]))
        return 1 if problems else 0
    write(output, artefacts, names)
    print_table(artefacts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
