"""What the handlers work with: one object, made by :mod:`adminapi.app`, passed to each part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from adminapi.auth.guard import Guard
from adminapi.auth.hashing import Hashing
from adminapi.auth.keys import Keys
from adminapi.edges.limits import Limits
from adminapi.live.hub import Hub
from adminapi.settings import AdminConfig
from callcore.shared import stamps
from callcore.shared.database.pool import Database
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.state.port import State


@dataclass(frozen=True, slots=True)
class Office:
    """The parts of the house that this process talks to. ``now_s`` is unix time.

    ``keys.derived(purpose)`` gives signing keys, ``guard`` knows whose sessions are over,
    ``limits.take(name, key)`` counts what is not an endpoint.
    """

    config: AdminConfig
    database: Database
    state: State
    keys: Keys
    ring: KeyRing  # opens what is kept of people
    guard: Guard
    limits: Limits
    hashing: Hashing
    hub: Hub
    logins: dict[str, int] = field(default_factory=dict)  # by result, for the metrics
    now_s: Callable[[], float] = stamps.now_s
