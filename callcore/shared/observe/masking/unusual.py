"""Texts with characters that hide what they say: zero-width ones, other digits, look-alikes.

What is flattened is only ever looked at: the text that goes out keeps its own characters,
save where a tag replaces them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ASCII_UNUSUAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f`]")
# everything but printable ASCII, Latin and Cyrillic letters, and the usual typography
_UNUSUAL: Final = re.compile(
    "[^\t\n\r -_a-~\u00a7\u00a9\u00ab\u00ae\u00b0\u00b1\u00b7\u00bb\u00c0-\u024f"
    "\u02bc\u0400-\u045f\u0490-\u0493\u2014\u2019\u201c-\u201e\u2022\u2026\u20ac\u20b4"
    "\u2116\u2122]"
)
_LATIN: Final = re.compile(r"[A-Za-z]")
_TWO_SCRIPTS: Final = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_TOKEN: Final = re.compile(r"[A-Za-z0-9\u0400-\u04ff]+")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")

_LATIN_LOOKS: Final = "ABCEHIKMOPTXYSJaceiopxysj"
_CYRILLIC_LOOKS: Final = "АВСЕНІКМОРТХУЅЈасеіорхуѕј"
_TO_LATIN: Final = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)
_TO_CYRILLIC: Final = str.maketrans(_LATIN_LOOKS, _CYRILLIC_LOOKS)

_QUOTES: Final = frozenset("`\u00b4\u02b9\u02bb\u02bd\u02be\u2018\u201a\u201b\u2032")
_DASHES: Final = frozenset("\u2010\u2011\u2012\u2013\u2043\u2212\uff0d")
_JOINING: Final = frozenset({"Mn", "Me"})
_HIDDEN: Final = frozenset({"Cf", "Cc"}) | _JOINING
_BREAKS: Final = frozenset("\x0b\x0c\x85\u2028\u2029")
_PLAIN: Final[dict[str, str]] = {}  # what a character becomes; bounded by Unicode


def flatten(text: str) -> tuple[str, list[int]] | None:
    """Return ``text`` in ordinary characters and where each stood; ``None`` if it is so.

    Digits of all scripts become ASCII, dashes, blanks and quotes plain ones; characters
    without a width go; a letter of the other alphabet in the middle of a word becomes the
    one that it looks like. Never raises; linear.
    """
    if text.isascii():
        if _ASCII_UNUSUAL.search(text) is None:
            return None
    elif _UNUSUAL.search(text) is None:
        unmixed = _unmixed(text)
        return None if unmixed == text else (unmixed, list(range(len(text))))
    plain, stood = _plain(text)
    plain = _unmixed(plain)
    return None if plain == text else (plain, stood)


def _plain(text: str) -> tuple[str, list[int]]:
    becomes = {char: _becomes(char) for char in set(text)}
    if all(becomes.values()):
        return "".join([becomes[char] for char in text]), list(range(len(text)))
    chars: list[str] = []
    stood: list[int] = []
    for index, char in enumerate(text):
        plain = becomes[char]
        if plain:
            chars.append(plain)
            stood.append(index)
        elif chars and unicodedata.category(char) in _JOINING:
            chars[-1] = _composed(chars[-1], char)
    return "".join(chars), stood


def _composed(letter: str, mark: str) -> str:
    """Return the letter with its mark (и and a breve are й), or without, if there is none."""
    whole = unicodedata.normalize("NFC", letter + mark)
    return whole if len(whole) == 1 else letter


def _becomes(char: str) -> str:
    known = _PLAIN.get(char)
    if known is None:
        known = _PLAIN[char] = _worked_out(char)
    return known


def _worked_out(char: str) -> str:
    if char in "\t\n\r" or _is_ordinary(char):
        return char
    for plain, these in (("'", _QUOTES), ("-", _DASHES), (" ", _BREAKS)):
        if char in these:
            return plain
    category = unicodedata.category(char)
    if category in _HIDDEN:
        return ""
    if category in {"Zs", "Pd"}:
        return " " if category == "Zs" else "-"
    digit = unicodedata.digit(char, -1)
    if digit >= 0:
        return str(digit)
    alike = unicodedata.normalize("NFKC", char)
    return alike if len(alike) == 1 else char


def _is_ordinary(char: str) -> bool:
    return (_ASCII_UNUSUAL if char.isascii() else _UNUSUAL).match(char) is None


def _unmixed(text: str) -> str:
    """Return ``text`` with every word in one alphabet, as far as its letters look alike."""
    if _LATIN.search(text) is None or _TWO_SCRIPTS.search(text) is None:
        return text
    return _TOKEN.sub(_one_script, text)


def _one_script(match: re.Match[str]) -> str:
    word = match[0]
    if not _CYRILLIC.search(word) or not _LATIN.search(word):
        return word
    # the alphabet that leaves fewer letters of the other one; Cyrillic if it is a draw
    cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    left = len(_LATIN.findall(cyrillic)) - len(_CYRILLIC.findall(latin))
    if not left:
        left = len(_LATIN.findall(word)) - len(_CYRILLIC.findall(word))
    return latin if left > 0 else cyrillic
