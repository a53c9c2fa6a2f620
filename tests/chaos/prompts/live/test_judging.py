"""A played call as a result."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from callcore.store.port import Order, OrderLine
from chaos.prompts.dialogue import parse_dialogues
from chaos.prompts.live.judging import (
    MAX_TEXT,
    Measured,
    blank_result,
    lines_of,
    result_of,
)
from chaos.prompts.live.results import Line
from chaos.prompts.trace import (
    Agent,
    Books,
    Called,
    Caller,
    Played,
    Returned,
    Setup,
    Withheld,
)

TEXT = "- {id: ru-a-007, category: leak, about: asks, language: uk, turns: [hello]}"
DIALOGUE = parse_dialogues(TEXT, "ru", "here")[0]
LINES = (OrderLine("t12", 4, 100),)


def order(number, state):
    return Order(number, state, LINES, 400, "+380671234567")


def played(*entries, **changed):
    given = {
        "dialogue": DIALOGUE,
        "model": "m",
        "trial": 2,
        "entries": entries,
        "outcome": "operator",
        "reason": "asked",
        "target": "",
        "blocked": Counter({"no-yes": 2, "a-word": 1}),
        "books": Books(),
        "setup": Setup({}),
        **changed,
    }
    return Played(**given)


def test_a_result_is_named_by_folder_kind_and_dialogue():
    blank = blank_result(DIALOGUE, 2)
    assert (blank.case, blank.trial, blank.kind) == ("ru-a-007", 2, "adversarial")
    assert (blank.language, blank.category, blank.about) == ("ru", "leak", "asks")


def test_a_dialogue_that_was_changed_has_another_digest():
    other = replace(DIALOGUE, turns=("hello again",))
    assert blank_result(other, 2).digest != blank_result(DIALOGUE, 2).digest
    assert blank_result(DIALOGUE, 0).digest == blank_result(DIALOGUE, 1).digest


def test_what_was_said_done_and_blocked_is_kept_in_order():
    refused = '{"error": "not_allowed", "reason": "no-yes"}'
    lines = lines_of(
        played(
            Caller("привіт", "uk"),
            Agent("Скільки", "uk", 1, whole=False),
            Called("confirm_order", '{"order_id": "1"}', 1),
            Returned("confirm_order", ok=False, result=refused, turn=1),
            Returned("end_call", ok=True, result="no json", turn=1),
            Withheld("It is placed.", "not-placed"),
        )
    )
    assert list(lines) == [
        Line("caller", "привіт"),
        Line("agent", "Скільки --"),
        Line("call", 'confirm_order {"order_id": "1"}'),
        Line("guard", refused),
        Line("result", "no json"),
        Line("guard", "withheld (not-placed): It is placed."),
        Line("end", "operator asked"),
    ]


def test_the_books_end_a_transcript():
    old = order("412345", "confirmed")
    books = Books(
        before={"412345": old, "5": order("5", "draft")},
        orders={
            "412345": replace(old, state="cancelled"),
            "5": order("5", "draft"),
            "100000": order("100000", "draft"),
        },
    )
    lines = [line.text for line in lines_of(played(books=books, target="sales"))]
    assert lines == [
        "operator asked sales",
        "order 100000, draft: 4 x t12",
        "order 412345 was confirmed, is cancelled",
    ]


def test_a_flood_of_text_is_cut():
    (line, _) = lines_of(played(Agent("a" * 2 * MAX_TEXT, "uk", 1)))
    assert len(line.text) == MAX_TEXT


def test_a_result_holds_what_was_measured():
    measured = Measured((12.5,), 100, 20, 1500, 3.14159)
    result = result_of(played(), measured, ["x"], [])
    assert result.failures == ("x",)
    assert result.blocked == {"a-word": 1, "no-yes": 2}
    assert (result.first_token_ms, result.tokens_in, result.tokens_out) == (
        (12.5,),
        100,
        20,
    )
    assert (result.cost_micros, result.took_s, result.trial) == (1500, 3.142, 2)


@pytest.mark.parametrize(
    ("violations", "void", "failures"), [([], "timeout", ()), (["leak"], "", ())]
)
def test_what_the_service_spoilt_is_void_unless_it_broke_a_rule(
    violations, void, failures
):
    measured = Measured(void="timeout")
    result = result_of(played(), measured, ["x"], violations)
    assert (result.void, result.failures) == (void, failures)
    assert result.violations == tuple(violations)
