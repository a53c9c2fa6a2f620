"""The databases beside the phone. Calls go on without them, so they never stop a caller."""

from __future__ import annotations

from typing import Final

import redis
import trio

from callcore.archive.sealrows import CLEAR
from callcore.doctor.finding import Finding
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.migrate import MigrationError, pending
from callcore.shared.database.pool import one, open_database
from callcore.shared.sealed.keyfile import NAME, KeyFileError, kept_keys
from callcore.shared.sealed.keytext import MISSING
from callcore.shared.settings import Config

RECORDS: Final = "records"
LIVE: Final = "live view"
KEYS: Final = "data keys"
TOPICS: Final = frozenset({RECORDS, LIVE})  # KEYS are none: without them nothing starts
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


def check_keys(config: Config) -> Finding:
    """Return whether what is kept of people can be sealed. Makes no key."""
    if config.data_keys:
        *older, _ = config.data_keys.split(",")
        more = "; `callcore db reseal` ends a change of keys" if older else ""
        return Finding(
            KEYS, "ok", f"CALLCORE_DATA_KEYS seals what is kept of people{more}."
        )
    if config.database_url:
        return Finding(KEYS, "bad", MISSING)
    try:
        if (config.data_dir / NAME).exists():
            kept_keys(config.data_dir)
    except (KeyFileError, OSError) as error:
        return Finding(KEYS, "bad", str(error))
    return Finding(
        KEYS,
        "note",
        "CALLCORE_DATA_KEYS is not set: the worklist is sealed with a key beside it, "
        f"{config.data_dir / NAME}, which is made at the first start.",
    )


async def _look(url: str) -> Finding:
    try:
        with trio.fail_after(PATIENCE_S):
            async with open_database(url, connections=1, name="doctor") as database:
                missing = await pending(database)
                clear = None if missing else await database.run(lambda c: one(c, CLEAR))
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
    if clear is not None and clear["count"]:
        return Finding(
            RECORDS,
            "note",
            f"{clear['count']} rows of people are in clear; run `callcore db migrate`.",
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
