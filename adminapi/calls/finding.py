"""One page of the call list, in bounded time whatever is asked for.

PostgreSQL guesses how many calls a filter finds. **Few**: they are gathered by whatever
indexes fit, at most :data:`MOST_GATHERED`, and sorted. **Many**: the calls are walked in the
order of the list, by the index of the rarest condition that has one in that order, and the
other conditions are tried on each; matches are frequent, so the walk is short. So are some
walks to few: then they come first. If the guess
was wrong, the walk ends after :data:`MOST_WALKED` calls: the page is short, and its cursor
goes on from there. Neither way is ever slow, which ORDER BY with LIMIT alone is as soon as
one guess is bad (measured by ``just bench calls``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from adminapi.calls.filters import Condition, conditions, joined
from adminapi.calls.shapes import CallsFilter, Order, Sort
from adminapi.edges.cursor import decode, encode
from adminapi.edges.problem import FieldError, Problem
from callcore.shared.database.pool import Connection
from callcore.shared.sealed.keyring import KeyRing

MOST_GATHERED: Final = 6_000
FEW: Final = 20_000  # guessed matches, up to which gathering is tried
MOST_COST: Final = 40_000.0  # of the gathering plan, in PostgreSQL's units
TRIED: Final = 4_000  # calls of a walk that gathering may follow
MOST_WALKED: Final = {"time": 20_000, "cost": 5_000, "turn": 5_000, "duration": 5_000}

#: what a list is sorted by; each has an index (it DESC, call_id DESC)
KEYS: Final[dict[Sort, str]] = {
    "time": "started_at",
    "cost": "cost_micros",
    "turn": "coalesce(worst_turn_ms, -1)",
    "duration": "coalesce(duration_ms, -1)",
}
COLUMNS: Final = (
    "call_id, started_at, ended_at, duration_ms, did, language, worker, prompt, "
    "stt_arm, next, outcome, reason, turns, barge_ins, tool_calls, tool_errors, "
    "degradations, worst_turn_ms, cost_micros, unpriced, order_ids, "
    "recording <> '' AS recorded, coalesce((SELECT sealed FROM call_callers AS kept "
    "WHERE kept.call_id = calls.call_id), '') AS caller"  # sealed
)
_PLACES: Final = "call_id, started_at, cost_micros, worst_turn_ms, duration_ms"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST: Final = 2**62

Row = dict[str, Any]
Place = tuple[object, UUID]  # the sort key and the id of the last row that was seen


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list is ordered, and where its page begins."""

    sort: Sort = "time"
    order: Order = "desc"
    after: Place | None = None
    limit: int = 50

    @property
    def key(self) -> str:
        """Return the expression that it is sorted by."""
        return KEYS[self.sort]

    def ordering(self) -> str:
        """Return the ORDER BY."""
        return f"{self.key} {self.order}, call_id {self.order}"

    def following(self) -> Condition:
        """Return the condition of what comes after its place."""
        if self.after is None:
            return Condition("true")
        sign = "<" if self.order == "desc" else ">"
        return Condition(f"({self.key}, call_id) {sign} (%s, %s)", self.after)


@dataclass(frozen=True, slots=True)
class Found:
    """A page: its rows, where the next begins, and how many there are in all."""

    rows: Sequence[Row]
    after: Place | None
    count: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """What PostgreSQL expects of a condition."""

    rows: int
    cost: float


def find(
    connection: Connection, asked: CallsFilter, listing: Listing, ring: KeyRing
) -> Found:
    """Return a page of the calls that ``asked`` describes; callers are still sealed."""
    wanted = conditions(asked, ring)
    _set_planner(connection, ordered=False)
    guess = guess_of(connection, wanted)
    few = guess.rows <= FEW and guess.cost <= MOST_COST
    if not few or _is_walk(wanted, listing):
        return _walk(connection, wanted, listing, guess)
    if _is_short_walk(connection, wanted, listing, guess):
        found = _walk(connection, wanted, listing, guess, TRIED)
        if len(found.rows) == listing.limit or found.after is None:
            return found
    gathered = _gather(connection, wanted, listing)
    return gathered or _walk(connection, wanted, listing, guess)


def guess_of(connection: Connection, wanted: Sequence[Condition]) -> Guess:
    """Return PostgreSQL's guess for these conditions; nothing is read for it.

    A plan that has to read all calls costs infinitely much: PostgreSQL before 18 says so
    itself when it may not, later ones mark it.
    """
    where, values = joined(wanted)
    row = _query(connection, f"EXPLAIN (FORMAT JSON) SELECT call_id FROM calls WHERE {where}", values)[0]  # fmt: skip  # noqa: S608 - texts of this room
    plan = row["QUERY PLAN"][0]["Plan"]
    cost = math.inf if plan.get("Disabled") else float(plan["Total Cost"])
    return Guess(int(plan["Plan Rows"]), cost)


def _gather(
    connection: Connection, wanted: Sequence[Condition], listing: Listing
) -> Found | None:
    """Return the page out of all matches; ``None`` if they are too many after all."""
    _set_planner(connection, ordered=False)
    where, values = joined(wanted)
    following, place = joined([listing.following()])
    rows = _query(
        connection,
        "WITH found AS MATERIALIZED "  # noqa: S608 - texts of this room
        f"(SELECT {_PLACES} FROM calls WHERE {where} LIMIT {MOST_GATHERED + 1}), "
        f"page AS (SELECT {_PLACES} FROM found WHERE {following} "
        f"ORDER BY {listing.ordering()} LIMIT {listing.limit + 1}), "
        "counted AS (SELECT count(*) AS total FROM found) "
        f"SELECT total, calls.* FROM counted LEFT JOIN (SELECT {COLUMNS} FROM calls "
        "WHERE call_id IN (SELECT call_id FROM page)) AS calls ON true "
        f"ORDER BY {listing.ordering()}",
        (*values, *place),
    )
    total = rows[0]["total"]
    if total > MOST_GATHERED:
        return None
    page = [row for row in rows if row["call_id"] is not None]
    after = (
        _place(listing, page[listing.limit - 1]) if len(page) > listing.limit else None
    )
    return Found(page[: listing.limit], after, total, exact=True)


