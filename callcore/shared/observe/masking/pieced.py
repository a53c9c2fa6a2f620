"""Codes that are dictated in pieces: cards, accounts, plates, vehicle numbers, papers.

One piece may be two digits or a letter and proves nothing. What was asked for or announced does,
and so does what was said of it so far; until it is whole, or the talk turns to something else.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.cutting import CARD_LONGEST
from callcore.shared.observe.masking.dictated import NUMERIC
from callcore.shared.observe.masking.hints import hint_before
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.piecewords import (
    SPELLED,
    Piece,
    Pieces,
    Reader,
)
from callcore.shared.observe.masking.vocabulary.pieces import CHATTER
from callcore.shared.observe.masking.wanted import CODE_HINTS, CODES, is_sure, topic_at

_LABELS: Final = (
    (Topic.CARD, "CARD"),
    (Topic.IBAN, "IBAN"),
    (Topic.VIN, "VIN"),
    (Topic.PLATE, "PLATE"),
    (Topic.DOCUMENT, "ID"),
)
_LOOKED_AT: Final = NUMERIC | SPELLED | flags.UPPER
_LEAST: Final = 2  # characters of a first piece with digits
_LEAST_AMONG: Final = 3  # in a turn that says other things, too
_LEAST_TOLD: Final = {  # behind the word for it, where nothing was asked
    Topic.CARD: 4,
    Topic.IBAN: 4,
    Topic.VIN: 3,
    Topic.PLATE: 3,
    Topic.DOCUMENT: 4,
}
_MOST_TOLD: Final = 40
_REACH: Final = 6  # words from "my card" to its digits
_PLATE_LENGTH: Final = range(6, 10)
_OTHER: Final = flags.ORDER_WORD | flags.OTHER_WORD | flags.PHONE_WORD
_SMALL: Final = (
    flags.LINK | flags.FILLER | flags.NUMBER_WORD | flags.OWNER | flags.DICTATE
)
_LETTERED: Final = CODE_HINTS & ~flags.CARD_WORD
_PAIR: Final = 2
_PRONOUNS: Final = frozenset(("see", "you", "are", "why", "be", "ти", "ви", "ты", "вы"))
_FOUR: Final = 4
_CARD_BEGINS: Final = frozenset("45")  # of those that are common here


def claim_pieces(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim a turn that says nothing but a piece of the code that is expected."""
    label = _expected(memory) if memory.expecting else ""
    if not label:
        return
    pieces = _read(line, claims, memory)
    if not pieces.only:
        return
    for piece in pieces.found:
        if _is_piece(line, piece, memory) and not _is_other(line, piece):
            _claim(line, claims, memory, (piece, label))


