"""Pieces of codes, by what was asked for; whole dialogues are in test_dictated_codes.py."""

from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.pieced import claim_pieces, claim_rest, keep_hints


def masked(text, topic=Topic.NOTHING, claim=claim_pieces, **fields):
    line, memory = read(text), Memory(expecting=topic, **fields)
    claims = Claims(line.text)
    claim(line, claims, memory)
    return claims.masked()


@pytest.mark.parametrize(
    ("topic", "label"),
    [(Topic.CARD, "CARD"), (Topic.IBAN, "IBAN"), (Topic.VIN, "VIN"), (Topic.PLATE, "PLATE"),
     (Topic.DOCUMENT, "ID")],
)  # fmt: skip
def test_a_piece_bears_the_label_that_was_asked_for(topic, label):
    assert masked("так сорок один", topic) == f"так [{label}]"


def test_nothing_is_expected_of_a_text_by_itself():
    assert masked("сорок один") == "сорок один"


def test_letters_are_no_piece_of_a_card():
    assert masked("ка ха", Topic.CARD) == "ка ха"
    assert masked("ка ха", Topic.PLATE) == "[PLATE]"


def test_one_digit_is_a_piece_only_of_what_has_begun():
    assert masked("сім", Topic.CARD) == "сім"
    assert masked("сім", Topic.CARD, taken="4149") == "[CARD]"


@pytest.mark.parametrize(
    "text", ["добре", "oh i see", "why?", "а?", "ну да", "зачекайте"]
)
def test_talk_is_no_piece(text):
    assert masked(text, Topic.PLATE) == text


def test_an_announced_code_is_claimed_behind_its_word():
    told = masked("my card is forty one forty nine", claim=claim_rest)
    assert told == "my card is [CARD]"
    assert masked("карта 2 000 гривень", claim=claim_rest) == "карта 2 000 гривень"


def test_two_fours_at_once_are_a_card_only_within_a_call():
    assert masked("4149 4990", claim=claim_rest) == "4149 4990"
    assert masked("4149 4990", claim=claim_rest, recalls=True) == "[CARD]"


def test_the_name_of_a_code_is_kept():
    line = read("ібан диктую")
    claims = Claims(line.text)
    keep_hints(line, claims)
    assert not claims.free(0, 4)
    assert claims.free(5, 11)
