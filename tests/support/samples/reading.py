"""Sample events, one JSON file per kind: shapes of AWS's documentation, with invented people and ids."""

import json
from pathlib import Path
from typing import Any

_SAMPLES = Path(__file__).parent


def sample(source: str, kind: str) -> Any:
    return json.loads((_SAMPLES / source / f"{kind}.json").read_text())


def samples(source: str) -> list[str]:
    """The kinds that there are."""
    return sorted(path.stem for path in (_SAMPLES / source).glob("*.json"))


def structure(value: Any) -> Any:
    """Keys and kinds of values, without the values; of a list, those of its entries."""
    if isinstance(value, dict):
        return {key: structure(item) for key, item in value.items()}
    if isinstance(value, list):
        shapes = [structure(item) for item in value]
        return [shape for position, shape in enumerate(shapes) if shape not in shapes[:position]]
    return (
        "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__
    )
