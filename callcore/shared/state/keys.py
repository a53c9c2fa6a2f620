"""Every key and channel of the shared state, with its time to live; declared once.

DESIGN.md section 5. Nothing lives without an end. What a stranger may choose or must not read
(an account that is being tried, a ticket) stands in a key only as a digest.
"""

from __future__ import annotations

import hashlib
from typing import Final

PREFIX: Final = "callcore:"

CALL_TTL_S: Final = (
    1_800  # a hash; longer than the longest call, refreshed with every put
)
WORKER_TTL_S: Final = 5  # a hash; one beat a second, so four may be lost
INDEX_TTL_S: Final = CALL_TTL_S + 60  # the sorted sets over both
EVENTS_TTL_S: Final = 86_400  # head and log, refreshed with every event
COMMANDS_TTL_S: Final = 60  # a stream a worker
REPLY_TTL_S: Final = 60  # a stream of one entry: waiting for it takes nothing away
SEEDED_TTL_S: Final = 86_400  # the marker that the denials are whole
SEEDING_TTL_S: Final = 60  # from begin_seed to seed
DENIAL_EXTRA_S: Final = 120  # a denial outlives its token by more than clocks differ
MAX_LOGGED_EVENTS: Final = 10_000  # 3 minutes of 50 events a second
MAX_COMMANDS: Final = 1_000  # that wait for one worker; the oldest go first

CALLS: Final = PREFIX + "calls"  # sorted set: call ids by start
WORKERS: Final = PREFIX + "workers"  # sorted set: workers by their last beat
EVENTS: Final = PREFIX + "events"  # the channel
EVENTS_LOG: Final = PREFIX + "events:log"  # a stream; entry SEQ-0 is event SEQ
EVENTS_HEAD: Final = PREFIX + "events:head"  # a hash: epoch, seq, lineage
SEEDED: Final = PREFIX + "denylist-seeded"  # the lineage in which the list is whole


def call(call_id: str) -> str:
    """Return the key of a live call."""
    return f"{PREFIX}call_session:{call_id}"


def worker(name: str) -> str:
    """Return the key of a worker."""
    return f"{PREFIX}worker:{name}"


def commands(worker_name: str) -> str:
    """Return the key of a worker's commands."""
    return f"{PREFIX}commands:{worker_name}"


def replies(command_id: str) -> str:
    """Return the key of the answer to a command."""
    return f"{PREFIX}replies:{command_id}"


def denial(name: str) -> str:
    """Return the key of a denied token or session."""
    return f"{PREFIX}denylist:{name}"


def seeding(ticket: str) -> str:
    """Return the key that tells whether the server is the same since begin_seed."""
    return f"{PREFIX}denylist-seeding:{ticket}"


def limit(scope: str, key: str) -> str:
    """Return the key of a limit."""
    return f"{PREFIX}limit:{scope}:{_digest(key)}"


def once(key: str) -> str:
    """Return the key of a value that is given away once."""
    return f"{PREFIX}once:{_digest(key)}"


def _digest(text: str) -> str:
    """Return 128 bits of ``text``: of one length whatever came, and not to be read back."""
    data = text.encode(errors="surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()
