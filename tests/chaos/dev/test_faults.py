from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.valkey import EmbeddedValkey
from chaos.dev.faults import Faults, children_of, parent_of

NOWHERE = "unix:///nonexistent?db=0"


def faults_in(folder: Path, database_url: str = "", redis_url: str = NOWHERE) -> Faults:
    return Faults(folder, database_url, redis_url)


def test_an_unknown_word_does_nothing_and_names_the_known_ones(tmp_path):
    told = faults_in(tmp_path).do("stop the world")
    assert told["did"] is None
    assert "pause redis" in str(told["problem"])


def test_what_cannot_be_broken_is_told(tmp_path):
    faults = faults_in(tmp_path)
    assert faults.do("kill worker")["problem"] == "nobody knows the workers now"
    assert faults.do("kill adminapi")["problem"] == "the admin API does not run"
    assert faults.do("pause redis")["did"] is None


def test_the_busiest_worker_that_takes_calls_is_killed(tmp_path):
    command = [sys.executable, "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as victim:
        workers = [
            {"pid": 1, "load": 9, "takes_calls": False},
            {"pid": victim.pid, "load": 2, "takes_calls": True},
        ]
        (tmp_path / "status.json").write_text(json.dumps({"workers": workers}))
        assert faults_in(tmp_path).do(" kill   worker ") == {"did": "kill worker"}
        assert victim.wait(10) == -9


def test_our_parent_has_us_among_its_children():
    assert os.getpid() in children_of(parent_of(os.getpid()))


@pytest.mark.integration
def test_a_paused_redis_is_silent_until_it_is_resumed(tmp_path):
    server = EmbeddedValkey(tmp_path)
    url = server.start()
    faults = faults_in(tmp_path, redis_url=url)
    try:
        assert faults.do("pause redis") == {"did": "pause redis"}
        with pytest.raises(redis.RedisError):
            redis.Redis.from_url(url, socket_timeout=0.2).ping()
        assert faults.do("resume redis") == {"did": "resume redis"}
        assert redis.Redis.from_url(url, socket_timeout=10).ping()
    finally:
        faults.thaw()
        server.stop()


@pytest.mark.integration
def test_a_paused_database_goes_on_when_the_house_thaws(tmp_path):
    server = EmbeddedPostgres(tmp_path / "pg")
    url = server.start()
    faults = faults_in(tmp_path, database_url=url)
    try:
        assert faults.do("pause database") == {"did": "pause database"}
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2)
        faults.thaw()
        psycopg.connect(url, connect_timeout=30).close()
    finally:
        faults.thaw()
        server.stop()
        server.remove()
