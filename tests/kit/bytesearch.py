"""Finds what a person said in bytes that anybody wrote, however they are written.

Text is looked at as it stands, unescaped (``\\u0456``, ``%D1%96``, ``&#1110;``), and out of
base64 and hex; UTF-16 as bytes. Seven digits of a number count wherever they stand, five if
they stand by themselves: not inside a uuid, a time, a fraction, a word, a longer number.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

DIGITS: Final = 5  # of a number, that count if they are all there is
SURE_DIGITS: Final = (
    7  # that count anywhere: by chance they come once in a million places
)
LONGEST: Final = 20  # digits: no number that is looked for has more
WORDS: Final = 3  # of a number that was said, that count
AROUND: Final = 30  # characters shown on each side

_UUID: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
_STAMP: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d:\d\d(?:\.\d+)?(?:z|[+-]\d\d(?::?\d\d)?)?)?"
)
_FRACTION: Final = re.compile(r"\d+\.\d{3,}(?:e[+-]\d+)?")  # no number has one dot so
_GROUP: Final = re.compile(
    r"(?<![a-z0-9_])\+?\d(?:[ \-().\u00a0]{0,2}\d){4,}(?![a-z0-9_])"
)
_LONG: Final = re.compile(r"\d(?:[ \-().\u00a0]{0,2}\d){6,}")
_DIGITS: Final = re.compile(r"\d+")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}){8,}")
_ESCAPED: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_BYTE_ESCAPED: Final = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")
_OCTAL_ESCAPED: Final = re.compile(r"(?:\\[0-3][0-7]{2})+")
_NOT_WORD: Final = re.compile(r"[^\w'ʼ’]+")


@dataclass(frozen=True)
class Hit:
    """A find: what, in which way of writing, and the text around it."""

    needle: str
    view: str
    around: str


class Needles:
    """What is looked for.

    ``numbers`` are whole ones in digits, ``stems`` beginnings of words in lower case,
    ``phrases`` numbers in words.
    """

    def __init__(
        self, numbers: Iterable[str], stems: Iterable[str], phrases: Iterable[str] = ()
    ) -> None:
        numbers = list(numbers)
        self._few = frozenset(
            part
            for one in numbers
            for size in range(DIGITS, len(one) + 1)
            for part in _parts(one, size)
        )
        self._many = {part: one for one in numbers for part in _parts(one, SURE_DIGITS)}
        said = [_spaced(one).split() for one in phrases]
        words = [" ".join(run) for one in said for run in _parts(one, WORDS)]
        stems = [stem.casefold() for stem in stems]
        self._stems = _any_of(map(re.escape, stems))
        self._runs = _any_of(rf"\b{re.escape(run)}\b" for run in dict.fromkeys(words))
        forms = [form for one in stems for form in (one, one.title(), one.upper())]
        forms += self._many
        self._plain = [form.encode() for form in dict.fromkeys(forms)]
        self._wide = [
            form.encode(name, "ignore")
            for form in dict.fromkeys(forms)
            for name in ("utf-16-le", "utf-16-be", "cp1251")
            if name != "cp1251" or not form.isascii()
        ]

    def in_bytes(self, data: bytes) -> Iterator[Hit]:
        """Find them in ``data`` as such: quick, for what is large and no text."""
        return _raw_hits("raw", self._plain, data)

    def in_text(self, data: bytes) -> Iterator[Hit]:
        """Find them in every view of ``data``."""
        yield from self.in_bytes(data)
        yield from _raw_hits("wide", self._wide, data)
        for view, text in views(data.decode(errors="replace")):
            yield from self._look(view, text)

    def _look(self, view: str, text: str) -> Iterator[Hit]:
        folded = text.casefold()
        for pattern, looked in ((self._stems, folded), (self._runs, _spaced(folded))):
            for found in pattern.finditer(looked):
                yield _hit(found[0], view, looked, found.start())
        if view in ("base64", "hex") and not folded.isprintable():
            return  # ciphers and pictures: chance has digits for everybody
        for line in folded.splitlines():
            yield from self._numbers(view, line)

    def _numbers(self, view: str, line: str) -> Iterator[Hit]:
        for found in _LONG.finditer(line):
            if whose := _long(found[0], self._many):
                yield _hit(f"digits of {whose}", view, line, found.start())
        for other in (_UUID, _STAMP, _FRACTION):
            line = other.sub(" ; ", line)
        for found in _GROUP.finditer(line):
            if piece := _piece(found[0], self._few):
                yield _hit(f"{piece} of a number", view, line, found.start())


def views(text: str, depth: int = 2) -> Iterator[tuple[str, str]]:
    """Yield ``text`` and what it says to whoever undoes its writing, named."""
    yield "text", text
    if "\\" in text:
        plain = _ESCAPED.sub(lambda m: _utf16(m[0]), text)
        plain = _BYTE_ESCAPED.sub(lambda m: _utf8(m[0], 16, "\\x"), plain)
        plain = _OCTAL_ESCAPED.sub(lambda m: _utf8(m[0], 8, "\\"), plain)
        yield "unescaped", plain.replace("\\n", "\n").replace("\\t", "\t")
    if "%" in text:
        yield "percent", unquote(text, errors="replace")
    if "&#" in text:
        yield "entities", html.unescape(text)
    if depth:
        for name, inner in _coded(text):
            for _, view in views(inner, depth - 1):
                yield name, view


def _coded(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is in base64 or hex in ``text``, if it is any text at all."""
    for found in _BASE64.finditer(text):
        run = found[0].rstrip("=").translate(str.maketrans("-_", "+/"))
        try:
            data = base64.b64decode(run + "=" * (-len(run) % 4))
        except binascii.Error:
            continue
        yield "base64", data.decode(errors="replace")
    for found in _HEX.finditer(text):
        yield "hex", bytes.fromhex(found[0]).decode(errors="replace")


