from __future__ import annotations

from chaos.pii import report
from chaos.pii.scoring import Score, Tally


def bad():
    total = Score(lines=10)
    total.kinds["PHONE"] = Tally(spans=100, hidden=97, missed=1)
    total.words.update(hit=90, missed=10, over=20, left=80)
    total.kept["KEEP:size"] = Tally(spans=10, hidden=1)
    total.clean = Tally(spans=10, hidden=1)
    return total


def test_each_missed_number_is_one_sentence():
    total = bad()
    found = report.lacking("some", total, {("written", "uk"): total})
    assert "some: PHONE (written) is 97.0, wanted >= 98" in found
    assert "some: over-masked words is 20.0, wanted <= 1" in found
    assert any("F2" in line for line in found)
    assert len(found) == 5


def test_nothing_lacks_where_all_is_well():
    total = Score(lines=1)
    total.kinds["PHONE"] = Tally(spans=100, hidden=98)
    total.words.update(hit=99, missed=1, over=0, left=80)
    assert report.lacking("some", total, {("written", "uk"): total}) == []


def test_languages_of_a_style_count_together():
    small, large = Score(), Score()
    small.kinds["PHONE"] = Tally(spans=1, hidden=0)
    large.kinds["PHONE"] = Tally(spans=99, hidden=99)
    large.words.update(hit=1)
    groups = {("written", "uk"): small, ("written", "ru"): large}
    assert not [line for line in report.lacking("x", large, groups) if "PHONE" in line]


def test_the_table_of_the_readme_has_a_row_for_each_set():
    page = report.for_readme([("dev", bad())], "some machine")
    assert "| **callcore**, dev | 97.0 | 97.0 | - | - |" in page
    assert "some machine" in page


def test_grids_name_styles_and_languages():
    grid = report.by_group({("speech", "en"): bad()})
    assert "| speech | en | 97.0 (100) | 20.0 | 10.0 |" in grid
    assert report.kept(bad()) == "protected and altered: size 1 of 10"
    assert "F2" in report.summary("some", bad())
