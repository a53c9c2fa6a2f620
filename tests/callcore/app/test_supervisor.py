from __future__ import annotations

import subprocess
import sys

import pytest
import trio

from callcore.app import supervisor
from callcore.desk.listeners import PortTaken
from callcore.shared.config import load
from callcore.shared.observe import log

SET = {
    "HOME": "/nowhere",
    "CALLCORE_HOST": "127.0.0.2",
    "CALLCORE_AGI_PORT": "14573",
    "CALLCORE_WORKERS": "3",
    "CALLCORE_LANGUAGE": "uk",
    "CALLCORE_DRAIN_S": "7",
    "CALLCORE_DATA_DIR": "/data",
    "NOTIFY_SOCKET": "/run/notify",
}


def test_the_plan_says_what_the_settings_say():
    plan = supervisor.plan_of(load(SET))
    assert (plan.agi_host, plan.agi_port, plan.workers) == ("127.0.0.2", 14573, 3)
    assert (plan.language, plan.drain_s, plan.call_max_s) == ("uk", 7, 1200)
    assert plan.notify_socket == "/run/notify"
    assert str(plan.status_path) == "/data/status.json"


@pytest.mark.parametrize(
    ("given", "shown"), [("", "127.0.0.2"), ("10.0.0.1", "10.0.0.1")]
)
def test_asterisk_is_told_the_address_that_it_sees(given, shown):
    plan = supervisor.plan_of(load(SET | {"CALLCORE_TARGET_HOST": given}))
    assert plan.target_host == shown


def test_workers_and_engines_are_commands_of_this_program():
    plan = supervisor.plan_of(load(SET))
    assert plan.worker_command("w2", 5) == [
        sys.executable, "-m", "callcore", "worker", "w2", "5",
    ]  # fmt: skip
    assert plan.engine_command is not None
    assert plan.engine_command(6)[2:] == ["callcore", "engines", "6"]


def test_without_a_database_there_is_no_archive_and_no_spool():
    plan = supervisor.plan_of(load(SET))
    assert (plan.archive_command, plan.spool_folder) == (None, None)


def test_with_a_database_records_go_through_the_spool_to_the_archive():
    more = {"CALLCORE_DATABASE_URL": "postgresql://db/x", "CALLCORE_SPOOL_MB": "9"}
    plan = supervisor.plan_of(load(SET | more))
    assert plan.archive_command is not None
    assert plan.archive_command(7)[2:] == ["callcore", "archive", "7"]
    assert (str(plan.spool_folder), plan.spool_bytes) == ("/data/spool", 9_000_000)


def test_a_port_that_is_taken_is_one_sentence_and_code_one(monkeypatch, capsys):
    class Taken:
        def __init__(self, plan):
            self.plan = plan

        async def run(self):
            await trio.lowlevel.checkpoint()
            raise PortTaken("port 4573 is taken")

    monkeypatch.setattr(supervisor, "Supervisor", Taken)
    monkeypatch.setattr(log, "setup", lambda *_: None)
    assert supervisor.run(load(SET), ()) == 1
    assert capsys.readouterr().err == "callcore: port 4573 is taken\n"


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        ({}, False),
        ({"CALLCORE_STT": "google", "CALLCORE_GOOGLE_PROJECT": "p"}, True),
        ({"CALLCORE_PRICES": "/prices.yaml"}, True),
        ({"CALLCORE_MCP": "/mcp.yaml"}, True),
        ({"CALLCORE_TTS": "hibari scripted"}, False),
    ],
)
def test_only_what_may_be_impossible_is_looked_at_first(more, needed):
    assert supervisor.needs_check(load(SET | more)) is needed


@pytest.mark.integration
def test_a_database_without_a_key_stops_the_start(capsys):
    config = load(SET | {"CALLCORE_DATABASE_URL": "postgresql://db/x"})
    assert supervisor.run(config, ()) == 2
    told = capsys.readouterr().err
    assert "CALLCORE_DATABASE_URL needs CALLCORE_DATA_KEYS" in told
    assert told.count("\n") == 1


def test_what_is_impossible_stops_the_start(monkeypatch, tmp_path, capfd):
    path = tmp_path / "prices.yaml"
    path.write_text("currency: 5\n")
    monkeypatch.setenv("CALLCORE_PRICES", str(path))
    monkeypatch.setattr(log, "setup", lambda *_: None)
    assert supervisor.run(load(SET | {"CALLCORE_PRICES": str(path)}), ()) == 1
    assert "prices.yaml" in capfd.readouterr().err


def test_a_look_that_does_not_end_is_told(monkeypatch, capsys):
    def hang(*_command, **_options):
        raise subprocess.TimeoutExpired("callcore", 60)

    monkeypatch.setattr(subprocess, "run", hang)
    assert not supervisor.is_possible()
    assert capsys.readouterr().err.count("\n") == 1
