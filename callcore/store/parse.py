"""The shop's JSON, distrusted: exact types, bounded sizes, nothing coerced.

Everything here raises :exc:`Malformed` and nothing else, whatever the bytes are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final, get_args

from callcore.shared.ids import LANGUAGES, Language
from callcore.store.port import Order, OrderLine, OrderState, Product

MAX_PRODUCTS: Final = 2_000
MAX_TEXT_CHARS: Final = 300
MAX_ATTRIBUTES: Final = 40
MAX_LINES: Final = 50
MAX_KOPIYKAS: Final = 10**10  # 100 million UAH: whatever costs more is a bug
MAX_STOCK: Final = 10**7

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_STATES: Final[tuple[OrderState, ...]] = get_args(OrderState)
_CODE: Final = re.compile(r"[a-z][a-z-]{0,39}")


class Malformed(Exception):
    """The shop's answer breaks its contract; the text names the field, never its value."""


def is_id(text: str) -> bool:
    """Say whether ``text`` can be an id; others never reach a URL."""
    return _ID.fullmatch(text) is not None


def products_untrusted(body: bytes) -> tuple[list[Product], int]:
    """Return the good products and how many bad ones were left out.

    One product with a missing price must not silence the shop; none that is good must.
    """
    items = _list(_json(body), "products", MAX_PRODUCTS)
    good = list(_good_products(items))
    if items and not good:
        raise Malformed("products")
    return good, len(items) - len(good)


def order_untrusted(body: bytes) -> Order:
    """Return the order in ``body``."""
    raw = _json(body)
    lines = tuple(_line(item) for item in _list(raw, "lines", MAX_LINES))
    return Order(
        id=_identifier(raw, "id"),
        state=_state(raw),
        lines=lines,
        total_kopiykas=_int(raw, "total_kopiykas", 0, MAX_KOPIYKAS),
        phone=_text(raw, "phone"),
        name=_text(raw, "name"),
    )


def problem_code_untrusted(body: bytes) -> str:
    """Return the short word in an ``application/problem+json`` body, or ``refused``."""
    code = _json(body).get("code")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "refused"


def _good_products(items: Sequence[object]) -> Iterator[Product]:
    for item in items:
        try:
            yield _product(item)
        except Malformed:
            continue


def _product(item: object) -> Product:
    raw = _dict(item, "product")
    return Product(
        id=_identifier(raw, "id"),
        sku=_text(raw, "sku"),
        names=_names(raw),
        category=_text(raw, "category"),
        brand=_text(raw, "brand"),
        attributes=_attributes(raw),
        price_kopiykas=_int(raw, "price_kopiykas", 0, MAX_KOPIYKAS),
        stock=_int(raw, "stock", 0, MAX_STOCK),
    )


def _names(raw: dict[str, object]) -> dict[Language, str]:
    given = _dict(raw.get("names"), "names")
    names = {lang: _text(given, lang) for lang in LANGUAGES if lang in given}
    if not any(names.values()):
        raise Malformed("names")
    return names


def _attributes(raw: dict[str, object]) -> dict[str, str]:
    given = _dict(raw.get("attributes", {}), "attributes")
    if len(given) > MAX_ATTRIBUTES:
        raise Malformed("attributes")
    return {key[:MAX_TEXT_CHARS]: _text(given, key) for key in given}


def _state(raw: dict[str, object]) -> OrderState:
    text = _text(raw, "state")
    for state in _STATES:
        if text == state:
            return state
    raise Malformed("state")


def _line(item: object) -> OrderLine:
    raw = _dict(item, "line")
    return OrderLine(_identifier(raw, "product_id"), _int(raw, "quantity", 1, 10_000))


def _json(body: bytes) -> dict[str, object]:
    try:
        return _dict(json.loads(body), "body")
    except (ValueError, RecursionError) as exc:
        raise Malformed("body") from exc


def _dict(value: object, field: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Malformed(field)
    return value


def _list(raw: dict[str, object], field: str, longest: int) -> list[object]:
    value = raw.get(field)
    if not isinstance(value, list) or len(value) > longest:
        raise Malformed(field)
    return value


def _text(raw: dict[str, object], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or len(value) > MAX_TEXT_CHARS:
        raise Malformed(field)
    return value


def _identifier(raw: dict[str, object], field: str) -> str:
    value = _text(raw, field)
    if not is_id(value):
        raise Malformed(field)
    return value


def _int(raw: dict[str, object], field: str, low: int, high: int) -> int:
    value = raw.get(field)
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or not low <= value <= high
    ):
        raise Malformed(field)
    return value
