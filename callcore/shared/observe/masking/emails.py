"""Written e-mail addresses, in any alphabet, also with the sign spelled out in brackets.

The search goes outwards from the sign: a pattern that began with the part before it would try
every word of the text.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking.claims import Claims

EMAIL: Final = "EMAIL"

_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOT: Final = r"(?:\.|\s?[\[({<]\s?(?:dot|точка|крапка|\.)\s?[\])}>]\s?)"
_SIGN: Final = re.compile(
    r"(?:@|%40|\s?[\[({<]\s?(?:at|@|собака|равлик|ат|эт|ет)\s?[\])}>]\s?)"
    rf"(?P<domain>{_LABEL}(?:{_DOT}{_LABEL}){{1,5}}|\[\d{{1,3}}(?:\.\d{{1,3}}){{3}}\])",
    re.IGNORECASE,
)
_LOCAL: Final = re.compile(r"[\w.+%!#$&'*/?^{|}~-]{1,64}\Z")
_LOCAL_DOTTED: Final = re.compile(
    r"[\w.+-]{1,64}(?:\s?[\[({<]\s?(?:dot|точка|крапка)\s?[\])}>]\s?[\w.+-]{1,64}){0,3}\Z",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r'"[^"\n]{1,64}"\Z')
_TO_DIAL: Final = re.compile(r"(?:sips?|tel):\Z", re.IGNORECASE)
_EDGE: Final = (
    "'./?!#*{}|&$^~"  # may stand inside, but do not begin an address in a text
)
_KEY: Final = re.compile(r".*[=:?&|/]")
_HOSTS: Final = re.compile(
    r"(?:local|lan|internal|invalid|localdomain|arpa)\Z|[\d.\[\]]+\Z"
)
_LOOK_BACK: Final = 200
_MARKS: Final = ("@", "%40")
_BRACKET: Final = re.compile(
    r"[\[({<]\s?(?:at|собака|равлик|ат|эт|ет)\s?[\])}>]", re.IGNORECASE
)


def claim_emails(claims: Claims) -> None:
    """Replace the addresses in the text."""
    text = claims.text
    if "@" not in text and "%40" not in text and not _in_brackets(text):
        return
    for match in _SIGN.finditer(text):
        start = _begin(text, match)
        if start >= 0 and claims.free(start, match.end()):
            claims.replace(start, match.end(), EMAIL)


def _in_brackets(text: str) -> bool:
    """Return whether the sign is spelled out: "a (at) b"."""
    some = "(" in text or "[" in text or "{" in text or "<" in text
    return some and _BRACKET.search(text) is not None


def _begin(text: str, sign: re.Match[str]) -> int:
    """Return where the address begins whose sign is found; -1 if it is none."""
    end = sign.start()
    floor = max(0, end - _LOOK_BACK)
    head = text[floor:end]
    local = _QUOTED.search(head) or (
        _LOCAL_DOTTED if sign[0][0] not in "@%" else _LOCAL
    ).search(head)
    if local is None:
        return -1
    start, said = floor + local.start(), local[0]
    if said[0] != '"':
        key = _KEY.match(said)
        start += key.end() if key else 0
        start += len(text[start:end]) - len(text[start:end].lstrip(_EDGE))
    if start >= end:
        return -1
    if text[start:end].isdecimal() or _TO_DIAL.search(text, max(0, start - 5), start):
        return -1 if _is_station(text, start, sign) else start
    return start


def _is_station(text: str, start: int, sign: re.Match[str]) -> bool:
    """Return whether what stands before the sign is a number to dial: SIP writes so, too."""
    local = text[start : sign.start()]
    if _HOSTS.search(sign["domain"].lower()):
        return True
    return local.lstrip("+").isdecimal() and bool(
        _TO_DIAL.search(text, max(0, start - 5), start)
    )
