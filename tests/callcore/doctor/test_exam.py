from __future__ import annotations

from callcore.doctor import exam
from callcore.doctor.finding import Finding
from callcore.shared.config import load

RUNNING = Finding("ports", "ok", "")
STOPPED = Finding("ports", "note", "")
SHOP = Finding("store", "ok", "")


def test_all_well_is_said_in_one_sentence():
    assert exam.forecast([RUNNING, SHOP]) == (
        "A caller would be answered by the agent and can order."
    )


def test_a_callcore_that_is_not_started_serves_nobody():
    text = exam.forecast([STOPPED, SHOP])
    assert text.startswith(
        "A caller would go straight to your operators until you start"
    )


def test_anything_broken_sends_callers_to_operators_and_says_what():
    text = exam.forecast([Finding("stt", "bad", ""), STOPPED])
    assert "cannot serve calls" in text
    assert "stt" in text


def test_a_missing_shop_and_a_missing_voice_are_limits_only():
    voice = Finding("voice Ukrainian", "bad", "")
    text = exam.forecast([RUNNING, Finding("store", "bad", ""), voice])
    assert "orders are impossible" in text
    assert "a caller in Ukrainian is handed over" in text


def test_a_broken_installation_of_voices_stops_everything():
    assert "cannot serve" in exam.forecast(
        [RUNNING, SHOP, Finding("voices", "bad", "")]
    )


def test_the_exit_code_says_whether_something_is_bad(monkeypatch, capsys):
    found = [RUNNING, SHOP]
    monkeypatch.setattr(exam, "examine", lambda _config: found)
    config = load({"HOME": "/tmp"})
    assert exam.main(config) == 0
    found.append(Finding("disk", "bad", "Full."))
    assert exam.main(config) == 1
    assert "[BAD ] disk" in capsys.readouterr().out


def test_databases_that_are_down_stop_no_caller():
    findings = [
        Finding("ports", "ok", "."),
        Finding("records", "bad", "."),
        Finding("live view", "bad", "."),
    ]
    assert (
        exam.forecast(findings)
        == "A caller would be answered by the agent and can order."
    )
