"""Orders, stock and idempotency in SQLite. Blocking; one thread at a time.

A request with effects is one transaction: look the key up, do the work, keep the
answer. So a killed store has either done it and will answer the same, or has not.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from callcore.store.port import Product
from chaos.store.problem import Problem
from chaos.store.wishes import OrderWish

SCHEMA = """
CREATE TABLE IF NOT EXISTS stock (product_id TEXT PRIMARY KEY, pieces INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, call_id TEXT NOT NULL, state TEXT NOT NULL,
    lines TEXT NOT NULL, total_kopiykas INTEGER NOT NULL,
    phone TEXT NOT NULL, name TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS orders_call ON orders (call_id);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL);
"""


class Answer(NamedTuple):
    """A status and a JSON body, as sent or as kept."""

    status: int
    body: str


class Database:
    """The shop's books."""

    def __init__(self, path: str, products: Iterable[Product]) -> None:
        self._products = {product.id: product for product in products}
        # One worker thread at a time uses it, though not always the same one.
        self._sql = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._sql.execute("PRAGMA journal_mode=WAL")
        self._sql.execute("PRAGMA synchronous=FULL")  # a promise given survives a crash
        self._sql.executescript(SCHEMA)
        self._sql.executemany(
            "INSERT OR IGNORE INTO stock VALUES (?, ?)",
            [(product.id, product.stock) for product in self._products.values()],
        )

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    def products(self) -> list[Product]:
        """Return everything for sale with today's stock."""
        stock = dict(self._sql.execute("SELECT product_id, pieces FROM stock"))
        return [replace(item, stock=stock[item.id]) for item in self._products.values()]

    def once(self, key: str, fingerprint: str, work: Callable[[], Answer]) -> Answer:
        """Do ``work`` unless ``key`` was answered before; refusals are kept too."""
        with self._transaction():
            kept = self._sql.execute(
                "SELECT fingerprint, status, body FROM answers WHERE key = ?", (key,)
            ).fetchone()
            if kept is None:
                return self._do(key, fingerprint, work)
            if kept[0] != fingerprint:
                raise Problem(422, "idempotency-key-reused")
            return Answer(kept[1], kept[2])

    def create(self, wish: OrderWish) -> Answer:
        """Make a draft; stock is looked at but not taken."""
        total = sum(self._priced(line) for line in wish.lines)
        number = self._free_number()
        self._sql.execute(
            "INSERT INTO orders VALUES (?, ?, 'draft', ?, ?, ?, ?)",
            (
                number,
                wish.call_id,
                json.dumps(wish.lines),
                total,
                wish.phone,
                wish.name,
            ),
        )
        return Answer(201, json.dumps(self.order(number)))

    def confirm(self, number: str) -> Answer:
        """Make a draft binding and take its pieces from the shelf."""
        order = self.order(number)
        if order["state"] == "cancelled":
            raise Problem(409, "cancelled")
        if order["state"] == "draft":
            for line in self._lines(number):
                self._take(*line)
            self._sql.execute(
                "UPDATE orders SET state = 'confirmed' WHERE id = ?", (number,)
            )
        return Answer(200, json.dumps(self.order(number)))

    def order(self, number: str) -> dict[str, object]:
        """Return one order as JSON-ready values."""
        found = self._orders("id = ?", number)
        if not found:
            raise Problem(404, "unknown-order")
        return found[0]

    def orders_of(self, call_id: str) -> list[dict[str, object]]:
        """Return the orders that one call made."""
        return self._orders("call_id = ?", call_id)

    def _do(self, key: str, fingerprint: str, work: Callable[[], Answer]) -> Answer:
        self._sql.execute("SAVEPOINT work")
        try:
            answer = work()
        except Problem as problem:
            self._sql.execute("ROLLBACK TO work")
            answer = Answer(problem.status, problem.body())
        self._sql.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?)", (key, fingerprint, *answer)
        )
        return answer

    def _orders(self, where: str, value: str) -> list[dict[str, object]]:
        names = ("id", "call_id", "state", "lines", "total_kopiykas", "phone", "name")
        rows = self._sql.execute(
            f"SELECT {', '.join(names)} FROM orders WHERE {where} ORDER BY rowid",
            (value,),
        ).fetchall()
        orders = [dict(zip(names, row, strict=True)) for row in rows]
        for order in orders:
            order["lines"] = [
                {"product_id": product_id, "quantity": quantity}
                for product_id, quantity in json.loads(order["lines"])
            ]
        return orders

    def _lines(self, number: str) -> list[tuple[str, int]]:
        (text,) = self._sql.execute(
            "SELECT lines FROM orders WHERE id = ?", (number,)
        ).fetchone()
        return [(product_id, quantity) for product_id, quantity in json.loads(text)]

    def _priced(self, line: tuple[str, int]) -> int:
        product_id, quantity = line
        if product_id not in self._products:
            raise Problem(422, "unknown-product")
        (pieces,) = self._sql.execute(
            "SELECT pieces FROM stock WHERE product_id = ?", (product_id,)
        ).fetchone()
        if pieces < quantity:
            raise Problem(409, "out-of-stock")
        return self._products[product_id].price_kopiykas * quantity

    def _take(self, product_id: str, quantity: int) -> None:
        taken = self._sql.execute(
            "UPDATE stock SET pieces = pieces - ? WHERE product_id = ? AND pieces >= ?",
            (quantity, product_id, quantity),
        )
        if taken.rowcount != 1:
            raise Problem(409, "out-of-stock")

    def _free_number(self) -> str:
        """Return an unused number of six digits: short enough to be said on the phone."""
        for _ in range(1000):
            number = str(100_000 + secrets.randbelow(900_000))
            if not self._orders("id = ?", number):
                return number
        raise Problem(503, "full")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._sql.execute("ROLLBACK")
            raise
        self._sql.execute("COMMIT")
