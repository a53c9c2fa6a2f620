"""How one environment variable becomes a value: a parser, and the words for its range.

A parser raises :exc:`ValueError` for everything outside ``allowed``. It writes no message
of its own: the sentence for the reader is made from ``allowed``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from callcore.shared.ids import LANGUAGES, Language, language_of
from callcore.shared.sealed import keytext

_TARGET: Final = re.compile(r"[\w-]{1,79},[\w+*#-]{1,79},[0-9]{1,4}", re.ASCII)
_QUEUE: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
MAX_QUEUES: Final = 20  # a model has to choose among them
_DIALLED: Final = re.compile(r"\+?[0-9]{1,20}", re.ASCII)
_HOST: Final = re.compile(r"[0-9A-Za-z:][0-9A-Za-z.:_-]{0,252}", re.ASCII)
_ARCHIVE: Final = re.compile(
    r"s3(\+http)?://[0-9A-Za-z.-]{1,253}(:[0-9]{1,5})?/[0-9a-z.-]{3,63}(/[\w./-]{1,200})?",
    re.ASCII,
)
_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"0", "false", "no", "off"})
_LOWEST_PORT: Final = 1024  # below it a process needs root, which we never have


@dataclass(frozen=True, slots=True)
class Kind:
    """What a setting may hold: ``parse`` makes the value, ``allowed`` says it in words."""

    allowed: str
    parse: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class PortRange:
    """Ports from ``first`` to ``last``, both included."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    def ports(self) -> range:
        """Return the ports in order."""
        return range(self.first, self.last + 1)


def number(lowest: int, highest: int) -> Kind:
    """Whole numbers in a range, both ends included."""

    def parse(text: str) -> int:
        return _within(text, lowest, highest)

    return Kind(f"a whole number from {lowest} to {highest}", parse)


def port(highest: int = 65535) -> Kind:
    """One TCP port that needs no root."""
    return number(_LOWEST_PORT, highest)


def port_range(highest: int, most: int) -> Kind:
    """``first-last``, at most ``most`` ports, none above ``highest``."""

    def parse(text: str) -> PortRange:
        head, _, tail = text.partition("-")
        first = _within(head, _LOWEST_PORT, highest)
        last = _within(tail, first, min(highest, first + most - 1))
        return PortRange(first, last)

    words = f"FIRST-LAST, at most {most} ports from {_LOWEST_PORT} to {highest}"
    return Kind(words, parse)


def choice(*words: str) -> Kind:
    """One of a few words."""

    def parse(text: str) -> str:
        return words[words.index(text.lower())]

    return Kind("one of " + ", ".join(words), parse)


def ladder(*words: str) -> Kind:
    """Words of a short list, the first choice first, none twice."""

    def parse(text: str) -> tuple[str, ...]:
        found = tuple(text.lower().replace(",", " ").split())
        if not found or len(set(found)) < len(found) or not set(found) <= set(words):
            raise ValueError(text)
        return found

    return Kind("one or more of " + ", ".join(words) + ", first choice first", parse)


