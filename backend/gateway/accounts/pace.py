"""Slows down what is asked often and changes nothing: kept in memory, forgotten at restart.

For what must not be forgotten there is `backend.gateway.accounts.throttle`, which writes
to the database each time.
"""

import threading
import time
from collections import OrderedDict

from backend.gateway.accounts.throttle import network
from backend.gateway.problems import TooManyAttempts

# Those who have not asked for longest are forgotten first.
REMEMBERED = 10_000


class Pace:
    """Lets each address ask `burst` times at once, and then `per_second` times a second."""

    def __init__(self, burst: int, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        # By network: how many are left, and when that was counted.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, address: str) -> None:
        """Count one question from `address`; raise `TooManyAttempts` if it comes too early."""
        subject, moment = network(address), time.monotonic()
        with self._lock:
            left, counted_at = self._left.pop(subject, (float(self._burst), moment))
            left = min(self._burst, left + (moment - counted_at) * self._per_second)
            admitted = left >= 1
            self._left[subject] = (left - 1 if admitted else left, moment)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        if not admitted:
            raise TooManyAttempts((1 - left) / self._per_second)
