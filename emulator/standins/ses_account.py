"""Amazon SES v2 of one account: what MiniStack lacks is answered here, all else by MiniStack."""

from emulator.standins.ses_exports import ExportServer
from emulator.standins.ses_suppression import SuppressionList


class SesAccount(ExportServer):
    """``otherwise`` is the address of MiniStack; see ``ModelServer`` for when it may be set."""

    def __init__(self, *, otherwise: str | None = None) -> None:
        self.suppression = SuppressionList()
        super().__init__(self.suppression.operations, otherwise=otherwise)
