"""Running programs, one at a time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from chaos.webui import running
from chaos.webui.running import (
    Unable,
    inherited,
    need_room,
    output_of,
    run,
    run_heard,
)


def python(code):
    return [sys.executable, "-c", code]


HERE = Path()


def test_a_program_has_our_folder_and_environment(tmp_path):
    code = (
        "import os, sys; sys.exit(len(os.environ['A'] + os.path.basename(os.getcwd())))"
    )
    folder = tmp_path / "four"
    folder.mkdir()
    assert run(python(code), folder, {"A": "ab"}) == 6


def test_what_it_says_is_passed_on_and_kept(capsys):
    code = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"
    exit_code, said = run_heard(python(code), HERE, inherited())
    assert (exit_code, sorted(said.split())) == (3, ["one", "two"])
    assert capsys.readouterr().err == said
    run_heard(python(code), HERE, inherited(), aloud=False)
    assert capsys.readouterr().err == ""


def test_only_the_end_of_much_is_kept(monkeypatch):
    monkeypatch.setattr(running, "TAIL_LINES", 3)
    code = "for n in range(9): print(n)"
    _, said = run_heard(python(code), HERE, inherited(), aloud=False)
    assert said.split() == ["6", "7", "8"]


def test_bytes_that_are_no_text_do_no_harm(capsys):
    code = "import sys; sys.stdout.buffer.write(bytes([255]))"
    assert run_heard(python(code), HERE, inherited())[1] == "\ufffd"


def test_output_is_that_of_a_program_that_worked(tmp_path):
    assert output_of(python("print(' a ')"), {}) == "a"
    assert output_of(python("import sys; print(1); sys.exit(1)"), {}) == ""
    assert output_of(["/no/such/program"], {}) == ""
    code = "import os; print(os.getcwd())"
    assert output_of(python(code), {}, tmp_path) == str(tmp_path)


@pytest.mark.parametrize("how", [run, run_heard])
def test_a_program_that_is_not_there_is_told(how):
    with pytest.raises(Unable, match=r"^/no/such cannot be run: No such file"):
        how(["/no/such"], HERE, {})


def test_room_is_asked_for_where_the_folder_will_be(tmp_path):
    need_room(tmp_path / "new" / "folder", 1, "it")
    with pytest.raises(Unable, match=r"MB free and it needs \d+ MB; make room"):
        need_room(tmp_path, 10**12, "it")
