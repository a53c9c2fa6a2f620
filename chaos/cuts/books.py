"""What is true afterwards: the shop's books, the worklist, and what the caller heard."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg.rows import dict_row

from callcore.shared.worklist import table
from callcore.shared.worklist.files import read_items
from callcore.shared.worklist.item import Item
from callcore.store.port import BINDING

#: how the worklist names an order that has a yes and is not binding
NOT_PLACED: Final = frozenset({"cancelled", "lost", "unsettled", "broken-off"})
NOT_CANCELLED: Final = frozenset({"not-cancelled", "unsettled", "perhaps-unheard"})
FAULTS: Final = ("lost", "doubled", "false words", "drafts", "forgotten", "unasked")


@dataclass(frozen=True, slots=True)
class Truth:
    """All there is of one call."""

    said: Sequence[tuple[str, str]]  # word and order id, in order
    orders: dict[str, str]  # id -> state, in the shop's books
    items: Sequence[Item]

    def heard(self, word: str) -> list[str]:
        """Return the orders that ``word`` is on record for."""
        return [order_id for said, order_id in self.said if said == word]

    def open_reasons(self, order_id: str) -> set[str]:
        """Return why humans have to look at an order."""
        return {
            item.reason
            for item in self.items
            if item.order_id == order_id and item.state == "open"
        }


def read_truth(folder: Path, call_id: str, database: str = "") -> Truth:
    """Return what the files in ``folder``, and the database, say of a call."""
    path = folder / "said" / f"{call_id}.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    said = [(str(raw["word"]), str(raw["order"])) for raw in map(json.loads, lines)]
    with closing(sqlite3.connect(folder / "books.sqlite", timeout=10)) as sql:
        orders = dict(
            sql.execute("SELECT id, state FROM orders WHERE call_id = ?", (call_id,))
        )
    kept = [*read_items(folder / "worklist"), *_items_in(database)]
    return Truth(said, orders, [item for item in kept if item.call_id == call_id])


def _items_in(database: str) -> list[Item]:
    if not database:
        return []
    with psycopg.connect(database, row_factory=dict_row) as connection:
        return table.items(connection)


def faults_of(truth: Truth) -> list[str]:
    """Return which promises are broken, as words of :data:`FAULTS`."""
    checks = (_lost, _doubled, _false, _drafts, _forgotten, _unasked)
    return [name for name, check in zip(FAULTS, checks, strict=True) if check(truth)]


def _lost(truth: Truth) -> bool:
    """Say whether an order with a yes is neither binding nor anybody's work."""
    gone = set(truth.heard("no more"))
    for order_id in truth.heard("yes"):
        bound = truth.orders.get(order_id) in BINDING
        known = truth.open_reasons(order_id) & NOT_PLACED
        if not bound and not known and order_id not in gone:
            return True
    for order_id in gone:
        over = truth.orders.get(order_id) == "cancelled"
        if not over and not truth.open_reasons(order_id) & NOT_CANCELLED:
            return True
    return False


def _doubled(truth: Truth) -> bool:
    return sum(state in BINDING for state in truth.orders.values()) > 1


def _false(truth: Truth) -> bool:
    """Say whether the caller was told what is not so."""
    gone = set(truth.heard("no more"))
    placed = set(truth.heard("placed")) - gone
    cancelled = truth.heard("cancelled")
    return any(truth.orders.get(one) not in BINDING for one in placed) or any(
        truth.orders.get(one) != "cancelled" for one in cancelled
    )


def _drafts(truth: Truth) -> bool:
    return "draft" in truth.orders.values()


def _forgotten(truth: Truth) -> bool:
    """Say whether a caller waits for an answer and no human knows of him."""
    pairs = (("yes", "placed"), ("no more", "cancelled"))
    return any(
        order_id not in truth.heard(answer) and not truth.open_reasons(order_id)
        for wish, answer in pairs
        for order_id in truth.heard(wish)
    )


def _unasked(truth: Truth) -> bool:
    agreed = set(truth.heard("yes"))
    return any(
        state in BINDING and order_id not in agreed
        for order_id, state in truth.orders.items()
    )
