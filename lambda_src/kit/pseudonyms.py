"""Names for people in logs: the same person gets the same name, and no name leads back by itself."""

import hashlib


def pseudonym(value: str, *, salt: str) -> str:
    """12 hexadecimal digits of a keyed hash of `value`; `salt` is the key, such as a user pool's id."""
    return hashlib.blake2b(value.encode(), key=salt.encode()[:64], digest_size=6).hexdigest()
