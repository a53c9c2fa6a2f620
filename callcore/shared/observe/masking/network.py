"""Addresses of the network that can lead to a person.

Private and local ones (RFC 1918, RFC 6598, loopback) say nothing about anybody and are needed
to read a log; versions and sections that only look like an address stay.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.found import NOTHING, Found
from callcore.shared.observe.masking.line import Line

IP: Final = "IP"

_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"  # no leading zero: a phone's has
_V4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}(?![\w]|\.\d)")
_OURS: Final = re.compile(
    r"(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])"
    r"|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\."
)
_V6: Final = re.compile(
    r"(?<![\w:.])(?=[0-9a-f]{0,4}:)[0-9a-f:]{3,39}(?![\w])", re.IGNORECASE
)
_GROUPS: Final = 8
_PRODUCT: Final = re.compile(r"[A-Za-z]/\Z")  # "Chrome/114.0.5735.1"


def network(line: Line, index: int) -> Found:
    """Return the IPv4 address that begins with word ``index``, if it can be a person's."""
    if not line.words[index].flags & flags.DIGITS:
        return NOTHING
    start = line.starts[index]
    match = _V4.match(line.text, start)
    if match is None or _OURS.match(match[0]):
        return NOTHING
    if line.text[start - 1 : start] in {".", "-", "v"} and start:
        return NOTHING
    if _PRODUCT.search(line.text, max(0, start - 2), start):
        return NOTHING
    for before in line.words[max(0, index - 2) : index]:
        if before.flags & flags.CODE_VERSION:
            return NOTHING
    return start, match.end(), IP


def claim_v6(line: Line, claims: Claims) -> None:
    """Replace the addresses of IPv6."""
    text = line.text
    if "::" not in text and text.count(":") < _GROUPS - 1:
        return
    for match in _V6.finditer(text):
        said = match[0].rstrip(":") if match[0][-2:] != "::" else match[0]
        start = match.start()
        if _is_v6(said) and claims.free(start, start + len(said)):
            claims.replace(start, start + len(said), IP)


def _is_v6(text: str) -> bool:
    if text in {"::", "::1"} or ":::" in text or text.count("::") > 1:
        return False
    groups = [group for group in text.split(":") if group]
    if any(len(group) > 4 for group in groups):
        return False
    if "::" not in text:
        return len(groups) == _GROUPS
    if len(groups) < 3 and (len(groups) < 2 or len(groups[0]) < 3):
        return False  # "edges[1::2]"
    return len(groups) < _GROUPS and any(map(str.isdecimal, text))
