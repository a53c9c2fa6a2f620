from __future__ import annotations

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.totals import ArmTotal, by_arm, by_component, totals_of
from callcore.shared.costs.usageread import Recorded
from tests.callcore.shared.costs.madeup import ended, llm, spent, stt, tts

TABLE = packaged_prices()


def test_lines_of_one_engine_are_summed_and_the_dearest_comes_first():
    found = totals_of(
        [
            spent(stt(3600), TABLE, 1),
            spent(tts(100), TABLE, 2),
            spent(stt(1500), TABLE, 3),
        ]
    )
    assert [total.component for total in found] == ["tts", "stt"]
    assert (found[1].lines, found[1].quantity) == (2, 5100)
    assert (found[1].billed_quantity, found[1].amount_micros) == (6000, 1067 + 533)


def test_unpriced_lines_are_counted_and_in_no_amount():
    (total,) = totals_of([spent(llm(10, model="gpt-9"), TABLE)])
    assert (total.unpriced, total.amount_micros) == (1, 0)


def test_what_was_spent_aside_is_told_apart():
    lines = [spent(tts(10), TABLE, 1), spent(tts(20), TABLE, 2, aside=True)]
    (total,) = totals_of(lines)
    assert (total.amount_micros, total.aside_micros) == (900, 600)


def test_what_a_vendor_says_it_bills_is_summed_beside_what_we_say():
    lines = [
        spent(stt(3600, billed_ms=4000), TABLE, 1),
        spent(stt(2100, billed_ms=2100), TABLE, 2),
        spent(stt(9000), TABLE, 3),  # of this it says nothing
    ]
    (total,) = totals_of(lines)
    assert (total.compared_ms, total.vendor_ms) == (7000, 6100)


def test_arms_are_compared_by_their_ended_calls_without_what_was_aside():
    found = by_arm(
        Recorded(
            [
                spent(stt(60_000), TABLE, 1, "a"),
                spent(tts(10), TABLE, 2, "a"),
                spent(stt(60_000), TABLE, 3, "a", aside=True),
                spent(llm(10, model="gpt-9"), TABLE, 4, "b"),
                spent(stt(60_000), TABLE, 5, "never ended"),
            ],
            [ended("b", arm="new"), ended("a", arm="old"), ended("c", arm="old")],
        )
    )
    assert found == [ArmTotal("old", 2, 16_000, 16_300, 0), ArmTotal("new", 1, 0, 0, 1)]


def test_components_are_summed_over_their_engines():
    lines = [spent(stt(60_000), TABLE, 1), spent(llm(1000), TABLE, 2)]
    lines += [spent(stt(15_000, model="v1/latest_long"), TABLE, 3)]
    assert by_component(totals_of(lines)) == {"stt": 22_000, "llm": 100}
