"""The campaign attribute in a Cognito user pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class UserPool:
    """Writes one attribute of users. Cognito allows 25 such calls per second in an account and Region."""

    def __init__(
        self, client: Callable[[], CognitoIdentityProviderClient], user_pool_id: str, attribute: str
    ) -> None:
        self._client = client
        self._user_pool_id = user_pool_id
        self._attribute = attribute

    def set_campaign(self, username: str, value: str) -> bool:
        """Set the attribute; ``""`` deletes it, by Cognito's rule. False where there is no such user."""
        client = self._client()
        with translated("cognito-idp:AdminUpdateUserAttributes"):
            try:
                client.admin_update_user_attributes(
                    UserPoolId=self._user_pool_id,
                    Username=username,
                    UserAttributes=[{"Name": self._attribute, "Value": value}],
                )
            except client.exceptions.UserNotFoundException:
                return False
        return True
