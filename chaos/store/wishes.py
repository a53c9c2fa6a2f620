"""What clients send, checked: an order that gets through here makes sense by itself."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from callcore.store.port import Delivery, OrderState
from chaos.store.problem import Problem

MAX_LINES: Final = 20
MAX_QUANTITY: Final = 100
MAX_TEXT_CHARS: Final = 200
_KEY: Final = re.compile(r"[\x21-\x7e]{8,128}")
_PHONE: Final = re.compile(r"\+[1-9]\d{7,14}")
_CALL: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# Control characters cannot be spoken, half a surrogate pair cannot even be stored.
_UNSPEAKABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_STATES: Final = frozenset(get_args(OrderState))

Line = tuple[str, int]


@dataclass(frozen=True, slots=True)
class DraftWish:
    """A draft to be made."""

    call_id: str
    lines: tuple[Line, ...]
    phone: str
    delivery: Delivery
    name: str = ""


@dataclass(frozen=True, slots=True)
class PlantWish:
    """An order of the past, for tests: with the number and the state it shall have."""

    number: str
    state: str
    draft: DraftWish


def checked_key(header: str | None) -> str:
    """Return the Idempotency-Key; without a good one nothing with effects is done."""
    if header is None or not _KEY.fullmatch(header):
        raise Problem(400, "idempotency-key-required")
    return header


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Return what a key is bound to: the same key with anything else is an error.

    The body counts as JSON: spaces and the order of names make no difference.
    """
    value = json.dumps(_json(body), sort_keys=True) if body else ""
    return hashlib.sha256(f"{method}\0{path}\0{value}".encode()).hexdigest()


def draft_wish(body: bytes) -> DraftWish:
    """Return the wish in ``body``, or raise a 422 :exc:`Problem`."""
    return _draft(
        _object(_json(body), ("call_id", "lines", "phone", "name", "delivery"))
    )


def plant_wish(body: bytes) -> PlantWish:
    """Return the order to be planted: a draft's body with ``id`` and ``state``."""
    raw = _object(
        _json(body), ("id", "state", "call_id", "lines", "phone", "name", "delivery")
    )
    number = _text(raw, "id")
    if not _ID.fullmatch(number):
        raise Problem(422, "invalid", "id")
    return PlantWish(number, checked_state(raw), _draft(raw))


def checked_state(raw: Mapping[str, object]) -> str:
    """Return the state in ``raw``."""
    state = _text(raw, "state")
    if state not in _STATES:
        raise Problem(422, "invalid", "state")
    return state


def state_wish(body: bytes) -> str:
    """Return the state that an order shall have, for tests."""
    return checked_state(_object(_json(body), ("state",)))


def check_confirmation(body: bytes) -> None:
    """Refuse a body that is neither empty nor ``{"call_id": ...}``."""
    if body:
        raw = _object(_json(body), ("call_id",))
        if "call_id" in raw:
            checked_call(raw["call_id"])


def checked_call(value: object) -> str:
    """Return a call's id."""
    if not isinstance(value, str) or not _CALL.fullmatch(value):
        raise Problem(422, "invalid", "call_id")
    return value


def _draft(raw: dict[str, object]) -> DraftWish:
    lines = _lines(raw.get("lines"))
    call_id, phone = checked_call(raw.get("call_id")), _text(raw, "phone")
    if not _PHONE.fullmatch(phone):
        raise Problem(422, "invalid-phone", "phone: E.164, such as +380671234567")
    return DraftWish(
        call_id,
        lines,
        phone,
        _delivery(raw.get("delivery")),
        _text(raw, "name", ""),
    )


def _lines(items: object) -> tuple[Line, ...]:
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_LINES:
        raise Problem(422, "invalid", f"lines: 1 to {MAX_LINES}")
    lines = tuple(map(_line, items))
    if len({product_id for product_id, _ in lines}) < len(lines):
        raise Problem(422, "invalid", "lines: each product once")
    return lines


def _line(item: object) -> Line:
    raw = _object(item, ("product_id", "quantity"))
    quantity = raw.get("quantity")
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        raise Problem(422, "invalid-quantity", f"quantity: 1 to {MAX_QUANTITY}")
    return _text(raw, "product_id"), quantity


def _delivery(item: object) -> Delivery:
    raw = _object(item, ("option_id", "city", "place"))
    return Delivery(
        _text(raw, "option_id"), _text(raw, "city", ""), _text(raw, "place", "")
    )


def _json(body: bytes) -> object:
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise Problem(400, "not-json") from exc
    return value


def _object(raw: object, known: tuple[str, ...]) -> dict[str, object]:
    """Return ``raw`` if it is an object without names that nobody knows."""
    if not isinstance(raw, dict):
        raise Problem(422, "invalid", "an object is expected")
    if set(raw) - set(known):
        raise Problem(422, "invalid", "only these are known: " + ", ".join(known))
    return raw


def _text(raw: Mapping[str, object], field: str, default: str | None = None) -> str:
    value = raw.get(field, default)
    if (
        not isinstance(value, str)
        or len(value) > MAX_TEXT_CHARS
        or _UNSPEAKABLE.search(value)
    ):
        raise Problem(422, "invalid", field)
    return value
