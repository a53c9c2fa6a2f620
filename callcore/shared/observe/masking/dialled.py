"""Which runs of digits are telephone or card numbers, by length, form and neighbours."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import checks
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import Run, runs
from callcore.shared.observe.masking.shapes import CARD, PHONE

LEAST_UNASKED: Final = (
    9  # "67 123 45 67" without its zero is the shortest that is dictated
)
LEAST_HINTED: Final = 5  # after "my phone is": a local number, or the first part of one
LEAST_ASKED: Final = 2  # after the agent asked: digits come in twos and threes
_MOST: Final = 15  # E.164
_BEFORE: Final = 40  # characters to look back for a word that says what the digits are
_AFTER: Final = 16

_PLAIN: Final = re.compile(r"0\d{9}|380\d{9}|80\d{9}|[78][3489]\d{9}")
_LEAD: Final = 8
_PLUS: Final = re.compile(r"(?:[+(]|(?<!\w)(?:plus|плюс)\s)\Z", re.IGNORECASE)
_SIZE: Final = re.compile(r"[1-3]\d[05][2-9][05](?:1[2-9]|2[0-4])")
_PHONE_WORD: Final = re.compile(
    r"(?:phone|mobile|cell|whatsapp|viber|telegram|call(?: me)?(?: back)?(?: at| on)?"
    r"|телефон\w*|тел\.?|мобил\w*|вайбер\w*|number is|number's|(?:мой|мій|мамин) номер\w*"
    r"|диктую номер\w*|номер телефон\w*|sip/\w+/)",
    re.IGNORECASE,
)
_OTHER_WORD: Final = re.compile(
    r"(?:order|invoice|заказ|замовл|накладн|ттн|артикул|sku|код|сч[её]т|рахун|size|размер"
    r"|розмір|article|parcel|branch|відділенн|отделени|term|cvv)",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"\W{0,2}(?:грн|грив|hryv|руб|dollar|usd|uah|штук|шт|tyre|tire|piece|колес|колёс|шин"
    r"|годин|час|hour|minute|мин|хв|днів|дней|day|percent|процент|відсот|км|km|миль|mile)",
    re.IGNORECASE,
)


def claim_dialled(claims: Claims, least: int = LEAST_UNASKED) -> int:
    """Claim telephone and card numbers; return how many digits of telephones it found.

    ``least`` is the fewest digits that count as a telephone number or a part of one.
    """
    return sum(_claim(claims, run, least) for run in runs(claims))


def _claim(claims: Claims, run: Run, least: int) -> int:
    digits = run.digits
    if _is_card(claims.text, run):
        claims.replace(run.start, run.end, CARD)
        return 0
    if not _is_phone(claims.text, run, least):
        return 0
    lead = _PLUS.search(claims.text, max(0, run.start - _LEAD), run.start)
    start = lead.start() if lead and claims.free(*lead.span()) else run.start
    claims.replace(start, run.end, PHONE)
    return len(digits)


def _is_card(text: str, run: Run) -> bool:
    # 1 begins stamps and invoices, 2 to 6 the cards of the networks in use
    return (
        run.digits[:1] in set("23456")
        and checks.luhn(run.digits)
        and not _is_other(text, run)
    )


def _is_phone(text: str, run: Run, least: int) -> bool:
    digits = run.digits
    if run.amount or _SIZE.fullmatch(digits) or _UNIT.match(text, run.end):
        return False
    if text[run.start - 1 : run.start] == "+" and len(digits) >= 7:
        return True
    hinted = _hinted(text, run)
    if _stands_alone(run):
        return bool(_PLAIN.fullmatch(digits)) or (
            (hinted or least <= LEAST_ASKED) and least <= len(digits) <= _MOST
        )
    if _is_other(text, run) and not hinted:
        return len(digits) >= LEAST_UNASKED + 1
    return len(digits) >= min(least, LEAST_HINTED if hinted else least)


def _stands_alone(run: Run) -> bool:
    """Return whether it is one written numeral: as likely a stamp or an id as a phone."""
    return len(run.groups) == 1 and run.numerals == 1


def _hinted(text: str, run: Run) -> bool:
    before = text[max(0, run.start - _BEFORE) : run.start]
    return bool(_PHONE_WORD.search(before))


def _is_other(text: str, run: Run) -> bool:
    before = text[max(0, run.start - _BEFORE) : run.start]
    return bool(_OTHER_WORD.search(before))
