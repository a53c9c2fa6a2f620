"""What every worklist promises."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from callcore.shared.worklist.item import Item
from callcore.shared.worklist.port import Worklist, WorklistError

NOW_S = 1_800_000_000.0


def now_s() -> float:
    return NOW_S


def item(name: str = "a", at_s: float = NOW_S, **more: str) -> Item:
    return Item(id=name, at_s=at_s, call_id="call", kind="order", **more)  # type: ignore[arg-type]


CALLBACK = Item(
    id="c1",
    at_s=NOW_S,
    call_id="call",
    kind="callback",
    reason="callback",
    phone="+380671234567",
    about="шини на зиму",
    when="завтра після обіду",
)


class WorklistContract:
    """Subclass it with an ``open_one`` fixture."""

    @pytest.fixture
    async def worklist(
        self, open_one: AbstractAsyncContextManager[Worklist]
    ) -> AsyncIterator[Worklist]:
        async with open_one as worklist:
            yield worklist

    async def test_what_was_added_is_there(self, worklist: Worklist) -> None:
        await worklist.add(CALLBACK)
        assert list(await worklist.items()) == [CALLBACK]

    async def test_an_item_is_taken_once(self, worklist: Worklist) -> None:
        await worklist.add(item())
        await worklist.close("a")
        await worklist.add(item())
        (only,) = await worklist.items()
        assert only.state == "done"

    async def test_the_oldest_is_first(self, worklist: Worklist) -> None:
        for name, at_s in (("b", 2.0), ("a", 1.0), ("c", 3.0)):
            await worklist.add(item(name, at_s))
        assert [one.id for one in await worklist.items()] == ["a", "b", "c"]

    async def test_what_is_done_says_when_and_what_was_done(
        self, worklist: Worklist
    ) -> None:
        await worklist.add(item())
        assert await worklist.close("a", "called him")
        (only,) = await worklist.items()
        assert (only.state, only.closed_s, only.note) == ("done", NOW_S, "called him")

    async def test_the_first_who_closes_it_is_remembered(
        self, worklist: Worklist
    ) -> None:
        await worklist.add(item())
        await worklist.close("a", "first")
        assert await worklist.close("a", "second")
        assert (await worklist.items())[0].note == "first"

    async def test_nobody_knows_an_id_that_was_made_up(
        self, worklist: Worklist
    ) -> None:
        assert not await worklist.close("nothing")
        assert list(await worklist.items()) == []

    async def test_long_texts_are_cut(self, worklist: Worklist) -> None:
        long = "ї" * 9_999
        await worklist.add(item(about=long, when=long, phone=long, order_id=long))
        await worklist.close("a", long)
        (only,) = await worklist.items()
        assert {len(only.about), len(only.when), len(only.note)} == {250}

    async def test_a_full_list_refuses_until_something_is_done(
        self, worklist: Worklist, monkeypatch
    ) -> None:
        for room in ("port", "files"):
            monkeypatch.setattr(f"callcore.shared.worklist.{room}.MAX_OPEN", 2)
        await worklist.add(item("a"))
        await worklist.add(item("b"))
        assert await worklist.open_items() == 2
        with pytest.raises(WorklistError, match="full"):
            await worklist.add(item("c"))
        await worklist.close("a")
        assert await worklist.open_items() == 1
        await worklist.add(item("c"))
        assert len(await worklist.items()) == 3
