"""Why a picture cannot be read or made: codes that the service turns into sentences."""


class UnfitError(Exception):
    """The argument is one of the codes in `backend.services.image.child.FAILURES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
