from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from callcore.shared.costs.picture import draw
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.report import OPENED_WORDS, report_of
from tests.callcore.shared.costs.madeup import spent, stt, usual_call
from tests.callcore.shared.costs.test_report import TODAY
from tests.callcore.shared.costs.test_whatif import recorded

TABLE = packaged_prices()
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def report():
    return report_of(recorded(*usual_call(TABLE)), TABLE, TODAY)


def texts(drawing):
    return [element.text or "" for element in ET.fromstring(drawing).iter(f"{SVG}text")]


def number(element, name):
    return float(element.get(name, "0"))


def test_every_choice_stands_with_its_cost_and_its_seconds(report):
    said = texts(draw(report))
    for row in report.rows:
        assert row.name in said
    assert {"$48.00", "$9.87", "$54.00", "$1.76", "$51.00"} <= set(said)
    assert {"180.0 s", "37.0 s", "135.0 s", "23.4 s"} <= set(said)
    assert "free, but about 10 s of a processor" not in said
    assert "free, but about 9,900 s of a processor" in said


def test_the_legend_the_date_and_the_number_of_calls_are_there(report):
    said = " ".join(texts(draw(report)))
    for words in filter(None, OPENED_WORDS.values()):
        assert words in said
    assert "From 1 recorded call of 180 s" in said
    assert "List prices of 2026-11-22" in said
    assert "billed" in said
    assert "speech" in said


def test_the_longest_bar_is_the_dearest_choice_and_nothing_leaves_the_paper(report):
    root = ET.fromstring(draw(report))
    bars = [
        (number(rect, "x"), number(rect, "width")) for rect in root.iter(f"{SVG}rect")
    ]
    costs = [width for x, width in bars if x == 312]
    assert max(costs) == costs[-1] == 330  # Google v1, open all call, comes last
    assert all(x + width <= number(root, "width") for x, width in bars)
    ys = [number(text, "y") for text in root.iter(f"{SVG}text")]
    assert max(ys) < number(root, "height")


def test_what_has_no_price_says_so_and_has_no_bar():
    mystery = [spent(stt(4000, "acme", "ear-1"), TABLE, 90), usual_call(TABLE)[-1]]
    report = report_of(recorded(*mystery), TABLE, TODAY)
    said = texts(draw(report))
    assert "no price known" in said
    assert "by the ledger, without a price: 1" in said


def test_calls_in_which_nobody_spoke_can_be_drawn():
    report = report_of(recorded(usual_call(TABLE)[-1]), TABLE, TODAY)
    assert "0.0 s" in texts(draw(report))


def test_a_name_with_angle_brackets_stays_text(report):
    odd = replace(report.rows[1], name="<b>&")
    drawing = draw(replace(report, rows=(report.rows[0], odd)))
    assert "<b>&" in texts(drawing)
    assert not re.search(r"<b>", drawing)
