"""A server's input schema, rebuilt from the few keywords that we understand.

What a model is shown and the guard checks by is ours: bounded in size and depth, local
references put in place, no unknown arguments, every string and list with an upper bound.
Keywords that only narrow (``pattern``, ``format``) are left out; the server still checks
them, and a pattern of its choice never runs in our loop.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from typing import Final

from callcore.agent.mcp.untrusted import clean_line

MOST_BYTES: Final = 8_000
MOST_DEPTH: Final = 5  # of nesting, references included
MOST_PARTS: Final = 100  # of the rebuilt schema: references multiply
MOST_CHOICES: Final = 50
LONGEST_STRING: Final = 500
LONGEST_CHOICE: Final = 100
MOST_ITEMS: Final = 20
DESCRIPTION_CHARS: Final = 200
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_LOCAL: Final = ("#/$defs/", "#/definitions/")

Schema = dict[str, object]


class UnusableSchema(Exception):
    """It cannot be offered to a model; ``reason`` is a short word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fingerprint(schema: object) -> str:
    """Return what tells two schemas apart, whatever the order of their keys."""
    text = json.dumps(schema, sort_keys=True, default=str)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def usable(schema: object) -> Schema:
    """Return ``schema`` rebuilt. Raises :exc:`UnusableSchema`."""
    try:
        size = len(json.dumps(schema))
    except (TypeError, ValueError, RecursionError) as exc:
        raise UnusableSchema("not-json") from exc
    if size > MOST_BYTES:
        raise UnusableSchema("too-large")
    if not isinstance(schema, dict):
        raise UnusableSchema("not-an-object")
    return _Rebuilt(schema).root()


class _Rebuilt:
    """One schema at work."""

    def __init__(self, schema: Mapping[str, object]) -> None:
        self._schema = schema
        self._left = MOST_PARTS

    def root(self) -> Schema:
        """Return the whole."""
        if self._schema.get("type") != "object":
            raise UnusableSchema("not-an-object")
        return self._part(self._schema, MOST_DEPTH)

    def _part(self, given: object, depth: int) -> Schema:
        self._left -= 1
        if depth < 0 or self._left < 0:
            raise UnusableSchema("too-deep")
        if not isinstance(given, dict):
            raise UnusableSchema("not-understood")
        if "$ref" in given:
            return self._part(self._target(given["$ref"]), depth - 1)
        if (only := _only_choice(given)) is not None:
            return self._described(self._part(only, depth - 1), given)
        return self._described(self._typed(given, depth), given)

    def _target(self, reference: object) -> object:
        for prefix in _LOCAL:
            if isinstance(reference, str) and reference.startswith(prefix):
                room = self._schema.get(prefix[2:-1])
                if isinstance(room, dict) and reference[len(prefix) :] in room:
                    return room[reference[len(prefix) :]]
        raise UnusableSchema("foreign-reference")

    def _described(self, part: Schema, given: Mapping[str, object]) -> Schema:
        words = given.get("description")
        if isinstance(words, str):
            part["description"] = clean_line(words, DESCRIPTION_CHARS)
        return part

    def _typed(self, given: Mapping[str, object], depth: int) -> Schema:
        match _type_of(given):
            case "string":
                return _string(given)
            case "integer" | "number" as kind:
                return {"type": kind} | _bounds(given, ("minimum", "maximum"))
            case "boolean":
                return {"type": "boolean"}
            case "array":
                return self._array(given, depth)
            case "object":
                return self._object(given, depth)
            case _:
                raise UnusableSchema("not-understood")

    def _array(self, given: Mapping[str, object], depth: int) -> Schema:
        most = min(_whole(given.get("maxItems"), MOST_ITEMS), MOST_ITEMS)
        least = _whole(given.get("minItems"), 0)
        if least > most:
            raise UnusableSchema("too-many-items")
        items = self._part(given.get("items"), depth - 1)
        return {"type": "array", "items": items, "minItems": least, "maxItems": most}

    def _object(self, given: Mapping[str, object], depth: int) -> Schema:
        properties, required = given.get("properties", {}), given.get("required", [])
        if not isinstance(properties, dict) or not isinstance(required, list):
            raise UnusableSchema("not-understood")
        if not all(isinstance(name, str) and name in properties for name in required):
            raise UnusableSchema("not-understood")
        if not all(_NAME.fullmatch(name) for name in properties):
            raise UnusableSchema("strange-name")
        return {
            "type": "object",
            "properties": {
                name: self._part(part, depth - 1) for name, part in properties.items()
            },
            "required": sorted(set(required), key=list(properties).index),
            "additionalProperties": False,
        }


def _only_choice(given: Mapping[str, object]) -> object:
    """Return the one alternative besides null, as optional fields are written."""
    for word in ("anyOf", "oneOf", "allOf"):
        choices = given.get(word)
        if isinstance(choices, list):
            real = [choice for choice in choices if choice != {"type": "null"}]
            if len(real) != 1:
                raise UnusableSchema("not-understood")
            return real[0]
    return None


def _type_of(given: Mapping[str, object]) -> object:
    kind = given.get("type")
    if isinstance(kind, list):
        real = [item for item in kind if item != "null"]
        return real[0] if len(real) == 1 else None
    if kind is None and ("enum" in given or "const" in given):
        return "string"
    return kind


def _string(given: Mapping[str, object]) -> Schema:
    choices = [given["const"]] if "const" in given else given.get("enum")
    if choices is None:
        longest = min(_whole(given.get("maxLength"), LONGEST_STRING), LONGEST_STRING)
        return {"type": "string", "maxLength": longest}
    if not isinstance(choices, list):
        raise UnusableSchema("not-understood")
    texts = [choice for choice in choices if choice is not None]
    if not 1 <= len(texts) <= MOST_CHOICES:
        raise UnusableSchema("too-many-choices")
    for text in texts:
        # a choice is sent back as it is, so it is refused, not cleaned
        if not isinstance(text, str) or clean_line(text, LONGEST_CHOICE) != text:
            raise UnusableSchema("strange-choice")
    return {"type": "string", "enum": texts}


def _bounds(given: Mapping[str, object], words: tuple[str, ...]) -> Schema:
    found: Schema = {}
    for word in words:
        value = given.get(word)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if math.isfinite(value):
            found[word] = value
    return found


def _whole(value: object, default: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return default
