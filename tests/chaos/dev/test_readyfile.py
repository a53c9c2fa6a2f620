from __future__ import annotations

import json
import stat
from pathlib import Path

from chaos.dev.people import Person
from chaos.dev.readyfile import Ready, write_ready

READY = Ready(
    "http://127.0.0.1:1",
    "http://127.0.0.1:3",
    "http://127.0.0.1:2",
    {"admin": Person("demo", "secret")},
    "postgresql://x",
    "unix://y",
    Path("/tmp/z"),
)


def test_a_test_finds_addresses_and_users(tmp_path):
    file = tmp_path / "ready.json"
    write_ready(file, READY)
    told = json.loads(file.read_text())
    assert told["url"] == "http://127.0.0.1:1"
    assert told["api"] == "http://127.0.0.1:1/api/v1"
    assert told["origin"] == "http://127.0.0.1:3"
    assert told["users"]["admin"] == {"name": "demo", "password": "secret"}
    assert told["redis_url"] == "unix://y"


def test_only_we_may_read_it_and_nothing_is_left_beside_it(tmp_path):
    file = tmp_path / "ready.json"
    write_ready(file, READY)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
