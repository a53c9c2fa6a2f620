from __future__ import annotations

from pathlib import Path

from callcore.agent.refusals import MESSAGES
from callcore.agent.tooldocs import _RESULTS, render
from callcore.agent.tools import TOOLS

PAGE = Path(__file__).parents[3] / "docs" / "tools.md"


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == render()


def test_every_tool_every_argument_and_every_refusal_is_told() -> None:
    page = render()
    assert set(_RESULTS) == set(TOOLS)
    for name, tool in TOOLS.items():
        assert f"### {name}\n" in page
        properties = tool.spec.parameters["properties"]
        assert isinstance(properties, dict)
        assert all(f"`{argument}`" in page for argument in properties)
    assert "`lines[].product_id` (needed)" in page
    assert all(f"`{reason}`" in page for reason in MESSAGES)
