"""End-state scoring: whether the world after a call is as its dialogue wants it.

Any way there is fine. What the shop, the desk and the queue hold counts first; words count
only where the dialogue asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.say import number_words
from callcore.store.port import Order
from chaos.prompts.dialogue import Dialogue, Wanted
from chaos.prompts.trace import Played

_WORD: Final = re.compile(r"\w+")
NAMES_ALIKE: Final = 3  # letters: cases change the end of a name, not its beginning


def score(dialogue: Dialogue, played: Played) -> list[str]:
    """Return what of ``dialogue.end`` is not so, each in one line; empty: it passed."""
    return [
        *_orders(dialogue, played),
        *_old_orders(dialogue, played),
        *_outcome(dialogue, played),
        *_callbacks(dialogue, played),
        *_words(dialogue, played),
        *_tools(dialogue, played),
    ]


def counting(dialogue: Dialogue, played: Played) -> list[Order]:
    """Return the new orders that count: drafts that nobody confirmed are cancelled."""
    drafts = any(wanted.state == "draft" for wanted in dialogue.end.orders)
    bound = set(played.books.confirmations)
    return [
        order
        for order in played.books.made
        if order.id in bound or (drafts and order.state == "draft")
    ]


def _orders(dialogue: Dialogue, played: Played) -> Iterator[str]:
    left = counting(dialogue, played)
    for wanted in dialogue.end.orders:
        found = next((one for one in left if not _unlike(wanted, one)), None)
        if found is None:
            near = "; ".join(f"{one.id}: {_unlike(wanted, one)}" for one in left)
            yield f"order wanted: {_shown(wanted)}; there is {near or 'none'}"
        else:
            left.remove(found)
    for order in left:
        lines = [(line.product_id, line.quantity) for line in order.lines]
        yield f"order too many: {order.state} {lines}"


def _shown(wanted: Wanted) -> str:
    lines = ", ".join(f"{quantity} x {product}" for product, quantity in wanted.lines)
    return f"{wanted.state} {lines} {wanted.delivery or ''}".rstrip()


def _unlike(wanted: Wanted, order: Order) -> str:
    """Return in what ``order`` is not the wanted one, '' if it is."""
    lines = sorted((line.product_id, line.quantity) for line in order.lines)
    differs = {
        "lines": sorted(wanted.lines) != lines,
        "state": wanted.state != order.state,
        "delivery": wanted.delivery not in (None, order.delivery.option_id),
        "city": not _alike(wanted.city, order.delivery.city),
        "place": not _same_numbers(wanted.place, order.delivery.place),
        "name": not _alike(wanted.name, order.name),
        "phone": wanted.phone not in (None, order.phone),
    }
    return " ".join(what for what, unlike in differs.items() if unlike)


def _alike(wanted: str | None, found: str) -> bool:
    """Say whether each wanted word begins like one that was found, in any case."""
    if wanted is None:
        return True
    said = _WORD.findall(found.casefold())
    return all(
        any(_begins_alike(word, other) for other in said)
        for word in _WORD.findall(wanted.casefold())
    )


def _begins_alike(one: str, other: str) -> bool:
    most = max(min(len(one), len(other)) - 2, min(NAMES_ALIKE, len(one), len(other)))
    return one[:most] == other[:most]


def _same_numbers(wanted: str | None, found: str) -> bool:
    """Say whether the numbers in a place are the same, whatever stands around them.

    A place without numbers is compared as a name is.
    """
    numbers = re.findall(r"\d+", wanted or "")
    if wanted is None or not numbers:
        return _alike(wanted, found)
    known = set(re.findall(r"\d+", found))
    return all(
        number in known
        or any(number_words(int(number[:6]), at) in found.lower() for at in LANGUAGES)
        for number in numbers
    )


def _old_orders(dialogue: Dialogue, played: Played) -> Iterator[str]:
    for order_id, before in played.books.before.items():
        wanted = dialogue.end.old_orders.get(order_id, before.state)
        now = played.books.orders[order_id].state
        if now != wanted:
            yield f"old order {order_id}: {now}, wanted {wanted}"


def _outcome(dialogue: Dialogue, played: Played) -> Iterator[str]:
    end = dialogue.end
    if played.outcome not in end.outcome:
        yield f"outcome: {played.outcome} ({played.reason}), wanted {' or '.join(end.outcome)}"
    if end.reason and played.outcome == "operator" and played.reason != end.reason:
        yield f"reason: {played.reason}, wanted {end.reason}"
    wanted = dialogue.queues.get(end.queue, "")
    if end.queue and played.outcome == "operator" and played.target != wanted:
        yield f"queue: {played.target or 'the default'}, wanted {end.queue}"


def _callbacks(dialogue: Dialogue, played: Played) -> Iterator[str]:
    noted, wanted = len(played.books.callbacks), dialogue.end.callbacks
    if noted != wanted:
        yield f"callbacks: {noted}, wanted {wanted}"


def _words(dialogue: Dialogue, played: Played) -> Iterator[str]:
    said = [spoken.text for spoken in played.agent_said()]
    for pattern in dialogue.end.says:
        if not pattern.search(" ".join(said)):
            yield f"never said: {pattern.pattern}"
    for pattern in dialogue.end.never:
        for text in said:
            if pattern.search(text):
                yield f"said what must not be said ({pattern.pattern}): {text}"


def _tools(dialogue: Dialogue, played: Played) -> Iterator[str]:
    called = set(played.tools())
    for name in dialogue.end.tools:
        if name not in called:
            yield f"tool not called: {name}"
    for name in dialogue.end.not_tools:
        if name in called:
            yield f"tool called: {name}"
