from __future__ import annotations

import pytest
import redis

from callcore.doctor.office import check_live, check_records
from callcore.shared.config import load

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
