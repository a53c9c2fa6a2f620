from __future__ import annotations

import json
import stat

import pytest

from callcore.engines.rollout.disagreements import Sample, masked, sample_line
from callcore.engines.rollout.judging import verdict_of
from tests.callcore.engines.rollout.trials import shadowed


def line_of(control, candidate):
    found = shadowed(control, candidate)
    line = sample_line(
        found, verdict_of(control, candidate, found), "2026-11-22T12:00Z"
    )
    return line, json.loads(line)


def test_a_line_has_both_texts_and_the_id_of_the_utterance():
    _, record = line_of("four michelin tyres", "for michelin tyres")
    assert record["control"] == "four michelin tyres"
    assert record["candidate"] == "for michelin tyres"
    assert record["utterance"] == "call-1/1"
    assert (record["word_errors"], record["words"]) == (1, 3)
    assert record["missed"] == ["number"]


@pytest.mark.parametrize(
    "text",
    ["my number is 067 123 45 67", "067 123", "write to ann@example.com",
     "ноль шестьдесят семь сто двадцать три сорок пять шестьдесят семь"],
)  # fmt: skip
def test_no_line_has_personal_data_not_even_a_part_of_a_number(text):
    line, record = line_of(text, text)
    assert record["control"] != text
    assert record["control"] == record["candidate"] == masked(text)
    for part in ("123", "ann@", "сто двадцать"):
        assert part.encode() not in line


def test_sizes_stay_readable():
    assert masked("шини 205/55 R16") == "шини 205/55 R16"


def test_lone_surrogates_do_not_raise():
    assert line_of("\ud800", "x")[0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rollout" / "disagreements.jsonl"


def test_the_file_is_private_and_lines_follow_each_other(path):
    sample = Sample(path)
    sample.add(b'{"a": 1}')
    Sample(path).add(b'{"a": 2}')  # of another worker
    assert path.read_bytes() == b'{"a": 1}\n{"a": 2}\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_sample_is_bounded_and_keeps_the_newest(path):
    sample = Sample(path, most_bytes=100)
    for i in range(100):
        sample.add(b"%020d" % i)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == [path.name, path.name + ".1"]
    assert all(file.stat().st_size <= 100 for file in files)
    assert path.read_bytes().splitlines()[-1] == b"%020d" % 99


def test_a_line_that_is_too_long_is_left_out(path):
    Sample(path).add(b"x" * 20_000)
    assert not path.exists()
