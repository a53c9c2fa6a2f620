from __future__ import annotations

import pytest

from chaos.bench.tables import (
    BEGIN,
    END,
    Row,
    as_grid,
    as_markdown,
    between_markers,
)


def test_a_table_has_a_row_for_each_measurement_and_says_where():
    page = as_markdown([Row("gap", "4 ms", "6 ms"), Row("memory", "1 kB")], "a machine")
    assert page.splitlines() == [
        "| what | measured | wanted |",
        "|---|---|---|",
        "| gap | 4 ms | 6 ms |",
        "| memory | 1 kB |  |",
        "",
        "Measured by `just bench call` on a machine.",
    ]


def test_only_what_is_between_the_markers_is_replaced():
    page = f"# before\n{BEGIN}\nold\n{END}\nafter\n"
    once = between_markers(page, "new")
    assert once == f"# before\n{BEGIN}\nnew\n{END}\nafter\n"
    assert between_markers(once, "new") == once


def test_each_bench_has_a_place_of_its_own():
    begin, end = "<!-- numbers:load:begin -->", "<!-- numbers:load:end -->"
    page = f"{BEGIN}\ncall\n{END}\n{begin}\nold\n{end}\n"
    new = f"{BEGIN}\ncall\n{END}\n{begin}\nnew\n{end}\n"
    assert between_markers(page, "new", "load") == new
    with pytest.raises(ValueError, match="numbers:barge:begin"):
        between_markers(page, "new", "barge")


def test_a_grid_has_as_many_columns_as_its_head():
    assert as_grid(["a", "b"], [["1", "2"], ["3", "4"]]).splitlines() == [
        "| a | b |",
        "|---|---|",
        "| 1 | 2 |",
        "| 3 | 4 |",
    ]


@pytest.mark.parametrize("page", ["", f"{BEGIN}\nno end", f"no begin {END}"])
def test_a_page_without_markers_is_left_alone(page):
    with pytest.raises(ValueError, match="numbers:begin"):
        between_markers(page, "new")
