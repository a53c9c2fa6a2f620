from __future__ import annotations

import pytest

from callcore.doctor.speech import check_model_file, check_speech, check_voices
from callcore.shared.config import load


def config(**variables: str):
    return load({"HOME": "/tmp", **variables})


def graded(findings):
    return {finding.topic: finding.grade for finding in findings}


def only_english(_cache):
    return {"en": "hibari"}


def test_a_language_without_a_voice_is_a_note_unless_a_caller_may_have_it():
    assert graded(check_voices(config(), only_english)) == {
        "voice English": "ok",
        "voice Russian": "note",
        "voice Ukrainian": "note",
    }
    needing = config(CALLCORE_DID_LANGUAGES="38044=uk", CALLCORE_LANGUAGE="ru")
    findings = check_voices(needing, only_english)
    assert graded(findings)["voice Ukrainian"] == "bad"
    assert graded(findings)["voice Russian"] == "bad"
    assert "just voices" in findings[1].sentence


def test_a_model_of_the_operators_own_has_to_be_a_model(tmp_path):
    path = tmp_path / "model.bin"
    assert check_model_file(path).grade == "bad"
    path.write_bytes(b"<html>")
    assert "not a ggml" in check_model_file(path).sentence
    path.write_bytes(b"lmgg" + bytes(100))
    assert check_model_file(path).grade == "ok"


def test_scripted_engines_need_no_files():
    scripted = config(
        CALLCORE_STT="scripted", CALLCORE_TTS="scripted", CALLCORE_VAD="energy"
    )
    assert graded(check_speech(scripted)) == {"agent": "ok"}


def test_a_service_is_named_and_not_asked():
    service = config(
        CALLCORE_STT="scripted",
        CALLCORE_TTS="scripted",
        CALLCORE_VAD="energy",
        CALLCORE_LLM="openai",
        CALLCORE_LLM_URL="http://localhost:1/v1",
        CALLCORE_LLM_MODEL="small",
    )
    assert graded(check_speech(service)) == {"agent": "note"}


@pytest.mark.native
def test_the_packaged_models_are_whole():
    found = graded(check_speech(config(CALLCORE_TTS="scripted")))
    assert found == {"vad": "ok", "stt": "ok", "agent": "ok"}
