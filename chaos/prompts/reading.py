"""Reads mappings out of YAML key by key; a mistake is one clear sentence with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import yaml

T = TypeVar("T")


class DialogueError(Exception):
    """A dialogue is not written as it must be; the text says where and what."""


class TextLoader(yaml.SafeLoader):
    """Reads every scalar as text."""


TextLoader.yaml_implicit_resolvers = {}


class Reader:
    """One mapping, key by key; what nobody asked for is a mistake."""

    def __init__(self, entry: object, where: str) -> None:
        if not isinstance(entry, dict):
            raise DialogueError(f"{where}: must be a mapping with keys")
        self._entry = {str(key): value for key, value in entry.items()}
        self._asked: set[str] = set()
        self.where = where

    def fail(self, why: str) -> DialogueError:
        """Return an error that says where."""
        return DialogueError(f"{self.where}: {why}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without ``default`` it must be there."""
        value = self._take(key)
        if value is None:
            if default is None:
                raise self.fail(f"{key} is missing")
            return default
        if not isinstance(value, str):
            raise self.fail(f"{key} must be text")
        return value.strip()

    def maybe(self, key: str) -> str | None:
        """Return a text, ``None`` if it is left out."""
        self._asked.add(key)
        return self.text(key) if key in self._entry else None

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number of at most four digits."""
        text = self.text(key, None if default is None else str(default))
        if not text.isdecimal() or len(text) > 4:
            raise self.fail(f"{key} must be a whole number")
        return int(text)

    def one_of(self, key: str, among: Sequence[T], default: str | None = None) -> T:
        """Return the one of ``among`` that is written there."""
        text = self.text(key, default)
        for one in among:
            if one == text:
                return one
        raise self.fail(f"{key} must be one of {', '.join(map(str, among))}")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; a single one is a list, too."""
        value = self._take(key)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        texts = [one.strip() for one in listed if isinstance(one, str)]
        if len(texts) < len(listed):
            raise self.fail(f"{key} must be a list of texts")
        return tuple(texts)

    def items(self, key: str) -> Iterator[tuple[str, object]]:
        """Yield the pairs of a mapping, none if it is left out."""
        value = self._take(key)
        if value is None:
            return
        if not isinstance(value, dict):
            raise self.fail(f"{key} must be a mapping")
        yield from ((str(name), inner) for name, inner in value.items())

    def readers(self, key: str) -> Iterator[Reader]:
        """Yield a reader for each mapping of a list."""
        value = self._take(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.fail(f"{key} must be a list")
        for entry in value:
            yield Reader(entry, f"{self.where}: {key}")

    def inner(self, key: str) -> Reader:
        """Return a reader for a mapping, an empty one if it is left out."""
        value = self._take(key)
        return Reader({} if value is None else value, f"{self.where}: {key}")

    def has(self, key: str) -> bool:
        """Say whether the key is there."""
        return key in self._entry

    def done(self) -> None:
        """Raise if there is a key that nobody asked for."""
        extra = sorted(set(self._entry) - self._asked)
        if extra:
            raise self.fail(f"unknown key {extra[0]}")

    def _take(self, key: str) -> object:
        self._asked.add(key)
        return self._entry.get(key)
