from __future__ import annotations

import io
import json
from datetime import date

import pytest

from callcore.app import pricecheck
from callcore.shared.config import load


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(pricecheck, "today", lambda: date(2026, 11, 22))


def run(*arguments, **environ):
    out = io.StringIO()
    return pricecheck.run(load(environ), arguments, out), out.getvalue()


@pytest.fixture
def theirs(tmp_path):
    def write(cost):
        path = tmp_path / "theirs.json"
        path.write_text(json.dumps({"whisper-1": {"input_cost_per_second": cost}}))
        return str(path)

    return write


def test_equal_prices_are_counted_and_fine(theirs):
    code, said = run(theirs(0.0001))
    assert code == 0
    assert said.startswith(
        "1 prices compared, 0 differences; nothing is said of google"
    )


def test_a_difference_is_printed_and_fails(theirs):
    code, said = run(theirs(0.0002))
    assert code == 1
    assert (
        "openai-whisper-1.1: ours 6000 micros for 60000 audio_ms, theirs 12000" in said
    )


def test_a_price_that_was_not_checked_for_long_is_named(theirs, monkeypatch):
    monkeypatch.setattr(pricecheck, "today", lambda: date(2027, 6, 1))
    code, said = run(theirs(0.0001))
    assert code == 0
    assert "openai-whisper-1.1: last checked 2026-11-22" in said
    assert "local-stt" not in said


@pytest.mark.parametrize("arguments", [(), ("a", "b"), ("--help",)])
def test_without_one_file_the_usage_is_printed(arguments, capsys):
    assert run(*arguments)[0] == 2
    assert "usage: callcore prices-check FILE" in capsys.readouterr().err


def test_what_cannot_be_read_is_a_sentence(tmp_path, capsys):
    assert run(str(tmp_path / "gone.json"))[0] == 2
    assert "gone.json cannot be read" in capsys.readouterr().err
    nowhere = str(tmp_path / "nowhere.yaml")
    assert run(str(tmp_path / "gone.json"), CALLCORE_PRICES=nowhere)[0] == 2
    assert "nowhere.yaml cannot be read" in capsys.readouterr().err
