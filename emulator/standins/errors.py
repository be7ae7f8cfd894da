class ServiceError(Exception):
    """An error that the service itself would answer with; ``members`` are what its shape has besides."""

    def __init__(self, code: str, message: str, status: int = 400, **members: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members = members
