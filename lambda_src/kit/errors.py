"""The one question an event source asks of an error: can a retry help?

::

    KitError               message is ours: it never quotes personal data, so it may be logged
    ├── TransientError     a retry may help
    │   └── Throttled      the service asks for fewer calls
    ├── PermanentError     a retry cannot help: count it, report it, go on
    │   └── BadInput       the caller sent something that cannot be handled
    └── ConfigError        the deployment is wrong: fail the whole invocation
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def shown_names(fields: Iterable[Any]) -> str:
    """Names of fields for a message, at most 20; what does not look like one may be personal data."""
    names = sorted({name if isinstance(name, str) and _NAME.fullmatch(name) else "…" for name in fields})
    return ", ".join(names[:20])


class KitError(Exception):
    """Base of all errors whose message is safe to log."""


class TransientError(KitError):
    """A retry may help."""


class Throttled(TransientError):  # noqa: N818 - the word every AWS service uses
    """The service refused the call because of its rate."""


class PermanentError(KitError):
    """A retry cannot help."""


class BadInput(PermanentError):  # noqa: N818 - reads as what it is
    """The payload cannot be handled; the message names the field and says what belongs there."""


class ConfigError(KitError):
    """The deployment is wrong; the message names the setting, never its value."""
