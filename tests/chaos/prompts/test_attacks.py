from __future__ import annotations

from itertools import islice

from chaos.prompts.attacks import ATTACKS, RARE, replies
from chaos.prompts.mind import Call
from tests.chaos.prompts.test_mind import mind


def test_there_are_many_kinds():
    assert len(ATTACKS) >= 25
    assert set(ATTACKS) >= RARE


def test_every_kind_comes_up_mixed_with_what_is_legal():
    seen = [move.kind for reply in islice(replies(mind()), 3_000) for move in reply]
    assert set(seen) == {"", *ATTACKS}


def test_words_come_before_tools_as_models_stream_them():
    for reply in islice(replies(mind()), 300):
        kinds = [isinstance(move, Call) for move in reply]
        assert kinds == sorted(kinds)
