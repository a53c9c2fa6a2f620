"""Which characters of a text are already decided: to be kept, or to become a tag."""

from __future__ import annotations

from collections.abc import Callable


def plain_tag(label: str, _said: str) -> str:
    """Return the tag of ``label``, the same for everything that bears it."""
    return f"[{label}]"


class Claims:
    """Decisions about one text; the first claim on a character wins.

    Detectors run from the surest to the vaguest, so that an order number or a price is
    kept before anything that merely looks like a telephone may have it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        #: 1 for each character that is decided; read only
        self.taken = bytearray(len(text))
        self._find = self.taken.find
        self._tags: list[tuple[int, int, str]] = []

    def free(self, start: int, end: int) -> bool:
        """Return whether nobody has claimed any character of ``text[start:end]``."""
        return self._find(1, start, end) < 0

    def keep(self, start: int, end: int) -> None:
        """Protect what is still free in ``text[start:end]``."""
        self.taken[start:end] = b"\1" * (end - start)

    def replace(self, start: int, end: int, label: str) -> None:
        """Put ``[label]`` instead of ``text[start:end]``, which must be free."""
        self.keep(start, end)
        self._tags.append((start, end, label))

    @property
    def any(self) -> bool:
        """Whether something is to be replaced."""
        return bool(self._tags)

    def spans(self) -> list[tuple[int, int, str]]:
        """Return what is to be replaced, from left to right: start, end, label."""
        return sorted(self._tags)

    def masked(self, tag: Callable[[str, str], str] = plain_tag) -> str:
        """Return the text with its tags; ``tag`` makes one of a label and what was said."""
        return with_tags(self.text, self.spans(), tag)


def with_tags(
    text: str, spans: list[tuple[int, int, str]], tag: Callable[[str, str], str]
) -> str:
    """Return ``text`` with a tag instead of each of ``spans``, which are sorted."""
    parts, cursor = [], 0
    for start, end, label in spans:
        parts += [text[cursor:start], tag(label, text[start:end])]
        cursor = end
    return "".join([*parts, text[cursor:]])
