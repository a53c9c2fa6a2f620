from __future__ import annotations

import psycopg
import pytest
import redis

from callcore.doctor.office import check_keys, check_live, check_records
from callcore.shared.config import load
from callcore.shared.sealed.keytext import new_key
from tests.kit.keys import DATA_KEYS

pytestmark = pytest.mark.integration
NOWHERE = "unix:///nowhere/valkey.sock"


def config_of(**settings):
    return load({"HOME": "/nowhere", **settings})


def records(url):
    return check_records(config_of(CALLCORE_DATABASE_URL=url))


def live(url):
    return check_live(config_of(CALLCORE_REDIS_URL=url))


def test_without_urls_it_says_what_that_means():
    assert check_records(config_of()).grade == "note"
    assert check_live(config_of()).grade == "note"


def test_keys_are_told_without_being_shown_and_a_database_without_is_bad(tmp_path):
    folder = str(tmp_path)
    alone = check_keys(config_of(CALLCORE_DATA_DIR=folder))
    assert (alone.grade, "data.key" in alone.sentence) == ("note", True)
    assert not list(tmp_path.iterdir())
    (tmp_path / "data.key").write_text("change-me")
    damaged = check_keys(config_of(CALLCORE_DATA_DIR=folder))
    assert (damaged.grade, "holds no key" in damaged.sentence) == ("bad", True)
    bad = check_keys(config_of(CALLCORE_DATABASE_URL="postgresql:///x"))
    assert (bad.grade, "callcore new-key" in bad.sentence) == ("bad", True)
    for text in (DATA_KEYS, f"{new_key()},{DATA_KEYS}"):
        found = check_keys(config_of(CALLCORE_DATA_KEYS=text))
        assert found.grade == "ok"
        assert DATA_KEYS.partition(":")[2] not in found.sentence
        assert ("reseal" in found.sentence) is ("," in text)


def test_rows_in_clear_are_told(database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO calls (call_id, started_at, caller) "
            "VALUES (gen_random_uuid(), now(), '+380671234567')"
        )
    found = records(database_url)
    assert (found.grade, "callcore db migrate" in found.sentence) == ("note", True)


def test_a_database_of_this_version_is_well(database_url):
    assert records(database_url).grade == "ok"


def test_a_database_without_the_tables_is_told_how_to_get_them(empty_database_url):
    found = records(empty_database_url)
    assert found.grade == "bad"
    assert "0001_calls" in found.sentence
    assert "callcore db migrate" in found.sentence


def test_a_database_that_is_not_there_is_told_without_its_password():
    found = records("postgresql://u:s3cret@127.0.0.1:1/x")
    assert found.grade == "bad"
    assert "s3cret" not in found.sentence
    assert "wait in the spool" in found.sentence


def test_a_redis_that_takes_writes_and_evicts_nothing_is_well(redis_url):
    assert live(redis_url).grade == "ok"


def test_a_redis_that_is_not_there_is_told():
    assert live(NOWHERE).grade == "bad"


def test_a_redis_that_evicts_is_told_with_the_cure(redis_url):
    client = redis.Redis.from_url(redis_url)
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        found = live(redis_url)
    finally:
        client.config_set("maxmemory-policy", "noeviction")
        client.close()
    assert found.grade == "note"
    assert "noeviction" in found.sentence


def test_a_replica_is_told(redis_url):
    client = redis.Redis.from_url(redis_url)
    client.replicaof("127.0.0.1", "1")
    try:
        found = live(redis_url)
    finally:
        client.replicaof("NO", "ONE")
        client.close()
    assert (found.grade, "replica" in found.sentence) == ("bad", True)
