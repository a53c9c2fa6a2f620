"""Mappings of a YAML file, taken apart strictly: one sentence for the first mistake."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final, TypeVar

from callcore.agent.mcp.settings import McpConfigError
from callcore.shared.strictyaml import StrictYamlError, load_strictly

LONGEST_TEXT: Final = 1_000
MOST_NODES: Final = 5_000  # a full file has some hundred
N = TypeVar("N", int, float)


def load_file(text: str) -> object:
    """Return what the YAML in ``text`` says. Raises :exc:`McpConfigError`."""
    try:
        return load_strictly(text)
    except StrictYamlError as error:
        raise McpConfigError(str(error)) from None


class Entry:
    """One mapping: its fields are taken, and what is left over is wrong.

    Messages name the entry and the field, never a value: it may be a key.
    """

    def __init__(self, name: str, content: object) -> None:
        self.name = name
        if not isinstance(content, dict):
            raise McpConfigError(f"{name} must be a mapping.")
        self._left: dict[object, object] = dict(content)

    def __contains__(self, field: str) -> bool:
        return field in self._left

    def wrong(self, field: str, allowed: str) -> McpConfigError:
        """Return the error that says what ``field`` may be."""
        return McpConfigError(f"{self.name}: {field} must be {allowed}.")

    def text(
        self,
        field: str,
        pattern: re.Pattern[str],
        allowed: str,
        default: str | None = None,
    ) -> str:
        """Take a string that ``pattern`` matches whole; ``allowed`` says it in words."""
        value = self._take(field, default)
        if value is default is not None:
            return default
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise self.wrong(field, allowed)
        if not pattern.fullmatch(value):
            raise self.wrong(field, allowed)
        return value

    def number(self, field: str, low: N, high: N, default: N) -> N:
        """Take a number of the kind of ``default`` within both ends."""
        value = self._take(field, default)
        kinds = (int, float) if isinstance(default, float) else (int,)
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise self.wrong(field, f"a number from {low} to {high}")
        if not math.isfinite(value) or not low <= value <= high:
            raise self.wrong(field, f"a number from {low} to {high}")
        return type(default)(value)

    def flag(self, field: str, default: bool) -> bool:
        """Take true or false."""
        value = self._take(field, default)
        if not isinstance(value, bool):
            raise self.wrong(field, "true or false")
        return value

    def texts(self, field: str, most: int, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """Take a list of strings, () if it is left out."""
        value = self._take(field, [])
        allowed = f"a list of at most {most} strings"
        if not isinstance(value, list) or len(value) > most:
            raise self.wrong(field, allowed)
        for item in value:
            if not isinstance(item, str) or not pattern.fullmatch(item):
                raise self.wrong(field, allowed)
        return tuple(value)

    def pairs(
        self, field: str, key: re.Pattern[str], value: re.Pattern[str]
    ) -> dict[str, str]:
        """Take a mapping of strings to strings, {} if it is left out."""
        found = self._take(field, {})
        if not isinstance(found, dict) or len(found) > 50:
            raise self.wrong(field, "a mapping of at most 50 names to strings")
        for name, text in found.items():
            if not isinstance(name, str) or not key.fullmatch(name):
                raise self.wrong(field, "a mapping whose keys are variable names")
            if not isinstance(text, str) or not value.fullmatch(text):
                raise self.wrong(field, "a mapping to strings; write numbers in quotes")
        return dict(found)

    def entries(self, field: str, most: int) -> Iterator[Entry]:
        """Take a list of mappings, of at least one and at most ``most``."""
        value = self._take(field, None)
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise self.wrong(field, f"a list of 1 to {most} entries")
        singular = field.removesuffix("s")
        for place, content in enumerate(value, 1):
            yield Entry(f"{self.name}, {singular} {place}", content)

    def done(self) -> None:
        """Raise if a field is left that nobody took."""
        for field in self._left:
            known = field if isinstance(field, str) else "a key"
            raise McpConfigError(f"{self.name}: {known[:40]!r} is not a known field.")

    def _take(self, field: str, default: object) -> object:
        if field not in self._left:
            if default is None:
                raise McpConfigError(f"{self.name}: {field} is missing.")
            return default
        return self._left.pop(field)
