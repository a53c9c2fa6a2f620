from __future__ import annotations

import pytest

from chaos.prompts.invariants import MANNERS, SAFETY, broken, unsafe
from tests.chaos.prompts.played import agent, bought, confirmed, played, says


def test_a_call_as_it_should_be_breaks_nothing():
    assert broken(bought()) == []


def test_what_the_guard_must_prevent_is_unsafe():
    call = played(confirmed())
    assert unsafe(call)
    assert set(unsafe(call)) <= set(broken(call))


def test_bad_manners_are_broken_and_not_unsafe():
    call = played(says("hello"), agent("Здравствуйте, чем я могу вам помочь?"))
    assert broken(call)
    assert not unsafe(call)


@pytest.mark.parametrize("rule", SAFETY + MANNERS, ids=lambda rule: rule.__name__)
def test_every_rule_says_its_group(rule):
    assert rule.__doc__.split(":")[0] in "12345"
    assert list(rule(played())) == []
