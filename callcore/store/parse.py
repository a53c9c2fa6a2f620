"""The shop's JSON, distrusted: exact types, bounded sizes, nothing coerced.

::

    Malformed
    +-- NotJson     not even JSON: a proxy's page, half an answer

Everything here raises :exc:`Malformed` and nothing else, whatever the bytes are. Unknown
fields are ignored, a field that is there twice is not: two readers would differ.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NoReturn, Protocol, TypeVar, get_args

from callcore.shared.ids import LANGUAGES, CallId, Language
from callcore.store.port import (
    Delivery,
    DeliveryKind,
    DeliveryOption,
    Order,
    OrderLine,
    OrderState,
    Product,
)

MAX_PRODUCTS: Final = 2_000
MAX_OPTIONS: Final = 20
MAX_ORDERS: Final = 50
MAX_TEXT_CHARS: Final = 300
MAX_ATTRIBUTES: Final = 40
MAX_LINES: Final = 50
MAX_QUANTITY: Final = 10_000
MAX_KOPIYKAS: Final = 10**10  # 100 million UAH: whatever costs more is a bug
MAX_STOCK: Final = 10**7
MAX_DAYS: Final = 365

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_STATES: Final[tuple[OrderState, ...]] = get_args(OrderState)
_KINDS: Final[tuple[DeliveryKind, ...]] = get_args(DeliveryKind)
_CODE: Final = re.compile(r"[a-z][a-z-]{0,39}")
# Half a surrogate pair breaks whoever encodes the text next; the rest cannot be spoken.
_UNSPEAKABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
Word = TypeVar("Word", bound=str)


class Malformed(Exception):
    """The shop's answer breaks its contract; ``field`` is named, never its value."""

    reason: str = "malformed"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NotJson(Malformed):
    """The shop's answer is no JSON in UTF-8."""

    reason = "not-json"


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def is_id(text: str) -> bool:
    """Say whether ``text`` can be an id; others never reach a URL."""
    return _ID.fullmatch(text) is not None


def sendable(text: str) -> str:
    """Return ``text`` without what no shop can store or speak."""
    return _UNSPEAKABLE.sub(" ", text)


def products_untrusted(body: bytes) -> tuple[list[Product], int]:
    """Return the good products and how many bad ones were left out.

    One product with a missing price must not silence the shop; none that is good must.
    """
    items = _list(_json(body), "products", MAX_PRODUCTS)
    return _good(items, _product, "products")


def product_untrusted(body: bytes) -> Product:
    """Return the product in ``body``."""
    return _product(_json(body))


def options_untrusted(body: bytes) -> tuple[list[DeliveryOption], int]:
    """Return the good delivery options, the default first, and how many bad ones were not.

    Two defaults are malformed: the caller would not be asked, and get either.
    """
    items = _list(_json(body), "options", MAX_OPTIONS)
    good, bad = _good(items, _option, "options")
    if sum(option.default for option in good) > 1:
        raise Malformed("default")
    return sorted(good, key=lambda option: not option.default), bad


def order_untrusted(body: bytes, call_id: CallId | None = None) -> Order:
    """Return the order in ``body``; of another call than ``call_id`` it is malformed."""
    return _order(_json(body), call_id)


def orders_untrusted(body: bytes, call_id: CallId) -> list[Order]:
    """Return the orders in ``body``. One that is bad, or not of the call, spoils all.

    Who settles what is in doubt must see everything, and never a stranger's order.
    """
    items = _list(_json(body), "orders", MAX_ORDERS)
    orders = [_order(_dict(item, "order"), call_id) for item in items]
    if len({order.id for order in orders}) < len(orders):
        raise Malformed("id")
    return orders


def problem_code_untrusted(body: bytes) -> str:
    """Return the short word in an ``application/problem+json`` body, or ``refused``."""
    code = _json(body).get("code")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "refused"


def _good(
    items: Sequence[object], read: Callable[[object], N], field: str
) -> tuple[list[N], int]:
    """Return what can be read and how many cannot; of things that share an id, none.

    Of copies one is kept. Two products with one id and two prices are no product.
    """
    things = list(_readable(items, read))
    unlike = Counter(thing.id for thing in _distinct(things))
    good = [thing for thing in _distinct(things) if unlike[thing.id] == 1]
    if items and not good:
        raise Malformed(field)
    return good, len(items) - len(good)


def _readable(items: Sequence[object], read: Callable[[object], N]) -> Iterator[N]:
    for item in items:
        try:
            yield read(item)
        except Malformed:
            continue


def _distinct(things: Sequence[N]) -> Iterator[N]:
    seen: dict[str, list[N]] = {}
    for thing in things:
        alike = seen.setdefault(thing.id, [])
        if thing not in alike:
            alike.append(thing)
            yield thing


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


