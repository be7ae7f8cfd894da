"""The one error of this package."""


class ReleaseError(Exception):
    """Nothing was released; the message names what is wrong and says what to do."""
