from __future__ import annotations

import pytest
from pydantic import ValidationError

from adminapi.views.shapes import NewView


def test_a_view_is_ones_own_unless_it_is_shared() -> None:
    assert NewView.model_validate({"name": "x", "page": "calls"}).shared is False


def test_a_view_has_no_owner_to_choose() -> None:
    with pytest.raises(ValidationError):
        NewView.model_validate({"name": "x", "page": "calls", "user_id": "1"})
