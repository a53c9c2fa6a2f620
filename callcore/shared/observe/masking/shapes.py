"""Written things with a shape of their own: what must stay, and what must go.

The order of the table is the order of trust. Quantifiers are bounded or run over disjoint
classes, so that no text makes a search worse than linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from callcore.shared.observe.masking import checks
from callcore.shared.observe.masking.claims import Claims

PHONE: Final = "PHONE"
CARD: Final = "CARD"
EMAIL: Final = "EMAIL"
IBAN: Final = "IBAN"

_MONEY: Final = (
    r"(?:грн|гривен\w{0,3}|гривн\w{0,3}|uah|hryvnias?|руб\w{0,5}|usd|dollars?|eur|euros?"
    r"|коп\w{0,4}|₴|\$|€)(?!\w)"
)
_ORDER_WORDS: Final = (
    r"(?:order|invoice|parcel|tracking|article|sku|ean|заказ\w{0,3}|замовлен\w{0,3}"
    r"|накладн\w{0,3}|ттн|артикул\w{0,2}|сч[её]т\w{0,2}-фактур\w|рахун\w{0,5}|код товар\w)"
)
_OF: Final = r"(?:[\s:#№=\"']|number|номер\w?|no\.){0,4}"
_KEYS: Final = (
    r"(?:order|invoice|sku|ean|uniqueid|ts|hash|prompt_hash|trace_id|span_id|lsn|call|id"
    r"|call_id|item_id|product_id|order_id|time|t|port|pid|sum|total|price)"
)
_PHONE_KEYS: Final = (
    r"(?:caller|callerid|caller_id|phone|tel|telephone|msisdn|from|to|mobile|cid)"
)
_SPOKEN_AT: Final = r"(?:at|собака|собачка|равлик|эт|ет)"
_SPOKEN_DOT: Final = r"(?:dot|крапка|точка)"
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"  # no leading zero: a phone's has
_WORD: Final = r"[\w.+-]{1,64}"


@dataclass(frozen=True, slots=True)
class Shape:
    """One pattern; ``label`` None protects. Group 1, if there is one, is what counts."""

    label: str | None
    pattern: re.Pattern[str]
    check: Callable[[str], bool] | None = None


def _shape(
    label: str | None, pattern: str, check: Callable[[str], bool] | None = None
) -> Shape:
    return Shape(label, re.compile(pattern, re.IGNORECASE), check)


def _is_iban(text: str) -> bool:
    return checks.iban(text.replace(" ", ""))


SHAPES: Final = (
    _shape(None, r"\[[A-Z]{2,10}(?:-\d{1,4})?\]"),
    _shape(None, r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)"),
    _shape(
        EMAIL,
        rf"(?<!\w){_WORD}(?: {_SPOKEN_DOT} {_WORD}){{0,3}}(?: \d{{1,6}})? {_SPOKEN_AT} {_WORD}"
        rf"(?: {_SPOKEN_DOT} (?:ю ей|{_WORD})){{1,3}}(?!\w)",
    ),
    _shape(
        IBAN,
        r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)",
        _is_iban,
    ),
    _shape(
        PHONE,
        rf"(?<!\w){_PHONE_KEYS}[\"']?\s?[:=]\s?[\"']?(?:sip:)?(\+?\d{{7,15}})(?!\w)",
    ),
    _shape(PHONE, r"(?<!\w)sips?:(\+?\d{7,15})(?=@)"),
    _shape(
        None,
        r"(?<![\w.-])\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
        r"(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])",
    ),
    _shape(None, r"(?<![\w./-])\d{1,2}([./])\d{1,2}(?:\1(?:\d{4}|\d\d))?(?![\w./-])"),
    _shape(None, rf"(?<![\w.]){_OCTET}(?:\.{_OCTET}){{3}}(?::\d{{1,5}})?(?![\w.]\d)"),
    _shape(None, r"(?<![\w:])\d{1,2}:\d\d(?::\d\d)?(?![\w:])"),
    _shape(
        None,
        r"(?<!\w)(?<!\d[\s().-])[1-3]\d[05][\s/xх-][2-9][05][\s/xх-]{0,2}z?[rр]?\s?"
        r"(?:1[2-9]|2[0-4])c?(?![\s().-]?\d)(?!\w)",
    ),
    _shape(None, rf"(?<![\w-]){_ORDER_WORDS}\W{_OF}(?=\w{{0,12}}\d)[\w-]{{1,40}}"),
    _shape(None, rf"(?<![\w-]){_KEYS}[\"']?\s?[:=]\s?[\"']?[\w.-]{{1,64}}"),
    _shape(None, r"(?<!\w)(?=[A-Z]{1,8}[_-]?\d)[A-Z]{1,8}[\w-]{4,40}(?!\w)"),
    _shape(
        None,
        r"(?<!\w)(?<!\d[\s.,])(?:\d{1,3}(?:[ \u00a0]\d{3}){1,2}|\d{1,7})"
        rf"(?:[.,]\d{{1,2}})?\s?{_MONEY}",
    ),
)

_AT: Final = re.compile(r"@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NOT_LOCAL: Final = re.compile(r"[^\w.+%-]")


def claim_shapes(claims: Claims) -> None:
    """Claim everything in the text that has one of the shapes."""
    _claim_written_email(claims)
    for shape in SHAPES:
        for match in shape.pattern.finditer(claims.text):
            _claim(claims, shape, match)


def _claim(claims: Claims, shape: Shape, match: re.Match[str]) -> None:
    start, end = match.span()
    if shape.label is not None and match.lastindex:
        start, end = match.span(1)
    if not claims.free(start, end):
        return
    if shape.check is not None and not shape.check(match[0]):
        return
    if shape.label is None:
        claims.keep(start, end)
    else:
        claims.replace(start, end, shape.label)


def _claim_written_email(claims: Claims) -> None:
    # from the @ outwards: a pattern that starts at the local part would try every word
    cursor = 0
    for match in _AT.finditer(claims.text):
        head = claims.text[cursor : match.start()]
        breaks = [found.end() for found in _NOT_LOCAL.finditer(head)]
        start = cursor + (breaks[-1] if breaks else 0)
        if start < match.start() and not claims.text[start : match.start()].isdecimal():
            claims.replace(start, match.end(), EMAIL)
        cursor = match.end()