def _long(run: str, parts: dict[str, str]) -> str:
    """Return which number has seven digits in a row in ``run``, '' if none."""
    digits = "".join(filter(str.isdigit, run))
    windows = (digits[at : at + SURE_DIGITS] for at in range(len(digits)))
    return next((parts[window] for window in windows if window in parts), "")


def _piece(run: str, parts: frozenset[str]) -> str:
    """Return groups of ``run`` that are a piece of a number and nothing else, or ''.

    A checksum of the spool or a port may well hold five digits of somebody.
    """
    groups: list[str] = _DIGITS.findall(run)
    for first in range(len(groups)):
        joined = ""
        for group in groups[first:]:
            joined += group
            if joined in parts:
                return joined
            if len(joined) > LONGEST:
                break
    return ""


def _hit(needle: str, view: str, text: str, at: int) -> Hit:
    return Hit(needle, view, text[max(0, at - AROUND) : at + AROUND])


def _parts(whole: str | list[str], size: int) -> list[str]:
    return [whole[at : at + size] for at in range(max(1, len(whole) - size + 1))]  # type: ignore[misc]


def _spaced(text: str) -> str:
    """Return the words alone, one blank between them."""
    return _NOT_WORD.sub(" ", text.casefold()).replace("ʼ", "'").replace("’", "'")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)")


def _raw_hits(view: str, forms: Iterable[bytes], data: bytes) -> Iterator[Hit]:
    for form in forms:
        at = data.find(form)
        if at >= 0:
            around = data[max(0, at - 2 * AROUND) : at + 2 * AROUND]
            yield Hit(_shown(form), view, _shown(around))


def _utf16(escaped: str) -> str:
    data = bytes.fromhex(escaped.replace("\\u", ""))
    return data.decode("utf-16-be", errors="replace")


def _utf8(escaped: str, base: int, mark: str) -> str:
    codes = [int(code, base) for code in escaped.split(mark)[1:]]
    return bytes(codes).decode(errors="replace")


def _shown(data: bytes) -> str:
    return data.decode(errors="backslashreplace")
