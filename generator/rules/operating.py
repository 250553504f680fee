"""Whether a facility is there for parents, as far as that was published.

Lists and figures are about the facilities that are open in this sense: not said to have suspended
or closed. One of which no operating status was published is among them, and is counted apart from
those that are said to operate.
"""

from __future__ import annotations

from generator.model.vocabulary import OperatingStatus


def is_open(status: OperatingStatus | None) -> bool:
    """Whether a facility is not said to have suspended or closed."""
    return status not in (OperatingStatus.SUSPENDED, OperatingStatus.CLOSED)
