"""One thing for a human, and its JSON form. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Final, Literal

from callcore.shared.sealed.form import is_sealed

Kind = Literal["callback", "order"]
State = Literal["open", "done"]

#: characters of one field; nine of them, escaped, fit into a line, and so do six with what
#: is sealed of the other three
MAX_TEXT: Final = 250
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Item:
    """A callback that was promised, or an order that was in doubt.

    ``phone``, ``about`` and ``when`` are personal data: at rest they are in ``sealed``
    (:mod:`callcore.shared.worklist.sealing`), as ``note`` is sealed itself; in no log.
    """

    id: str
    at_s: float  # unix time
    call_id: str
    kind: str  # a Kind; a word of a newer version is kept as it is
    reason: str = ""  # a short machine word, such as "cancelled"
    order_id: str = ""
    phone: str = ""
    about: str = ""
    when: str = ""  # when it suits the caller, in his words
    state: State = "open"
    closed_s: float = 0.0  # unix time
    note: str = ""  # by whoever closed it
    sealed: str = ""  # phone, about and when, where they are kept


def item_id(*parts: str) -> str:
    """Return an id that is the same for the same parts: added twice, it is one item."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]


def trimmed(item: Item) -> Item:
    """Return the item with every text cut to :data:`MAX_TEXT`."""
    texts = {
        field.name: cut(value)
        for field in fields(item)
        if isinstance(value := getattr(item, field.name), str)
    }
    texts["sealed"] = item.sealed if is_sealed(item.sealed) else ""
    return replace(item, **texts)  # type: ignore[arg-type]


def cut(text: str) -> str:
    """Return at most :data:`MAX_TEXT` characters, all of which can be written.

    What is sealed was cut before, and stays whole.
    """
    return (
        text if is_sealed(text) else text[:MAX_TEXT].encode(errors="replace").decode()
    )


def closed(item: Item, at_s: float, note: str) -> Item:
    """Return the item as done; one that is done already stays as it is."""
    if item.state == "done":
        return item
    return replace(item, state="done", closed_s=at_s, note=cut(note))


def item_record(item: Item) -> Record:
    """Return what is written for an item."""
    return {name: value for name, value in asdict(item).items() if value != ""}


def item_untrusted(raw: Mapping[str, object]) -> Item:
    """Return the item of a record. Raises :exc:`ValueError` and :exc:`TypeError`."""
    known: dict[str, str | float] = {}
    for field in fields(Item):
        value = raw.get(field.name, 0.0 if field.name.endswith("_s") else "")
        known[field.name] = _checked(field.name, value)
    if not known["id"] or known["state"] not in ("open", "done"):
        raise ValueError("item")
    return trimmed(Item(**known))  # type: ignore[arg-type]


def _checked(name: str, value: object) -> str | float:
    if name.endswith("_s"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(name)
        return float(value)
    if not isinstance(value, str):
        raise TypeError(name)
    return value
