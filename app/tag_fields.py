"""Text fields that begin with what a file says of itself, so that it can be edited in place."""

from collections.abc import Callable, Mapping

from app.gateway.services import Parameter
from app.operation_form import TYPED_LENGTH, starting_text

StartingText = Callable[[Parameter, float], str]


def starting_texts(tags: Mapping[str, str]) -> StartingText:
    """Return `starting_text` for a file that says `tags` of itself.

    A text field without a default has the tag of its name. What is longer than can be typed
    stays out: it would be cut off.
    """

    def starting(parameter: Parameter, duration_seconds: float) -> str:
        if parameter.type == "text" and parameter.default is None:
            said = tags.get(parameter.name, "")
            return said if len(said) <= TYPED_LENGTH else ""
        return starting_text(parameter, duration_seconds)

    return starting
