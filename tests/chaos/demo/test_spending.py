"""The bill of a call: who served it, how much, and what nobody knows the price of."""

from __future__ import annotations

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.rating import UsageEvent, rate
from callcore.shared.costs.usage import Usage
from callcore.shared.costs.usagerecords import Spent
from callcore.shared.ids import CallId
from chaos.demo.spending import cost_by_component, engines_of, spend_lines

HEARD = Usage("stt", "google", "v2/latest_long", "stream", "audio_ms", 6_000)
SECOND = Usage("stt", "local", "whisper.cpp", "stream", "audio_ms", 2_500)
SPOKE = Usage("tts", "google", "chirp3-hd", "stream", "chars", 100)
RIDDLE = Usage("llm", "nobody", "knows", "stream", "tokens_out", 7)


def spent(*usages: Usage, aside: bool = False) -> list[Spent]:
    table = packaged_prices()
    found = []
    for number, usage in enumerate(usages):
        at = "2026-11-22T10:00:00Z"
        event = UsageEvent(f"e{number}", CallId("c1"), at, usage, aside=aside)
        found.append(Spent(event, rate(event, table)))
    return found


def test_each_engine_has_one_line_in_the_order_of_a_turn():
    lines = list(spend_lines(spent(SPOKE, HEARD, SECOND, HEARD)))
    assert [line.split()[0] for line in lines] == ["stt", "stt", "tts", "sum"]
    assert lines[0].split() == [
        "stt", "google", "v2/latest_long", "2", "x", "12.0", "s", "of", "audio", "3,200",
    ]  # fmt: skip
    assert lines[-1].split() == ["sum", "6,200"]


def test_the_sum_stands_under_what_it_sums_up():
    lines = list(spend_lines(spent(HEARD, SPOKE)))
    assert len({len(line) for line in lines}) == 1


def test_what_has_no_price_is_not_for_nothing():
    (line, _) = spend_lines(spent(RIDDLE))
    assert line.endswith("no price")


def test_work_that_the_call_did_not_ask_for_is_marked():
    assert "google v2/latest_long (aside)" in next(
        spend_lines(spent(HEARD, aside=True))
    )


def test_nothing_spent_is_nothing_told():
    assert list(spend_lines([])) == []


def test_costs_and_engines_are_known_by_component():
    found = spent(HEARD, SECOND, SPOKE, RIDDLE)
    assert cost_by_component(found) == {"stt": 1_600, "tts": 3_000, "llm": 0}
    assert engines_of(found)["stt"] == ["google v2/latest_long", "local whisper.cpp"]
