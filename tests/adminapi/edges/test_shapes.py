from __future__ import annotations

import pytest
from pydantic import ValidationError

from adminapi.edges.shapes import MOST_ITEMS, PageQuery


@pytest.mark.parametrize(
    "wrong",
    [{"limit": 0}, {"limit": MOST_ITEMS + 1}, {"cursor": "x" * 501}, {"page": 2}],
)
def test_a_page_is_bounded(wrong):
    with pytest.raises(ValidationError):
        PageQuery.model_validate(wrong)
