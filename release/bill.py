"""The bill of materials, in CycloneDX: what runs in Lambda, and nothing that only builds or tests it.

Components are the zips of dist/, each with its hash, and what the layer holds: the packages whose .dist-info
is in it, with the hashes of their wheels as the lock has them. What Lambda's runtime brings is not released.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from email.parser import HeaderParser
from typing import TYPE_CHECKING

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseAcknowledgement
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from build import LAYER, normalised
from release.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from email.message import Message

    from cyclonedx.model.license import License

    from build import Artefact

PRODUCT = "journey-attribution"
LICENCE = "MIT-0"
# The serial number of a bill is a UUID of version 5: the name is product, version and commit.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:{PRODUCT}:bill-of-materials")
_SCHEMA = SchemaVersion.V1_6


def bill_of_materials(
    version: str, artefacts: Iterable[Artefact], *, commit: str, committed_at: datetime
) -> str:
    """The bill as JSON, valid by CycloneDX's own schema; the same inputs give the same text."""
    product = Component(
        bom_ref=PRODUCT,
        name=PRODUCT,
        version=version,
        type=ComponentType.APPLICATION,
        description="Terraform modules, and the Lambda functions that they deploy",
        licenses=_licences(LICENCE),
        properties=[Property(name=f"{PRODUCT}:commit", value=commit)],
    )
    bill = Bom(serial_number=uuid.uuid5(_NAMESPACE, f"{version} {commit}"))
    bill.metadata.timestamp = committed_at
    bill.metadata.component = product
    ours = {artefact.name: _of_artefact(artefact, version) for artefact in artefacts}
    layer = next(artefact for artefact in artefacts if artefact.name == LAYER)
    about = list(_packages(layer))
    theirs = {package["Name"]: _of_package(package, layer.inputs) for package in about}
    bill.components.update([*ours.values(), *theirs.values()])

    bill.register_dependency(product, ours.values())
    for name, component in ours.items():
        bill.register_dependency(component, theirs.values() if name == LAYER else [ours[LAYER]])
    by_name = {normalised(name): component for name, component in theirs.items()}
    for package in about:
        needed = [by_name[name] for name in _needed(package) if name in by_name]
        bill.register_dependency(theirs[package["Name"]], needed)

    text: str = JsonV1Dot6(bill).output_as_string(indent=2) + "\n"
    if wrong := JsonStrictValidator(_SCHEMA).validate_str(text):
        raise ReleaseError(f"the bill of materials is not valid CycloneDX {_SCHEMA.to_version()}: {wrong}")
    return text


def _of_artefact(artefact: Artefact, version: str) -> Component:
    return Component(
        bom_ref=artefact.file,
        name=artefact.file,
        version=version,
        type=ComponentType.FILE,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=artefact.sha256)],
        licenses=_licences(LICENCE) if artefact.name != LAYER else (),
    )


def _packages(layer: Artefact) -> Iterable[Message]:
    with zipfile.ZipFile(io.BytesIO(layer.data)) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".dist-info/METADATA"):
                yield HeaderParser().parsestr(archive.read(name).decode())


def _of_package(about: Message, wheels: Mapping[str, str]) -> Component:
    name, version = about["Name"], about["Version"]
    if not (licence := about["License-Expression"] or about["License"]):
        raise ReleaseError(
            f"{name} {version}: its METADATA names no licence: look it up before it is released"
        )
    purl = PackageURL("pypi", name=normalised(name), version=version)
    begin = (normalised(name), version)
    return Component(
        bom_ref=purl.to_string(),
        name=normalised(name),
        version=version,
        type=ComponentType.LIBRARY,
        purl=purl,
        description=about["Summary"],
        hashes=[
            HashType(alg=HashAlgorithm.SHA_256, content=digest)
            for wheel, digest in wheels.items()
            if (normalised(wheel.split("-")[0]), wheel.split("-")[1]) == begin
        ],
        licenses=_licences(licence),
    )


def _needed(package: Message) -> Iterable[str]:
    """What it always needs; what only an extra needs is not in the layer."""
    for requirement in package.get_all("Requires-Dist", []):
        name, _, marker = requirement.partition(";")
        if "extra" not in marker and (found := re.match(r"[\w.-]+", name.strip())):
            yield normalised(found[0])


def _licences(expression: str) -> list[License]:
    return [
        LicenseFactory().make_from_string(expression, license_acknowledgement=LicenseAcknowledgement.DECLARED)
    ]
