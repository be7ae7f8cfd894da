"""The user pool of a deployment: its settings, its app clients, and one user by ListUsers.

Not by AdminGetUser: that call makes the user a billable active user of the month, ListUsers does not. The
price is that ListUsers is eventually consistent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.touch import Reason
from attribution.rules.username import username_from
from kit.service_errors import translated
from operations.facts import Pool, User

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from operations.deployment import Deployment

# A touch may lie under any of these by mistake, whatever the pool takes at sign-in.
ADDRESSES = ("email", "phone_number", "sub")


class Directory:
    """Reads the pool; a client of cognito-idp is handed in."""

    def __init__(self, client: Any, deployment: Deployment) -> None:
        self._client = client
        self._deployment = deployment

    def settings(self) -> Pool:
        """What DescribeUserPool says of names and of the token trigger."""
        with translated("cognito-idp:DescribeUserPool"):
            pool = self._client.describe_user_pool(UserPoolId=self._deployment.user_pool_id)["UserPool"]
        triggers = pool.get("LambdaConfig", {})
        configured = triggers.get("PreTokenGenerationConfig", {}).get("LambdaArn")
        return Pool(
            # Cognito's default, where a pool was made without the setting, is to tell Ann from ann.
            case_sensitive=pool.get("UsernameConfiguration", {}).get("CaseSensitive", True),
            token_trigger=configured or triggers.get("PreTokenGeneration"),
            aliases=tuple(pool.get("AliasAttributes", [])),
        )

    def find(self, name: str, aliases: Sequence[str]) -> User | None:
        """The user whose username is `name`; else the one, and only one, whose address or alias it is."""
        spellings = dict.fromkeys([name, self.key_of(name)])
        for spelling in spellings:  # ListUsers tells capitals in usernames, whatever the pool does
            for found in self._matching("username", spelling):
                return found
        for field in dict.fromkeys([*ADDRESSES, *aliases]):
            users = {
                user.username: user for spelling in spellings for user in self._matching(field, spelling)
            }
            if len(users) == 1:
                return next(iter(users.values()))
        return None

    def keys_of(self, user: User, aliases: Sequence[str]) -> dict[str, str]:
        """Every key under which a touch of the user can lie: field -> key, the username first.

        A preferred username counts only where the pool takes it as an alias: elsewhere it may be the
        username of someone else.
        """
        names = {"username": user.username} | {
            field: user.names[field] for field in dict.fromkeys([*ADDRESSES, *aliases]) if field in user.names
        }
        keys: dict[str, str] = {}
        for field, name in names.items():
            if (key := self.key_of(name)) not in keys.values():
                keys[field] = key
        return keys

    def key_of(self, name: str) -> str:
        """The table's key for a name; one that the product rejects stays as it is, and finds nothing."""
        key = username_from(name, case_sensitive=self._deployment.case_sensitive)
        return name if isinstance(key, Reason) else key

    def writers(self) -> tuple[str, ...]:
        """The app clients that may write the attribute; one without a list of its own may write all."""
        pool_id = self._deployment.user_pool_id
        with translated("cognito-idp:ListUserPoolClients"):
            pages = self._client.get_paginator("list_user_pool_clients").paginate(UserPoolId=pool_id)
            ids = [client["ClientId"] for page in pages for client in page["UserPoolClients"]]
        found = []
        for client_id in ids:
            with translated("cognito-idp:DescribeUserPoolClient"):
                answer = self._client.describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
            client = answer["UserPoolClient"]
            writable = client.get("WriteAttributes")
            if not writable or self._deployment.attribute in writable:
                found.append(str(client.get("ClientName", client_id)))
        return tuple(found)

    def _matching(self, field: str, value: str) -> Iterator[User]:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        with translated("cognito-idp:ListUsers"):
            answer = self._client.list_users(
                UserPoolId=self._deployment.user_pool_id, Filter=f'{field} = "{escaped}"'
            )
        for found in answer["Users"]:
            attributes = {entry["Name"]: entry.get("Value", "") for entry in found.get("Attributes", [])}
            names = {"username": found["Username"], **attributes}
            if self.key_of(names.get(field, "")) == self.key_of(value):  # never a stranger, whatever came
                yield User(
                    username=found["Username"],
                    status=found.get("UserStatus", "unknown"),
                    enabled=bool(found.get("Enabled", True)),
                    campaign=attributes.get(self._deployment.attribute, ""),
                    found_by=field,
                    names={name: value for name, value in attributes.items() if value and ":" not in name},
                )
