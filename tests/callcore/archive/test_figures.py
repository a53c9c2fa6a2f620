"""Figures."""

from __future__ import annotations

import json

from callcore.archive.figures import Figures, SpoolFigures


def test_the_whole_is_the_sum_and_the_oldest():
    figures = Figures(delivered=3)
    assert (figures.waiting_records, figures.oldest_s) == (0, 0.0)
    figures.spools = [SpoolFigures("w1", True, 2, 90, 1.5), SpoolFigures("w2", False, 5, 9, 70.0)]  # fmt: skip
    told = json.loads(json.dumps(figures.as_json()))
    assert (told["waiting_records"], told["oldest_s"], told["delivered"]) == (
        7,
        70.0,
        3,
    )
    assert told["spools"][1]["writer"] == "w2"