def _walk(
    connection: Connection,
    wanted: Sequence[Condition],
    listing: Listing,
    guess: Guess,
    most: int = 0,
) -> Found:
    """Return the page as far as it is found among the next calls, ``most`` of them."""
    most = most or MOST_WALKED[listing.sort]
    inner = _inner(connection, wanted, listing)
    where, values = joined([*inner, listing.following()])
    rest, rest_values = joined([c for c in wanted if c not in inner])
    walk = (
        f"SELECT {{what}} FROM calls WHERE {where} "  # noqa: S608 - texts of this room
        f"ORDER BY {listing.ordering()}"
    )
    _set_planner(connection, ordered=True)
    walked = walk.format(what="*") + f" LIMIT {most}"
    page = _query(
        connection,
        f"SELECT {COLUMNS} FROM ({walked}) AS calls WHERE {rest} "  # noqa: S608
        f"ORDER BY {listing.ordering()} LIMIT {listing.limit + 1}",
        (*values, *rest_values),
    )
    if len(page) > listing.limit:
        page = page[: listing.limit]
        return Found(page, _place(listing, page[-1]), max(guess.rows, len(page)), False)
    last = _query(
        connection, walk.format(what=_PLACES) + f" OFFSET {most - 1} LIMIT 1", values
    )
    if last:
        return Found(page, _place(listing, last[0]), max(guess.rows, len(page)), False)
    whole = listing.after is None
    count = len(page) if whole else max(guess.rows, len(page))
    return Found(page, None, count, whole)


def _is_walk(wanted: Sequence[Condition], listing: Listing) -> bool:
    """Say whether one index answers all of it in the order of the list."""
    rest = [condition for condition in wanted if not _is_time(condition, listing)]
    return not rest or (listing.sort == "time" and len(rest) == 1 and rest[0].driver)


def _is_short_walk(
    connection: Connection, wanted: Sequence[Condition], listing: Listing, guess: Guess
) -> bool:
    """Say whether a page is probably walked sooner than all matches are gathered."""
    if listing.sort != "time":
        return False
    passed = guess_of(connection, _inner(connection, wanted, listing)).rows
    expected = listing.limit * passed / max(1, guess.rows)
    return expected < min(guess.rows, TRIED / 2)


def _inner(
    connection: Connection, wanted: Sequence[Condition], listing: Listing
) -> Sequence[Condition]:
    """Return the conditions that a walk's index answers."""
    driver = _driver(connection, wanted) if listing.sort == "time" else None
    return [one for one in wanted if one is driver or _is_time(one, listing)]


def _is_time(condition: Condition, listing: Listing) -> bool:
    """Say whether the walk's own index answers it."""
    return listing.sort == "time" and condition.sql.startswith("started_at ")


def _driver(connection: Connection, wanted: Sequence[Condition]) -> Condition | None:
    """Return the rarest condition that can be walked in the order of time."""
    drivers = [condition for condition in wanted if condition.driver]
    if len(drivers) <= 1:
        return drivers[0] if drivers else None
    return min(drivers, key=lambda one: guess_of(connection, [one]).rows)


def _set_planner(connection: Connection, *, ordered: bool) -> None:
    """Let the planner use indexes only, and if ``ordered`` in their order."""
    connection.execute(
        "SELECT set_config('enable_sort', %s, true), set_config('jit', 'off', true), "
        "set_config('enable_seqscan', 'off', true), "
        "set_config('max_parallel_workers_per_gather', '0', true)",
        ("off" if ordered else "on",),
    )


def _query(connection: Connection, sql: str, values: Sequence[object]) -> list[Row]:
    """Return all rows, by a plan made for these values: never a prepared, generic one."""
    return connection.execute(sql.encode(), values, prepare=False).fetchall()


# -- cursors -------------------------------------------------------------------------


def cursor_of(listing: Listing, place: Place) -> str:
    """Return a place as a cursor of this list."""
    key, call_id = place
    number = (
        (key - _EPOCH) // timedelta(microseconds=1)
        if isinstance(key, datetime)
        else key
    )
    assert isinstance(number, int)
    return encode([listing.sort, listing.order, number, str(call_id)])


def place_of(cursor: str, sort: Sort, order: Order) -> Place:
    """Return the place of a cursor. Raises ``invalid`` if it is one of another list."""
    said_sort, said_order, number, name = decode(cursor, str, str, int, str)
    fits = (said_sort, said_order) == (sort, order)
    if not fits or not isinstance(number, int) or abs(number) > _LARGEST:
        raise _wrong()
    try:
        call_id = UUID(str(name))
        key = _EPOCH + timedelta(microseconds=number) if sort == "time" else number
    except (ValueError, OverflowError):
        raise _wrong() from None
    return key, call_id


def _wrong() -> Problem:
    error = FieldError(where="query.cursor", problem="must be a cursor of this list")
    return Problem("invalid", errors=[error])


def _place(listing: Listing, row: Row) -> Place:
    if listing.sort == "time":
        return row["started_at"], row["call_id"]
    name = {"cost": "cost_micros", "turn": "worst_turn_ms", "duration": "duration_ms"}
    key = row[name[listing.sort]]
    return (-1 if key is None else key), row["call_id"]
