"""Personal data out, the rest untouched: the sanitizer that every sink passes through.

:func:`mask` judges one text by itself, for log lines. :class:`Sanitizer` knows one call: a
number that was asked for and dictated over several turns is found, too. What is found
becomes ``[PHONE]``, ``[EMAIL]``, ``[CARD]`` or ``[IBAN]``; order numbers, sizes, prices,
dates and ids stay. Neither raises on any text, nor takes more than linear time.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dialled import (
    LEAST_ASKED,
    LEAST_UNASKED,
    claim_dialled,
)
from callcore.shared.observe.masking.shapes import claim_shapes

_ROUNDS: Final = (
    4  # what is masked can bare a neighbour; it is stable after two in practice
)
_PATIENCE: Final = 3  # caller turns without digits until a question counts as dropped
_WHOLE_NUMBER: Final = 9  # digits after which nothing more is expected
_ASKS: Final = re.compile(
    r"phone|mobile|reach you|call you back|contact number|which number|what number"
    r"|телефон|номер для|на який номер|на какой номер|ваш номер|your number",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """Return ``text`` without personal data; masking twice changes nothing more."""
    return _settled(text, LEAST_UNASKED)[0]


class Sanitizer:
    """:func:`mask` with the memory of one call; feed it the turns in order."""

    def __init__(self) -> None:
        self._patience = 0  # > 0: digits of a telephone number are expected
        self._heard = 0  # digits of it so far

    def preview(self, text: str, *, speaker: str = "caller") -> str:
        """Return what :meth:`feed` would, and remember nothing: for partials."""
        memory = self._patience, self._heard
        masked = self.feed(text, speaker=speaker)
        self._patience, self._heard = memory
        return masked

    def feed(self, text: str, *, speaker: str = "caller") -> str:
        """Return one turn of ``speaker`` (``caller`` or ``agent``) without personal data."""
        least = LEAST_ASKED if self._patience else LEAST_UNASKED
        masked, digits = _settled(text, least)
        if _ASKS.search(text):
            self._patience, self._heard = _PATIENCE, 0
        if digits:
            self._note_digits(digits)
        elif speaker == "caller" and self._patience:
            self._patience -= 1
        return masked

    def _note_digits(self, digits: int) -> None:
        self._heard += digits
        # a last pair may still follow a number that seems whole ("and four seven")
        self._patience = 1 if self._heard >= _WHOLE_NUMBER else _PATIENCE


def _settled(text: str, least: int) -> tuple[str, int]:
    digits = 0
    for _ in range(_ROUNDS):
        claims = Claims(text)
        claim_shapes(claims)
        digits += claim_dialled(claims, least)
        masked = claims.masked()
        if masked == text:
            break
        text = masked
    return text, digits
