"""What the back-fill function is called with first, and its file in the bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3.exceptions import S3UploadFailedError

from operations.deployment import settings_of
from operations.errors import WrongUse
from operations.rounds import resumed

if TYPE_CHECKING:
    from operations.clients import Clients
    from operations.rounds import Payload

BUCKET = "BACK_FILL_BUCKET"


def payload_of(key: str | None, kind: str | None, form: str | None, resume: str | None) -> Payload:
    """The first payload, from the options."""
    given = {"key": key, "kind": kind, "format": form}
    first = {name: value for name, value in given.items() if value is not None}
    if resume is not None:
        if first:
            raise WrongUse(f"--resume holds the file already: leave out --{', --'.join(first)}")
        return resumed(resume)
    if key is None:
        raise WrongUse("--key is missing: the key of the object in the bucket of back-fills")
    return first


def upload(clients: Clients, function: str, file: str, key: str) -> str:
    """Put a file of this machine into the function's bucket; returns where it is."""
    bucket = settings_of(clients, function).get(BUCKET)
    if bucket is None:
        raise WrongUse(f"{function} is no function of this module: it has no {BUCKET}")
    try:
        clients["s3"].upload_file(file, bucket, key)
    except (OSError, S3UploadFailedError) as error:
        raise WrongUse(f"--upload: {file} could not be put into the bucket {bucket}: {error}") from error
    return f"s3://{bucket}/{key}"
