"""How a benchmark tells what it measured."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured figure and the goal it is held against."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the goal is met; a figure without a goal always is."""
        above = self.at_least is None or self.value >= self.at_least
        below = self.at_most is None or self.value <= self.at_most
        return above and below

    def __str__(self) -> str:
        goal = ""
        if self.at_least is not None:
            goal = f"goal ≥ {self.at_least:g}"
        if self.at_most is not None:
            goal = f"goal ≤ {self.at_most:g}"
        mark = "" if not goal else ("  reached" if self.reached else "  MISSED")
        return f"{self.name:<58} {self.value:>10.2f} {self.unit:<8} {goal:<14}{mark}"


def machine() -> str:
    """Return one line about the machine: ratios travel between machines, seconds do not."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [line for line in information.read_text().splitlines() if "model name" in line]
        model = names[0].partition(":")[2].strip() if names else model
    return (
        f"{os.cpu_count()} cores, {model}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )
