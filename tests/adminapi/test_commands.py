from __future__ import annotations

import json

import pytest

from adminapi import commands
from adminapi.auth.keys import read_keys
from callcore.shared.database.pool import one
from tests.kit.adminhouse import PASSWORD, admin_house, config_of


def test_a_new_key_is_one_that_is_taken(capsys):
    assert commands.new_key(config_of(), []) == 0
    assert read_keys(capsys.readouterr().out.strip()).secrets


def test_the_settings_are_shown_without_secrets(capsys):
    config = config_of(database_url="postgresql://u:hunter2@h/db")
    assert commands.show_config(config, []) == 0
    out = capsys.readouterr().out
    assert "hunter2" not in out
    assert config.signing_key not in out
    assert commands.show_config(config, ["--markdown"]) == 0
    assert "| `ADMINAPI_PORT` |" in capsys.readouterr().out


def test_the_document_is_printed_without_any_server(capsys):
    assert commands.openapi(config_of(), []) == 0
    assert json.loads(capsys.readouterr().out)["openapi"].startswith("3.1")


def test_serving_does_not_start_with_unsafe_settings(capsys):
    assert commands.serve(config_of(signing_key="secret"), []) == 2
    assert "new-key" in capsys.readouterr().err
    assert commands.serve(config_of(), ["--port"]) == 2


def test_a_user_needs_a_database(capsys):
    assert commands.create_user(config_of(), ["root", "--role", "admin"]) == 2
    assert "DATABASE_URL" in capsys.readouterr().err


@pytest.mark.integration
def test_the_first_admin_is_made_on_the_terminal_and_can_log_in(
    database_url, monkeypatch, capsys
):
    import io

    import trio

    config = config_of(database_url=database_url)
    given = ["First", "--role", "admin", "--password-stdin"]
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert commands.create_user(config, given) == 1
    assert "12" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert commands.create_user(config, given) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert commands.create_user(config, given) == 1
    assert "already" in capsys.readouterr().err
    asked = iter(["another long sentence", "another long sentence"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(asked))
    assert commands.reset_password(config, ["first"]) == 0
    asked = iter(["another long sentence", "a typo in the second"])
    assert commands.reset_password(config, ["first"]) == 1

    async def log_in():
        async with admin_house(database_url) as house:
            wanted = {"name": "first", "password": "another long sentence"}
            told = await house.post("/auth/login", wanted)
            assert (told.status, told.json["role"]) == (200, "admin")
            row = await house.database.run(
                lambda c: one(
                    c, "SELECT count(*) AS n FROM audit WHERE by_name = 'terminal'"
                )
            )
            assert row == {"n": 2}

    trio.run(log_in)
