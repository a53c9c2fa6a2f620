"""Which characters of a text are already decided: to be kept, or to become a tag."""

from __future__ import annotations


class Claims:
    """Decisions about one text; the first claim on a character wins.

    Detectors run from the surest to the vaguest, so that an order number or a price is
    kept before anything that merely looks like a telephone may have it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._taken = bytearray(len(text))
        self._tags: list[tuple[int, int, str]] = []

    def free(self, start: int, end: int) -> bool:
        """Return whether nobody has claimed any character of ``text[start:end]``."""
        return self._taken.find(1, start, end) < 0

    def keep(self, start: int, end: int) -> None:
        """Protect what is still free in ``text[start:end]``."""
        self._taken[start:end] = b"\1" * (end - start)

    def replace(self, start: int, end: int, label: str) -> None:
        """Put ``[label]`` instead of ``text[start:end]``, which must be free."""
        self.keep(start, end)
        self._tags.append((start, end, label))

    def masked(self) -> str:
        """Return the text with its tags."""
        parts, cursor = [], 0
        for start, end, label in sorted(self._tags):
            parts += [self.text[cursor:start], f"[{label}]"]
            cursor = end
        return "".join([*parts, self.text[cursor:]])
