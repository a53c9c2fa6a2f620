from __future__ import annotations

import pytest

from chaos.prompts import __main__ as command
from chaos.prompts import program


def test_the_options_are_read():
    asked = command.parse(["hostile", "--sequences", "5", "--jobs", "1"])
    assert (asked.part, asked.sequences, asked.jobs) == ("hostile", 5, 1)
    assert command.parse([]).part == "all"
    assert command.parse([]).sequences == 10_000


@pytest.mark.parametrize("bad", [["nonsense"], ["hostile", "--sequences", "0"]])
def test_a_bad_option_ends_with_a_sentence(bad, capsys):
    with pytest.raises(SystemExit):
        command.parse(bad)
    assert "just prompts: error" in capsys.readouterr().err


@pytest.mark.parametrize(("good", "code"), [(True, 0), (False, 1)])
def test_all_parts_must_be_well(monkeypatch, capsys, good, code):
    parts = {"one": lambda _asked: True, "two": lambda _asked: good}
    monkeypatch.setattr(command, "PARTS", parts)
    assert command.main([]) == code
    assert "one well" in capsys.readouterr().out


def test_recording_is_asked_for_by_name_and_never_part_of_all(monkeypatch):
    assert "record" not in command.PARTS
    monkeypatch.setattr(program, "record_all", lambda asked: asked.day == "x")
    assert command.main(["record", "--day", "x"]) == 0
