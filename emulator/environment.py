"""The environment variables that make a child talk to an emulator, and to nothing else."""

import os
from collections.abc import Mapping

REGION = "us-east-1"
ACCOUNT_ID = "000000000000"
# MiniStack takes these for the root user of its account, also when it checks permissions.
ACCESS_KEY_ID = "test"
SECRET_ACCESS_KEY = "test"  # noqa: S105 - not a secret: the emulator's fixed one

_KEPT = "AWS_CA_BUNDLE"
_LOCAL_HOSTS = ("127.0.0.1", "localhost")


def emulator_environment(url: str, *, base: Mapping[str, str] | None = None, **more: str) -> dict[str, str]:
    """``base`` (by default our own environment) with every AWS setting replaced by the emulator's.

    ``more`` adds to it or overrides it, for example ``AWS_ENDPOINT_URL_PINPOINT``.
    """
    inherited = dict(os.environ if base is None else base)
    return {
        **without_aws_settings(inherited),
        **_without_proxy_for_local_hosts(inherited),
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        # a default profile of the user could bring its own endpoints or roles
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **more,
    }


def without_aws_settings(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in environment.items() if not name.startswith("AWS_") or name == _KEPT
    }


def _without_proxy_for_local_hosts(environment: Mapping[str, str]) -> dict[str, str]:
    """Botocore asks the user's proxy even for the loopback address, unless told otherwise."""
    listed = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    hosts = ",".join([*filter(None, [listed]), *_LOCAL_HOSTS])
    return {"NO_PROXY": hosts, "no_proxy": hosts}
