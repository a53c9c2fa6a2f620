from __future__ import annotations

import pytest

from tests.kit.recordings import NAMES, load


@pytest.mark.parametrize("name", NAMES)
def test_the_chunks_of_a_recording_are_its_streams(name):
    recording = load(name)
    assert b"".join(recording.chunks_to_server) == recording.to_server
    assert b"".join(recording.chunks_to_asterisk) == recording.to_asterisk


def test_all_recordings_are_there():
    assert len(NAMES) == 8
    assert load("normal-dial-slin").frames_from_asterisk == {
        "0x01/16": 1,
        "0x10/320": 876,
    }
