from __future__ import annotations

from dataclasses import replace

import pytest

from callcore.shared.ids import CallId
from callcore.store.outboxport import (
    Entry,
    cancel_digest,
    confirm_digest,
    create_digest,
)
from callcore.store.port import Delivery
from tests.callcore.store.outboxcontract import CALL, WISH


@pytest.mark.parametrize(
    "other",
    [
        create_digest(CallId("other"), WISH),
        create_digest(CALL, replace(WISH, lines=WISH.lines[:1])),
        create_digest(CALL, replace(WISH, phone="+380501112233")),
        create_digest(CALL, replace(WISH, name="")),
        create_digest(CALL, replace(WISH, delivery=Delivery("pickup"))),
        create_digest(
            CALL, replace(WISH, delivery=replace(WISH.delivery, place="відділення 6"))
        ),
        confirm_digest(CALL, "123456"),
        cancel_digest(CALL, "123456"),
    ],
)
def test_another_order_has_another_name(other: str) -> None:
    assert other != create_digest(CALL, WISH)


def test_who_reads_the_name_of_an_order_cannot_try_numbers_without_the_secret() -> None:
    names = {
        create_digest(CALL, WISH, secret) for secret in (b"", b"a" * 32, b"b" * 32)
    }
    assert len(names) == 3
    turned = replace(WISH, lines=WISH.lines[::-1])
    assert create_digest(CALL, turned, b"a" * 32) in names


def test_confirming_and_cancelling_an_order_have_different_names() -> None:
    assert confirm_digest(CALL, "123456") != cancel_digest(CALL, "123456")


def test_the_order_of_the_lines_does_not_matter() -> None:
    turned = replace(WISH, lines=WISH.lines[::-1])
    assert create_digest(CALL, turned) == create_digest(CALL, WISH)


def test_an_entry_knows_its_order_by_the_answer_or_by_what_was_asked() -> None:
    create = Entry("op", "key", 0.0, CALL, "create", "4xt01")
    assert create.order == ""
    assert replace(create, done=True, order_id="123456").order == "123456"
    assert replace(create, kind="confirm", what="123456").order == "123456"


@pytest.mark.parametrize(
    ("kind", "state", "spent"),
    [
        ("create", "draft", False),
        ("create", "refused", True),
        ("create", "cancelled", True),
        ("confirm", "confirmed", False),
        ("confirm", "cancelled", True),
        ("cancel", "cancelled", False),
        ("cancel", "refused", True),
    ],
)
def test_a_key_is_spent_when_its_answer_is_of_no_more_use(
    kind: str, state: str, spent: bool
) -> None:
    entry = Entry("op", "key", 0.0, CALL, kind, "123456", done=True, state=state)
    assert entry.spent is spent
