"""What all messages share."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """Base of everything sent: unknown members are refused, so that typing errors show."""

    model_config = ConfigDict(extra="forbid")


class FieldProblem(Message):
    """What is wrong with one field of a request."""

    code: str
    message: str


class Problem(Message):
    """Every error of the gateway, whatever its status.

    `code` is stable and meant for programs, `message` for people. `fields` holds
    problems by field name. `request_id` is in the logs too.
    """

    code: str
    message: str
    fields: dict[str, FieldProblem] = {}
    request_id: str
