from __future__ import annotations

import json

import pytest

from chaos.pii.cases import BadCase, Span, load


def write(tmp_path, *rows):
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    return path


def test_lines_and_turns_are_read_in_order(tmp_path):
    line = {
        "text": "I am Ann",
        "spans": [[5, 8, "PERSON"]],
        "lang": "en",
        "src": "x/asr",
    }
    turns = [
        {"who": "agent", "text": "Your number?", "spans": []},
        {"who": "caller", "text": "067", "spans": [[0, 3, "PHONE"]]},
    ]
    talk = {"id": 7, "lang": "en", "src": "x/dialog", "turns": turns}
    alone, question, answer = load(write(tmp_path, line, talk))
    assert alone.spans == (Span(5, 8, "PERSON"),)
    assert (alone.style, alone.language, alone.dialogue) == ("speech", "en", "")
    assert (question.who, answer.who) == ("agent", "caller")
    assert question.dialogue == answer.dialogue == "7"


@pytest.mark.parametrize(
    "row",
    [
        {"spans": []},
        {"text": "short", "spans": [[3, 9, "PHONE"]]},
        {"text": "short", "spans": [[3, 3, "PHONE"]]},
        {"text": "short", "spans": [["a", 3, "PHONE"]]},
        {"turns": [{"text": "x", "spans": []}]},
        ["no object"],
    ],
    ids=["no-text", "beyond", "empty", "word", "no-id", "list"],
)
def test_a_bad_line_is_named(tmp_path, row):
    rows = [{"text": "fine", "spans": []}, row]
    with pytest.raises(BadCase, match=r"some\.jsonl, line 2"):
        load(write(tmp_path, *rows))


def test_what_is_neutral_and_what_must_stay():
    assert Span(0, 1, "LOCATION").neutral
    assert Span(0, 1, "KEEP:size").keep
    assert not Span(0, 1, "PHONE").keep
