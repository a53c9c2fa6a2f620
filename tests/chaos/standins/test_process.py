from __future__ import annotations

import os
from pathlib import Path

import pytest

from chaos.standins.ears import DeafEar, PluggedEar
from chaos.standins.mouths import PluggedMouth
from chaos.standins.process import (
    Parent,
    ear_of,
    mouth_of,
    options_of,
    parser_of,
    say_ready,
)
from chaos.standins.trouble import Trouble, write_trouble


def options(*arguments):
    return options_of(parser_of("standin", "about").parse_args(arguments))


def test_options_have_defaults_that_serve_a_demo():
    found = options()
    assert (found.port, found.trouble, found.spelled, found.deaf) == (
        0,
        None,
        False,
        False,
    )
    assert found.cache.is_absolute()
    assert options("--cache", "/x").cache == Path("/x")


def test_ear_and_mouth_are_the_ones_that_were_asked_for():
    assert isinstance(ear_of(options("--spelled")), PluggedEar)
    assert isinstance(ear_of(options("--deaf")), DeafEar)
    assert isinstance(mouth_of(options("--spelled")), PluggedMouth)
    assert isinstance(mouth_of(options("--deaf")), PluggedMouth)


def test_the_trouble_file_is_obeyed(tmp_path):
    path = tmp_path / "trouble.json"
    write_trouble(path, Trouble("hang"))
    assert options("--trouble", str(path)).mishaps.trouble.kind == "hang"


def test_the_ready_line_names_the_port(capsys):
    say_ready(4711)
    assert capsys.readouterr().out == '{"ready": true, "port": 4711}\n'


def test_a_parent_is_gone_when_another_one_took_its_place(monkeypatch):
    parent = Parent()
    assert not parent.gone
    monkeypatch.setattr(os, "getppid", lambda: 1_000_000)
    assert parent.gone


def test_an_unknown_option_is_refused():
    with pytest.raises(SystemExit):
        options("--mute")
