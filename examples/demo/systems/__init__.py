"""Stories of the other modules: one file per example that is applied, with a function `play`."""

import importlib
from collections.abc import Callable
from pathlib import Path

from examples.demo.systems.stage import SystemStage

_FOLDER = Path(__file__).parent
_NO_STORIES = ("__init__", "stage")
EXAMPLES = _FOLDER.parents[1]


def names() -> list[str]:
    """Of the examples that have a story."""
    found = (path.stem for path in _FOLDER.glob("*.py") if path.stem not in _NO_STORIES)
    return sorted(stem.replace("_", "-") for stem in found)


def story(name: str) -> Callable[[SystemStage], None]:
    """The story of the example of this name; `LookupError` where there is none."""
    if name not in names():
        raise LookupError(f"There is no system {name}. Choose one of: {', '.join(names())}.")
    play: Callable[[SystemStage], None] = importlib.import_module(f"{__name__}.{name.replace('-', '_')}").play
    return play
