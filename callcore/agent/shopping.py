"""What this call knows of the shop: its products, ways of delivery and orders.

Names and prices are asked for once; what a read-back needs is then at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from callcore.agent.answers import named
from callcore.shared.ids import Language
from callcore.store.port import DeliveryOption, Order, Product, Store, StoreError

MAX_NAMED: Final = 5  # products of a stranger's past order that are worth a question


class Shopping:
    """The shop's answers of one call, kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.products: dict[str, Product] = {}
        self.options: dict[str, DeliveryOption] = {}
        self.orders: dict[str, Order] = {}

    def keep(self, products: Sequence[Product]) -> Sequence[Product]:
        """Keep what the shop has returned, and return it."""
        self.products.update((product.id, product) for product in products)
        return products

    def keep_options(
        self, options: Sequence[DeliveryOption]
    ) -> Sequence[DeliveryOption]:
        """Keep what the shop offers, and return it."""
        self.options.update((option.id, option) for option in options)
        return options

    async def option(self, option_id: str) -> DeliveryOption | None:
        """Return a way of delivery; '' is the shop's default. ``None``: there is none.

        Asks the shop if need be; raises :exc:`StoreError`.
        """
        if not self.options:
            self.keep_options(await self._store.delivery_options())
        if option_id:
            return self.options.get(option_id)
        return next((o for o in self.options.values() if o.default), None)

    async def learn_names(self, order: Order) -> None:
        """Learn how the parts of an order of old are called, as far as the shop answers."""
        try:
            for line in order.lines[:MAX_NAMED]:
                if line.product_id not in self.products:
                    self.keep([await self._store.product(line.product_id)])
            if order.delivery.option_id not in self.options:
                self.keep_options(await self._store.delivery_options())
        except StoreError:
            return  # then it is told by its number and its total

    def names(self, order: Order, language: Language) -> Mapping[str, str]:
        """Return the names of an order's products, '' for those that are not known."""
        return {
            line.product_id: named(self.products[line.product_id].names, language)
            if line.product_id in self.products
            else ""
            for line in order.lines
        }

    def way(self, order: Order, language: Language) -> str:
        """Return the name of an order's delivery, '' if it is not known."""
        option = self.options.get(order.delivery.option_id)
        return named(option.names, language) if option else ""
