"""Tool arguments as a model wrote them, checked against the tool's own JSON schema.

Three steps: the text is bounded and read, mended where models are known to be sloppy (a
digit string for an integer, null for what is left out, one line for a list of lines), and
held against the schema (Draft 2020-12). What remains wrong is told in one sentence that
names the argument and never its value: values are what the caller said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Never, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from callcore.engines.chat import ToolCall, ToolSpec

MAX_ARGUMENTS_CHARS: Final = 4_000  # five lines and an address need some 900
MAX_BRACKETS: Final = 64  # bounds the depth before anything is parsed
MAX_NAME_CHARS: Final = 40  # of an argument's name in our answer
_MAX_DIGITS: Final = 10
_NUMBER: Final = re.compile(r"-?[0-9]{1,10}(?:\.[0-9]{1,10})?")

# A pattern of a foreign schema may be made to take hours, so none is tried; and what a
# schema refers to outside itself is never fetched: the registry is empty.
_Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": None, "patternProperties": None, "format": None}
)
_NOWHERE: Final[Registry[object]] = Registry()


class BadArguments(Exception):
    """They do not fit; the text tells the model what is wrong."""


@dataclass(frozen=True, slots=True)
class CheckedCall:
    """A tool call whose arguments fit the schema."""

    id: str
    name: str
    arguments: Mapping[str, object]

    def text(self, key: str) -> str:
        """Return a string argument, '' if it was left out."""
        return str(self.arguments.get(key, ""))

    def number(self, key: str, default: int = 0) -> int:
        """Return an integer argument."""
        value = self.arguments.get(key, default)
        return value if isinstance(value, int) else default

    def items(self, key: str) -> list[Mapping[str, object]]:
        """Return the objects of an array argument, none if it was left out."""
        value = self.arguments.get(key)
        return [item for item in _list(value) if isinstance(item, Mapping)]


class Reader:
    """Reads the arguments of one tool; made once, because a validator is not cheap."""

    def __init__(self, spec: ToolSpec) -> None:
        self._schema = spec.parameters
        self._validator = _Validator(dict(spec.parameters), registry=_NOWHERE)

    def read(self, call: ToolCall) -> CheckedCall:
        """Return ``call`` with its arguments; raises :exc:`BadArguments`."""
        mended = _mended(_object_untrusted(call.arguments), self._schema)
        assert isinstance(mended, dict)
        try:
            wrong = next(self._validator.iter_errors(mended), None)
        except (SchemaError, Unresolvable, RecursionError, TypeError) as exc:
            raise BadArguments("this tool cannot be used") from exc  # a foreign schema
        if wrong is not None:
            raise BadArguments(_told(wrong))
        return CheckedCall(call.id, call.name, mended)


def check_arguments(call: ToolCall, spec: ToolSpec) -> CheckedCall:
    """Return ``call`` with its arguments read; raises :exc:`BadArguments`."""
    return Reader(spec).read(call)


def _object_untrusted(text: str) -> dict[str, object]:
    if len(text) > MAX_ARGUMENTS_CHARS:
        raise BadArguments("the arguments are too long")
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise BadArguments("the arguments are nested too deeply")
    try:
        given = json.loads(text or "{}", parse_constant=_no_constant)
    except (ValueError, RecursionError) as exc:
        raise BadArguments("the arguments are not valid JSON") from exc
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise BadArguments("the arguments are not a JSON object")
    return given


def _no_constant(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")


# -- what models really write ------------------------------------------------------------


def _mended(value: object, schema: object) -> object:
    """Return ``value`` as its writer meant it; what stays wrong is the validator's."""
    if not isinstance(schema, Mapping):
        return value
    match schema.get("type"):
        case "object" if isinstance(value, dict):
            return dict(_mended_items(value, schema))
        case "array":
            return [_mended(item, schema.get("items")) for item in _as_list(value)]
        case "integer" | "number" | "string" as kind:
            return _PLAIN[kind](value)
        case _:
            return value


def _mended_items(
    given: Mapping[str, object], schema: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    """Yield what was given; null and '' are ways to leave something out."""
    properties = schema.get("properties")
    known = properties if isinstance(properties, Mapping) else {}
    for key, value in given.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        yield key, _mended(value, known.get(key))


def _as_list(value: object) -> list[object]:
    if isinstance(value, str):  # an array written as text in the JSON
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return [value]
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _as_integer(value: object) -> object:
    if isinstance(value, str):
        text = value.strip()
        if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS:
            return int(text)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _as_number(value: object) -> object:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    return value


def _as_text(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # an order number without its quotes
    return value.strip() if isinstance(value, str) else value


_PLAIN: Final[Mapping[str, Callable[[object], object]]] = {
    "integer": _as_integer,
    "number": _as_number,
    "string": _as_text,
}


# -- one clear sentence ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What a validator found: the part that does not fit, and what it should be."""

    where: str
    wanted: Any  # the schema's word, such as a maximum
    given: Any
    schema: Mapping[str, Any]

    def inside(self, name: object) -> str:
        return f"{self.where}.{name}"[:MAX_NAME_CHARS] if self.where else str(name)


def _told(error: ValidationError) -> str:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    where = _where(error.absolute_path)
    wrong = _Wrong(where, error.validator_value, error.instance, schema)
    tell = _SENTENCES.get(str(error.validator))
    return tell(wrong) if tell else f"{where or 'it'} does not fit the schema"


def _where(path: Sequence[str | int]) -> str:
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).lstrip(".")[:MAX_NAME_CHARS]


def _missing(wrong: _Wrong) -> str:
    name = next(key for key in wrong.wanted if key not in wrong.given)
    return f"{wrong.inside(name)} is required"


def _unknown(wrong: _Wrong) -> str:
    known = wrong.schema.get("properties", {})
    name = next((key for key in wrong.given if key not in known), "")
    return f"unknown argument {wrong.inside(name)[:MAX_NAME_CHARS]!r}"


def _kind(wrong: _Wrong) -> str:
    kinds = {"integer": "a whole number", "array": "a list", "object": "an object"}
    wanted = str(wrong.wanted)
    return f"{wrong.where} must be {kinds.get(wanted, f'a {wanted}')}"


def _range(wrong: _Wrong) -> str:
    low, high = wrong.schema.get("minimum", ""), wrong.schema.get("maximum", "")
    return f"{wrong.where} must be {low} to {high}"


_SENTENCES: Final[Mapping[str, Callable[[_Wrong], str]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _kind,
    "minimum": _range,
    "maximum": _range,
    "enum": lambda wrong: f"{wrong.where} must be one of {', '.join(wrong.wanted)}",
    "maxLength": lambda wrong: (
        f"{wrong.where} is longer than {wrong.wanted} characters"
    ),
    "minItems": lambda wrong: f"{wrong.where} must hold something",
    "maxItems": lambda wrong: f"{wrong.where} must hold at most {wrong.wanted}",
}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
