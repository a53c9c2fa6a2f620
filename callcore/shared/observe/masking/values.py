"""What stands behind a key, taken only if it looks like what the key promises."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from callcore.shared.observe.masking import parties
from callcore.shared.observe.masking.accounts import account
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.fieldvalue import Value, digits_in, value_at
from callcore.shared.observe.masking.keys import Holds
from callcore.shared.observe.masking.line import Line

_OWN: Final = re.compile(r"[\s\"'\[({\\]{0,6}(?P<said>\w[\w.+-]{3,63})")
_CARD: Final = re.compile(r"\d(?:[ .-]?\d){11,18}(?!\w)")
_CODE: Final = re.compile(r"[^\W_]{1,20}(?:[ ./-][^\W_]{1,12}){0,4}")
_ZIP: Final = re.compile(r"\d{5}(?:-\d{4})?|\d{6}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
_HOST: Final = re.compile(r"[\d.:\[\]/a-f]+\Z|\w{1,8}://|[\w.-]{1,60}:\d{1,5}\Z")
_FEWEST_DIGITS: Final = 3  # of a plate


def claim_value(line: Line, claims: Claims, found: Holds, behind: int) -> None:
    """Claim the value that begins at ``behind`` or a few signs after it."""
    if found is Holds.OWN:
        _keep(line, claims, behind)
        return
    value = value_at(line, claims, behind)
    if value is not None:
        _LOOKS[found](value)


def _keep(line: Line, claims: Claims, behind: int) -> None:
    """Protect the value of an own field; one without digits needs no protection."""
    match = _OWN.match(line.text, behind)
    if match and not match["said"].isalpha() and claims.free(*match.span("said")):
        claims.keep(*match.span("said"))


def _address(value: Value) -> None:
    said = value.text.strip()
    # after a bare colon people go on talking: what of it is the address is seen elsewhere
    if value.told and _is_address(said):
        value.replace(value.start, value.start + len(said), "ADDRESS")


def _is_address(said: str) -> bool:
    if _ZIP.fullmatch(said):
        return True
    if _HOST.match(said):
        return False
    return any(map(str.isalpha, said)) and any(map(str.isdecimal, said))


def _card(value: Value) -> None:
    match = _CARD.match(value.line.text, value.start)
    if match:
        value.replace(*match.span(), "CARD")


def _iban(value: Value) -> None:
    at = bisect_left(value.line.starts, value.start)
    for near in range(at, min(at + 2, len(value.line.words))):
        begin, end, label = account(value.line, near, told=True)
        if label and value.replace(begin, end, label):
            return
    _code(value, "IBAN")


def _paper(value: Value) -> None:
    _code(value, "ID")


def _vin(value: Value) -> None:
    _code(value, "VIN")


def _plate(value: Value) -> None:
    _code(value, "PLATE")


def _code(value: Value, label: str) -> None:
    match = _CODE.fullmatch(value.text.rstrip()) if value.told else None
    match = match or _CODE.match(value.line.text, value.start)
    if match and digits_in(match[0]) >= _FEWEST_DIGITS:
        value.replace(value.start, value.start + len(match[0]), label)


def _anything(_value: Value) -> None:
    """Leave it to those who read the text."""


_LOOKS: Final[dict[Holds, Callable[[Value], None]]] = {
    Holds.ANYTHING: _anything,
    Holds.OWN: _anything,
    Holds.PHONE: parties.phone,
    Holds.DIALLED: parties.dialled,
    Holds.PERSON: parties.person,
    Holds.NAMED: parties.named,
    Holds.HUMAN: parties.human,
    Holds.LOGIN: parties.login,
    Holds.ADDRESS: _address,
    Holds.CARD: _card,
    Holds.IBAN: _iban,
    Holds.PAPER: _paper,
    Holds.VIN: _vin,
    Holds.PLATE: _plate,
}