def _option(item: object) -> DeliveryOption:
    raw = _dict(item, "option")
    days_min = _int(raw, "days_min", 0, MAX_DAYS)
    return DeliveryOption(
        id=_identifier(raw, "id"),
        kind=_word(raw, "kind", _KINDS),
        names=_names(raw),
        price_kopiykas=_int(raw, "price_kopiykas", 0, MAX_KOPIYKAS),
        days_min=days_min,
        days_max=_int(raw, "days_max", days_min, MAX_DAYS),
        default=_flag(raw, "default"),
    )


def _order(raw: dict[str, object], call_id: CallId | None) -> Order:
    owner = _text(raw, "call_id")
    if call_id is not None and owner != call_id:
        raise Malformed("call_id")
    lines = tuple(_line(item) for item in _list(raw, "lines", MAX_LINES))
    if not lines or len({line.product_id for line in lines}) < len(lines):
        raise Malformed("lines")
    delivery_kopiykas = _int(raw, "delivery_kopiykas", 0, MAX_KOPIYKAS)
    goods_kopiykas = sum(line.unit_kopiykas * line.quantity for line in lines)
    total_kopiykas = _int(raw, "total_kopiykas", 0, MAX_KOPIYKAS)
    if total_kopiykas != goods_kopiykas + delivery_kopiykas:
        raise Malformed("total_kopiykas")
    return Order(
        id=_identifier(raw, "id"),
        state=_word(raw, "state", _STATES),
        lines=lines,
        total_kopiykas=total_kopiykas,
        phone=_text(raw, "phone"),
        name=_text(raw, "name"),
        delivery=_delivery(raw),
        delivery_kopiykas=delivery_kopiykas,
    )


def _line(item: object) -> OrderLine:
    raw = _dict(item, "line")
    return OrderLine(
        _identifier(raw, "product_id"),
        _int(raw, "quantity", 1, MAX_QUANTITY),
        _int(raw, "unit_kopiykas", 0, MAX_KOPIYKAS),
    )


def _delivery(raw: Mapping[str, object]) -> Delivery:
    given = _dict(raw.get("delivery"), "delivery")
    return Delivery(
        _identifier(given, "option_id"), _text(given, "city"), _text(given, "place")
    )


def _names(raw: Mapping[str, object]) -> dict[Language, str]:
    given = _dict(raw.get("names"), "names")
    names = {lang: _text(given, lang) for lang in LANGUAGES if lang in given}
    if not any(names.values()):
        raise Malformed("names")
    return names


def _attributes(raw: Mapping[str, object]) -> dict[str, str]:
    given = _dict(raw.get("attributes", {}), "attributes")
    if len(given) > MAX_ATTRIBUTES:
        raise Malformed("attributes")
    for key, value in given.items():
        if not _is_text(key) or not _is_text(value):
            raise Malformed("attributes")
    return {key: str(value) for key, value in given.items()}


def _json(body: bytes) -> dict[str, object]:
    try:
        value: object = json.loads(
            body.decode(), object_pairs_hook=_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        # not chained: a decoder's error holds the whole body
        raise NotJson("body") from None
    return _dict(value, "body")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Malformed("twice")
    return found


def _no_number(_name: str) -> NoReturn:
    raise NotJson("body")  # NaN and the infinities are no JSON


def _dict(value: object, field: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Malformed(field)
    return value


def _list(raw: Mapping[str, object], field: str, longest: int) -> list[object]:
    value = raw.get(field)
    if not isinstance(value, list) or len(value) > longest:
        raise Malformed(field)
    return value


def _is_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= MAX_TEXT_CHARS
        and _UNSPEAKABLE.search(value) is None
    )


def _text(raw: Mapping[str, object], field: str) -> str:
    value = raw.get(field)
    if not _is_text(value):
        raise Malformed(field)
    return str(value)


def _word(raw: Mapping[str, object], field: str, words: Sequence[Word]) -> Word:
    text = _text(raw, field)
    for word in words:
        if text == word:
            return word
    raise Malformed(field)


def _identifier(raw: Mapping[str, object], field: str) -> str:
    value = _text(raw, field)
    if not is_id(value):
        raise Malformed(field)
    return value


def _flag(raw: Mapping[str, object], field: str) -> bool:
    value = raw.get(field, False)
    if not isinstance(value, bool):
        raise Malformed(field)
    return value


def _int(raw: Mapping[str, object], field: str, low: int, high: int) -> int:
    value = raw.get(field)
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or not low <= value <= high
    ):
        raise Malformed(field)
    return value
