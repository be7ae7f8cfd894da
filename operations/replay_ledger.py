"""What the ledger function is called with first for a replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.errors import WrongUse
from operations.rounds import resumed

if TYPE_CHECKING:
    from operations.rounds import Payload


def payload_of(begin: str | None, end: str | None, resume: str | None) -> Payload:
    """The first payload, from the options; the function says what is wrong with a moment."""
    given = {name: value for name, value in (("from", begin), ("to", end)) if value is not None}
    if resume is None:
        return {"replay": given}
    if given:
        raise WrongUse("--resume holds the time already: leave out --from and --to")
    return resumed(resume)
