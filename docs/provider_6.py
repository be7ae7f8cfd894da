"""Writes docs/provider_6.json: what version 6 of the AWS provider says of everything that our *.tf files use.

    python -m docs.provider_6

It downloads two packages with bindings (70 MB, once, into .build/bindings), asks Terraform for the schema of
the provider that we test with, and compares. Nothing in CI downloads anything: tests/unit/test_provider_6.py
fails where a *.tf file uses what the file does not know, and says to run this. `python -m docs.versions` puts
the findings into docs/versions.md.

Bindings know names, types and what is required or deprecated. They do not know defaults, what forces a
replacement, or what the provider does.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docs.generated import ROOT
from docs.provider_bindings import Bindings
from docs.provider_pulumi import NewerBindings
from docs.provider_schema import ANY, ProviderSchema
from docs.provider_uses import terraform_files, uses
from docs.versions import AWS_PROVIDER, FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from docs.provider_schema import Body, Member, Schema

CACHE = ROOT / ".build" / "bindings"
COMMAND = "python -m docs.provider_6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package with bindings, and the version of the provider that it binds."""

    name: str
    version: str
    sha256: str
    provider: str
    says: str


# The provider's version stands in the package itself.
EXACT = Package(
    name="cdktf-cdktf-provider-aws",
    version="21.22.1",
    sha256="603c647c4de622ed0a2b5e0f1518d81a89b31eed84b67d23410840041e7df924",
    provider="6.25.0",
    says="names, types, what is required",
)
# It names no version: https://github.com/pulumi/pulumi-aws/releases/tag/v7.45.0 took 6.63.0.
NEWER = Package(
    name="pulumi-aws",
    version="7.51.1",
    sha256="bffc7fb6ce352e9019302498571799a771f7a84234b19ff8b1710a6250b31024",
    provider="6.63.0 or newer",
    says="names, what is deprecated",
)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that version 6 says differently of a use; `path` is empty where it is the type itself."""

    type: str
    path: str
    kind: str
    says: str


def main() -> int:
    """Look everything up and write the file."""
    used = {kind: set(paths) for kind, paths in uses(terraform_files()).items()}
    exact = Bindings(wheel(EXACT))
    if exact.provider_version != EXACT.provider:
        raise SystemExit(
            f"{EXACT.name} {EXACT.version} binds {exact.provider_version}: say so in {__name__}.EXACT"
        )
    before = provider_schema(AWS_PROVIDER)
    known, findings = compare(used, before, exact, NewerBindings(wheel(NEWER)))
    FACTS.write_text(as_json(known, findings))
    print(f"wrote {FACTS.relative_to(ROOT)}: {sum(map(len, known.values()))} uses of {len(known)} types")
    for finding in findings:
        print(f"{finding.type} {finding.path}: {finding.kind}: {finding.says}")
    return 0


def compare(
    used: Mapping[str, AbstractSet[str]], before: Schema, exact: Schema, newer: Schema
) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    """Type -> path -> its type in 6; and what is to be known about them."""
    known: dict[str, dict[str, str]] = {}
    findings: set[Finding] = set()
    for kind, paths in sorted(used.items()):
        old, now, latest = before.of(kind), exact.of(kind), newer.of(kind)
        if old is None:
            raise SystemExit(f"{kind}: version {AWS_PROVIDER} of the provider has no such type")
        known[kind] = {}
        findings.update(_of_type(kind, now, latest))
        findings.update(_newly_required(kind, "", old, now))
        for path in sorted(paths - {""}):
            if not (place := find(old, path)):
                raise SystemExit(f"{kind}: version {AWS_PROVIDER} of the provider has no {path}")
            shown, was = place
            found = find(now, shown) if now else None
            if found and found[1].type == ANY != was.type:
                shown = found[0]
                findings.add(Finding(kind, shown, "not told", "no package describes what is inside"))
            elif now:
                findings.update(_changed(kind, shown, was, found[1] if found else None))
            known[kind][shown] = found[1].type if found else "gone"
            if now and latest and not _is_left_out(kind, shown):
                findings.update(_since(kind, shown, find(latest, shown)))
    return known, sorted(findings)


def find(body: Body, path: str) -> tuple[str, Member] | None:
    """The member at a path, and the path as far as the schema goes: what follows is a key of a map."""
    steps = path.split(".")
    for depth, step in enumerate(steps, start=1):
        member = body.member(step)
        if member is None:
            return None
        if member.body is None or depth == len(steps):
            return ".".join(steps[:depth]), member
        body = member.body()
    return None


def _of_type(kind: str, now: Body | None, latest: Body | None) -> Iterator[Finding]:
    for body, missing in (
        (now, f"not in {EXACT.provider}"),
        (latest, f"not in {NEWER.provider}, or Pulumi has another name for it"),
    ):
        if body is None:
            yield Finding(kind, "", "gone", missing)
        elif body.deprecated:
            yield Finding(kind, "", "deprecated", body.deprecated)


def _changed(kind: str, path: str, was: Member, now: Member | None) -> Iterator[Finding]:
    if now is None:
        yield Finding(kind, path, "gone", f"not in {EXACT.provider}")
        return
    if was.type != now.type:
        yield Finding(
            kind, path, "another type", f"{was.type} in {AWS_PROVIDER}, {now.type} in {EXACT.provider}"
        )
    if was.settable and not now.settable:
        yield Finding(kind, path, "read only now", f"could be set in {AWS_PROVIDER}")
    if was.body and now.body:
        yield from _newly_required(kind, f"{path}.", was.body(), now.body())


def _newly_required(kind: str, prefix: str, old: Body, now: Body | None) -> Iterator[Finding]:
    for name, member in now.members.items() if now else []:
        if member.required and not ((was := old.member(name)) and was.required):
            yield Finding(kind, prefix + name, "required now", f"optional or unknown in {AWS_PROVIDER}")


def _since(kind: str, path: str, latest: tuple[str, Member] | None) -> Iterator[Finding]:
    if latest is None:
        yield Finding(kind, path, "gone", f"not in {NEWER.provider}, or Pulumi has another name for it")
    elif latest[1].deprecated:
        yield Finding(kind, path, "deprecated", latest[1].deprecated)


def _is_left_out(kind: str, path: str) -> bool:
    return any(kind == of and f"{path}.".startswith(f"{left}.") for of, left in NewerBindings.LEFT_OUT)


def as_json(known: Mapping[str, Mapping[str, str]], findings: Iterable[Finding]) -> str:
    """The file's text."""
    content = {
        "written_by": COMMAND,
        "compared_with": AWS_PROVIDER,
        "sources": [asdict(package) for package in (EXACT, NEWER)],
        "findings": [asdict(finding) for finding in findings],
        "uses": known,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def wheel(package: Package) -> Path:
    """The package's file, from the cache or the package index, verified."""
    CACHE.mkdir(parents=True, exist_ok=True)
    pattern = f"{package.name.replace('-', '_')}-{package.version}-*.whl"
    if not (found := list(CACHE.glob(pattern))):
        pinned = f"{package.name}=={package.version}"
        print(f"downloading {pinned} ...", file=sys.stderr)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        subprocess.run([*command, "--dest", str(CACHE), pinned], check=True)  # noqa: S603 - nothing from outside
        found = list(CACHE.glob(pattern))
    if hashlib.sha256(found[0].read_bytes()).hexdigest() != package.sha256:
        raise SystemExit(
            f"{found[0]}: not the file that {__name__} pins: delete it and run `{COMMAND}` again"
        )
    return found[0]


def provider_schema(version: str) -> ProviderSchema:
    """That of the provider in a version, as Terraform prints it."""
    with tempfile.TemporaryDirectory() as folder:
        required = {"aws": {"source": "hashicorp/aws", "version": version}}
        configuration = {"terraform": {"required_providers": required}}
        Path(folder, "main.tf.json").write_text(json.dumps(configuration))
        _terraform(folder, "init", "-backend=false", "-input=false")
        return ProviderSchema(json.loads(_terraform(folder, "providers", "schema", "-json")))


def _terraform(folder: str, *arguments: str) -> str:
    return subprocess.run(  # noqa: S603 - nothing from outside
        ["terraform", *arguments],  # noqa: S607 - the one on the path
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
