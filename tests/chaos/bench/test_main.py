from __future__ import annotations

import sys
from importlib import import_module
from types import SimpleNamespace

import pytest

from chaos.bench import __main__ as command


@pytest.mark.parametrize("words", [[], ["dance"], ["--write"]])
def test_a_bench_that_is_not_there_is_told_from_those_that_are(words, capsys):
    assert command.main(words) == 2
    told = capsys.readouterr().err
    assert all(f"just bench {name}" in told for name in command.BENCHES)
    assert not words or repr(words[0]) in told


@pytest.mark.parametrize("name", sorted(command.BENCHES))
def test_a_bench_gets_its_own_arguments_and_gives_its_code(name, monkeypatch):
    asked = []

    def main(arguments):
        asked.append(list(arguments))
        return 7

    bench = SimpleNamespace(main=main)
    monkeypatch.setitem(sys.modules, command.BENCHES[name], bench)
    assert command.main([name, "--json", "x"]) == 7
    assert asked == [["--json", "x"]]


@pytest.mark.parametrize("name", ["load", "barge", "engines", "store", "call"])
def test_a_bench_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as left:
        import_module(command.BENCHES[name]).main(["--help"])
    assert left.value.code == 0
    assert f"just bench {name}" in capsys.readouterr().out
