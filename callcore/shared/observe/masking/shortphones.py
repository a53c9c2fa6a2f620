"""Telephones that are told by how they are written, though half of them is missing.

Within a town people write "2-31-88", "44-15-02" or "555-0134"; who is careful writes
"050-хх-хх-118".
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.found import NOTHING, Found
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.protected import continues

PHONE: Final = "PHONE"

_LOCAL: Final = re.compile(
    r"(?P<pairs>[2-9]\d{0,2}-\d\d-\d\d)(?![\w/-]|[., ]\d)"
    r"|(?P<states>[2-9]\d\d-\d{4})(?![\w/-]|[.,]\d)"
)
_SIZE: Final = re.compile(r"[1-3]\d[05]-[2-9][05]-(?:1\d|2[0-4])")
_WITHIN: Final = frozenset("-+./#\u2116:_")
_INVENTED: Final = "555"  # the exchange that stands in examples
_TOLD: Final = flags.PHONE_WORD | flags.CALL_WORD | flags.EXTENSION
_OTHER: Final = flags.ORDER_WORD | flags.CODE_ORDER
_FEBRUARY: Final = 29
_MONTHS: Final = 12
_DAYS: Final = 31

_HIDES: Final = re.compile(r"[*•]{2}|(?<![^\W\d_])[xXхХ]{2,4}(?![^\W\d_])")
_SIGNS: Final = ("**", "хх", "xx", "ХХ", "XX", "••")
_HIDDEN: Final = re.compile(
    r"(?<![\w+])(?:\+\d{1,3}|0|38|7|8)[\d *•xXхХ().-]{6,18}(?<=[\d*•xXхХ])(?!\w)"
)
_CHARS: Final = range(9, 14)  # digits and signs for digits
_SHOWN: Final = 4  # digits that are left


def local(line: Line, index: int) -> Found:
    """Return the number within a town that begins with word ``index``."""
    start = line.starts[index]
    match = _LOCAL.match(line.text, start)
    if match is None or (start and line.text[start - 1] in _WITHIN):
        return NOTHING
    if continues(line.text, start):
        return NOTHING  # the end of a longer one
    said = match[0]
    told = bool(line.flags & _TOLD)
    if line.flags & (_OTHER if told else _OTHER | flags.OTHER_WORD):
        return NOTHING
    if match["states"]:
        known = told or said.startswith(_INVENTED)
    else:
        known = not (
            line.flags & flags.CODE_WORD or _SIZE.fullmatch(said) or _is_date(said)
        )
    return (start, match.end(), PHONE) if known else NOTHING


def _is_date(said: str) -> bool:
    """Return whether it can be one, of either order: "12-05-24", "2-28-24"."""
    one, other = sorted(map(int, said.split("-")[:2]))
    return 1 <= one <= _MONTHS and other <= (_FEBRUARY if one == 2 else _DAYS)


def claim_hidden(line: Line, claims: Claims) -> None:
    """Replace numbers some of whose digits are hidden."""
    text = line.text
    if not any(sign in text for sign in _SIGNS) or not _HIDES.search(text):
        return
    for match in _HIDDEN.finditer(line.text):
        said = match[0]
        digits = sum(map(str.isdecimal, said))
        hidden = sum(char in "*•xXхХ" for char in said)
        if digits < _SHOWN or hidden < 2 or digits + hidden not in _CHARS:
            continue
        if _HIDES.search(said) and claims.free(*match.span()):
            claims.replace(*match.span(), PHONE)
