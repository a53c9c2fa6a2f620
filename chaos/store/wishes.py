"""What clients send, checked: an order that gets through here makes sense by itself."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Final

from chaos.store.problem import Problem

MAX_LINES: Final = 20
MAX_QUANTITY: Final = 100
_KEY: Final = re.compile(r"[\x21-\x7e]{8,128}")
_PHONE: Final = re.compile(r"\+[1-9]\d{7,14}")
_CALL: Final = re.compile(r"[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, slots=True)
class OrderWish:
    """A draft to be made."""

    call_id: str
    lines: tuple[tuple[str, int], ...]
    phone: str
    name: str


def checked_key(header: str | None) -> str:
    """Return the Idempotency-Key; without a good one nothing with effects is done."""
    if header is None or not _KEY.fullmatch(header):
        raise Problem(400, "idempotency-key-required")
    return header


def fingerprint(path: str, body: bytes) -> str:
    """Return what a key is bound to: the same key with anything else is an error."""
    return hashlib.sha256(path.encode() + b"\0" + body).hexdigest()


def order_wish(body: bytes) -> OrderWish:
    """Return the wish in ``body``, or raise a 422 :exc:`Problem`."""
    raw = _object(body)
    lines = raw.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MAX_LINES:
        raise Problem(422, "invalid", "lines")
    call_id, phone = _text(raw, "call_id"), _text(raw, "phone")
    if not _CALL.fullmatch(call_id):
        raise Problem(422, "invalid", "call_id")
    if not _PHONE.fullmatch(phone):
        raise Problem(422, "invalid-phone", "phone: E.164, such as +380671234567")
    return OrderWish(call_id, tuple(map(_line, lines)), phone, _text(raw, "name", ""))


def _line(item: object) -> tuple[str, int]:
    if not isinstance(item, dict):
        raise Problem(422, "invalid", "lines")
    quantity = item.get("quantity")
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        raise Problem(422, "invalid-quantity", f"quantity: 1 to {MAX_QUANTITY}")
    return _text(item, "product_id"), quantity


def _object(body: bytes) -> dict[str, object]:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise Problem(400, "not-json") from exc
    if not isinstance(raw, dict):
        raise Problem(422, "invalid", "an object is expected")
    return raw


def _text(raw: dict[str, object], field: str, default: str | None = None) -> str:
    value = raw.get(field, default)
    if not isinstance(value, str) or len(value) > 200:
        raise Problem(422, "invalid", field)
    return value
