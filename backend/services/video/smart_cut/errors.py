"""Why a cut was not made.

Both errors carry a stable `code`, so that callers decide by code and never by prose:

    SmartCutError
    ├── SmartCutUnsupportedError   this file cannot be cut this way; nothing usable was written
    └── CutNotExactError           a cut was written, was checked, and is not what was asked for

In both cases the caller is expected to encode the whole range again instead.
"""


class SmartCutError(Exception):
    """A cut that did not happen, with a stable code and a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class SmartCutUnsupportedError(SmartCutError):
    """The file cannot be cut without encoding all of it again."""


class CutNotExactError(SmartCutError):
    """The result differs from what was asked for, so it must not be handed out."""

    def __init__(self, message: str) -> None:
        super().__init__("not_exact", message)
