"""What a tool answers to the model: products, options and orders as JSON objects. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from callcore.agent.readback import price
from callcore.shared.ids import Language
from callcore.store.port import DeliveryOption, Order, OrderLine, Product

Answer = dict[str, object]

_MESSAGES: Final[dict[str, str]] = {
    "bad_arguments": "Correct the arguments: {}.",
    "unknown_tool": "There is no such tool.",
    "phone_needed": "Ask the caller for a phone number.",
    "delivery_needed": "Ask the caller how he wants to get it; see delivery_options.",
    "place_needed": "Ask the caller for the city and the branch or address.",
    "unknown_delivery": "Use an id that delivery_options returned.",
    "not_found": "There is no order with that number for that phone number.",
    "too_late": "The order is packed or sent already. Say so and offer an operator.",
    "cancelled": "That order is cancelled. Offer an operator to order it again.",
    "not_confirmed": "The shop did not confirm it. Say so and offer an operator.",
    "store_unavailable": "The shop's system does not answer. Say so and offer an operator.",
    "callback_unavailable": "It could not be noted. Say so and offer an operator.",
    "tool_failed": "It did not work: {}. Say so or go on without it.",
    "interrupted": "The caller spoke before this tool ran. It was not carried out.",
    "late": "The tool took too long; its outcome is not known. Offer an operator.",
}


def error(word: str, detail: str = "") -> Answer:
    """Return an error of ours as a model is told it."""
    return {"error": word, "message": _MESSAGES[word].format(detail)}


def refused(reason: str) -> Answer:
    """Return the shop's own refusal; ``reason`` is a word such as ``out-of-stock``."""
    word = reason.replace("-", "_")
    message = _MESSAGES.get(word, f"The shop says: {reason}.")
    return {"error": word, "message": message}


def named(names: Mapping[Language, str], language: Language) -> str:
    """Return the name in the caller's language, or in any other."""
    return names.get(language) or next(iter(names.values()), "")


def product_shown(product: Product, language: Language) -> Answer:
    """Return a product with its price and stock."""
    return {
        "id": product.id,
        "sku": product.sku,
        "name": named(product.names, language),
        "brand": product.brand,
        "category": product.category,
        "attributes": product.attributes,
        "price_kopiykas": product.price_kopiykas,
        "price": price(product.price_kopiykas, language),
        "stock": product.stock,
    }


def option_shown(option: DeliveryOption, language: Language) -> Answer:
    """Return a way to get an order."""
    days = f"{option.days_min}-{option.days_max}"
    if option.days_min == option.days_max:
        days = str(option.days_min)
    return {
        "id": option.id,
        "kind": option.kind,
        "name": named(option.names, language),
        "price_kopiykas": option.price_kopiykas,
        "price": price(option.price_kopiykas, language),
        "days": days,
        "needs_place": option.needs_place,
        "default": option.default,
    }


def order_shown(
    order: Order, names: Mapping[str, str], delivery: str, language: Language
) -> Answer:
    """Return an order without its phone and its name, which the model need not know."""
    return {
        "order_id": order.id,
        "state": order.state,
        "lines": [
            {
                "product_id": line.product_id,
                "name": names.get(line.product_id, ""),
                "quantity": line.quantity,
                "unit_kopiykas": line.unit_kopiykas,
            }
            for line in order.lines
        ],
        "total_kopiykas": order.total_kopiykas,
        "total": price(order.total_kopiykas, language),
        "delivery": {
            "id": order.delivery.option_id,
            "name": delivery,
            "city": order.delivery.city,
            "place": order.delivery.place,
        },
        "delivery_kopiykas": order.delivery_kopiykas,
    }


def price_changes(
    told: Mapping[str, int], lines: Iterable[OrderLine], language: Language
) -> Answer:
    """Return what to add if the shop's prices are not those that the caller was told."""
    changed = [
        {
            "product_id": line.product_id,
            "told_kopiykas": told[line.product_id],
            "unit_kopiykas": line.unit_kopiykas,
            "price": price(line.unit_kopiykas, language),
        }
        for line in lines
        if told.get(line.product_id, line.unit_kopiykas) != line.unit_kopiykas
    ]
    if not changed:
        return {}
    message = "The price has changed. Tell the caller before you read the order back."
    return {"price_changed": changed, "message": message}
