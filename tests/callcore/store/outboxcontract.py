"""What every outbox promises; the file promises more in its own test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from callcore.shared.ids import CallId
from callcore.store.outboxport import (
    Outbox,
    cancel_digest,
    confirm_digest,
    create_digest,
)
from callcore.store.port import Delivery, OrderLine, OrderWish

CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")
OTHER = CallId("3f0c9c0e-0000-4000-8000-000000000002")
WISH = OrderWish(
    (OrderLine("t01", 4), OrderLine("o02", 1)),
    "+380671234567",
    Delivery("nova-poshta", "Львів", "відділення 5"),
    "Олена",
)
CREATE = create_digest(CALL, WISH)
CONFIRM = confirm_digest(CALL, "123456")
CANCEL = cancel_digest(CALL, "123456")


class Wall:
    """The time of day, as a test sets it."""

    def __init__(self) -> None:
        self.now_s = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now_s


class OutboxContract:
    """Subclass it with an ``open_one`` fixture."""

    @pytest.fixture
    async def outbox(
        self, open_one: AbstractAsyncContextManager[Outbox]
    ) -> AsyncIterator[Outbox]:
        async with open_one as outbox:
            yield outbox

    async def test_the_key_is_the_same_on_every_retry(self, outbox: Outbox) -> None:
        keys = {await outbox.key_of(CREATE, CALL, "create", "") for _ in range(3)}
        assert len(keys) == 1

    async def test_every_operation_has_a_key_of_its_own(self, outbox: Outbox) -> None:
        kinds = (CREATE, "create"), (CONFIRM, "confirm"), (CANCEL, "cancel")
        keys = {await outbox.key_of(d, CALL, kind, "123456") for d, kind in kinds}
        assert len(keys) == 3

    async def test_an_answer_does_not_change_the_key(self, outbox: Outbox) -> None:
        key = await outbox.key_of(CREATE, CALL, "create", "")
        await outbox.done(CREATE, order_id="123456", state="draft")
        assert await outbox.key_of(CREATE, CALL, "create", "") == key

    async def test_after_a_refusal_the_same_wish_gets_a_new_key(
        self, outbox: Outbox
    ) -> None:
        key = await outbox.key_of(CREATE, CALL, "create", "")
        await outbox.done(CREATE, state="refused")
        assert await outbox.key_of(CREATE, CALL, "create", "") != key

    async def test_an_order_that_was_cancelled_is_made_and_confirmed_with_new_keys(
        self, outbox: Outbox
    ) -> None:
        create = await outbox.key_of(CREATE, CALL, "create", "")
        await outbox.done(CREATE, order_id="123456", state="draft")
        confirm = await outbox.key_of(CONFIRM, CALL, "confirm", "123456")
        await outbox.done(CONFIRM, order_id="123456", state="confirmed")
        cancel = await outbox.key_of(CANCEL, CALL, "cancel", "123456")
        await outbox.done(CANCEL, order_id="123456", state="cancelled")
        assert await outbox.key_of(CREATE, CALL, "create", "") != create
        assert await outbox.key_of(CONFIRM, CALL, "confirm", "123456") != confirm
        assert await outbox.key_of(CANCEL, CALL, "cancel", "123456") == cancel

    async def test_a_live_call_is_not_among_those_to_settle(
        self, outbox: Outbox
    ) -> None:
        await outbox.key_of(CREATE, CALL, "create", "")
        assert list(outbox.calls()) == []

    async def test_a_call_that_is_over_is_there_with_all_it_asked_for(
        self, outbox: Outbox
    ) -> None:
        await outbox.key_of(CREATE, CALL, "create", "4xt01")
        await outbox.done(CREATE, order_id="123456", state="draft")
        await outbox.key_of(CONFIRM, CALL, "confirm", "123456")
        assert outbox.call_over(CALL, "human")
        (call,) = outbox.calls()
        assert (call.call_id, call.how, call.over_s) == (CALL, "human", 1.8e9)
        assert [(e.kind, e.order, e.done, e.state) for e in call.entries] == [
            ("create", "123456", True, "draft"),
            ("confirm", "123456", False, ""),
        ]

    async def test_a_call_that_never_ordered_is_not_kept(self, outbox: Outbox) -> None:
        assert not outbox.call_over(CALL, "ended")
        assert list(outbox.calls()) == []

    async def test_an_answer_after_the_end_of_the_call_is_late(
        self, outbox: Outbox
    ) -> None:
        await outbox.key_of(CREATE, CALL, "create", "")
        await outbox.done(CREATE, order_id="123456", state="draft")
        await outbox.key_of(CONFIRM, CALL, "confirm", "123456")
        outbox.call_over(CALL, "ended")
        await outbox.done(CONFIRM, order_id="123456", state="confirmed")
        (call,) = outbox.calls()
        assert [entry.late for entry in call.entries] == [False, True]

    async def test_what_is_settled_is_forgotten_and_nothing_else(
        self, outbox: Outbox
    ) -> None:
        await outbox.key_of(CREATE, CALL, "create", "")
        await outbox.key_of("other", OTHER, "create", "")
        outbox.call_over(CALL, "ended")
        outbox.call_over(OTHER, "ended")
        await outbox.flush()
        await outbox.settled(CALL)
        assert [call.call_id for call in outbox.calls()] == [OTHER]

    async def test_a_request_after_the_end_does_not_bring_the_call_back_to_life(
        self, outbox: Outbox
    ) -> None:
        await outbox.key_of(CREATE, CALL, "create", "")
        outbox.call_over(CALL, "ended")
        await outbox.key_of(CANCEL, CALL, "cancel", "123456")
        (call,) = outbox.calls()
        assert [entry.kind for entry in call.entries] == ["create", "cancel"]
