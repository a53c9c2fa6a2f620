from __future__ import annotations

import pytest

from callcore.__main__ import COMMANDS, main, usage
from callcore.shared.config import load


def test_no_command_is_explained(capsys):
    assert main([]) == 2
    assert main(["dance"]) == 2
    assert main(["--help"]) == 0
    assert "doctor" in capsys.readouterr().err


def test_every_command_is_in_the_usage():
    for name in COMMANDS:
        assert f"  {name} " in usage()


def test_a_wrong_setting_is_one_sentence_and_code_two(monkeypatch, capsys):
    monkeypatch.setenv("CALLCORE_AGI_PORT", "no")
    assert main(["config"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("callcore: CALLCORE_AGI_PORT must be")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "start"), [([], "CALLCORE_"), (["--markdown"], "# ")]
)
def test_the_settings_are_printed(arguments, start, capsys):
    assert main(["config", *arguments]) == 0
    assert capsys.readouterr().out.startswith(start)


def test_a_new_key_is_one_that_the_settings_take(monkeypatch, capsys) -> None:
    monkeypatch.setenv(
        "CALLCORE_DATABASE_URL", "postgresql:///none"
    )  # needs a key: this one
    assert main(["new-key"]) == 0
    text = capsys.readouterr().out.strip()
    assert load({"CALLCORE_DATA_KEYS": text}).data_keys == text
