from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.offload import run_inline
from callcore.shared.sealed.form import UNREADABLE
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.keytext import new_key
from callcore.shared.worklist.files import open_worklist
from callcore.shared.worklist.item import Item, trimmed
from callcore.shared.worklist.port import MemoryWorklist, Worklist
from callcore.shared.worklist.sealing import SealedWorklist, opened, sealed, sealed_anew
from tests.callcore.shared.worklist.worklistcontract import (
    CALLBACK,
    WorklistContract,
    now_s,
)
from tests.kit.keys import DATA_KEYS, RING

NUMBER = "+380671234567"
ITEM = replace(
    CALLBACK, phone=NUMBER, about="зимові шини", when="завтра", note=f"спитав {NUMBER}"
)
OTHER = KeyRing.of(new_key())


@given(
    st.text(max_size=300),
    st.text(max_size=300),
    st.text(max_size=300),
    st.text(max_size=300),
)
def test_an_item_opens_to_what_it_was(
    phone: str, about: str, when: str, note: str
) -> None:
    item = trimmed(replace(ITEM, phone=phone, about=about, when=when, note=note))
    kept = sealed(item, RING)
    assert (kept.phone, kept.about, kept.when) == ("", "", "")
    assert trimmed(kept) == sealed(kept, RING) == kept
    without_nul = [
        text.replace("\0", "\ufffd") for text in (item.phone, item.about, item.when)
    ]
    back = opened(kept, RING)
    assert [back.phone, back.about, back.when] == without_nul
    assert back.note == item.note


def test_nothing_personal_is_in_clear_where_it_is_kept() -> None:
    assert "67123" not in repr(sealed(ITEM, RING))
    assert "шини" not in repr(sealed(ITEM, RING))


def test_what_was_moved_to_another_item_or_sealed_with_another_key_says_so() -> None:
    kept = sealed(ITEM, RING)
    moved = opened(replace(kept, id="other"), RING)
    foreign = opened(kept, OTHER)
    for item in (moved, foreign):
        assert (item.phone, item.about, item.when) == (UNREADABLE,) * 3
        assert item.note == UNREADABLE
        assert (item.kind, item.reason) == (ITEM.kind, ITEM.reason)


def test_a_changed_key_seals_what_it_can_open_and_leaves_the_rest() -> None:
    kept, newer = sealed(ITEM, RING), new_key()
    both = KeyRing.of(f"{newer},{DATA_KEYS}")
    assert opened(sealed_anew(kept, both), KeyRing.of(newer)).phone == NUMBER
    assert sealed_anew(kept, OTHER) == kept


class TestSealedWorklist(WorklistContract):
    @pytest.fixture
    def open_one(self) -> AbstractAsyncContextManager[Worklist]:
        return nullcontext(SealedWorklist(MemoryWorklist(now_s), RING))


async def test_whoever_uses_it_sees_items_in_clear_and_what_keeps_them_does_not() -> (
    None
):
    inner = MemoryWorklist(now_s)
    worklist = SealedWorklist(inner, RING)
    await worklist.add(ITEM)
    await worklist.close(ITEM.id, f"called {NUMBER}")
    assert "67123" not in repr(await inner.items())
    (seen,) = await worklist.items()
    assert (seen.phone, seen.state, seen.note) == (NUMBER, "done", f"called {NUMBER}")
    assert await worklist.open_items() == 0


async def test_a_journal_of_an_earlier_version_is_sealed_when_it_is_opened(
    tmp_path: Path,
) -> None:
    async with open_worklist(tmp_path, "w1", run_inline, now_s) as old:
        await old.add(ITEM)
        await old.add(replace(ITEM, id="done"))
        await old.close("done", f"said {NUMBER}")
    assert NUMBER in written(tmp_path)
    async with open_worklist(tmp_path, "w1", run_inline, now_s, RING) as files:
        items = {item.id: item for item in await SealedWorklist(files, RING).items()}
    assert NUMBER not in written(tmp_path)
    assert items[ITEM.id].phone == items["done"].phone == NUMBER
    assert items["done"].state == "done"


async def test_without_its_key_a_journal_keeps_what_it_has(tmp_path: Path) -> None:
    async with open_worklist(tmp_path, "w1", run_inline, now_s, RING) as files:
        await SealedWorklist(files, RING).add(ITEM)
    async with open_worklist(tmp_path, "w1", run_inline, now_s, OTHER) as files:
        (seen,) = await SealedWorklist(files, OTHER).items()
    assert seen.phone == UNREADABLE
    async with open_worklist(tmp_path, "w1", run_inline, now_s, RING) as files:
        (seen,) = await SealedWorklist(files, RING).items()
    assert seen.phone == NUMBER


def written(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.glob("*.jsonl"))


@pytest.mark.parametrize("about", ["v1.k1." + "A" * 60, "\0\0\0\0"])
def test_words_that_look_sealed_are_words(about: str) -> None:
    item = Item("i", 1.0, "c", "callback", phone="1", about=about)
    assert opened(sealed(item, RING), RING).about == about.replace("\0", "\ufffd")
