"""E-mail addresses as they are said: "ivan dot petrov at gmail dot com", "rudko 62 равлик укр нет".

The domain tells that it is one; where its local part begins, a word before it tells that can be
in no mailbox: "my email is", "на пошту". A mailbox of several words without a joint between
them ("john smith at ...") is taken whole, up to a few words.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.houses import spaced
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.maildomain import (
    domain_end,
    gap_of,
    is_mail_domain,
)
from callcore.shared.observe.masking.memory import Memory, Topic

EMAIL: Final = "EMAIL"

_MOST_LOCAL: Final = 24  # words: a long one that is spelled
_MOST_PLAIN: Final = 3  # in a row: "anna maria kabanenko"
_JOINTS: Final = flags.DOT | flags.JOINT
_SPELLED: Final = flags.SINGLE | flags.LETTER_NAME
_FIGURE: Final = flags.DIGITS | flags.NUMBER | flags.MIXED
_TIED: Final = frozenset("._-+")  # between the words of a written local part
_APART: Final = frozenset({" ", "\t", "\u00a0", "  ", " - ", ", ", "-", " . ", " _ "})
_KNOWN: Final = flags.TOP_DOMAIN | flags.PROVIDER
_LIKE: Final = flags.LIKENESS
_MOST_EXPLAINED: Final = 6  # letters
_CALLED: Final = frozenset(("собака", "собачка", "равлик", "песик", "эт", "ет"))
_TYING: Final = frozenset(
    ("dot", "underscore", "крапка", "точка", "підкреслення", "подчеркивание")
)
_COPULAS: Final = frozenset(("is", "это", "це", "are", "email"))
_ASKED: Final = flags.DOT | flags.JOINT | flags.AT | flags.PROVIDER | flags.LETTER_NAME


def claim_mail(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim the e-mail addresses that are said in words or written with blanks."""
    asked = bool(memory.expecting & Topic.EMAIL)
    if not line.flags & (flags.AT | flags.DOT | flags.PROVIDER) and (
        "@" not in line.text and not (asked and line.flags & _ASKED)
    ):
        return
    hinted = asked or bool(line.flags & flags.MAIL_WORD)
    floor = 0
    for index in range(len(line.words)):
        if index < floor:
            continue
        start, end = _around(line, index, floor, hinted)
        if end > start:
            floor = end
            _claim(line, claims, start, end)
    if asked:
        _claim_part(line, claims)


def _claim(line: Line, claims: Claims, start: int, end: int) -> None:
    first, last = line.starts[start], line.ends[end - 1]
    if claims.free(first, last):
        claims.replace(first, last, EMAIL)


def _around(line: Line, index: int, floor: int, hinted: bool) -> tuple[int, int]:
    """Return the span of the address whose "at" is word ``index`` or the gap before it."""
    word = line.words[index]
    if word.flags & flags.AT:
        return _at_word(line, index, floor, hinted)
    if index and line.gap(index).strip(" ()[]") == "@":
        return _at_sign(line, index, floor)
    if hinted and word.flags & flags.PROVIDER:
        return _at_unsaid(line, index, floor)
    return 0, 0


def _at_sign(line: Line, index: int, floor: int) -> tuple[int, int]:
    """Return the span of "ivan @ gmail . com"; without blanks it is no business of ours."""
    end = domain_end(line, index)
    start = _local_start(line, index, floor)
    if not start < index < end:
        return 0, 0
    known = any(word.flags & _KNOWN for word in line.words[index:end])
    said = line.text[line.ends[index - 1] : line.ends[end - 1]]
    return (start, end) if known and " " in said else (0, 0)


def _at_word(line: Line, index: int, floor: int, hinted: bool) -> tuple[int, int]:
    after = index + 1
    if after < len(line.words) and line.words[after].text in ("sign", "symbol", "знак"):
        after += 1
    if after >= len(line.words) or gap_of(line, after).strip(" ,"):
        return 0, 0
    end = domain_end(line, after)
    if end == after:
        return 0, 0
    start = _local_start(line, index, floor)
    sure = hinted or line.words[index].text != "at"
    if hinted and index == 0:
        return index, end  # "at btinternet dot com", whose mailbox was said before
    if start == index and line.words[index].text != "at" and index > floor:
        start = _lone(line, index)
    if start == index or not (sure or is_mail_domain(line, after, end)):
        return 0, 0
    return start, end


