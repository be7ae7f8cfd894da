"""The customers in the user pool, seen as their app sees them."""

import secrets
from collections.abc import Iterable
from typing import Any


class Customers:
    """Signed in like any user of the app; what we read is read with their own access tokens."""

    def __init__(self, cognito: Any, *, pool_id: str, client_id: str, attribute: str) -> None:
        self._cognito = cognito
        self._pool_id = pool_id
        self._client_id = client_id
        self._attribute = attribute
        self._tokens: dict[str, str] = {}

    def join(self, usernames: Iterable[str]) -> None:
        for username in usernames:
            password = f"Aa1-{secrets.token_urlsafe(16)}"
            self._cognito.admin_create_user(
                UserPoolId=self._pool_id,
                Username=username,
                MessageAction="SUPPRESS",
                UserAttributes=[{"Name": "email", "Value": f"{username}@example.org"}],
            )
            self._cognito.admin_set_user_password(
                UserPoolId=self._pool_id, Username=username, Password=password, Permanent=True
            )
            signed_in = self._cognito.initiate_auth(
                ClientId=self._client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": username, "PASSWORD": password},
            )
            self._tokens[username] = signed_in["AuthenticationResult"]["AccessToken"]

    def campaign(self, username: str) -> str:
        user = self._cognito.get_user(AccessToken=self._tokens[username])
        return next((item["Value"] for item in user["UserAttributes"] if item["Name"] == self._attribute), "")

    def campaigns(self) -> dict[str, str]:
        return {username: self.campaign(username) for username in self._tokens}
