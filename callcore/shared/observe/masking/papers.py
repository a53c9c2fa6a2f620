"""Papers of a person: passports, tax numbers, licences, and the date of birth.

Their numbers look like any others, so a word has to say what they are. What newspapers write
of a birth stays: it is of people who are known; a caller says "I", or nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.codewords import read_code
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.protected import protected

ID: Final = "ID"

_LET: Final = r"[^\W\d_]"
_DOCUMENT: Final = re.compile(
    rf"(?!(?:19|20)\d\d-\d\d-\d\d)(?:{_LET}{{1,3}}[ -]?(?:[,]? ?(?:№|номер|number|no\.?) ?)?"
    r"\d{6,9}(?!\w)"
    rf"|\d\d ?{_LET}{{2}} ?(?:№ ?)?\d{{6}}(?!\w)"
    rf"|{_LET}{{2}} ?\d\d ?\d\d ?\d\d ?{_LET}(?!\w)"
    r"|\d\d ?\d\d[ ,]{0,2}(?:№|номер|number|no\.?)? ?\d{6}(?!\w)"
    r"|\d{1,9}(?:[ /-]\d{1,8}){0,5}(?!\w)"
    r"|[^\W_]{4,20}(?:-[^\W_]{1,6}){0,3}(?!\w))",
    re.IGNORECASE,
)
_SERIES: Final = re.compile(
    rf"(?:{_LET}{{2,3}}|\d\d ?\d\d)[ ,]{{0,2}}(?:(?:№|номер|number|no\.?) ?)?\d{{6}}(?!\w)",
    re.IGNORECASE,
)
_SPELLED_SERIES: Final = re.compile(r"[DO]{10}|[LA]{2}[DO]{6}")
_LICENCE: Final = re.compile(
    r"[A-Z9]{5} ?\d{6} ?[A-Z9]{2}[A-Z0-9]{1,3}(?!\w)"
)  # British
_SIZE: Final = re.compile(r"[1-3]\d[05][2-9][05](?:1[2-9]|2[0-4])")
_SERIAL: Final = ("серія", "серії", "сери")
_LONGEST_SERIES: Final = 3  # letters
_FEWEST_ID: Final = 6
_SPELT: Final = (
    flags.SINGLE | flags.LETTER_SURE | flags.LETTER_MAYBE | flags.CODE_LETTER
    | flags.NUMBER | flags.DIGITS | flags.MIXED
)  # fmt: skip
_SPELLED_DIGITS: Final = 4
_MOST_ID: Final = 15
_LONGEST_AMOUNT: Final = 9  # digits; ten are a number, not a sum

_YEAR: Final = r"(?:19|20)\d\d"
_DATE: Final = re.compile(
    rf"\d{{1,2}}(?P<s>[./-])\d{{1,2}}(?P=s)(?:{_YEAR}|\d\d)(?!\d)"
    rf"|{_YEAR}[./-]\d\d?[./-]\d\d?(?!\d)"
    rf"|\d{{1,2}}(?:-?\w{{1,3}})?(?: of)? (?P<m>{_LET}{{3,9}}),? {_YEAR}"
    rf"|(?P<n>{_LET}{{3,9}}) \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}"
    rf"|\d{{1,2}} \d{{1,2}} {_YEAR}(?!\w)",
    re.IGNORECASE,
)
_IS_BORN: Final = ("born", "народи", "роди")
_SELF: Final = frozenset({"i", "i'm", "im", "я"})
_LEAST_BEHIND: Final = 8  # characters behind a date that is the whole answer
_FIGURES: Final = r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d"
_SHORT: Final = re.compile(
    rf"(?<!\w)д\. ?[нр]\.?:? ?(?P<behind>{_FIGURES})(?!\d)"
    rf"|(?<!\d)(?P<before>{_FIGURES}) ?(?:р\. ?н|г\. ?р)(?!\w)",
    re.IGNORECASE,
)
_AFTER_YEAR: Final = re.compile(
    r"(?:[ ,]{1,2}(?:року|р|года|г|рік|год)(?!\w)\.?){0,2} ?", re.IGNORECASE
)


def document(line: Line, claims: Claims, index: int, at: int) -> tuple[int, str]:
    """Return where the number of a paper ends that begins with word ``at``; -1 if none."""
    if line.words[index].text.startswith(_SERIAL):
        return _series(line, claims, at), ID
    end = _lettered(line, claims, at)
    return (end if end > 0 else _numbered(line, at)), ID


def _lettered(line: Line, claims: Claims, at: int) -> int:
    """Return where the number ends that begins with letters of their own; -1 if none does."""
    if line.words[at].flags & (flags.DIGITS | flags.MIXED):
        return -1
    match = _LICENCE.match(line.text, line.starts[at])
    return match.end() if match else _spelled(line, claims, at)


def _numbered(line: Line, at: int) -> int:
    word = line.words[at].flags & (flags.DIGITS | flags.MIXED)
    if not word and line.ends[at] - line.starts[at] > _LONGEST_SERIES:
        return -1
    match = _DOCUMENT.match(line.text, line.starts[at])
    if match is None:
        return -1
    digits = "".join(filter(str.isdecimal, match[0]))
    if len(digits) <= _LONGEST_AMOUNT and protected(line, at) > 0:
        return -1  # a sum behind "tax"
    if not _FEWEST_ID <= len(digits) <= _MOST_ID or _SIZE.fullmatch(digits):
        return -1
    return match.end()


def _series(line: Line, claims: Claims, at: int) -> int:
    """Return where the series and the number end that begin at word ``at``; -1 if none."""
    match = _SERIES.match(line.text, line.starts[at])
    if match:
        return match.end()
    best = -1
    for code in read_code(line, claims, at, chunks=False):
        if _SPELLED_SERIES.fullmatch(code.shape):
            best = line.ends[code.past - 1]
    return best


def _spelled(line: Line, claims: Claims, at: int) -> int:
    """Return where a number ends that begins with spelled letters; -1 if none does."""
    best = -1
    for code in read_code(line, claims, at, chunks=False):
        letters = code.shape.count("L") + code.shape.count("A")
        digits = len(code.shape) - letters
        if not line.words[code.past - 1].flags & _SPELT:
            break
        if letters and digits >= _SPELLED_DIGITS and len(code.shape) <= _MOST_ID:
            best = code.past
    return line.ends[best - 1] if best > 0 else -1


def birth(line: Line, _claims: Claims, index: int, at: int) -> tuple[int, str]:
    """Return where the date ends that begins with word ``at``; -1 if it is of no birth."""
    match = _DATE.match(line.text, line.starts[at])
    if match is None or not _has_month(line, match):
        return -1, ID
    told = index or len(line.text) - match.end() > _LEAST_BEHIND  # more than an answer
    if told and match["s"] is None and _is_of_another(line, index, at):
        return -1, ID
    return match.end(), ID


def _is_of_another(line: Line, index: int, at: int) -> bool:
    """Return whether a text tells when somebody was born: a caller says "I"."""
    if not line.words[index].text.startswith(_IS_BORN):
        return False
    return all(word.text not in _SELF for word in line.words[max(0, index - 3) : at])


def _has_month(line: Line, match: re.Match[str]) -> bool:
    for group in ("m", "n"):
        start = match.start(group)
        if start >= 0:
            at = bisect_left(line.starts, start)
            return at < len(line.words) and bool(line.words[at].flags & flags.MONTH)
    return True


def born_before(line: Line, claims: Claims, index: int) -> bool:
    """Replace the date that ends at word ``index``: "12.03.1985 року народження"."""
    for at in range(max(0, index - 6), index):
        start = line.starts[at]
        match = _DATE.match(line.text, start)
        if match is None or not _has_month(line, match):
            continue
        behind = _AFTER_YEAR.match(line.text, match.end())
        if behind and behind.end() == line.starts[index] and claims.free(*match.span()):
            claims.replace(start, match.end(), ID)
            return True
    return False


def abbreviated(line: Line, claims: Claims) -> None:
    """Replace the date in "д.н. 12.03.1985" and "12.03.1985 г.р."."""
    for match in _SHORT.finditer(line.text):
        start, end = match.span(match.lastgroup or 0)
        if claims.free(start, end):
            claims.replace(start, end, ID)
