"""What telephony writes: ``SIP/trunk/067...``, ``PJSIP/+380...``, ``sip:067...@host``."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line

PHONE: Final = "PHONE"

# the word itself was found: up to two names of trunks stand between it and the number
_DIALLED: Final = re.compile(
    r"(?:[:/.]{1,3}|%3A)(?:[A-Za-z][\w.-]{0,40}[/@:?=]){0,2}(?:\w{1,12}=)?"
    r"(?P<number>(?:\+|%2B)?\(?\d[\d().-]{4,20}\d)(?![\w])"
)
_SERIAL: Final = re.compile(r"-[0-9a-f]{8}\Z")
_FEWEST: Final = 6  # digits; stations have fewer
_MOST: Final = 15


def claim_dialplan(line: Line, claims: Claims) -> None:
    """Replace the numbers in channels and URIs."""
    for index, word in enumerate(line.words):
        if not word.flags & flags.DIAL:
            continue
        match = _DIALLED.match(line.text, line.ends[index])
        if match is None:
            continue
        start, end = match.span("number")
        # "PJSIP/380671234567-00000012": a channel has a serial number of its own
        end -= len(match["number"]) - len(_SERIAL.sub("", match["number"]))
        digits = sum(map(str.isdecimal, line.text[start:end]))
        if _FEWEST <= digits <= _MOST and claims.free(start, end):
            claims.replace(start, end, PHONE)
