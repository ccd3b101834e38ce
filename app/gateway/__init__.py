"""The client of the gateway: the only place that knows its addresses and imports requests.

It knows nothing of Flask, so that scripts and tests can use it as it is.
"""

from app.gateway.accounts import Accounts
from app.gateway.achievements import Achievements
from app.gateway.batches import Batches
from app.gateway.emails import Emails
from app.gateway.files import Files
from app.gateway.jobs import Jobs
from app.gateway.presets import Presets
from app.gateway.services import Services
from app.gateway.shares import Shares
from app.gateway.status import Status
from app.gateway.tokens import Tokens
from app.gateway.transport import Transport
from app.gateway.uploads import Uploads

__all__ = ["Gateway"]


class Gateway:
    """All resources of one gateway. Methods are named for what somebody wants."""

    def __init__(self, transport: Transport) -> None:
        self.accounts = Accounts(transport)
        self.achievements = Achievements(transport)
        self.batches = Batches(transport)
        self.emails = Emails(transport)
        self.files = Files(transport)
        self.jobs = Jobs(transport)
        self.presets = Presets(transport)
        self.services = Services(transport)
        self.shares = Shares(transport)
        self.status = Status(transport)
        self.tokens = Tokens(transport)
        self.uploads = Uploads(transport)
