"""The databases beside the phone. Calls go on without them, so they never stop a caller."""

from __future__ import annotations

from typing import Final

import redis
import trio

from callcore.doctor.finding import Finding
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.migrate import MigrationError, pending
from callcore.shared.database.pool import open_database
from callcore.shared.settings import Config

RECORDS: Final = "records"
LIVE: Final = "live view"
TOPICS: Final = frozenset({RECORDS, LIVE})
PATIENCE_S: Final = 5.0


def check_records(config: Config) -> Finding:
    """Return whether PostgreSQL answers and has the tables of this version."""
    if not config.database_url:
        return Finding(
            RECORDS,
            "note",
            "CALLCORE_DATABASE_URL is not set: records stay in files of this machine.",
        )
    return trio.run(_look, config.database_url)


async def _look(url: str) -> Finding:
    try:
        with trio.fail_after(PATIENCE_S):
            async with open_database(url, connections=1, name="doctor") as database:
                missing = await pending(database)
    except (DatabaseError, trio.TooSlowError):
        return Finding(
            RECORDS, "bad", "PostgreSQL does not answer; records wait in the spool."
        )
    except MigrationError as error:
        return Finding(RECORDS, "bad", str(error))
    if missing:
        return Finding(
            RECORDS,
            "bad",
            f"PostgreSQL lacks {', '.join(missing)}; run `callcore db migrate`.",
        )
    return Finding(RECORDS, "ok", "PostgreSQL answers and is up to date.")


def check_live(config: Config) -> Finding:
    """Return whether Redis answers, takes writes, and evicts nothing."""
    if not config.redis_url:
        return Finding(
            LIVE, "note", "CALLCORE_REDIS_URL is not set: no live view, no commands."
        )
    client = redis.Redis.from_url(
        config.redis_url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S
    )
    try:
        role = client.info("replication").get("role")
        policy = client.info("memory").get("maxmemory_policy", "")
    except (redis.RedisError, OSError):
        return Finding(LIVE, "bad", "Redis does not answer; nobody sees live calls.")
    finally:
        client.close()
    if role != "master":
        return Finding(LIVE, "bad", "This Redis is a replica and takes no writes.")
    if policy != "noeviction":
        return Finding(
            LIVE,
            "note",
            f"Redis evicts ({policy}): logged-out tokens are asked for in PostgreSQL "
            "each time; set maxmemory-policy noeviction.",
        )
    return Finding(LIVE, "ok", "Redis answers and evicts nothing.")