def _lone(line: Line, index: int) -> int:
    """Return the start of a local part that looks like a word of the sentence."""
    word = line.words[index - 1]
    barred = (
        flags.TAG | flags.AT | flags.MAIL_WORD | flags.DOT | flags.JOINT | flags.ONTO
    )
    return index - (gap_of(line, index) == " " and not word.flags & barred)


def _at_unsaid(line: Line, index: int, floor: int) -> tuple[int, int]:
    """Return the span of "john dot smith gmail dot com": no "at" was heard."""
    end = domain_end(line, index)
    if end - index < 2 or not line.words[end - 1].flags & flags.TOP_DOMAIN:
        return 0, 0
    start = _local_start(line, index, floor)
    return (start, end) if index - start > 1 else (0, 0)


def _local_start(line: Line, end: int, floor: int) -> int:
    """Return the word with which the local part before word ``end`` begins."""
    start, plain, joined = end, 0, False
    for index in range(end - 1, max(floor, end - _MOST_LOCAL) - 1, -1):
        if start < end and not _tied(line, start, joined):
            break
        word = line.words[index]
        if word.flags & _JOINTS:
            joined, plain = True, 0
            start = index
            continue
        if not _can_be_local(line, index, start, joined):
            break
        if not word.flags & (_SPELLED | _FIGURE):
            plain += not (start < end and line.gap(start) in _TIED)
        if plain > _MOST_PLAIN:
            break
        start, joined = index, False
    return _without_joint(line, _explained(line, start, end, floor), end)


def _explained(line: Line, start: int, end: int, floor: int) -> int:
    """Return where a mailbox begins whose first letters are explained: "n как николай a s"."""
    for _ in range(_MOST_EXPLAINED):
        for like in (start, start - 1, start - 2):
            if like - 1 < floor or like >= end or not line.words[like].flags & _LIKE:
                continue
            if line.words[like - 1].flags & _SPELLED and spaced(line, like):
                start = like - 1
                break
        else:
            break
    return start


def _tied(line: Line, index: int, joined: bool) -> bool:
    gap = gap_of(line, index)
    return gap in _TIED or gap in _APART or (joined and gap == ". ")


def _can_be_local(line: Line, index: int, after: int, joined: bool) -> bool:
    word = line.words[index]
    if word.flags & (flags.TAG | flags.AT):
        return False
    if joined and (word.flags & flags.ONTO or word.text in _COPULAS):
        return False
    if joined or line.words[after].flags & flags.JOINT or line.gap(after) in _TIED:
        return True
    if word.flags & flags.SINGLE and after < len(line.words):
        spelled = line.words[after].flags & (_SPELLED | _JOINTS | _FIGURE | flags.AT)
        return bool(spelled) or not word.flags & flags.FUNCTION
    if word.flags & flags.NUMBER and line.words[after].flags & flags.NUMBER:
        return True  # "two hundred and nine"
    return not word.flags & (flags.FUNCTION | flags.MAIL_WORD)


def _without_joint(line: Line, start: int, end: int) -> int:
    while start < end and line.words[start].flags & _JOINTS:
        start += 1
    return start


def _claim_part(line: Line, claims: Claims) -> None:
    """Claim what one turn says of an address that was asked for: "ivanov собака"."""
    index, count = 0, len(line.words)
    while index < count:
        if not line.words[index].flags & (
            _JOINTS | flags.AT | flags.PROVIDER | _SPELLED
        ):
            index += 1
            continue
        start, end = _part(line, index)
        if end > start:
            _claim(line, claims, start, end)
        index = max(end, index + 1)


def _part(line: Line, index: int) -> tuple[int, int]:
    word = line.words[index]
    if word.text in _CALLED:
        end = domain_end(line, index + 1)
        return _local_start(line, index, 0), max(end, index + 1)
    if word.flags & flags.PROVIDER:
        end = domain_end(line, index)
        return (index, end) if end - index > 1 or word.text == "укрнет" else (0, 0)
    if word.text in _TYING and index + 1 < len(line.words):
        if not line.words[index + 1].flags & flags.LETTERS:
            return 0, 0
        start = _local_start(line, index, 0)
        return (start, index + 2) if start < index else (0, 0)
    end = index
    while end < len(line.words) and line.words[end].flags & _SPELLED:
        end += 1
    return (index, end) if end - index > 2 else (0, 0)
