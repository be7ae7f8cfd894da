"""A list of touches in words of our own, by whoever may call the function; the lines of a back-fill, too."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import Interaction, Parsed
from attribution.rules.touch import Outcome, Reason
from attribution.sources import Source
from attribution.sources.shared.fields import kind_of
from attribution.sources.shared.plain_touch import plain_touch
from kit.errors import BadInput, KitError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attribution.rules.parsed import Results
    from attribution.sources import Reading

NAME = "direct"


class Direct(Source):
    """`{"touches": [{"username", "journey_id", "journey_name"?, "touched_at"?}, …]}`."""

    name = NAME
    answers_failures = True  # the caller sends those again, not the whole list

    def recognises(self, event: Any) -> bool:
        """No other payload has `touches`."""
        return isinstance(event, dict) and "touches" in event

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """See `Source.parse`. A touch without its time is one of now."""
        touches = event["touches"]
        if not isinstance(touches, list):
            raise BadInput(f"touches must be a list of touches, not {kind_of(touches)}")
        numbered = ((str(place), touch) for place, touch in enumerate(touches))
        return parse_touches(numbered, reading, otherwise=reading.now)

    def answer(self, parsed: Parsed, results: Results) -> dict[str, Any]:
        """How many were recorded or superseded; the others by their place in the list, from 0."""
        outcomes = Counter(results.values())
        return {
            "recorded": outcomes[Outcome.RECORDED],
            "superseded": outcomes[Outcome.SUPERSEDED],
            "rejected": [
                {"touch": int(item), "reason": str(result)}
                for item in sorted(parsed.items, key=int)
                if isinstance(result := results[item], Reason)
            ],
            "failed": sorted(int(item) for item in parsed.items if isinstance(results[item], KitError)),
        }


def parse_touches(parts: Iterable[tuple[str, Any]], reading: Reading, *, otherwise: int | None) -> Parsed:
    """The touches of `parts`, each with the name of its item; one without its time is of `otherwise`."""
    parsed = Parsed(source=NAME)
    for item, part in parts:
        found = plain_touch(part, source=NAME, item=item, otherwise=otherwise, reading=reading)
        if isinstance(found, Interaction):
            parsed.interactions.append(found)
        else:
            parsed.rejections.append(found)
    return parsed


SOURCE = Direct()
