"""What the reconcile function is called with first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.errors import WrongUse
from operations.rounds import resumed

if TYPE_CHECKING:
    from operations.rounds import Payload


def payload_of(walk: str | None, segments: int | None, resume: str | None) -> Payload:
    """The first payload, from the options."""
    if resume is None:
        given = {"walk": walk, "segments": segments}
        return {name: value for name, value in given.items() if value is not None}
    if walk is not None or segments is not None:
        raise WrongUse("--resume holds walk and segments already: leave out --walk and --segments")
    return resumed(resume)
