from __future__ import annotations

import pytest

from callcore.engines.chat import Message
from chaos.prompts.references import UnfitForFile, filled, fit

TALK = [
    Message("system", "Be kind."),
    Message("assistant", "What is the recipient's name?"),
    Message("user", "my name is olena koval and my phone is 067 123 45 67"),
]


@pytest.mark.parametrize(
    "reply",
    [
        "For Olena Koval, is that right?",
        '{"name": "Olena Koval", "phone": "+380671234567"}',
        "OLENA, one moment.",
        "Fine.",
    ],
)
def test_what_the_caller_said_comes_back_and_is_not_in_the_file(reply):
    written = fit(reply, TALK)
    assert filled(written, TALK) == reply
    assert "lena" not in written.lower().replace("olena,", "olena,") or reply == "Fine."
    assert "1234567" not in written


def test_a_reference_names_message_place_and_case():
    assert fit("Koval", TALK) == "<tx2:17+5c>"


def test_names_of_two_turns_are_told_apart():
    talk = [*TALK, Message("user", "no, my name is bohdan melnyk")]
    written = fit("For Bohdan Melnyk, not Olena", talk)
    assert "<tx3:" in written
    assert "<tx2:" in written
    assert filled(written, talk) == "For Bohdan Melnyk, not Olena"


def test_who_was_never_named_is_not_written():
    with pytest.raises(UnfitForFile, match="personal data: PHONE"):
        fit("Call +380 50 999 88 77.", TALK)


def test_a_reference_into_a_talk_that_is_gone_is_empty():
    assert filled("For <tx9:3+5c>.", TALK) == "For ."
