"""The shared state in Redis or Valkey; one round trip a method where it can be.

Writes of several keys are transactions, so that no key is left without its time to live.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any, Final, TypeVar

from callcore.shared.state import keys, records, scripts
from callcore.shared.state.denials import Denials
from callcore.shared.state.port import (
    Command,
    Cursor,
    Denied,
    Event,
    EventDraft,
    Gap,
    Limit,
    LiveCall,
    Reply,
    State,
    StateDown,
    WorkerState,
)
from callcore.shared.state.redisclient import Command as RedisCommand
from callcore.shared.state.redisclient import RedisClient
from callcore.shared.state.redisfollow import follow

WAIT_MS: Final = 500  # at the server; the rest of the second is for its answer
MAX_AT_ONCE: Final = 100  # records in one round trip: 5 ms of this process
MAX_RECORDS: Final = 5_000  # live calls or workers that are listed
MAX_TAKEN: Final = 100  # commands
MAX_REMEMBERED: Final = 2 * keys.MAX_COMMANDS  # ids of commands that were taken

T = TypeVar("T")
Fields = Mapping[bytes, bytes]


class RedisState:
    """State on a server; make it with :func:`callcore.shared.state.opening.open_state`."""

    def __init__(self, client: RedisClient) -> None:
        self._client = client
        self._denials = Denials(client)
        self._taken_to: dict[str, bytes] = {}  # worker -> its last command's place
        self._taken: dict[str, None] = {}  # ids, oldest first

    # -- live calls -------------------------------------------------------------------

    async def put_calls(self, calls: Sequence[LiveCall]) -> None:
        """Store the live view of these calls, 100 in a round trip."""
        for start in range(0, len(calls), MAX_AT_ONCE):
            commands: list[RedisCommand] = []
            for call in calls[start : start + MAX_AT_ONCE]:
                key = keys.call(call.call_id)
                commands += [
                    ("HSET", key, *_flat(records.call_hash(call))),
                    ("PEXPIRE", key, keys.CALL_TTL_S * 1000),
                    ("ZADD", keys.CALLS, call.started_s, call.call_id),
                ]
            commands.append(("PEXPIRE", keys.CALLS, keys.INDEX_TTL_S * 1000))
            await self._client.together(*commands)

    async def drop_call(self, call_id: str) -> None:
        """Forget a call that has ended."""
        await self._client.together(
            ("DEL", keys.call(call_id)), ("ZREM", keys.CALLS, call_id)
        )

    async def calls(self) -> Sequence[LiveCall]:
        """Return all live calls, oldest first; those of dead workers are among them."""
        found = await self._listed(keys.CALLS, keys.call, records.call_untrusted)
        return sorted(found, key=lambda call: (call.started_s, call.call_id))

    async def call(self, call_id: str) -> LiveCall | None:
        """Return one live call."""
        (reply,) = await self._client.run(("HGETALL", keys.call(call_id)))
        return records.call_untrusted(_pairs(reply))

    # -- workers ----------------------------------------------------------------------

    async def beat(self, worker: WorkerState) -> None:
        """Register a worker for 5 s."""
        key = keys.worker(worker.worker)
        await self._client.together(
            ("HSET", key, *_flat(records.worker_hash(worker))),
            ("PEXPIRE", key, keys.WORKER_TTL_S * 1000),
            ("ZADD", keys.WORKERS, worker.beat_s, worker.worker),
            ("PEXPIRE", keys.WORKERS, keys.INDEX_TTL_S * 1000),
        )

    async def leave(self, worker: str) -> None:
        """Take a worker off the list."""
        await self._client.together(
            ("DEL", keys.worker(worker)), ("ZREM", keys.WORKERS, worker)
        )

    async def workers(self) -> Sequence[WorkerState]:
        """Return the workers that beat within 5 s, by name."""
        found = await self._listed(keys.WORKERS, keys.worker, records.worker_untrusted)
        return sorted(found, key=lambda one: one.worker)

    async def _listed(
        self, index: str, key: Callable[[str], str], read: Callable[[Fields], T | None]
    ) -> list[T]:
        """Return the records of an index; who has none any more is taken out of it."""
        (members,) = await self._client.run(("ZRANGE", index, 0, MAX_RECORDS - 1))
        names = [member.decode(errors="replace") for member in members]
        found: list[T] = []
        gone: list[str] = []
        for start in range(0, len(names), MAX_AT_ONCE):
            some = names[start : start + MAX_AT_ONCE]
            replies = await self._client.run(*(("HGETALL", key(name)) for name in some))
            for name, reply in zip(some, replies, strict=True):
                record = read(_pairs(reply))
                if record is not None:
                    found.append(record)
                elif not reply:
                    gone.append(name)
        if gone:
            with suppress(StateDown):  # the next reader tries again
                await self._client.script(
                    scripts.PRUNE, [index, *map(key, gone)], *gone
                )
        return found

    # -- events -----------------------------------------------------------------------

    async def publish(self, drafts: Sequence[EventDraft]) -> Cursor:
        """Give events numbers, in this order; keep and publish them; return the last cursor."""
        if not drafts:
            return await self.head()
        for start in range(0, len(drafts), MAX_AT_ONCE):
            lines = map(records.event_bytes, drafts[start : start + MAX_AT_ONCE])
            head = await self._client.script(
                scripts.PUBLISH,
                [keys.EVENTS_HEAD, keys.EVENTS_LOG],
                *(_fresh(), keys.EVENTS),
                *(keys.MAX_LOGGED_EVENTS, keys.EVENTS_TTL_S * 1000),
                *lines,
            )
        return _cursor(head)

    async def head(self) -> Cursor:
        """Return the cursor of the newest event."""
        head = await self._client.script(
            scripts.HEAD,
            [keys.EVENTS_HEAD, keys.EVENTS_LOG],
            *(_fresh(), keys.EVENTS_TTL_S * 1000),
        )
        return _cursor(head)

    async def events_after(self, cursor: Cursor, most: int) -> Sequence[Event]:
        """Return up to ``most`` events after ``cursor``. Raises :exc:`Gap`."""
        head, entries = await self._client.together(
            ("HMGET", keys.EVENTS_HEAD, "epoch", "seq"),
            ("XRANGE", keys.EVENTS_LOG, f"{cursor.seq + 1}-0", "+", "COUNT", most),
        )
        newest = _cursor(head) if None not in head else Cursor("", 0)
        if newest.epoch != cursor.epoch or newest.seq < cursor.seq:
            raise Gap
        if newest.seq > cursor.seq and (
            not entries or _seq(entries[0]) != cursor.seq + 1
        ):
            raise Gap
        return [
            records.event_untrusted(Cursor(cursor.epoch, _seq(entry)), entry[1][1])
            for entry in entries
        ]

    def follow(self) -> AbstractAsyncContextManager[Any]:
        """Yield events from now on."""
        return follow(self._client)

    # -- commands ---------------------------------------------------------------------

    async def send(self, worker: str, command: Command) -> None:
        """Hand a command to a worker; it is kept for 60 s."""
        key = keys.commands(worker)
        await self._client.together(
            ("XADD", key, "MAXLEN", "~", keys.MAX_COMMANDS, "*", "c", records.command_bytes(command)),
            ("PEXPIRE", key, keys.COMMANDS_TTL_S * 1000),
        )  # fmt: skip

    async def take(self, worker: str) -> Sequence[Command]:
        """Wait up to half a second for commands to a worker and return them, once each.

        Cancel-safe: what was not returned is returned the next time. After an error it
        reads from the beginning again, because the places of another server may be lower;
        the ids tell what was taken already.
        """
        after = self._taken_to.pop(worker, b"0")
        found = await self._read_stream(keys.commands(worker), after, MAX_TAKEN)
        self._taken_to[worker] = found[-1][0] if found else after
        commands = [records.command_untrusted(entry[1][1]) for entry in found]
        fresh = [
            command
            for command in commands
            if command is not None and command.command_id not in self._taken
        ]
        self._taken.update((command.command_id, None) for command in fresh)
        while len(self._taken) > MAX_REMEMBERED:
            del self._taken[next(iter(self._taken))]
        return fresh

    async def reply(self, reply: Reply) -> None:
        """Answer a command; the answer is kept for 60 s."""
        key = keys.replies(reply.command_id)
        await self._client.together(
            ("XADD", key, "MAXLEN", 1, "*", "r", records.reply_bytes(reply)),
            ("PEXPIRE", key, keys.REPLY_TTL_S * 1000),
        )

    async def wait_reply(self, command_id: str) -> Reply:
        """Return the answer; the caller opens the deadline."""
        while True:
            found = await self._read_stream(keys.replies(command_id), b"0", 1)
            reply = records.reply_untrusted(found[0][1][1]) if found else None
            if reply is not None:
                return reply

    async def _read_stream(self, key: str, after: bytes, most: int) -> list[Any]:
        (reply,) = await self._client.run(
            ("XREAD", "COUNT", most, "BLOCK", WAIT_MS, "STREAMS", key, after),
            waits=True,
        )
        return reply[0][1] if reply else []

    # -- denials ----------------------------------------------------------------------

    async def deny(self, names: Mapping[str, float]) -> None:
        """Deny these token or session ids, each until its unix time."""
        await self._denials.deny(names)

    async def denied(self, names: Sequence[str]) -> Denied:
        """Say whether any of these is denied; one round trip."""
        return await self._denials.denied(names)

    async def begin_seed(self) -> str:
        """Return a ticket for :meth:`seed`; ask for it before the truth is read."""
        return await self._denials.begin_seed()

    async def seed(self, names: Mapping[str, float], ticket: str = "") -> None:
        """Deny all of these and mark the list as whole again."""
        await self._denials.seed(names, ticket)

    # -- small things that expire -----------------------------------------------------

    async def count(self, limit: Limit, key: str) -> float:
        """Take one of a limit: 0.0 if it was there, else seconds until the next."""
        wait_us = await self._client.script(
            scripts.COUNT,
            [keys.limit(limit.scope, key)],
            *(limit.most, limit.per_s * 1_000_000),
        )
        return float(wait_us) / 1_000_000

    async def put_once(self, key: str, value: str, for_s: float) -> None:
        """Keep a value that :meth:`pop` gives away once."""
        life_ms = max(1, round(for_s * 1000))
        await self._client.run(("SET", keys.once(key), value.encode(), "PX", life_ms))

    async def pop(self, key: str) -> str | None:
        """Return the value and forget it; cancelled, it may be lost."""
        (reply,) = await self._client.run(("GETDEL", keys.once(key)))
        return None if reply is None else str(reply, errors="replace")

    async def ping(self) -> None:
        """Return if it answers."""
        await self._client.run(("PING",))


def _is_a_state(state: RedisState) -> State:
    """Hold the class to the port; mypy reads it."""
    return state


def _fresh() -> str:
    """Return the name of an epoch, should one begin."""
    return secrets.token_hex(8)


def _cursor(head: Sequence[Any]) -> Cursor:
    epoch, seq = head
    return Cursor(str(epoch, "ascii", "replace"), int(seq))


def _seq(entry: Sequence[Any]) -> int:
    return int(entry[0].partition(b"-")[0])


def _flat(fields: Mapping[str, bytes]) -> list[str | bytes]:
    return [part for pair in fields.items() for part in pair]


def _pairs(reply: Sequence[bytes]) -> Fields:
    """Return the fields of a hash, which RESP 2 answers as one flat list."""
    return dict(zip(reply[::2], reply[1::2], strict=False))
