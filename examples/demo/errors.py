"""How the demo fails."""


class WrongValue(Exception):  # noqa: N818 - reads as what it says
    """Something is not as the story has it."""
