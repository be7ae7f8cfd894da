"""The batch calls of SQS need the permission of the single ones, as on AWS; no other can be given.

With AUTH=true MiniStack asks for ``sqs:SendMessageBatch`` and denies a role that has ``sqs:SendMessage``.
"""

from typing import Any

_SUFFIX = "Batch"


def install() -> None:
    from ministack.core import iam_actions

    extract = iam_actions.extract_iam_action

    def extract_of_single_call(service: str, *args: Any, **kwargs: Any) -> str | None:
        action: str | None = extract(service, *args, **kwargs)
        return action.removesuffix(_SUFFIX) if service == "sqs" and action else action

    iam_actions.extract_iam_action = extract_of_single_call
