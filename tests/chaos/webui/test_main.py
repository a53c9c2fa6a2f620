"""The command line."""

from __future__ import annotations

import sys

import pytest

from chaos.webui import __main__ as program
from chaos.webui import building, schema, testing
from chaos.webui.running import Unable


@pytest.fixture
def go(monkeypatch):
    """Return a function that runs a command line; what was done is in its list."""
    notes: list[str] = []

    def note(name):
        return lambda *given: notes.append(f"{name} {' '.join(map(str, given))}")

    monkeypatch.setattr(program, "find_node", lambda _environment: "node")
    monkeypatch.setattr(program, "install", note("install"))
    for name in ("build", "check", "mend"):
        monkeypatch.setattr(building, name, note(name))
    monkeypatch.setattr(schema, "write", note("schema"))
    monkeypatch.setattr(testing, "test", note("test"))

    def run(*arguments):
        notes.clear()
        monkeypatch.setattr(sys, "argv", ["webui", *arguments])
        return program.main(), list(notes)

    return run


@pytest.mark.parametrize(
    ("line", "done"),
    [
        ("install", ["install node"]),
        ("check", ["install node", "check node"]),
        ("build", ["build node"]),
        ("schema", ["install node", "schema node"]),
        ("format", ["install node", "mend node"]),
        ("test", ["test node []"]),
        ("test unit -t x", ["test node ['unit', '-t', 'x']"]),
    ],
)
def test_every_part_does_its_work(go, line, done):
    assert go(*line.split()) == (0, done)


def test_what_cannot_be_done_is_one_sentence_and_a_failure(go, monkeypatch, capsys):
    def refuse(_node):
        raise Unable("there is no room.")

    monkeypatch.setattr(building, "build", refuse)
    assert go("build")[0] == 1
    assert capsys.readouterr().err == "webui: there is no room.\n"


def test_dev_serves_until_it_is_stopped(go, monkeypatch):
    class Served:
        command, folder, environment = ("vite",), "webui", {}

    monkeypatch.setattr(program, "vite", lambda port, api: (port, api) == (99, "x") and Served)  # fmt: skip

    def stopped(command, _folder, _environment):
        assert command == ("vite",)
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "run", stopped)
    assert go("dev", "--port", "99", "--api", "x")[0] == 130


def test_an_unknown_part_is_refused(go):
    with pytest.raises(SystemExit):
        go("bild")