def claim_rest(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim the pieces in what is left of a turn: expected ones, announced ones, fours."""
    hinted = line.flags & CODE_HINTS
    if not (hinted or memory.expecting or memory.recalls):
        return
    label = _expected(memory)
    if label and line.flags & _LOOKED_AT:
        _claim_mixed(line, claims, memory, label)
    if hinted:
        keep_hints(line, claims)
        if line.flags & NUMERIC:
            _claim_announced(line, claims, memory)
    elif line.flags & NUMERIC and memory.recalls and not memory.expecting:
        _claim_fours(line, claims, memory)


def _claim_mixed(line: Line, claims: Claims, memory: Memory, label: str) -> None:
    """Claim what can only be a piece in a turn that says other things, too."""
    for piece in _read(line, claims, memory).found:
        words = line.words[piece.first : piece.last + 1]
        told = any(map(str.isdecimal, piece.chars)) or (
            "?" not in line.text and all(word.flags & flags.SINGLE for word in words)
        )
        enough = len(piece.chars) >= _LEAST_AMONG and told and piece.sure
        if enough and not _is_other(line, piece):
            _claim(line, claims, memory, (piece, label))


def keep_hints(line: Line, claims: Claims) -> None:
    """Keep the words that name a code and nothing else; they are no names: "ібан диктую"."""
    for index, word in enumerate(line.words):
        if word.flags & CODE_HINTS and is_sure(word.text):
            start, end = line.starts[index], line.ends[index]
            if claims.free(start, end):
                claims.keep(start, end)


def _expected(memory: Memory) -> str:
    asked = memory.expecting
    if not asked & CODES or asked & Topic.PHONE:
        return ""
    return next((label for topic, label in _LABELS if asked & topic), "")


def _read(line: Line, claims: Claims, memory: Memory) -> Pieces:
    letters = bool(memory.expecting & (CODES & ~Topic.CARD))
    return Reader(line, claims, letters=letters, begun=bool(memory.taken)).read()


def _is_piece(line: Line, piece: Piece, memory: Memory) -> bool:
    count = len(piece.chars)
    if _has_digits(line, piece):
        lettered = memory.expecting & (Topic.PLATE | Topic.VIN)
        begun = memory.taken and not memory.whole
        return count >= _LEAST or bool(begun or lettered)
    if "?" in line.text:
        return False
    whole = piece.first == 0 and piece.last == len(line.words) - 1
    if piece.sure or (whole and (_are_single(line) or _are_letters(line))):
        return True
    return _are_many(line, piece)


def _has_digits(line: Line, piece: Piece) -> bool:
    """Return whether it has digits that are nothing else; "oh" is one of a kind."""
    if len(piece.chars) > 1 and piece.chars.isdecimal():
        return True  # "oh oh"
    words = line.words[piece.first : piece.last + 1]
    return any(word.flags & NUMERIC and word.text not in CHATTER for word in words)


def _are_single(line: Line) -> bool:
    return all(word.flags & flags.SINGLE for word in line.words)


def _are_letters(line: Line) -> bool:
    """Return whether it can be nothing but letters: "ем те", but not "oh i"."""
    words = line.words
    return len(words) > 1 and all(word.text not in CHATTER for word in words)


def _are_many(line: Line, piece: Piece) -> bool:
    words = line.words[piece.first : piece.last + 1]
    return len(words) > _PAIR and all(
        word.flags & SPELLED and word.text not in _PRONOUNS for word in words
    )


def _is_other(line: Line, piece: Piece) -> bool:
    hint, distance = hint_before(line, piece.first)
    return bool(hint & _OTHER) and distance <= _REACH


def _claim(line: Line, claims: Claims, memory: Memory, told: tuple[Piece, str]) -> None:
    piece, label = told
    start, end = line.starts[piece.first], line.ends[piece.last]
    if claims.free(start, end):
        claims.replace(start, end, label)
        memory.note_piece(label, piece.chars)


def _claim_announced(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim what follows its word at once: "my card is forty one forty nine"."""
    for letters in (True, False):
        if not line.flags & (_LETTERED if letters else flags.CARD_WORD):
            continue
        pieces = Reader(line, claims, letters=letters, begun=False).read()
        for piece in pieces.found:
            topic = _told_before(line, piece.first)
            if topic and letters == (topic != Topic.CARD):
                _announced(line, claims, memory, (piece, topic))


def _told_before(line: Line, first: int) -> Topic:
    """Return what the nearest word says that stands before word ``first``."""
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        word = line.words[index]
        if word.flags & CODE_HINTS and (topic := topic_at(line, index)):
            return topic
        if not word.flags & (_SMALL | CODE_HINTS):
            break
    return Topic.NOTHING


def _announced(
    line: Line, claims: Claims, memory: Memory, told: tuple[Piece, Topic]
) -> None:
    piece, topic = told
    if _is_announced(line, piece, topic):
        label = next(label for known, label in _LABELS if known == topic)
        _claim(line, claims, memory, (piece, label))


def _is_announced(line: Line, piece: Piece, topic: Topic) -> bool:
    count, digits = len(piece.chars), sum(map(str.isdecimal, piece.chars))
    if not _LEAST_TOLD[topic] <= count <= _MOST_TOLD or not digits or not piece.sure:
        return False
    if topic == Topic.PLATE:
        return count in _PLATE_LENGTH and 2 <= count - digits <= _FOUR
    rest = line.words[piece.last + 1 : piece.last + 1 + _REACH]
    ends = all(word.flags & flags.FILLER for word in rest)
    if topic == Topic.CARD:
        return ends and count <= CARD_LONGEST and piece.chars[0] in "23456"
    return ends and count > digits


def _claim_fours(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim eight or twelve digits in groups of four that are the whole of a turn."""
    pieces = Reader(line, claims, letters=False, begun=False).read()
    if not pieces.only or len(pieces.found) != 1:
        return
    piece = pieces.found[0]
    several = piece.last > piece.first
    if several and len(piece.chars) in (8, 12) and piece.chars[0] in _CARD_BEGINS:
        _claim(line, claims, memory, (piece, "CARD"))
