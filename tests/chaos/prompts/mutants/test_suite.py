"""The mutation test itself: caught, survived, never shown; and its control."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcore.agent.guard import Guard
from callcore.agent.toolbox import Toolbox
from callcore.engines.llm.offline.agent import OfflineAgent
from chaos.prompts.dialogue import parse_dialogues
from chaos.prompts.mutants import guardfaults, orderfaults, wordfaults
from chaos.prompts.mutants.conductfaults import ignore_callback
from chaos.prompts.mutants.faults import Fault
from chaos.prompts.mutants.guardfaults import without
from chaos.prompts.mutants.suite import (
    EACH,
    Mutant,
    Notice,
    Report,
    Suite,
    run_mutants,
    spread,
)
from chaos.prompts.mutants.twist import Reply
from chaos.store.products import catalogue

TEXT = """
- id: en-g-001
  category: order
  about: four winter tyres
  turns: [I need four winter tyres 205/55 R16, the cheapest]
  answers: {how_many: four, which: the cheapest, confirm: "yes", anything_else: "no"}
  end: {orders: [{product: t23, quantity: 4}]}
- id: en-g-002
  category: transfer
  about: a human
  turns: [I want to talk to a human operator please]
  end: {outcome: operator}
- id: en-g-003
  category: order
  about: one that no agent can pass
  turns: [hello, goodbye]
  end: {orders: [{product: t01, quantity: 20}]}
