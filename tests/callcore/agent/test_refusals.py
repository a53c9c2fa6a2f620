from __future__ import annotations

import re

from callcore.agent.refusals import MESSAGES, Refusal, refusal


def test_every_refusal_is_a_word_and_a_sentence() -> None:
    for word, message in MESSAGES.items():
        assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", word)
        assert message.endswith(".")
        assert refusal(word) == Refusal(word, message)
