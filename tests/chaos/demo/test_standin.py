"""The operator picks up and says so."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.ids import LANGUAGES
from chaos.demo.standin import HELLO, StandIn


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_operator_speaks_at_once_in_the_callers_language(
    language, autojump_clock
):
    told = []
    operator = StandIn(language, lambda text, now_s: told.append((text, now_s)))
    started_s = trio.current_time()
    assert await operator.serve("u1", {}) == "CONTINUE"
    assert told == [(HELLO[language], started_s)]
    assert operator.arrivals[0].uuid == "u1"
