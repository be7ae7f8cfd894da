"""What ends a command before it has done anything."""


class WrongUse(Exception):  # noqa: N818 - reads as what it is
    """The command cannot be done as it was given; the message names the input and says what to do."""
