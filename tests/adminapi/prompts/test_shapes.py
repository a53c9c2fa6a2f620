from __future__ import annotations

import pytest
from pydantic import ValidationError

from adminapi.prompts.shapes import NewPrompt, Publish


@pytest.mark.parametrize(
    "wrong",
    [{"version": "Night"}, {"version": "../x"}, {"version": "n", "state": "published"}],
)
def test_nobody_makes_a_draft_that_is_published_or_oddly_named(
    wrong: dict[str, str],
) -> None:
    with pytest.raises(ValidationError):
        NewPrompt.model_validate(wrong)


def test_force_needs_a_reason() -> None:
    with pytest.raises(ValidationError):
        Publish.model_validate({"force": ""})
    assert Publish.model_validate({}).force is None
