"""From bytes of a stranger to checked shapes; everything else is a problem.

JSON is taken only in its strict form: UTF-8, no duplicate keys, no NaN and no number beyond
a double, no NUL in a text (which PostgreSQL cannot hold), no half of a surrogate pair, at
most 20 levels.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar, get_origin

from pydantic import AwareDatetime, BaseModel, ValidationError

from adminapi.edges.problem import FieldError, Problem

Shape = TypeVar("Shape", bound=BaseModel)

DEEPEST: Final = 20
MOST_ERRORS: Final = 20
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def body_of(shape: type[Shape], data: bytes, content_type: str) -> Shape:
    """Return the body as ``shape``. Raises ``wrong-media-type``, ``not-json``, ``invalid``."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Problem("wrong-media-type")
    _check_json(data)
    try:
        return shape.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise invalid("body", error) from None


def query_of(shape: type[Shape], pairs: Iterable[tuple[str, str]]) -> Shape:
    """Return the query string as ``shape``; only lists may be repeated."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        if not is_text(value) or not is_text(name):
            raise Problem("invalid", errors=[_error("query", "no such text")])
        wanted = shape.model_fields.get(name)
        if wanted is not None and _is_list(wanted.annotation):
            values.setdefault(name, []).append(value)
        elif wanted is not None and not _fits(wanted.annotation, value):
            error = _error(f"query.{name}", "must be a time as 2026-11-22T12:00:00Z")
            raise Problem("invalid", errors=[error])
        elif name in values:
            error = _error(f"query.{name[:50]}", "must be given once")
            raise Problem("invalid", errors=[error])
        else:
            values[name] = value
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise invalid("query", error) from None


def invalid(where: str, error: ValidationError) -> Problem:
    """Return the problem of a shape that does not fit; no value of the client is quoted."""
    errors = [
        _error(
            ".".join([where, *(str(part)[:50] for part in each["loc"])]), each["msg"]
        )
        for each in error.errors(
            include_input=False, include_url=False, include_context=False
        )[:MOST_ERRORS]
    ]
    return Problem("invalid", errors=errors)


def _error(where: str, problem: str) -> FieldError:
    return FieldError(where=where[:200], problem=problem[:200])


def _fits(annotation: Any, value: str) -> bool:  # noqa: ANN401 - a type expression
    """Say no to a time that is written as a number: pydantic would take it."""
    parts = (annotation, *getattr(annotation, "__args__", ()))
    is_time = datetime in parts or AwareDatetime in parts
    return not is_time or _DAY.match(value) is not None


def _is_list(annotation: Any) -> bool:  # noqa: ANN401 - a type expression
    parts = (annotation, *getattr(annotation, "__args__", ()))
    return any(get_origin(part) in (list, tuple, frozenset) for part in parts)


def _check_json(data: bytes) -> None:
    try:
        value = json.loads(
            data.decode(),  # never UTF-16, which json would find out by itself
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        _check_texts(value, 0)
    except (ValueError, RecursionError):
        raise Problem("not-json") from None


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_constant(_name: str) -> float:
    raise ValueError("not JSON")


def _finite(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise ValueError("no number")
    return number


def _check_texts(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str) and not is_text(value):
        raise ValueError("no text")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_texts(key, depth + 1)
            _check_texts(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item, depth + 1)


def is_text(value: str) -> bool:
    """Say whether it is text that UTF-8 and PostgreSQL can hold."""
    return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
