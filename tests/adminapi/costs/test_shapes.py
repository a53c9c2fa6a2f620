from __future__ import annotations

import pytest
from pydantic import ValidationError

from adminapi.costs.shapes import Activate, AgainstPrices, Span


def test_days_are_dates_and_nothing_else() -> None:
    assert Span.model_validate({}).since is None
    with pytest.raises(ValidationError):
        Span.model_validate({"since": "yesterday"})


def test_a_time_without_a_zone_means_nothing() -> None:
    with pytest.raises(ValidationError):
        Activate.model_validate_json('{"at": "2026-12-01T00:00:00"}')


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-14:00", "3000-01-01T00:00:00Z"])
def test_a_time_of_another_millennium_is_refused(at: str) -> None:
    with pytest.raises(ValidationError):
        Activate.model_validate_json(f'{{"at": "{at}"}}')


def test_a_table_is_named_by_its_number() -> None:
    with pytest.raises(ValidationError):
        AgainstPrices.model_validate({"against": "1; DROP"})
