"""Names of recordings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.recordings.names import checked, mime_of, name_of, peaks_of

CALL = "3f2c0000-0000-4000-8000-000000000001"


def test_a_call_has_one_name_of_its_day_in_utc():
    assert name_of(CALL, 1_795_392_000.0, "opus") == f"2026-11-23/{CALL}.opus"
    assert name_of(CALL, 1_795_391_999.9, "wav") == f"2026-11-22/{CALL}.wav"


def test_its_waveform_lies_beside_it():
    name = name_of(CALL, 0.0, "wav")
    assert peaks_of(name) == f"{name}.peaks.json"
    with pytest.raises(ValueError, match="name"):
        peaks_of(peaks_of(name))


def test_the_media_type_follows_the_name():
    assert mime_of(name_of(CALL, 0.0, "wav")) == "audio/wav"
    assert mime_of(name_of(CALL, 0.0, "opus")).startswith("audio/ogg")
    with pytest.raises(ValueError, match="name"):
        mime_of(peaks_of(name_of(CALL, 0.0, "wav")))


@given(st.text() | st.from_regex(r"\A[0-9-]{10}/.{0,60}\.(opus|wav)\Z"))
def test_no_name_leads_out_of_its_place(name):
    try:
        checked(name)
    except ValueError:
        return
    assert name.count("/") == 1
    assert ".." not in name
    assert name.isascii()
    assert name.isprintable()


@pytest.mark.parametrize("call_id", ["", "../x", CALL.upper(), CALL + "0"])
def test_what_is_no_call_id_gets_no_name(call_id):
    with pytest.raises(ValueError, match="name"):
        name_of(call_id, 0.0, "opus")
