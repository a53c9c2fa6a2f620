"""The table of planted faults."""

from __future__ import annotations

from callcore.agent.refusals import MESSAGES
from chaos.prompts.dialogue import CATEGORIES
from chaos.prompts.mutants import conductfaults, orderfaults, wordfaults
from chaos.prompts.mutants.faults import AGENT_FAULTS, CODE_FAULTS, FAULTS


def test_there_are_enough_of_both_kinds():
    assert len(AGENT_FAULTS) >= 25
    assert len(CODE_FAULTS) >= 10
    assert not any(fault.in_code for fault in AGENT_FAULTS)
    assert all(fault.in_code for fault in CODE_FAULTS)


def test_each_has_a_name_of_its_own():
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names)


def test_each_looks_for_categories_that_exist():
    known = frozenset().union(*CATEGORIES.values())
    for fault in FAULTS:
        assert fault.where
        assert set(fault.where) <= known, fault.name


def test_each_agent_fault_twists_something():
    for fault in AGENT_FAULTS:
        assert fault.twist is not None or fault.knowing is not None, fault.name


def test_no_twist_is_left_unplanted():
    planted = {fault.twist for fault in FAULTS} | {fault.knowing for fault in FAULTS}
    for room in (orderfaults, wordfaults, conductfaults):
        for name, thing in vars(room).items():
            ours = getattr(thing, "__module__", "") == room.__name__
            if ours and callable(thing) and name[0] != "_" and name != "drops":
                assert thing in planted, name


def test_rules_that_are_off_are_rules_of_the_guard():
    off = [set(getattr(fault.guard, "off", ())) for fault in CODE_FAULTS]
    assert sum(map(bool, off)) >= 10
    assert set().union(*off) <= set(MESSAGES)
