from __future__ import annotations

from pathlib import Path

from callcore.dialog.draw import mermaid
from callcore.dialog.machine import TABLE, State


def test_the_drawing_holds_every_arrow_of_the_table():
    text = mermaid()
    for state, cells in TABLE.items():
        for cell in cells.values():
            if cell.to is not state:
                assert f"{state.name} --> {cell.to.name}:" in text


def test_the_drawing_in_the_docs_is_up_to_date():
    page = (Path(__file__).parents[3] / "docs" / "dialog.md").read_text()
    assert mermaid() in page
    assert all(state.name in page for state in State)
