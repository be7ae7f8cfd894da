"""The suppression list of SES: the account's, or a tenant's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import ConfigError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from ses_event_processing.rules.suppression import Reason

OPERATION = "PutSuppressedDestination"


class SesSuppressionList:
    """See `flows.processing.SuppressionList`.

    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
    """

    def __init__(self, client: Callable[[], Any], tenant: str | None) -> None:
        self._client = client
        self._tenant = tenant

    def add(self, address: str, reason: Reason) -> None:
        """Put the address on the list."""
        ses = self._client()
        of_tenant = {} if self._tenant is None else {"TenantName": self._tenant}
        if of_tenant:
            _check_that_tenants_are_known(ses)
        with translated(f"ses:{OPERATION}"):
            ses.put_suppressed_destination(EmailAddress=address, Reason=reason.value, **of_tenant)


def _check_that_tenants_are_known(ses: Any) -> None:
    """The runtime brings boto3, and tenants' lists are newer than some versions of it."""
    members = ses.meta.service_model.operation_model(OPERATION).input_shape.members
    if "TenantName" not in members:
        raise ConfigError(
            "TENANT_NAME is set, but the runtime's boto3 knows no suppression lists of tenants: unset it, or "
            "choose a runtime with a newer boto3"
        )
