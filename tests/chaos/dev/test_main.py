from __future__ import annotations

import pytest

from chaos.demo.children import ChildError
from chaos.demo.verdict import EXIT_CANNOT
from chaos.dev import __main__ as program


def test_a_house_that_cannot_run_is_told_in_a_sentence(monkeypatch, capsys):
    async def develop(*_: object) -> None:
        raise ChildError("no house today")

    monkeypatch.setattr(program, "develop", develop)
    monkeypatch.setattr("sys.argv", ["chaos.dev", "--quick"])
    assert program.main() == EXIT_CANNOT
    assert capsys.readouterr().err == "no house today\n"


def test_a_wrong_option_ends_it_before_anything_starts(monkeypatch):
    monkeypatch.setattr("sys.argv", ["chaos.dev", "--nonsense"])
    with pytest.raises(SystemExit):
        program.main()
