"""What a look at one place of a text returns: where something is, and what it is."""

from __future__ import annotations

from typing import Final

Found = tuple[int, int, str]
"""Start, end and label; an empty label if nothing was found."""

NOTHING: Final[Found] = (0, 0, "")
