"""All users of a Cognito user pool, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef


class UserList:
    """Lists users. ListUsers makes nobody a billable active user, AdminGetUser does. It is eventually
    consistent, 60 users a page; its category allows 30 calls per second in an account and Region.

    Source: the Cognito developer guide, "Quotas" (request rates, monthly active users).
    """

    def __init__(
        self, client: Callable[[], CognitoIdentityProviderClient], user_pool_id: str, attribute: str
    ) -> None:
        self._client = client
        self._user_pool_id = user_pool_id
        self._attribute = attribute

    def campaigns(self, prefix: str, before_each_call: Callable[[], None]) -> Iterator[list[tuple[str, str]]]:
        """Pages of (username, value of the campaign attribute) of users whose `sub` begins with `prefix`."""
        # no AttributesToGet: Cognito refuses it where a user lacks the attribute
        request: Any = {"UserPoolId": self._user_pool_id, "Filter": f'sub ^= "{prefix}"'}
        while True:
            before_each_call()
            with translated("cognito-idp:ListUsers"):
                page = self._client().list_users(**request)
            yield [(user["Username"], self._campaign(user)) for user in page["Users"]]
            if "PaginationToken" not in page:
                return
            request["PaginationToken"] = page["PaginationToken"]

    def _campaign(self, user: UserTypeTypeDef) -> str:
        attributes = user.get("Attributes", [])
        return next((item.get("Value", "") for item in attributes if item["Name"] == self._attribute), "")
