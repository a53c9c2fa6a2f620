from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from chaos.store.database import Answer, Database
from chaos.store.problem import Problem
from chaos.store.products import catalogue
from chaos.store.wishes import OrderWish

WISH = OrderWish("call-1", (("t02", 4),), "+380671234567", "")


@pytest.fixture
def books() -> Iterator[Database]:
    with closing(Database(":memory:", catalogue())) as database:
        yield database


def create(books: Database, key: str = "key-1", wish: OrderWish = WISH) -> Answer:
    return books.once(key, f"create {wish}", lambda: books.create(wish))


def confirm(books: Database, number: str, key: str = "confirm") -> Answer:
    return books.once(key, f"confirm {number}", lambda: books.confirm(number))


def number_of(answer: Answer) -> str:
    return str(json.loads(answer.body)["id"])


def stock(books: Database, product_id: str) -> int:
    return next(p.stock for p in books.products() if p.id == product_id)


def test_the_same_key_gives_the_same_answer_once_carried_out(books: Database) -> None:
    first, second = create(books), create(books)
    assert first == second
    assert first.status == 201
    assert len(books.orders_of("call-1")) == 1


def test_the_same_key_with_something_else_is_refused(books: Database) -> None:
    create(books)
    other = OrderWish("call-1", (("t02", 5),), "+380671234567", "")
    with pytest.raises(Problem) as caught:
        create(books, wish=other)
    assert (caught.value.status, caught.value.code) == (422, "idempotency-key-reused")


def test_a_refusal_is_an_answer_that_is_kept_too(books: Database) -> None:
    wish = OrderWish("call-1", (("t37", 1),), "+380671234567", "")
    assert create(books, wish=wish).status == 409
    assert create(books, wish=wish).status == 409
    assert books.orders_of("call-1") == []


def test_numbers_are_six_digits(books: Database) -> None:
    number = number_of(create(books))
    assert len(number) == 6
    assert number.isdecimal()


def test_stock_is_taken_when_the_order_becomes_binding_and_only_once(
    books: Database,
) -> None:
    number = number_of(create(books))
    assert stock(books, "t02") == 32
    for key in ("one", "one", "two"):
        assert json.loads(confirm(books, number, key).body)["state"] == "confirmed"
    assert stock(books, "t02") == 28


def test_an_order_is_sold_whole_or_not_at_all(books: Database) -> None:
    wish = OrderWish("call-1", (("t02", 4), ("t13", 4)), "+380671234567", "")
    orders = [number_of(create(books, f"key-{n}", wish)) for n in range(2)]
    assert confirm(books, orders[0], "one").status == 200
    refused = confirm(books, orders[1], "two")
    assert refused.status == 409
    assert stock(books, "t02") == 28
    assert books.order(orders[1])["state"] == "draft"


def test_an_unknown_order_is_a_problem(books: Database) -> None:
    with pytest.raises(Problem, match="unknown-order"):
        books.order("000000")


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    path = str(tmp_path / "store.sqlite")
    with closing(Database(path, catalogue())) as books:
        answer = create(books)
        confirm(books, number_of(answer))
    with closing(Database(path, catalogue())) as books:
        assert create(books) == answer
        assert books.order(number_of(answer))["state"] == "confirmed"
        assert stock(books, "t02") == 28


def test_work_that_fails_leaves_neither_order_nor_key(books: Database) -> None:
    def fail() -> Answer:
        books.create(WISH)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        books.once("key-1", f"create {WISH}", fail)
    assert books.orders_of("call-1") == []
    assert create(books).status == 201
