"""Personal data of a reply as references into the request, so that a file holds none.

A model repeats what the caller said: his number, his name, his street. In a file stands where
it was said, ``<uk3:0+9>`` for digits 0 to 8 of the numbers in message 3 as Ukrainian has them,
``<tx3:12+5c>`` for five letters of its text from 12 on, with a capital. ``/+38`` is a country that nobody said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from callcore.engines.chat import Message
from callcore.shared.ids import LANGUAGES
from callcore.shared.observe.pii import Sanitizer, mask
from callcore.shared.spoken.parse import find_numbers
from chaos.pii.survival import surviving

LEAST_SAID: Final = 7  # digits of a reference; shorter ones are no personal data
_LEAST_LETTERS: Final = 2
_LEAST_STEM: Final = 3  # letters that two cases of a name share
_ENDING: Final = 3
_DIGITS: Final = re.compile(r"(?<!\w)\+?\d[\d ()-]{5,18}\d(?!\w)")
_WORD: Final = re.compile(r"\w+(?:['’ʼ]\w+)?")
_REFERENCE: Final = re.compile(r"<(\w\w)(\d+):(\d+)\+(\d+)([clu]?)(?:/(\+?\d*))?>")
_TEXT: Final = "tx"
_CASES: Final[dict[str, Callable[[str], str]]] = {
    "": str,
    "c": str.capitalize,
    "l": str.lower,
    "u": str.upper,
}


class UnfitForFile(Exception):
    """A reply holds personal data or a secret; the text says of which kind, not what."""


def fit(
    text: str, messages: Sequence[Message], invented: frozenset[str] = frozenset()
) -> str:
    """Return ``text`` with what the caller said as references; :exc:`UnfitForFile`.

    Words that are ``invented``, in lower case, are a test's own and nobody's name.
    """

    def bare(written: str) -> str:
        return _WORD.sub(
            lambda found: "" if found[0].lower() in invented else found[0],
            _REFERENCE.sub("", written),
        )

    names = dict(_personal_words(messages))
    text = _WORD.sub(lambda found: _word_reference(found[0], names), text)
    if mask(bare(text)) != bare(text):
        text = _DIGITS.sub(lambda found: _digit_reference(found[0], messages), text)
    masked = mask(bare(text))
    if masked != bare(text):
        kinds = sorted(set(re.findall(r"\[([A-Z]+)\]", masked)))
        raise UnfitForFile(f"personal data: {' '.join(kinds)}")
    return text


def filled(text: str, messages: Sequence[Message]) -> str:
    """Return ``text`` with what the references stand for."""
    rows = dict(_rows(messages)) if _REFERENCE.search(text) else {}

    def said(found: re.Match[str]) -> str:
        row = rows.get(f"{found[1]}{found[2]}", "")
        at, count = int(found[3]), int(found[4])
        return (found[6] or "") + _CASES[found[5]](row[at : at + count])

    return _REFERENCE.sub(said, text)


def _personal_words(
    messages: Sequence[Message],
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield, in lower case, each word of the caller that is masked: where it is, and as said."""
    call = Sanitizer()
    for number, message in enumerate(messages):
        if message.role not in {"user", "assistant"}:
            continue
        speaker = "caller" if message.role == "user" else "agent"
        masked = call.feed(message.text, speaker=speaker)
        if message.role != "user" or masked == message.text:
            continue
        seen = surviving(message.text, masked)
        for word in _WORD.finditer(message.text):
            start, end = word.span()
            if (
                end - start >= _LEAST_LETTERS
                and word[0].isalpha()
                and not any(seen[start:end])
            ):
                yield (
                    word[0].lower(),
                    (f"{_TEXT}{number}:{start}+{end - start}", word[0]),
                )


def _word_reference(word: str, names: dict[str, tuple[str, str]]) -> str:
    """Return ``word`` as a reference to what was said, in another case if need be."""
    lowered = word.lower()
    for said in (lowered, *_relatives(lowered, names)):
        where, spelled = names.get(said, ("", ""))
        shared = _shared(lowered, said)
        for mark, case in _CASES.items():
            if where and case(spelled)[:shared] == word[:shared]:
                at = where.partition("+")[0]
                return f"<{at}+{shared}{mark}>{word[shared:]}"
    return word


def _relatives(word: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the names that differ from ``word`` in the ending only: "Шевчука", "Шевчук"."""
    for name in names:
        shared = _shared(word, name)
        if shared >= _LEAST_STEM and max(len(word), len(name)) - shared <= _ENDING:
            yield name


def _shared(one: str, other: str) -> int:
    """Return how many letters two words have in common at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    shortest = min(len(one), len(other))
    return next((at for at, (left, right) in pairs if left != right), shortest)


def _digit_reference(digits: str, messages: Sequence[Message]) -> str:
    plain = re.sub(r"\D", "", digits)
    head = 0
    while len(plain) - head >= LEAST_SAID:
        for place, row in _rows(messages):
            at = row.find(plain[head:])
            if at >= 0 and not place.startswith(_TEXT):
                country = "+" * digits.startswith("+") + plain[:head]
                before = f"/{country}" * bool(country)
                return f"<{place}:{at}+{len(plain) - head}{before}>"
        head += 1  # nobody says the country before a number
    return digits


def _rows(messages: Sequence[Message]) -> Iterable[tuple[str, str]]:
    """Yield each caller turn as text, and its digits, under a name such as ``uk3``."""
    for number, message in enumerate(messages):
        if message.role == "user":
            yield f"{_TEXT}{number}", message.text
            for language in LANGUAGES:
                numbers = find_numbers(message.text, language)
                yield f"{language}{number}", "".join(one.digits for one in numbers)
