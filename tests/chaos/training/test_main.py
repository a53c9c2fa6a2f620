from __future__ import annotations

import pytest

from chaos.training import __main__ as entry
from chaos.training import names, turns


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["names", "--held"], ("names", ["--held"])), (["turns"], ("turns", ["turns"]))],
    ids=["names", "turns"],
)
def test_the_first_word_says_what_is_trained(monkeypatch, arguments, expected):
    called: list[tuple[str, list[str]]] = []

    def noting(name):
        def main(rest):
            called.append((name, rest))
            return 0

        return main

    monkeypatch.setattr(names, "main", noting("names"))
    monkeypatch.setattr(turns, "main", noting("turns"))
    assert entry.main(arguments) == 0
    assert called == [expected]
