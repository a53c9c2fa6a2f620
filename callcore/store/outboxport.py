"""The port of the outbox: what must be durable so that an order happens exactly once.

One logical order has one key. The key is durable before the first send and the same over
retries, failover, crash and restart (D-020). What the shop answered, and how the call
ended, stands beside it, so that :mod:`callcore.store.settle` can decide afterwards what is
to become of an order in doubt.

The digest names the logical operation (call, lines, contact, delivery). Phone, name and
place are in it only as part of a hash under a secret of the house, so that nobody who reads
the outbox can try numbers: the key is all that a retry needs, the shop holds the rest.
Nothing here has to be opened to settle an order, whatever becomes of keys.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from callcore.shared.ids import CallId
from callcore.store.port import OrderWish

Kind = Literal["create", "confirm", "cancel"]
How = Literal["ended", "human", "died"]
"""How a call left us: it came to its end, a human took it over, or its process died."""

REFUSED: Final = (
    "refused"  # as the state of an answer: the shop said no, nothing was done
)


class OutboxError(Exception):
    """It could not be made durable, so nothing may be sent."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation that was, or was about to be, sent."""

    op: str
    key: str
    at_s: float  # unix time
    call_id: CallId
    kind: str  # a Kind; a word of a newer version is kept as it is
    what: str  # the order's id, or its lines: nothing personal
    done: bool = False  # the shop has answered
    order_id: str = ""  # of a create, once it is known
    state: str = ""  # of the order as it was answered, or REFUSED
    late: bool = False  # answered when the caller could not be told any more

    @property
    def order(self) -> str:
        """Return the id of the order that it is about, '' while nobody knows it."""
        return self.order_id if self.kind == "create" else self.what

    @property
    def spent(self) -> bool:
        """True if the same wish needs a new key: the old one would repeat an old answer."""
        over = (REFUSED,) if self.kind == "cancel" else (REFUSED, "cancelled")
        return self.state in over


@dataclass(frozen=True, slots=True)
class CallOrders:
    """What a call that is over asked the shop for, oldest first."""

    call_id: CallId
    how: How
    over_s: float  # unix time; of a process that died: its last entry
    entries: tuple[Entry, ...]


class Outbox(Protocol):
    """The keys of one process. Methods are cancel-safe: a write that began is finished."""

    async def key_of(self, digest: str, call_id: CallId, kind: str, what: str) -> str:
        """Return the operation's key, durable by the time this returns.

        Raises :exc:`OutboxError` if it cannot be kept; then nothing was.
        """

    async def done(self, digest: str, *, order_id: str = "", state: str = "") -> None:
        """Note the shop's answer; ``state`` is the order's, or :data:`REFUSED`.

        Not fsynced: losing it costs a safe retry. Raises :exc:`OutboxError`.
        """

    def call_over(self, call_id: CallId, how: How) -> bool:
        """Note that a call is over. Returns whether it ever asked for an order.

        Kept in memory until :meth:`flush`; lost by a crash before, the call has "died".
        """

    async def flush(self) -> None:
        """Make what :meth:`call_over` noted durable. Raises :exc:`OutboxError`."""

    def calls(self) -> Sequence[CallOrders]:
        """Return the calls that are over and not settled, oldest first.

        Those that an earlier process left are among them; calls that live never are.
        """

    async def settled(self, call_id: CallId) -> None:
        """Forget a call: nothing of it is in doubt. Raises :exc:`OutboxError`."""

    async def adopt(self) -> int:
        """Take over what dead processes left; return how many calls that were.

        Raises :exc:`OutboxError`; what was not taken over stays where it is.
        """


def create_digest(call_id: CallId, wish: OrderWish, secret: bytes = b"") -> str:
    """Return the name of the logical order; the order of lines does not matter.

    Only the process that serves a call asks for it, so it may change with the secret.
    """
    pairs = sorted((line.product_id, line.quantity) for line in wish.lines)
    way = wish.delivery
    place = (way.option_id, way.city, way.place)
    return _digest("create", call_id, pairs, wish.phone, wish.name, place, by=secret)


def confirm_digest(call_id: CallId, order_id: str) -> str:
    """Return the name of the confirmation of one order."""
    return _digest("confirm", call_id, order_id)


def cancel_digest(call_id: CallId, order_id: str) -> str:
    """Return the name of the cancellation of one order."""
    return _digest("cancel", call_id, order_id)


def _digest(*parts: object, by: bytes = b"") -> str:
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()
    if by:
        return hmac.digest(by, text, "sha256").hex()
    return hashlib.sha256(text).hexdigest()
