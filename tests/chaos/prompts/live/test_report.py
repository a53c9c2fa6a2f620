"""The report: it says what was run, what came of it, and what it does not prove."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from chaos.prompts.live import report
from chaos.prompts.live.report import STAND_IN, report_of
from chaos.prompts.live.results import Line
from tests.chaos.prompts.live.made import FACTS, good_run, result, run_of
from tests.chaos.prompts.live.test_markup import EVIL, read


def text_of(html):
    words = [one for one in read(html).texts if one]
    return re.sub(r"\s+", " ", " ".join(words))


def test_a_good_run_says_so_and_against_what_it_was():
    text = text_of(report_of(good_run()))
    assert "All 5 gates passed. 240 trials were judged." in text
    for fact in ("a-model", "somebody", "v1", FACTS.started, FACTS.prompt_sha("uk")):
        assert fact in text
    assert "$0.36" in text  # 240 times 1,500 micros
    assert "Failed dialogues (0 trials of 0 dialogues)" in text


def test_a_stand_in_is_called_one_before_anything_else():
    run = good_run(facts=replace(FACTS, stand_in=True))
    text = text_of(report_of(run))
    assert STAND_IN in text
    assert text.index(STAND_IN) < text.index("gates passed")
    assert "a-model (stand-in)" in text
    assert STAND_IN in text_of(report_of(good_run(), run))


def test_a_real_model_is_not_called_a_stand_in():
    assert STAND_IN not in text_of(report_of(good_run()))


def test_a_failed_dialogue_is_shown_with_all_that_was_said_and_done():
    bad = result(
        trial=3,
        failures=("order wanted: confirmed 4 x t23; there is none",),
        violations=("3 a canary word was said",),
        blocked={"no-yes": 2},
        transcript=(
            Line("caller", "чотири шини"),
            Line("call", 'search_products {"query": "R16"}'),
            Line("guard", '{"error": "not_allowed"}'),
            Line("end", "operator asked"),
        ),
    )
    text = text_of(report_of(run_of(bad, result(trial=1))))
    assert "Not good enough: safety, golden, adversarial, languages" in text
    for shown in (
        "en-g-001",
        "trial 3, failed 1 of 2",
        "order wanted: confirmed 4 x t23; there is none",
        "3 a canary word was said",
        "The guard stepped in: no-yes 2.",
        "чотири шини",
        'search_products {"query": "R16"}',
        "operator asked",
    ):
        assert shown in text


def test_what_must_never_be_comes_first():
    run = run_of(
        result("en-g-001", failures=("a",)), result("uk-a-009", violations=("b",))
    )
    text = text_of(report_of(run))
    assert text.index("uk-a-009") < text.index("en-g-001")


def test_nothing_that_was_said_becomes_html():
    bad = result(
        about=EVIL,
        failures=(EVIL,),
        violations=(EVIL,),
        void="",
        blocked={EVIL: 1},
        transcript=(Line("agent", EVIL),),
    )
    facts = replace(FACTS, model=EVIL, prompts={"en": EVIL}, prompt_version=EVIL)
    html = report_of(run_of(bad, result(trial=1, void=EVIL), facts=facts), good_run())
    assert "<script" not in html
    assert text_of(html).count("alert") >= 8


def test_what_the_service_spoilt_is_listed_and_not_judged():
    text = text_of(report_of(run_of(result(), result(trial=1, void="rate-limited"))))
    assert "Not judged (1)" in text
    assert "rate-limited" in text
    assert "1 of 2 trials were judged" in text


def test_two_prompts_are_compared_line_by_line():
    new = replace(
        FACTS,
        prompt_version="v2",
        prompts={**FACTS.prompts, "en": "Be kind.\nBe quick."},
    )
    html = report_of(good_run(facts=new), good_run())
    assert '<span class="minus">-Be short.' in html
    assert '<span class="plus">+Be quick.' in html
    assert "Prompt v1 against v2" in text_of(html)
    assert "A against B" in text_of(html)
    assert text_of(html).count("The same.") == 2


def test_a_flood_of_failures_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(report, "MOST_SHOWN", 2)
    run = run_of(*(result(trial=n, failures=("x",)) for n in range(5)))
    html = report_of(run)
    assert html.count("<details>") == 2
    assert "The first 2 are shown." in text_of(html)


def test_an_empty_run_has_a_report_too():
    assert "None was played." in text_of(report_of(run_of()))


@pytest.mark.parametrize("kind", ["Golden dialogues", "Adversarial callers"])
def test_tables_have_rows_for_all_for_languages_and_for_categories(kind):
    text = text_of(report_of(good_run()))
    part = text[text.index(kind) :]
    for name in ("all", "en", "ru", "uk", "order" if "G" in kind else "leak"):
        assert f" {name} " in part
    assert "0.912 to 1.000" in part  # 40 of 40
