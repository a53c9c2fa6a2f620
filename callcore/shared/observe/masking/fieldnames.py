"""Values whose key says what they are: ``caller=``, ``"phone":``, ``From:``, ``Отримувач:``.

Only where a colon or a sign of equality follows a word is a key looked for, and its value is
replaced only if it looks like what the key promises: a tool and a file have names, too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.emails import claim_emails
from callcore.shared.observe.masking.headers import claim_dialplan
from callcore.shared.observe.masking.keys import Holds, holds
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.values import claim_value

_SIGN: Final = re.compile(r"[:=]+>?")
_CLOSES: Final = ("", '"', "'", '\\"', "\u201d", "\u00bb", ")", "]", "']", '"]')
_TAILS: Final = frozenset(  # what may stand between a key and its sign
    close + blank for close in _CLOSES for blank in ("", " ", "  ", "\t")
)
_ELEMENT: Final = re.compile(r"<(?P<key>[A-Za-z_][\w:-]{0,40})>(?=[^<])")
_JOINS: Final = frozenset({" ", "-", ".", "("})
_MOST_PARTS: Final = 3  # words of one key: "номер телефону клієнта"


def claim_fields(line: Line, claims: Claims, _memory: Memory) -> None:
    """Claim tags that stand already, written e-mail addresses, and the values of fields."""
    if line.flags & flags.TAG:
        for index, word in enumerate(line.words):
            if word.flags & flags.TAG:
                claims.keep(line.starts[index], line.ends[index])
    claim_emails(claims)
    if line.flags & flags.DIAL:
        claim_dialplan(line, claims)
    text = line.text
    if "</" in text:
        _claim_elements(line, claims)
    if ":" in text or "=" in text:
        for match in _SIGN.finditer(text):
            _claim_field(line, claims, match)


def _claim_elements(line: Line, claims: Claims) -> None:
    """Claim what stands in elements: ``<phone>...</phone>``."""
    for match in _ELEMENT.finditer(line.text):
        found = holds(match["key"])
        if found is not Holds.ANYTHING:
            claim_value(line, claims, found, match.end())


def _claim_field(line: Line, claims: Claims, sign: re.Match[str]) -> None:
    start, end = sign.span()
    last = bisect_right(line.starts, start) - 1
    if last < 0:
        return
    tail, word = line.text[line.ends[last] : start], line.words[last].flags
    if tail not in _TAILS or word & flags.DIGITS:
        return
    if not word & flags.TITLE and (tail.strip() or line.text[start] == "="):
        claims.keep(line.starts[last], line.ends[last])  # a key is nobody's name
    found = _holds(line, last)
    if found is not Holds.ANYTHING:
        claim_value(line, claims, found, end)


def _holds(line: Line, last: int) -> Holds:
    """Return what the key promises that ends with word ``last``."""
    first = last
    while first and last - first < _MOST_PARTS and line.gap(first) in _JOINS:
        first -= 1
    for begin in range(first, last + 1):
        key = line.text[line.starts[begin] : line.ends[last]]
        found = holds(key)
        if found is not Holds.ANYTHING:
            return found
    return Holds.ANYTHING
