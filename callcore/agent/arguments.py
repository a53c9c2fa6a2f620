"""Tool arguments as a model wrote them, checked against the tool's own JSON schema.

The subset of JSON schema that our tools use: a flat object of strings and integers with
``required``, ``minimum``, ``maximum`` and ``maxLength``. A digit string passes for an
integer, because models write both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from callcore.engines.chat import ToolCall, ToolSpec

MAX_ARGUMENTS_CHARS: Final = 4_000  # ours need some 100


class BadArguments(Exception):
    """They do not fit; the text tells the model what is wrong."""


@dataclass(frozen=True, slots=True)
class CheckedCall:
    """A tool call whose arguments fit the schema."""

    id: str
    name: str
    arguments: Mapping[str, str | int]

    def text(self, key: str) -> str:
        """Return a string argument, '' if it was left out."""
        return str(self.arguments.get(key, ""))

    def number(self, key: str, default: int = 0) -> int:
        """Return an integer argument."""
        value = self.arguments.get(key, default)
        return value if isinstance(value, int) else default


def check_arguments(call: ToolCall, spec: ToolSpec) -> CheckedCall:
    """Return ``call`` with its arguments read; raises :exc:`BadArguments`."""
    given = _object_untrusted(call.arguments)
    properties = spec.parameters["properties"]
    required = spec.parameters["required"]
    assert isinstance(properties, Mapping)
    assert isinstance(required, list)
    for key in given:
        if key not in properties:
            raise BadArguments(f"unknown argument {key[:40]!r}")
    for key in required:
        if given.get(key) in (None, ""):
            raise BadArguments(f"{key} is required")
    checked = {
        key: _value(key, value, properties[key])
        for key, value in given.items()
        if value is not None
    }
    return CheckedCall(call.id, call.name, checked)


def _object_untrusted(text: str) -> dict[str, object]:
    if len(text) > MAX_ARGUMENTS_CHARS:
        raise BadArguments("the arguments are too long")
    try:
        given = json.loads(text or "{}")
    except (ValueError, RecursionError) as exc:
        raise BadArguments("the arguments are not valid JSON") from exc
    if not isinstance(given, dict):
        raise BadArguments("the arguments are not a JSON object")
    return given


def _value(key: str, value: object, schema: Mapping[str, object]) -> str | int:
    if schema["type"] == "integer":
        return _integer(key, value, schema)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # an order number without its quotes
    if not isinstance(value, str):
        raise BadArguments(f"{key} must be a string")
    longest = schema.get("maxLength", 200)
    assert isinstance(longest, int)
    if len(value) > longest:
        raise BadArguments(f"{key} is longer than {longest} characters")
    return value.strip()


def _integer(key: str, value: object, schema: Mapping[str, object]) -> int:
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 10:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadArguments(f"{key} must be a whole number")
    low, high = schema["minimum"], schema["maximum"]
    assert isinstance(low, int)
    assert isinstance(high, int)
    if not low <= value <= high:
        raise BadArguments(f"{key} must be {low} to {high}")
    return value
