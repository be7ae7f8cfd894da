"""Starts MiniStack with our corrections. Run by the interpreter of the emulator's virtual environment."""

import importlib.metadata
import os
import sys
from pathlib import Path

# The corrections replace private functions, so they fit exactly one version.
_MINISTACK = "1.5.33"


def main() -> None:
    installed = importlib.metadata.version("ministack")
    if installed != _MINISTACK:
        sys.exit(f"MiniStack {installed} is installed, but the corrections are written for {_MINISTACK}.")
    # A probe wants to see MiniStack as it comes, to tell when a correction is no longer needed.
    if not os.environ.get("EMULATOR_WITHOUT_CORRECTIONS"):
        _correct()

    from ministack import app

    app.main()


def _correct() -> None:
    from emulator.server import (
        alarm_answers,
        athena_dialect,
        batch_permissions,
        converted_keys,
        failed_transformations,
        feedback_topics,
        headers_policies,
        idle_connections,
        kept_streams,
        mail_tags,
        receipt_rules,
        repeated_requests,
        secure_transport,
        sending_permissions,
        service_events,
        state_notices,
        stream_mappings,
        stream_permissions,
        ttl_deletions,
    )

    # first: MiniStack's own sweep starts as soon as its DynamoDB is loaded
    ttl_deletions.install()
    stream_mappings.install()
    kept_streams.install()
    batch_permissions.install()
    stream_permissions.install()
    alarm_answers.install()
    service_events.install()
    mail_tags.install()
    receipt_rules.install()
    feedback_topics.install()
    sending_permissions.install()
    secure_transport.install()
    state_notices.install()
    athena_dialect.install()
    converted_keys.install()
    failed_transformations.install()
    headers_policies.install()
    idle_connections.install()
    repeated_requests.install()


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))
    main()
