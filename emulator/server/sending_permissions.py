"""SendEmail needs the permission for the identity and the configuration set, and knows `ses:FromAddress`.

With AUTH=true MiniStack asks for the permission for ``*``, which no role should have, and no condition on the
sender holds. https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import contextvars
import json
from email.utils import parseaddr
from typing import Any

_ACTION = "ses:SendEmail"
_PATH = "/v2/email/outbound-emails"

_asked: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("asked", default=None)


def install() -> None:
    from ministack.core import iam_actions, iam_evaluator

    extract, enforce = iam_actions.extract_resource_arn, iam_evaluator.enforce

    def extract_of_sending(
        service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any
    ) -> str:
        sending = service == "ses" and method == "POST" and path.rstrip("/").endswith(_PATH)
        _asked.set(json.loads(body or b"{}") if sending else None)
        return str(extract(service, method, path, headers, body, *rest))

    def enforce_for_sender(
        key: str, action: str, service: str, region: str, resource_arn: str = "*", service_context: Any = None
    ) -> Any:
        asked = _asked.get() if action == _ACTION else None
        if asked is None:
            return enforce(key, action, service, region, resource_arn, service_context)
        address = parseaddr(asked.get("FromEmailAddress", ""))[1]
        context = {**(service_context or {}), "ses:FromAddress": address}
        for resource in _resources(asked, address, region):
            if denied := enforce(key, action, service, region, resource, context):
                return denied
        return None

    iam_actions.extract_resource_arn, iam_evaluator.enforce = extract_of_sending, enforce_for_sender


def _resources(asked: dict[str, Any], address: str, region: str) -> list[str]:
    from ministack.core.responses import get_account_id

    begin = f"arn:aws:ses:{region}:{get_account_id()}"
    resources = [f"{begin}:identity/{_identity(address)}"]
    if configuration_set := asked.get("ConfigurationSetName"):
        resources.append(f"{begin}:configuration-set/{configuration_set}")
    return resources


def _identity(address: str) -> str:
    """The identity that SES sends by: the address's own, else the nearest domain's."""
    from ministack.services import ses, ses_v2

    domains = list(ses._domain_and_parents(address.rpartition("@")[2].lower()))
    known = (name for name in (address, *domains) if name in ses_v2._identities or name in ses._identities)
    return next(known, address)
