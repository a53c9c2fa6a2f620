from __future__ import annotations

import pytest

from adminapi import __main__, commands


def test_every_command_is_there():
    for name, (command, about) in __main__.COMMANDS.items():
        assert callable(command)
        assert about, name
        assert hasattr(
            commands, name.replace("-", "_").replace("config", "show_config")
        )


@pytest.mark.parametrize(
    ("given", "code"), [([], 2), (["nonsense"], 2), (["--help"], 0)]
)
def test_what_is_no_command_shows_the_list(given, code, capsys):
    assert __main__.main(given) == code
    assert "create-user" in capsys.readouterr().err


def test_an_unknown_variable_stops_the_start_with_a_sentence(monkeypatch, capsys):
    monkeypatch.setenv("ADMINAPI_PROT", "1")
    assert __main__.main(["config"]) == 2
    assert "ADMINAPI_PROT" in capsys.readouterr().err
