"""What goes wrong in a way that the reader can mend."""


class AnalyticsError(Exception):
    """The message names the input and says what to do."""
