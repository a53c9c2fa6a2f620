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
from dataclasses import asdict, replace
from typing import Final, Literal, NamedTuple

from callcore.shared import stamps
from callcore.store.memory import OPTIONS
from callcore.store.port import Delivery, DeliveryOption, Product
from chaos.store.problem import Problem
from chaos.store.wishes import DraftWish, Line, PlantWish

VERSION: Final = 2  # of the tables: a file of another one is not read
KEEP_S: Final = 25 * 3600.0  # 24 h are promised; the rest is for clocks that differ
MAX_ORDERS_SHOWN: Final = 50
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS stock (product_id TEXT PRIMARY KEY, pieces INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, call_id TEXT NOT NULL, state TEXT NOT NULL,
    lines TEXT NOT NULL, total_kopiykas INTEGER NOT NULL,
    delivery TEXT NOT NULL, delivery_kopiykas INTEGER NOT NULL,
    phone TEXT NOT NULL, name TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS orders_call ON orders (call_id);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, at_s REAL NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS answers_at ON answers (at_s);
"""
COLUMNS: Final = (
    "id",
    "call_id",
    "state",
    "lines",
    "total_kopiykas",
    "delivery",
    "delivery_kopiykas",
    "phone",
    "name",
)

Moment = Literal["before-commit", "after-commit"]


class Answer(NamedTuple):
    """A status and a JSON body, as sent or as kept."""

    status: int
    body: str


def go_on(moment: Moment) -> None:
    """Do nothing at ``moment``: where a fault may end the process."""


class Database:
    """The shop's books."""

    def __init__(
        self,
        path: str,
        products: Iterable[Product],
        options: Iterable[DeliveryOption] = OPTIONS,
        *,
        now_s: Callable[[], float] = stamps.now_s,
    ) -> None:
        self._products = {product.id: product for product in products}
        self._options = {option.id: option for option in options}
        self._now_s = now_s
        # One worker thread at a time uses it, though not always the same one.
        self._sql = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._sql.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    def products(self) -> list[Product]:
        """Return everything for sale with today's stock."""
        stock = dict(self._sql.execute("SELECT product_id, pieces FROM stock"))
        return [replace(item, stock=stock[item.id]) for item in self._products.values()]

    def product(self, product_id: str) -> Product:
        """Return one product with today's stock."""
        if product_id not in self._products:
            raise Problem(404, "unknown-product")
        return replace(self._products[product_id], stock=self._pieces(product_id))

    def options(self) -> list[DeliveryOption]:
        """Return the ways to get an order, the default first."""
        return sorted(self._options.values(), key=lambda option: not option.default)

    def once(
        self,
        key: str,
        fingerprint: str,
        work: Callable[[], Answer],
        at: Callable[[Moment], None] = go_on,
    ) -> Answer:
        """Do ``work`` unless ``key`` was answered before; refusals are kept too."""
        with self._transaction():
            answer = self._kept(key, fingerprint)
            if answer is None:
                answer = self._do(key, fingerprint, work)
            at("before-commit")
        at("after-commit")
        return answer

    def create(self, wish: DraftWish) -> Answer:
        """Make a draft; stock is looked at but not taken."""
        option = self._option(wish.delivery)
        for product_id, quantity in wish.lines:
            self._check(product_id, quantity)
        number = self._free_number()
        self._insert(number, "draft", wish, option.price_kopiykas)
        return self._answer(201, number)

    def confirm(self, number: str) -> Answer:
        """Make a draft binding and take its pieces from the shelf."""
        order = self.order(number)
        if order["state"] == "cancelled":
            raise Problem(409, "cancelled")
        if order["state"] == "draft":
            for product_id, quantity in self._lines(number):
                self._take(product_id, quantity)
            self._set_state(number, "confirmed")
        return self._answer(200, number)

    def cancel(self, number: str) -> Answer:
        """Cancel a draft or a confirmed order, whose pieces go back to the shelf."""
        state = self.order(number)["state"]
        if state not in ("draft", "confirmed", "cancelled"):
            raise Problem(409, "too-late")
        if state == "confirmed":
            for product_id, quantity in self._lines(number):
                self._put_back(product_id, quantity)
        self._set_state(number, "cancelled")
        return self._answer(200, number)

    def order(self, number: str) -> dict[str, object]:
        """Return one order as JSON-ready values."""
        found = self._orders("id = ?", number)
        if not found:
            raise Problem(404, "unknown-order")
        return found[0]

    def orders_of(self, call_id: str) -> list[dict[str, object]]:
        """Return the newest orders that one call made, the oldest of them first."""
        return self._orders("call_id = ?", call_id)[-MAX_ORDERS_SHOWN:]

    def plant(self, wish: PlantWish) -> Answer:
        """Put an order into the books as if it had been there; stock is not touched."""
        with self._transaction():
            if self._orders("id = ?", wish.number):
                raise Problem(409, "number-taken")
            for product_id, _ in wish.draft.lines:
                self._check(product_id, 0)
            option = self._option(wish.draft.delivery)
            self._insert(wish.number, wish.state, wish.draft, option.price_kopiykas)
            return self._answer(201, wish.number)

    def put_state(self, number: str, state: str) -> Answer:
        """Set the state of an order, whatever it was; stock is not touched."""
        with self._transaction():
            self.order(number)
            self._set_state(number, state)
            return self._answer(200, number)

    def _prepare(self) -> None:
        (version,) = self._sql.execute("PRAGMA user_version").fetchone()
        known = self._sql.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if known and version != VERSION:
            raise sqlite3.DatabaseError("unable to open: books of another version")
        self._sql.execute("PRAGMA journal_mode=WAL")
        self._sql.execute("PRAGMA synchronous=FULL")  # a promise given survives a crash
        # one transaction: killed in between, the file would be of no version at all
        self._sql.executescript(
            f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;"
        )
        with self._transaction():
            self._sql.executemany(
                "INSERT OR IGNORE INTO stock VALUES (?, ?)",
                [(product.id, product.stock) for product in self._products.values()],
            )

    def _kept(self, key: str, fingerprint: str) -> Answer | None:
        kept = self._sql.execute(
            "SELECT fingerprint, status, body FROM answers WHERE key = ?", (key,)
        ).fetchone()
        if kept is None:
            return None
        if kept[0] != fingerprint:
            raise Problem(422, "idempotency-key-reused")
        return Answer(kept[1], kept[2])

    def _do(self, key: str, fingerprint: str, work: Callable[[], Answer]) -> Answer:
        self._sql.execute("SAVEPOINT work")
        try:
            answer = work()
        except Problem as problem:
            if problem.status >= 500:  # trouble of ours is no answer to be kept
                raise
            self._sql.execute("ROLLBACK TO work")
            answer = Answer(problem.status, problem.body())
        now_s = self._now_s()
        self._sql.execute("DELETE FROM answers WHERE at_s < ?", (now_s - KEEP_S,))
        self._sql.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?)",
            (key, fingerprint, now_s, *answer),
        )
        return answer

    def _insert(
        self, number: str, state: str, wish: DraftWish, delivery_kopiykas: int
    ) -> None:
        lines = [(*line, self._products[line[0]].price_kopiykas) for line in wish.lines]
        goods = sum(quantity * unit for _, quantity, unit in lines)
        row = (
            number,
            wish.call_id,
            state,
            json.dumps(lines),
            goods + delivery_kopiykas,
            json.dumps(asdict(wish.delivery)),
            delivery_kopiykas,
            wish.phone,
            wish.name,
        )
        self._sql.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _answer(self, status: int, number: str) -> Answer:
        return Answer(status, json.dumps(self.order(number), ensure_ascii=False))

    def _orders(self, where: str, value: str) -> list[dict[str, object]]:
        rows = self._sql.execute(
            f"SELECT {', '.join(COLUMNS)} FROM orders WHERE {where} ORDER BY rowid",
            (value,),
        ).fetchall()
        orders = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        for order in orders:
            order["delivery"] = json.loads(order["delivery"])
            order["lines"] = [
                {"product_id": product_id, "quantity": quantity, "unit_kopiykas": unit}
                for product_id, quantity, unit in json.loads(order["lines"])
            ]
        return orders

    def _lines(self, number: str) -> list[Line]:
        (text,) = self._sql.execute(
            "SELECT lines FROM orders WHERE id = ?", (number,)
        ).fetchone()
        return [(product_id, quantity) for product_id, quantity, _ in json.loads(text)]

    def _option(self, delivery: Delivery) -> DeliveryOption:
        option = self._options.get(delivery.option_id)
        if option is None:
            raise Problem(422, "unknown-delivery")
        if option.needs_place and not (
            delivery.city.strip() and delivery.place.strip()
        ):
            raise Problem(422, "place-needed")
        return option

    def _check(self, product_id: str, quantity: int) -> None:
        if product_id not in self._products:
            raise Problem(422, "unknown-product")
        if self._pieces(product_id) < quantity:
            raise Problem(409, "out-of-stock")

    def _pieces(self, product_id: str) -> int:
        (pieces,) = self._sql.execute(
            "SELECT pieces FROM stock WHERE product_id = ?", (product_id,)
        ).fetchone()
        return int(pieces)

    def _take(self, product_id: str, quantity: int) -> None:
        taken = self._sql.execute(
            "UPDATE stock SET pieces = pieces - ? WHERE product_id = ? AND pieces >= ?",
            (quantity, product_id, quantity),
        )
        if taken.rowcount != 1:
            raise Problem(409, "out-of-stock")

    def _put_back(self, product_id: str, quantity: int) -> None:
        self._sql.execute(
            "UPDATE stock SET pieces = pieces + ? WHERE product_id = ?",
            (quantity, product_id),
        )

    def _set_state(self, number: str, state: str) -> None:
        self._sql.execute("UPDATE orders SET state = ? WHERE id = ?", (state, number))

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