"""
DIALOGUES = parse_dialogues(TEXT, "en", "here")


@pytest.fixture
def agent():
    products = catalogue()
    return OfflineAgent(None, lambda: products)


@pytest.fixture
def suite(agent):
    return Suite(DIALOGUES, agent)


def quiet(reply, seen):
    """Change nothing."""
    return reply


def test_a_wrong_end_is_noticed(suite):
    mutant = suite.try_fault(Fault("one more", ("order",), orderfaults.one_more))
    assert mutant.caught
    assert mutant.languages() == {"en"}
    assert mutant.why.startswith("en-g-001: end: order wanted")
    assert not mutant.in_code


def test_an_agent_that_had_to_be_stopped_is_noticed(suite):
    fault = Fault("early", ("order",), orderfaults.confirm_before_yes)
    (notice,) = suite.try_fault(fault).notices
    assert any(why.startswith("guard: ") for why in notice.why)


def test_a_broken_invariant_is_noticed(suite):
    def shout(reply, seen):
        return Reply(f"**{reply.text}**", reply.calls) if reply.text else reply

    (notice,) = suite.try_fault(Fault("shouts", ("order",), shout)).notices
    assert notice.why


def test_a_fault_that_changes_nothing_is_no_proof(suite):
    for fault in (
        Fault("does nothing", ("order",), quiet),
        Fault("never has to", ("transfer",), ignore_callback),
    ):
        mutant = suite.try_fault(fault)
        assert not mutant.caught
        assert mutant.why == "it never showed"
        assert mutant.tried == 1


def test_a_fault_that_nobody_looks_for_survives_by_name(suite):
    def polite(reply, seen):
        return reply.saying("With pleasure.") if reply.text else reply

    report = suite.report([Fault("is polite", ("transfer",), polite)])
    assert [one.name for one in report.survivors] == ["is polite"]
    assert report.survivors[0].why == "nobody noticed in en-g-002"
    assert (report.share, report.passed) == (0.0, False)
    assert "is polite" in report.summary()
    assert next(iter(report.rows()))[:2] == ("is polite", "SURVIVED")


def test_a_dialogue_that_the_sound_agent_fails_proves_nothing(suite):
    report = suite.report([Fault("one more", ("order",), orderfaults.one_more)])
    assert report.red_controls == ("en-g-003",)
    assert [one.dialogue for one in report.mutants[0].notices] == ["en-g-001"]


def test_without_a_dialogue_for_it_a_fault_survives(suite):
    mutant = suite.try_fault(Fault("x", ("callback",), ignore_callback))
    assert not mutant.caught
    assert mutant.why.startswith("no dialogue")


def test_a_rule_that_is_off_is_noticed_by_what_it_let_through(suite):
    fault = Fault(
        "no read-back",
        ("order",),
        orderfaults.skip_read_back,
        without("not-read-back", "no-yes", "not-heard"),
    )
    mutant = suite.try_fault(fault)
    assert mutant.in_code
    assert mutant.caught
    assert "invariant: 2" in mutant.why


def test_what_the_sound_guard_lets_through_too_is_not_the_guards_fault(suite):
    # the wrong quantity ends wrongly with any guard; this one is off where nothing is
    fault = Fault("off", ("order",), orderfaults.one_more, without("callback-budget"))
    assert suite.try_fault(fault).why == "it never showed"


def test_what_ends_wrongly_with_the_sound_toolbox_too_is_not_the_toolboxs_fault(suite):
    class Chatty(Toolbox):
        async def run(self, call):
            result = await super().run(call)
            return replace(result, text=result.text.replace("{", '{"a": 1, ', 1))

    fault = Fault("chatty", ("order",), orderfaults.one_more, toolbox=Chatty)
    mutant = suite.try_fault(fault)
    assert mutant.why == "nobody noticed in en-g-001"


def test_a_faulty_toolbox_is_tried_with_the_sound_agent(suite):
    fault = Fault("paper", ("order",), toolbox=guardfaults.ConfirmsOnPaper)
    assert suite.try_fault(fault).caught


def test_each_fault_is_shown_a_few_times_and_told(agent):
    told: list[Mutant] = []
    many = [
        *parse_dialogues(TEXT.replace("en-g-0", "en-g-1"), "en", "here"),
        *parse_dialogues(TEXT.replace("en-g-0", "en-g-2"), "en", "here"),
        *DIALOGUES,
    ]
    suite = Suite(many, agent, told.append)
    suite.report([Fault("one more", ("order",), orderfaults.one_more)])
    (mutant,) = told
    assert len(mutant.notices) == EACH


def test_the_whole_table_runs_on_any_dialogues(agent):
    report = run_mutants(DIALOGUES[:2], agent)
    caught = {mutant.name for mutant in report.mutants if mutant.caught}
    assert {
        "confirms before a yes",
        "orders another quantity",
        "never transfers",
    } <= caught
    assert report.red_controls == ()
    assert report.played > 60


def notice(language, *why):
    return Notice(f"{language}-g-001", language, why)


def test_a_fault_must_be_noticed_in_each_language_in_which_it_showed():
    good = Mutant("a", False, (notice("en", "x"), notice("uk", "y")), 2)
    half = Mutant("b", False, (notice("en", "x"), notice("uk")), 2)
    assert good.caught
    assert not half.caught
    assert half.why == "nobody noticed in uk-g-001"
    report = Report((good, half))
    assert report.share == 0.5
    assert [row[1] for row in report.rows()] == ["en uk", "en"]


def test_nineteen_of_twenty_are_enough():
    good = Mutant("a", False, (notice("en", "x"),), 1)
    bad = Mutant("b", True, (), 1)
    assert Report((good,) * 19 + (bad,)).passed
    assert not Report((good,) * 18 + (bad,)).passed
    assert not Report(()).passed


def test_the_first_of_each_category_come_first():
    assert [one.id for one in spread(DIALOGUES)] == ["en-g-001", "en-g-002", "en-g-003"]
    doubled = [DIALOGUES[0], DIALOGUES[2], DIALOGUES[1]]
    assert [one.id for one in spread(doubled)] == ["en-g-001", "en-g-002", "en-g-003"]


def test_words_that_are_withheld_from_the_caller_are_noticed_too(suite):
    mutant = suite.try_fault(Fault("link", ("order",), wordfaults.give_url))
    assert mutant.caught
    assert Guard("en").blocked == {}
