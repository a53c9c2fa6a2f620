"""Whether the text of a turn sounds as if the caller were through.

The transcript is a partial most of the time: lower-case, without punctuation, late by up
to a second, its last word cut. So a verdict is a hint for how long to wait and never ends
a turn by itself. Whisper puts a full stop after anything, so full stops tell nothing; its
commas, dots and dashes at the end say that something was to follow.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from typing import Final

from callcore.dialog.dictation import Dictated, judge_digits
from callcore.dialog.plain import Word, cleaned, numbered_words
from callcore.dialog.questions import Question
from callcore.dialog.words import en, ru, uk
from callcore.dialog.words.table import TurnWords
from callcore.shared.ids import Language


class TextVerdict(enum.Enum):
    """What the words say about the end of the turn."""

    COMPLETE = enum.auto()  # a sentence, an order, an answer, a whole number
    NEUTRAL = enum.auto()  # nothing either way
    TRAILING = enum.auto()  # "my number is", "and", "um", "i need"
    DICTATING = enum.auto()  # a number that is not whole yet


TABLES: Final[dict[Language, TurnWords]] = {"en": en.TURN, "ru": ru.TURN, "uk": uk.TURN}
MOST_ANSWER_WORDS: Final = 6  # "yes yes that is right thank you" is not much longer
LEAST_SENTENCE: Final = 3  # words, one of them a verb: "мне нужны шины"
_LEFT_OPEN: Final = re.compile(r"(?:[,:;–—-]|\.\.\.?|…)\s*$")
_OF_DIGITS: Final = {
    Dictated.WHOLE: TextVerdict.COMPLETE,
    Dictated.VAGUE: TextVerdict.NEUTRAL,
    Dictated.PART: TextVerdict.DICTATING,
}
BARE_CLAUSE: Final = 4  # words: "if you have Michelin"
MOST_CLAUSE: Final = 7  # with a verb of wishing or more words a main clause is in it
_DIGITS: Final = frozenset([Question.PHONE, Question.NUMBER])
_MORE_THAN_YES: Final = frozenset(
    [Question.SIZE, Question.QUANTITY]
)  # "yes" is no answer


def judge_text(
    text: str, language: Language, asked: Question = Question.OPEN
) -> TextVerdict:
    """Judge the newest transcript of a turn; ``asked`` is what the agent had asked."""
    table, words = TABLES[language], numbered_words(text, language)
    if not words:
        return TextVerdict.NEUTRAL
    left_open = _LEFT_OPEN.search(cleaned(text)) is not None
    if not left_open and (verdict := _whole_turn(words, table, asked)):
        return verdict
    core = _without_hesitation(words, table)
    left_open |= len(core) < len(words)
    if table.trailing.search(_plain(core)) and not table.closed.search(_plain(core)):
        return TextVerdict.TRAILING
    dictated = judge_digits(core, table, asked)
    if dictated is Dictated.PART or (dictated and not left_open):
        return _OF_DIGITS[dictated]
    question = cleaned(text).endswith("?")
    if left_open or not core or _trails(core, table, asked, question=question):
        return TextVerdict.TRAILING
    complete = _completes(core, table, asked, question=question)
    return TextVerdict.COMPLETE if complete else TextVerdict.NEUTRAL


def _plain(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _without_hesitation(words: Sequence[Word], table: TurnWords) -> Sequence[Word]:
    end = len(words)
    while end and words[end - 1].text in table.hesitations:
        end -= 1
    return words[:end]


def _whole_turn(
    words: Sequence[Word], table: TurnWords, asked: Question
) -> TextVerdict | None:
    """Judge a turn that is an answer or an idiom from its first word to its last."""
    said = [word.text for word in words]
    known, last = table.answers | table.agreeing, said[-1]
    sounds = table.hesitations - table.answers
    if last in sounds and (last not in known or asked is not Question.YES_NO):
        return None
    if table.whole.search(" ".join(said)):
        return TextVerdict.COMPLETE
    ends = last in known or last not in table.dangling
    if not ends or not known & set(said) or len(said) > MOST_ANSWER_WORDS:
        return None
    if not set(said) <= known | table.polite:
        return None
    return _answer(asked, sure=not table.answers.isdisjoint(said))


def _answer(asked: Question, *, sure: bool) -> TextVerdict:
    """Judge a yes or no; it is ``sure`` if no mere "ok"."""
    if asked in _DIGITS:
        return TextVerdict.TRAILING  # "yes, it is..."
    if asked in _MORE_THAN_YES or not (sure or asked is Question.YES_NO):
        return TextVerdict.NEUTRAL
    return TextVerdict.COMPLETE


def _trails(
    words: Sequence[Word], table: TurnWords, asked: Question, *, question: bool
) -> bool:
    """Say whether the last word wants another one after it."""
    last = words[-1].text
    if table.closed.search(_plain(words)):
        return False
    if last in table.dangling:
        return not (question and last in table.stranded)
    if not question and _is_clause(words, table):
        return True
    if last in table.modifiers and asked is not Question.CHOICE:
        return True
    bare = all(word.text in table.light | table.open_verbs for word in words)
    return bare and last in table.open_verbs


def _is_clause(words: Sequence[Word], table: TurnWords) -> bool:
    """Say whether it is "if you have Michelin", and the main clause is still to come."""
    wishes = not table.anchors.isdisjoint(word.text for word in words)
    most = BARE_CLAUSE if wishes else MOST_CLAUSE
    return len(words) <= most and table.subordinate.search(_plain(words)) is not None


def _completes(
    words: Sequence[Word], table: TurnWords, asked: Question, *, question: bool
) -> bool:
    plain = _plain(words)
    said = [word.text for word in words]
    content = [word for word in said if word not in table.light]
    numbers = any(word.number for word in words)
    if asked in _DIGITS and not numbers and len(words) <= LEAST_SENTENCE:
        return False
    if (table.closing.search(plain) and len(words) > 1) or table.closed.search(plain):
        return True
    asks = bool(content) and content[0] in table.question_words
    if (question and len(words) > 1) or (asks and len(words) >= table.least_question):
        return bool(content)
    verb = table.anchors & set(said) or table.asking.search(plain)
    sentence = len(words) >= LEAST_SENTENCE and bool(verb) and bool(content)
    return sentence or _fits(said, table, asked, numbers=numbers)


def _fits(
    said: Sequence[str], table: TurnWords, asked: Question, *, numbers: bool
) -> bool:
    """Say whether a turn that is no sentence answers what was asked."""
    match asked:
        case Question.YES_NO:
            answers = said[0] in table.answers | table.agreeing
            return answers and len(said) >= LEAST_SENTENCE
        case Question.CHOICE:
            return any(word not in table.light for word in said)
        case Question.QUANTITY | Question.SIZE:
            counted = numbers and table.units.search(" ".join(said)) is not None
            return counted or not table.amounts.isdisjoint(said)
        case _:
            return False
