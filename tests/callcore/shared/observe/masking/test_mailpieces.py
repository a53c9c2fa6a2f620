"""Pieces of an e-mail address, where one was asked for."""

from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.mailpieces import claim_mail_pieces
from callcore.shared.observe.masking.memory import Memory, Topic


def masked(text, topic=Topic.EMAIL, **fields):
    line, memory = read(text), Memory(expecting=topic, **fields)
    claims = Claims(line.text)
    claim_mail_pieces(line, claims, memory)
    return claims.masked()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("i m o g e n", "[EMAIL]"),
        ("dot haverfield", "[EMAIL]"),
        ("ну ве як василь", "ну [EMAIL]"),
        ("собака укр нет", "[EMAIL]"),
        ("so at btinternet dot com", "so [EMAIL]"),
        ("петренко крапка іван", "[EMAIL]"),
    ],
)
def test_a_piece_goes(text, left):
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    ["добре", "не треба", "нема", "thanks", "Записую.", "Английскими?", "oh i see you"],
)
def test_an_answer_stays(text):
    assert masked(text) == text


def test_nothing_goes_where_no_address_was_asked_for():
    assert masked("i m o g e n", Topic.NAME) == "i m o g e n"


def test_a_number_goes_only_in_the_middle_of_an_address():
    assert masked("двадцять два") == "двадцять два"
    assert masked("двадцять два", taken="x") == "[EMAIL]"


def test_an_agent_dictates_no_mailbox_word_by_word():
    assert masked("imogen") == "[EMAIL]"
    assert masked("imogen", speaker="agent") == "imogen"
