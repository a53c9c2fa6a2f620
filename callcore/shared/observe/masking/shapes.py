"""Written things with a shape of their own: what must stay, and what must go.

Only words with digits are looked at, from left to right: what begins there is an own format,
a card, an account, a vehicle's number, an address of the network or a paper of a person, in
this order of trust. What has no shape is left to the detectors that follow.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import checks, flags
from callcore.shared.observe.masking.accounts import account
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.found import NOTHING, Found
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.network import claim_v6, network
from callcore.shared.observe.masking.protected import continues, protected
from callcore.shared.observe.masking.shortphones import claim_hidden, local
from callcore.shared.observe.masking.vehicles import vehicle

PHONE: Final = "PHONE"
CARD: Final = "CARD"
EMAIL: Final = "EMAIL"
IBAN: Final = "IBAN"
ID: Final = "ID"
PERSON: Final = "PERSON"

_CODED: Final = flags.DIGITS | flags.MIXED
_CARD: Final = re.compile(
    r"(?:\d{4}(?:([ .\u2014-])\d{4}){3}(?:\1\d{1,3})?|\d{4}([ .-])\d{6}\2\d{4,5}"
    r"|\d{13,19})(?![\w-]|[ .]\d)"
)
_PAPER: Final = re.compile(
    r"(?P<ssn>\d{3}-\d\d-\d{4}(?![\w-]))"
    r"|(?P<snils>\d{3}[ -]\d{3}[ -]\d{3}[ -]\d\d(?![\w-]))"
    r"|(?P<unzr>(?:19|20)\d\d[01]\d[0-3]\d-\d{5}(?![\w-]))"
    r"|(?P<nino>(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]) ?\d\d ?\d\d ?\d\d ?[A-D](?!\w))",
    re.IGNORECASE | re.ASCII,
)
# a code of letters, digits and dashes: an article or an order, not somebody's number
_PART: Final = re.compile(r"[\w-]{1,40}")
_LOGIN: Final = re.compile(r"([a-z]{2,20})_([a-z]{2,20})_\d{4}")
_LONGEST_LOGIN: Final = 46
_THINGS: Final = frozenset(
    {"card", "call", "tool", "item", "order", "job", "task", "test", "file", "log", "step",
     "page", "worker", "thread", "queue", "request", "session", "batch", "build", "run",
     "node", "port", "error", "http", "size", "price", "product", "time", "id", "number",
     "asr", "tts", "llm", "model", "gpt", "version", "user", "shop", "store", "db"}
)  # fmt: skip
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_BLANKS: Final = frozenset({" ", ". ", "\u00a0"})
_FEW: Final = 7
_OPENING: Final = frozenset("-#\u2116$€£₴₽+")
_CLOSING: Final = frozenset(["", *';}])"&\n'])
_OCTETS: Final = 8  # letters and digits that a uuid begins with
_PAPERS: Final = frozenset({2, 3, 8})  # digits that a paper begins with
_NEAR: Final = 2  # characters between the country of an account and its digits
_SHORTEST_CODE: Final = 6  # of letters and digits in one
_LONGEST_PART: Final = 9  # digits behind a dash; a telephone has more
_LONGEST_COUNTED: Final = 10  # digits behind "#" or "№"


def claim_shapes(line: Line, claims: Claims, _memory: Memory) -> None:
    """Claim everything in the text that has one of the shapes."""
    if line.flags & flags.UNDERSCORE:
        _claim_logins(line, claims)
    if not line.flags & _CODED:
        return
    claim_hidden(line, claims)
    behind = 0
    for index, word in enumerate(line.words):
        if word.flags & _CODED and line.starts[index] >= behind:
            behind = _claim(line, claims, index)
    claim_v6(line, claims)


def _claim(line: Line, claims: Claims, index: int) -> int:
    """Claim what begins at word ``index``; return where it ends."""
    start = line.starts[index]
    if not claims.free(start, line.ends[index]):
        return start
    mixed = line.words[index].flags & flags.MIXED
    if line.flags & flags.MONTH and not mixed and _keep_date(line, claims, index):
        return line.ends[index]
    if not mixed and _is_closed(line, index):
        return start
    end = -1
    if not mixed or line.text[start].isdecimal() or line.ends[index] - start == _OCTETS:
        end = protected(line, index)
    if end > 0:
        claims.keep(start, end)
        return end
    begins, ends, label = _mixed(line, index) if mixed else _digits(line, index)
    if label and claims.free(begins, ends):
        claims.replace(begins, ends, label)
        return ends
    end = _part_of_code(line, index)
    if end > 0:
        begins = _head_of_code(line, index)
        claims.keep(begins, end)
    return max(start, end)


def _keep_date(line: Line, claims: Claims, index: int) -> bool:
    """Protect "12 Dec" and "May 2029", whose months are names, too; return whether it is so."""
    start, end = line.starts[index], line.ends[index]
    day = end - start <= 2
    if not day and not _YEAR.fullmatch(line.text, start, end):
        return False
    for beside in (index + 1, index - 1) if day else (index - 1,):
        if not 0 <= beside < len(line.words):
            continue
        word, other = line.words[beside].flags, max(index, beside)
        latin = word & flags.LATIN or beside > index or not day
        if word & flags.MONTH and latin and line.gap(other) in _BLANKS:
            claims.keep(line.starts[other - 1], line.ends[other])
            return True
    return False


def _is_closed(line: Line, index: int) -> bool:
    """Return whether a few digits stand by themselves, as most of a log line do."""
    start, end, text = line.starts[index], line.ends[index], line.text
    if end - start > _FEW or (start and text[start - 1] in _OPENING):
        return False
    behind = text[end : end + 2]
    if behind[:1] == ",":
        return not behind[1:].isdecimal()
    return behind[:1] in _CLOSING and not _is_behind_letters(line, index)


def _mixed(line: Line, index: int) -> Found:
    """Return what begins with or around a word of letters and digits."""
    if line.text[line.starts[index]].isdecimal():
        return vehicle(line, index)
    found = account(line, index)
    if found is NOTHING:
        found = vehicle(line, index)
    return _paper(line, index) if found is NOTHING else found


def _digits(line: Line, index: int) -> Found:
    """Return what begins with or around a word of digits; by its length, mostly nothing."""
    start, end = line.starts[index], line.ends[index]
    length = end - start
    found = NOTHING
    if length == 4 or length >= 13:
        found = _card(line, index)
    elif length <= 3 and line.text[end : end + 1] == ".":
        found = network(line, index)
    elif length <= 3 and line.text[end : end + 1] == "-":
        found = local(line, index)
    if found is NOTHING and _is_behind_letters(line, index):
        found = account(line, index)
        if found is NOTHING:
            found = vehicle(line, index)
    return _paper(line, index) if found is NOTHING and length in _PAPERS else found


def _is_behind_letters(line: Line, index: int) -> bool:
    if not index or line.starts[index] - line.ends[index - 1] > _NEAR:
        return False
    return line.ends[index - 1] - line.starts[index - 1] <= 2


def _card(line: Line, index: int) -> Found:
    start = line.starts[index]
    match = _CARD.match(line.text, start)
    if match is None or continues(line.text, start):
        return NOTHING
    digits = "".join(filter(str.isdecimal, match[0]))
    grouped = match[1] is not None and digits[0] in "23456"
    return (start, match.end(), CARD) if grouped or checks.card(digits) else NOTHING


def _paper(line: Line, index: int) -> Found:
    start = line.starts[index]
    length = line.ends[index] - start
    if length == 2 and _is_behind_letters(line, index):
        start = line.starts[index - 1]  # "AB 12 34 56 C"
    match = _PAPER.match(line.text, start)
    if match is None or line.text[max(0, start - 1) : start] in {"-", "+", "/", "."}:
        return NOTHING
    digits = "".join(filter(str.isdecimal, match[0]))
    if match["snils"] and not checks.snils(digits):
        return NOTHING
    if match["ssn"] and not checks.social_security(digits):
        return NOTHING
    return start, match.end(), ID


def _part_of_code(line: Line, index: int) -> int:
    """Return where the code ends that word ``index`` is a part of; -1 if it is of none."""
    text, start = line.text, line.starts[index]
    length = line.ends[index] - start
    sign = text[start - 1 : start] if start else ""
    if sign == "#" or text[max(0, start - 2) : start].strip() == "\u2116":
        return line.ends[index] if length <= _LONGEST_COUNTED else -1
    if line.words[index].flags & flags.MIXED:
        return -1 if length < _SHORTEST_CODE else _behind(text, start)
    if sign != "-" or not index or not 3 < length <= _LONGEST_PART:
        return -1
    before = line.words[index - 1]
    if before.flags & (flags.MIXED | flags.UPPER) and not before.flags & flags.DIAL:
        return _behind(text, start)
    return -1


def _head_of_code(line: Line, index: int) -> int:
    """Return where the code begins whose digits are in word ``index``: "TY-40021"."""
    start = line.starts[index]
    if not index or line.text[start - 1 : start] != "-":
        return start
    before = line.words[index - 1].flags & (flags.UPPER | flags.MIXED)
    return line.starts[index - 1] if before else start


def _behind(text: str, start: int) -> int:
    match = _PART.match(text, start)
    return match.end() if match else -1


def _claim_logins(line: Line, claims: Claims) -> None:
    """Replace accounts that are made of a name, as shops make them: first_last_1234."""
    text = line.text
    for start, end, word in zip(line.starts, line.ends, line.words, strict=True):
        if not word.flags & flags.UNDERSCORE or not text[end - 1].isdecimal():
            continue
        match = _LOGIN.fullmatch(text, start, min(end, start + _LONGEST_LOGIN))
        if match is None or match.end() != end or not claims.free(start, end):
            continue
        if _THINGS.isdisjoint(match.groups()):
            claims.replace(start, end, PERSON)
