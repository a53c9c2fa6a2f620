from __future__ import annotations

import pytest
from pydantic import ValidationError

from adminapi.recordings.shapes import Peaks


def test_a_waveform_is_numbers_by_channel() -> None:
    told = Peaks.model_validate_json(
        '{"ms": 5, "rate_hz": 8000, "channels": [[0, 255], [1]]}'
    )
    assert told.channels == [[0, 255], [1]]


def test_what_is_no_waveform_is_refused() -> None:
    with pytest.raises(ValidationError):
        Peaks.model_validate_json('{"ms": 5, "rate_hz": 8000, "channels": "<svg>"}')
