from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from callcore.store.memory import OPTIONS
from callcore.store.port import Delivery
from chaos.store.database import KEEP_S, MAX_ORDERS_SHOWN, Answer, Database, Moment
from chaos.store.problem import Problem
from chaos.store.products import catalogue
from chaos.store.wishes import DraftWish, Line, PlantWish

PHONE = "+380671234567"
PICKUP = Delivery("pickup")


def wished(*lines: Line, delivery: Delivery = PICKUP) -> DraftWish:
    return DraftWish("call-1", lines, PHONE, delivery)


WISH = wished(("t02", 4))


@pytest.fixture
def books() -> Iterator[Database]:
    with closing(Database(":memory:", catalogue())) as database:
        yield database


def create(books: Database, key: str = "key-1", wish: DraftWish = WISH) -> Answer:
    return books.once(key, f"create {wish}", lambda: books.create(wish))


def confirm(books: Database, number: str, key: str = "confirm") -> Answer:
    return books.once(key, f"confirm {number}", lambda: books.confirm(number))


def cancel(books: Database, number: str, key: str = "cancel") -> Answer:
    return books.once(key, f"cancel {number}", lambda: books.cancel(number))


def number_of(answer: Answer) -> str:
    return str(json.loads(answer.body)["id"])


def stock(books: Database, product_id: str) -> int:
    return books.product(product_id).stock


def test_the_same_key_gives_the_same_answer_once_carried_out(books: Database) -> None:
    first, second = create(books), create(books)
    assert first == second
    assert first.status == 201
    assert len(books.orders_of("call-1")) == 1


def test_the_same_key_with_something_else_is_refused(books: Database) -> None:
    create(books)
    other = wished(("t02", 5))
    with pytest.raises(Problem) as caught:
        create(books, wish=other)
    assert (caught.value.status, caught.value.code) == (422, "idempotency-key-reused")


def test_a_refusal_is_an_answer_that_is_kept_too(books: Database) -> None:
    wish = wished(("t37", 1))
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
    wish = wished(("t02", 4), ("t13", 4))
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


def test_the_total_holds_the_delivery_and_the_price_of_each_piece(
    books: Database,
) -> None:
    way = Delivery("nova-poshta", "Львів", "5")
    wish = wished(("t02", 4), ("o05", 1), delivery=way)
    order = json.loads(create(books, wish=wish).body)
    assert [line["unit_kopiykas"] for line in order["lines"]] == [465_000, 39_000]
    assert order["delivery_kopiykas"] == 12_000
    assert order["total_kopiykas"] == 4 * 465_000 + 39_000 + 12_000
    assert order["delivery"] == {
        "option_id": "nova-poshta",
        "city": "Львів",
        "place": "5",
    }


@pytest.mark.parametrize(
    ("delivery", "code"),
    [
        (Delivery("drone"), "unknown-delivery"),
        (Delivery("courier"), "place-needed"),
        (Delivery("courier", "Львів", " "), "place-needed"),
        (Delivery("nova-poshta", "", "5"), "place-needed"),
    ],
)
def test_a_delivery_must_exist_and_have_its_place(
    books: Database, delivery: Delivery, code: str
) -> None:
    refused = create(books, wish=wished(("t02", 4), delivery=delivery))
    assert (refused.status, json.loads(refused.body)["code"]) == (422, code)


def test_the_default_way_to_get_an_order_comes_first() -> None:
    with closing(Database(":memory:", [], reversed(OPTIONS))) as books:
        assert books.options()[0].id == "pickup"


def test_cancelling_a_confirmed_order_puts_its_pieces_back_and_only_once(
    books: Database,
) -> None:
    number = number_of(create(books, wish=wished(("t02", 4), ("o05", 2))))
    confirm(books, number)
    assert (stock(books, "t02"), stock(books, "o05")) == (28, 28)
    for key in ("one", "one", "two"):
        answer = cancel(books, number, key)
        assert (answer.status, json.loads(answer.body)["state"]) == (200, "cancelled")
    assert (stock(books, "t02"), stock(books, "o05")) == (32, 30)
    assert confirm(books, number, "late").status == 409


def test_cancelling_a_draft_moves_no_stock(books: Database) -> None:
    cancel(books, number_of(create(books)))
    assert stock(books, "t02") == 32


@pytest.mark.parametrize("state", ["packed", "shipped", "delivered"])
def test_what_is_packed_is_bound_and_cannot_be_cancelled(
    books: Database, state: str
) -> None:
    books.plant(PlantWish("412345", state, WISH))
    refused = cancel(books, "412345")
    assert (refused.status, json.loads(refused.body)["code"]) == (409, "too-late")
    confirmed = confirm(books, "412345")
    assert (confirmed.status, json.loads(confirmed.body)["state"]) == (200, state)
    assert stock(books, "t02") == 32


def test_planted_orders_are_as_they_are_said_to_be(books: Database) -> None:
    assert books.plant(PlantWish("7", "delivered", WISH)).status == 201
    assert (books.order("7")["state"], stock(books, "t02")) == ("delivered", 32)
    with pytest.raises(Problem, match="number-taken"):
        books.plant(PlantWish("7", "draft", WISH))
    with pytest.raises(Problem, match="unknown-product"):
        books.plant(PlantWish("8", "draft", wished(("x1", 1))))
    assert json.loads(books.put_state("7", "shipped").body)["state"] == "shipped"
    with pytest.raises(Problem, match="unknown-order"):
        books.put_state("8", "draft")


def test_the_newest_orders_of_a_call_are_shown_oldest_first(books: Database) -> None:
    for number in range(MAX_ORDERS_SHOWN + 2):
        books.plant(PlantWish(str(number), "draft", WISH))
    shown = [order["id"] for order in books.orders_of("call-1")]
    assert shown == [str(number) for number in range(2, MAX_ORDERS_SHOWN + 2)]


def test_a_key_is_remembered_for_a_day_and_then_forgotten() -> None:
    now_s = 1.8e9
    with closing(Database(":memory:", catalogue(), now_s=lambda: now_s)) as books:
        first = create(books)
        now_s += 24 * 3600
        create(books, "one of the next day")
        assert create(books) == first
        now_s += KEEP_S
        create(books, "another")
        assert create(books) != first


def test_an_error_of_the_shop_is_no_answer_to_be_kept(books: Database) -> None:
    def fail() -> Answer:
        raise Problem(503, "full")

    with pytest.raises(Problem, match="full"):
        books.once("key-1", f"create {WISH}", fail)
    assert create(books).status == 201


class Killed(BaseException):
    """Stands for SIGKILL: nothing that comes after it runs."""


@pytest.mark.parametrize(
    ("moment", "done"), [("before-commit", False), ("after-commit", True)]
)
def test_what_dies_before_the_commit_has_done_nothing_and_after_it_all(
    tmp_path: Path, moment: Moment, done: bool
) -> None:
    path = str(tmp_path / "store.sqlite")

    def die(reached: Moment) -> None:
        if reached == moment:
            raise Killed

    with closing(Database(path, catalogue())) as books, pytest.raises(Killed):
        books.once("key-1", f"create {WISH}", lambda: books.create(WISH), die)
    with closing(Database(path, catalogue())) as books:
        assert len(books.orders_of("call-1")) == done
        assert create(books).status == 201
        assert len(books.orders_of("call-1")) == 1


def test_books_of_another_version_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.execute("CREATE TABLE orders (id TEXT PRIMARY KEY)")
    with pytest.raises(sqlite3.DatabaseError, match="another version"):
        Database(str(path), catalogue())
