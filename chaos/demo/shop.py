"""What the store says afterwards: the only witness of an order that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from chaos.demo.verdict import JsonObject

ASK_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Books:
    """The orders of one call, and all products by id; empty if the store is gone."""

    orders: tuple[JsonObject, ...] = ()
    products: Mapping[str, JsonObject] = field(default_factory=dict)


async def read_books(store_url: str, call_id: str) -> Books:
    """Ask the store for a call's orders and for its products. Never raises."""
    async with httpx.AsyncClient(base_url=store_url, timeout=ASK_S) as client:
        try:
            orders = await client.get("/orders", params={"call_id": call_id})
            products = await client.get("/products")
            return books_of(orders.json(), products.json())
        except (httpx.HTTPError, ValueError):
            return Books()


def books_of(orders: object, products: object) -> Books:
    """Read both answers: ``{"orders": [...]}`` and ``{"products": [...]}``."""
    listed = _objects(products, "products")
    return Books(
        tuple(_objects(orders, "orders")), {str(one.get("id")): one for one in listed}
    )


def _objects(answer: object, key: str) -> list[dict[str, object]]:
    inner = answer.get(key) if isinstance(answer, dict) else None
    return (
        [one for one in inner if isinstance(one, dict)]
        if isinstance(inner, list)
        else []
    )
