"""What the sanitizer remembers of one call: what was asked for, and what has been said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line, read
from callcore.shared.observe.masking.piecewords import Reader
from callcore.shared.observe.masking.topics import Topic, is_aside, is_vague, topic_of
from callcore.shared.observe.masking.vocabulary.pieces import (
    CORRECTIONS,
    REFUSALS,
    UNKNOWN,
)
from callcore.shared.observe.masking.wanted import CODES, code_topic

__all__ = ["Memory", "Topic"]

PATIENCE: Final = 3  # turns about something else until a question counts as dropped
_ASIDES: Final = 8  # turns that say nothing until then: "yes", "go on"
_KNOWN: Final = 4  # numbers of a call that are recognised when they are read back
_KNOWN_LEAST: Final = 4  # digits of one that are enough
_HELD: Final = 40  # digits of a number in the making; nobody dictates more
_NUMBER_LEAST: Final = 7  # shorter ones are not remembered
_REPEATED: Final = Topic.ORDER | Topic.EMAIL | CODES
_BESIDE: Final = Topic.NAME | Topic.ADDRESS | Topic.EMAIL
_OF_LABEL: Final = {
    "CARD": Topic.CARD,
    "IBAN": Topic.IBAN,
    "VIN": Topic.VIN,
    "PLATE": Topic.PLATE,
    "ID": Topic.DOCUMENT,
    "EMAIL": Topic.EMAIL,
}
_WHOLE: Final = (  # characters of a code, and how many more may still belong to it
    (Topic.CARD, 16, 3),
    (Topic.IBAN, 29, 5),
    (Topic.VIN, 17, 3),
    (Topic.PLATE, 7, 3),
    (Topic.DOCUMENT, 10, 4),
)
_ACCOUNTS: Final = {"gb": 22, "de": 22, "pl": 28, "kz": 20, "us": 20, "fr": 27}
_TWO_FOURS: Final = 8  # digits that came four by four, so that it is a card
_PERSONAL: Final = {
    Topic.NAME: "[PERSON",
    Topic.EMAIL: "[EMAIL",
    Topic.ADDRESS: "[ADDRESS",
    Topic.SPELLING: "[PERSON",
}


@dataclass(slots=True)
class Memory:
    """One call; an empty one stands for a text by itself.

    The digits of telephones stay here, in clear, as long as the call's object lives: they
    are how the agent's reading back is recognised. They are shown nowhere.
    """

    expecting: Topic = Topic.NOTHING
    heard: str = ""  # digits of the number that is being dictated
    said: str = ""  # of them in the present turn
    known: tuple[str, ...] = ()
    patience: int = 0
    asides: int = 0
    thorough: bool = False  # rather a word too many; for stored transcripts
    recalls: bool = False  # it is a call, not a text by itself
    taken: str = ""  # characters of the card, the plate ... that is being dictated
    piece: str = ""  # of them in the present turn
    piece_of: Topic = Topic.NOTHING
    speaker: str = ""
    fours: str = ""  # digits that came four by four, unasked
    named: frozenset[str] = frozenset()  # beginnings of the names that were masked

    def copy(self) -> Memory:
        """Return another one that remembers the same."""
        return replace(self)

    def knows(self, digits: str) -> bool:
        """Return whether they are a part of a number that was said in this call."""
        if len(digits) < _KNOWN_LEAST:
            return False
        return any(digits in number for number in (self.heard, *self.known))

    def note(self, label: str, digits: str) -> None:
        """Note that ``digits`` of the present turn became ``[label]``."""
        if label in _OF_LABEL and self.expecting & CODES:
            self.note_piece(label, digits)
        elif label in {"PHONE", "CARD", "ID"}:
            self.said += digits

    def note_piece(self, label: str, chars: str) -> None:
        """Note that ``chars`` of a code, in the present turn, became ``[label]``."""
        self.piece += chars
        self.piece_of = _OF_LABEL[label]

    @property
    def whole(self) -> bool:
        """Whether the code that is being dictated may be complete."""
        return self._size() >= self._length()[0]

    def hear(self, _text: str, speaker: str) -> None:
        """Note that a turn of ``speaker`` begins."""
        self.said = self.piece = ""
        self.speaker = speaker

    def over(self, text: str, masked: str, _speaker: str) -> None:
        """Note that the turn was masked: what is expected of the next one follows.

        The speaker is not asked for: feeders may not know him, and a caller who says
        "my number is" and pauses is as good as a question.
        """
        line = read(text)
        topic, code = topic_of(line), code_topic(line)
        if code:
            topic = code | (topic & _BESIDE)
        if topic == Topic.PHONE and self.expecting & _REPEATED and is_vague(line):
            topic = self.expecting  # "repeat the number, please": of the order
        if topic:
            self._begin(topic)
        elif not (self.said or self.piece):
            self._listen(line)
        if self.piece:
            self._collect(_is_correction(line))
        elif self.said:
            self._continue()
        self._answered(masked)

    def _listen(self, line: Line) -> None:
        if self.expecting & CODES and not self.taken and _is_refusal(line):
            self.expecting, self.patience = Topic.NOTHING, 0
        elif self.expecting:
            self._wait(is_aside(line))
        else:
            self._count_fours(line)

    def _count_fours(self, line: Line) -> None:
        """Take it for a card when eight digits came four by four."""
        if not line.flags & (flags.DIGITS | flags.NUMBER):
            self.fours = self.fours if is_aside(line) else ""
            return
        told = Reader(line, Claims(line.text), letters=False, begun=False).read()
        chars = "".join([piece.chars for piece in told.found])
        if not told.only or len(chars) != 4 or (self.fours or chars)[0] not in "3456":
            self.fours = ""
            return
        self.fours += chars
        if len(self.fours) >= _TWO_FOURS:
            self.piece, self.piece_of, self.fours = self.fours, Topic.CARD, ""

    def _begin(self, topic: Topic) -> None:
        if not (topic & Topic.PHONE and self.expecting & Topic.PHONE):
            self._remember()
        if not topic & self.expecting & CODES or self.whole:
            self._forget()
        self.expecting, self.patience, self.asides = topic, PATIENCE, 0

    def _collect(self, again: bool) -> None:
        """Add the present piece to the code, if it is not said ``again`` or read back."""
        if not self.expecting & (CODES | Topic.EMAIL):
            self.expecting, self.taken = self.piece_of, ""
        if not again and self.piece not in self.taken:
            self.taken += self.piece
        length, more = self._length()
        self.asides = 0
        if self.piece == ".":  # the end of a mail domain
            length, self.taken = 0, ""
        self.patience = 1 if self._size() >= length else PATIENCE
        if self._size() >= length + more > 0:
            self._forget()
            self.expecting = Topic.NOTHING

    def _size(self) -> int:
        """Return how much of the code came; a paper's letters may be "um" and "and"."""
        if self.expecting & Topic.DOCUMENT:
            return sum(map(str.isdecimal, self.taken))
        return len(self.taken)

    def _length(self) -> tuple[int, int]:
        if self.expecting & Topic.IBAN and self.taken[:2] in _ACCOUNTS:
            return _ACCOUNTS[self.taken[:2]], 4
        found = (told for topic, *told in _WHOLE if self.expecting & topic)
        length, more = next(found, (_HELD, 0))
        return length, more

    def _forget(self) -> None:
        digits = "".join(filter(str.isdecimal, self.taken))
        if len(digits) >= _NUMBER_LEAST:
            self.known = (*self.known, digits)[-_KNOWN:]
        self.taken = self.fours = ""

    def _wait(self, aside: bool) -> None:
        if aside:
            self.asides += 1
        else:
            self.patience -= 1
        if not self.patience or self.asides > _ASIDES:
            self._remember()
            self._forget()
            self.expecting, self.patience, self.asides = Topic.NOTHING, 0, 0

    def _continue(self) -> None:
        if self.said not in self.heard:
            self.heard = (self.heard + self.said)[-_HELD:]
        self.asides = 0
        whole = len(self.heard) >= _length_of(self.heard)
        # a last pair may still follow a number that seems whole ("and four seven")
        self.patience = 1 if whole else PATIENCE
        if whole and not self.expecting:
            self._remember()

    def _remember(self) -> None:
        if len(self.heard) >= _NUMBER_LEAST:
            self.known = (*self.known, self.heard)[-_KNOWN:]
        self.heard = ""

    def _answered(self, masked: str) -> None:
        for topic, tag in _PERSONAL.items():
            if self.expecting & topic and tag in masked and not self.piece:
                self.patience = 1


def _length_of(digits: str) -> int:
    """Return how many digits a telephone number has that begins so."""
    if digits.startswith("38"):
        return 12
    if digits[:1] in {"1", "7", "8"}:
        return 11
    return 10


def _is_refusal(line: Line) -> bool:
    """Return whether the turn says that there is none: "немає", "i don't know"."""
    if "?" in line.text:
        return False
    words = line.words
    for index, word in enumerate(words):
        if word.text in REFUSALS:
            return True
        if word.text in UNKNOWN and index and words[index - 1].text == "не":
            return True
    return False


def _is_correction(line: Line) -> bool:
    """Return whether the piece stands for one before: "no, eight"."""
    return any(word.text in CORRECTIONS for word in line.words[:3])
