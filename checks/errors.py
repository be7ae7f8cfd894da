"""What stops the checks before they can say anything."""


class UnusableError(Exception):
    """The plan or the configuration cannot be used; the message names the file or key and what to do."""
