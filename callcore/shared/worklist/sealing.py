"""The personal part of an item: sealed where it is kept, opened for who is shown it.

Bound to the item's id, so that the sealed text goes from a journal into the table as it is,
and into no other item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from callcore.shared.sealed.form import UNREADABLE, is_sealed
from callcore.shared.sealed.keyring import KeyRing, Unreadable
from callcore.shared.sealed.places import note_place, worklist_place
from callcore.shared.worklist.item import Item, cut, trimmed
from callcore.shared.worklist.port import Worklist

_TEXTS: Final = 3  # phone, about, when


def sealed(item: Item, ring: KeyRing) -> Item:
    """Return the item as it is kept. Twice is once."""
    item = trimmed(item)
    texts = [item.phone, item.about, item.when]
    if any(texts):
        plain = "\0".join(text.replace("\0", "\ufffd") for text in texts)
        kept = ring.seal(plain, worklist_place(item.id))
        item = replace(item, phone="", about="", when="", sealed=kept)
    return replace(item, note=sealed_note(item.id, item.note, ring))


def sealed_note(item_id: str, note: str, ring: KeyRing) -> str:
    """Return a note as it is kept. Twice is once."""
    return note if is_sealed(note) else ring.seal(cut(note), note_place(item_id))


def sealed_anew(item: Item, ring: KeyRing) -> Item:
    """Return the item sealed with the ring's first key, as far as it opens."""
    item, place = sealed(item, ring), worklist_place(item.id)
    note = _again(item.note, note_place(item.id), ring)
    return replace(item, sealed=_again(item.sealed, place, ring), note=note)


def _again(kept: str, place: str, ring: KeyRing) -> str:
    try:
        return ring.again(kept, place)
    except Unreadable:
        return kept


def opened(item: Item, ring: KeyRing) -> Item:
    """Return the item to show: what does not open says so in each of its texts."""
    note = item.note
    if is_sealed(note):
        note = ring.shown(note, note_place(item.id))
    if not item.sealed:  # an item of an earlier version, or one about nobody
        return replace(item, note=note)
    phone, about, when = _texts(item, ring)
    return replace(item, phone=phone, about=about, when=when, note=note, sealed="")


def _texts(item: Item, ring: KeyRing) -> Sequence[str]:
    try:
        found = ring.open(item.sealed, worklist_place(item.id)).split("\0")
    except Unreadable:
        found = []
    return found if len(found) == _TEXTS else [UNREADABLE] * _TEXTS


class SealedWorklist:
    """A :class:`~callcore.shared.worklist.port.Worklist` that keeps items sealed in another."""

    def __init__(self, inner: Worklist, ring: KeyRing) -> None:
        self._inner = inner
        self._ring = ring

    async def add(self, item: Item) -> None:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        await self._inner.add(sealed(item, self._ring))

    async def items(self) -> Sequence[Item]:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        return [opened(item, self._ring) for item in await self._inner.items()]

    async def close(self, item_id: str, note: str = "") -> bool:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        kept = sealed_note(item_id, note, self._ring)
        return await self._inner.close(item_id, kept)

    async def open_items(self) -> int:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        return await self._inner.open_items()
