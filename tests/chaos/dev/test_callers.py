from __future__ import annotations

from itertools import islice

from chaos.demo.caller import Say
from chaos.demo.scenarios.shelf import SCENARIOS
from chaos.dev.callers import QUESTIONS, Patient, number_of, patient_visits, visits


def test_callers_play_all_scenarios_in_turn_and_all_languages():
    found = list(islice(visits(("en", "ru", "uk")), 18))
    assert {one.name for one in found} == set(SCENARIOS)
    assert {one.language for one in found} == {"en", "ru", "uk"}


def test_whoever_withholds_his_number_has_none():
    for visit in islice(visits(("en",)), len(SCENARIOS)):
        assert (visit.number == "") == SCENARIOS[visit.name].withheld


def test_numbers_are_different_and_look_like_ukrainian_ones():
    numbers = {number_of(number) for number in range(1_000)}
    assert len(numbers) == 1_000
    assert {len(number) for number in numbers} == {13}


def test_a_patient_caller_asks_only_once_he_was_answered():
    patient = Patient("en")
    assert patient.reply() is None
    patient.hear("Hello!")
    assert patient.reply() == Say(QUESTIONS["en"][0])
    assert patient.reply() is None
    patient.hear("I found two.")
    assert patient.reply() == Say(QUESTIONS["en"][1])


def test_a_patient_caller_asks_again_after_silence_and_never_interrupts():
    patient = Patient("uk")
    assert patient.overhear("Перепрошую") is None
    assert isinstance(patient.nudge(), Say)
    assert set(patient.lines()) == set(QUESTIONS["uk"])


def test_a_patient_caller_has_an_hour():
    visit = next(patient_visits(("ru",), 3))
    assert (visit.language, visit.longest_s) == ("ru", 3_600.0)