def _flag(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError(text)
    return text.lower() in _YES


def _path(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute() or "\0" in text:
        raise ValueError(text)
    return path


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(text)
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError(text)
    if parts.port == 0:  # reading it raises ValueError when it is out of range
        raise ValueError(text)
    return text.rstrip("/")


def _service(*schemes: str) -> Callable[[str], str]:
    """Return a parser of the URL of a server; it may hold a password, so it is a secret."""

    def parse(text: str) -> str:
        scheme = text.partition("://")[0]
        if scheme not in schemes or not text.isprintable() or len(text) > 2000:
            raise ValueError(text)
        return text

    return parse


def _archive(text: str) -> str:
    if _ARCHIVE.fullmatch(text) is None:
        return str(_path(text))
    return text


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError(text)
    return text


def _word(text: str) -> str:
    if not text.isprintable() or len(text) > 500:
        raise ValueError(text)
    return text


def _targets(text: str) -> tuple[str, ...]:
    found = tuple(text.split())
    if not all(_TARGET.fullmatch(target) for target in found):
        raise ValueError(text)
    return found


def _queues(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pair in text.split():
        name, _, target = pair.partition("=")
        if not _QUEUE.fullmatch(name) or not _TARGET.fullmatch(target):
            raise ValueError(text)
        found[name] = target
    if len(found) > MAX_QUEUES or len(found) != len(text.split()):
        raise ValueError(text)
    return MappingProxyType(found)


def _did_languages(text: str) -> Mapping[str, Language]:
    pairs = [pair.strip().partition("=") for pair in text.split(",") if pair.strip()]
    found: dict[str, Language] = {}
    for did, _, name in pairs:
        language = language_of(name)
        if not _DIALLED.fullmatch(did.strip()) or language is None:
            raise ValueError(text)
        found[did.strip().lstrip("+")] = language
    return MappingProxyType(found)


def _languages(text: str) -> tuple[Language, ...]:
    found = [language_of(name) for name in text.replace(",", " ").split()]
    if not found or None in found:
        raise ValueError(text)
    return tuple(language for language in LANGUAGES if language in found)


def _by_language(text: str) -> Mapping[Language, str]:
    found: dict[Language, str] = {}
    for pair in text.replace(",", " ").split():
        name, _, value = pair.partition("=")
        language = language_of(name)
        if language is None or not value:
            raise ValueError(text)
        found[language] = _word(value)
    return MappingProxyType(found)


def _json_object(text: str) -> Mapping[str, object]:
    if len(text) > 1000:
        raise ValueError(text)
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError(text) from None
    if not isinstance(found, dict):
        raise ValueError(text)  # noqa: TRY004 - a parser raises nothing else
    return MappingProxyType(found)


def _silences(text: str) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for pair in text.replace(",", " ").split():
        name, _, ms = pair.partition("=")
        if name not in SILENCES or not ms:
            raise ValueError(text)
        found[name] = _within(ms, 100, 2000)
    return MappingProxyType(found)


def _within(text: str, lowest: int, highest: int) -> int:
    if not text.strip().isascii() or not text.strip().isdigit():
        raise ValueError(text)
    value = int(text)
    if not lowest <= value <= highest:
        raise ValueError(text)
    return value


#: how long a silence ends a turn, by what was said (dialog/patience.py has the defaults)
SILENCES: Final = (
    "least",
    "complete",
    "neutral",
    "trailing",
    "dictating",
    "most",
    "doubt",
)
_SPOKEN: Final = ", ".join(LANGUAGES)
FLAG: Final = Kind("true or false", _flag)
PATH: Final = Kind("an absolute path", _path)
URL: Final = Kind("an http:// or https:// address without a password", _url)
DATABASE_URL: Final = Kind(
    "a postgresql:// address", _service("postgresql", "postgres")
)
REDIS_URL: Final = Kind(
    "a redis://, rediss://, unix:// or redis+sentinel:// address",
    _service("redis", "rediss", "unix", "redis+sentinel"),
)
ARCHIVE: Final = Kind("an absolute path or s3://HOST/BUCKET", _archive)
HOST: Final = Kind("a host name or an IP address", _host)
WORD: Final = Kind("printable text of at most 500 characters", _word)
DATA_KEYS: Final = Kind(keytext.ALLOWED, keytext.checked)
LANGUAGE: Final = choice(*LANGUAGES)
TARGETS: Final = Kind(
    "CONTEXT,EXTEN,PRIORITY entries with a space between them", _targets
)
QUEUES: Final = Kind(
    f"at most {MAX_QUEUES} NAME=CONTEXT,EXTEN,PRIORITY pairs with a space between them, "
    "each name once, of a-z, 0-9, - and _",
    _queues,
)
DID_LANGUAGES: Final = Kind(
    f"NUMBER=LANGUAGE pairs with commas between them, languages {_SPOKEN}",
    _did_languages,
)
LANGUAGE_LIST: Final = Kind(f"one or more of {_SPOKEN}", _languages)
SILENCE_LIST: Final = Kind(
    f"NAME=MS pairs from 100 to 2000, names {', '.join(SILENCES)}", _silences
)
BY_LANGUAGE: Final = Kind(f"LANGUAGE=WORD pairs, languages {_SPOKEN}", _by_language)
JSON_OBJECT: Final = Kind("a JSON object of at most 1000 characters", _json_object)
