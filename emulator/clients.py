"""boto3 clients for an emulator, deaf to the AWS settings of the user."""

import functools
import os
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from emulator.environment import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY


def client(
    service: str,
    url: str,
    *,
    read_timeout: float = 30,
    access_key_id: str = ACCESS_KEY_ID,
    secret_access_key: str = SECRET_ACCESS_KEY,
) -> Any:
    return _session().client(
        service,
        endpoint_url=url,
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret_access_key,
        config=Config(
            connect_timeout=2,
            read_timeout=read_timeout,
            # a test wants to see the first refusal, not the outcome of a retry
            retries={"mode": "standard", "total_max_attempts": 1},
            # not None, which would mean: the user's proxies
            proxies={},
        ),
    )


@functools.cache
def _session() -> Any:
    unset = (None, None, None, None)
    session = botocore.session.Session(
        session_vars={
            "profile": unset,
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    return boto3.session.Session(botocore_session=session, region_name=REGION)
