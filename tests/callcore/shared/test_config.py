from __future__ import annotations

from pathlib import Path

import pytest

from callcore.shared.config import ConfigError, from_environment, load
from callcore.shared.settingkinds import PortRange
from callcore.shared.settings import SETTINGS

HOME = {"HOME": "/home/operator"}


def refusal(**variables):
    with pytest.raises(ConfigError) as caught:
        load(HOME | variables)
    message = str(caught.value)
    assert message.endswith((".", "?"))
    assert "\n" not in message
    return message


def test_no_configuration_at_all_is_a_configuration():
    config = load(HOME)
    assert (config.host, config.agi_port) == ("127.0.0.1", 4573)
    assert config.audio_ports == PortRange(9092, 9099)
    assert 1 <= config.workers < len(config.audio_ports)
    assert (config.stt, config.tts, config.llm, config.vad) == (
        ("whisper",),
        ("auto",),
        ("offline",),
        "silero",
    )
    assert not config.record
    assert not config.chaos


def test_folders_follow_the_xdg_variables_and_ignore_relative_ones():
    config = load(HOME | {"XDG_STATE_HOME": "/state", "XDG_CACHE_HOME": "cache"})
    assert config.data_dir == Path("/state/callcore")
    assert config.cache_dir == Path("/home/operator/.cache/callcore")
    assert config.engines_socket.parent == config.data_dir


def test_every_value_comes_from_the_environment_if_it_is_there():
    config = load(
        HOME
        | {
            "CALLCORE_AUDIO_PORTS": "10000-10003",
            "CALLCORE_WORKERS": "3",
            "CALLCORE_DID_LANGUAGES": "380441234567=uk, +74951234567=ru",
            "CALLCORE_TARGETS": "sales,s,1 parts,100,2",
            "CALLCORE_RECORD": "yes",
            "CALLCORE_WHISPER_MODEL": "/models/big.bin",
        }
    )
    assert list(config.audio_ports.ports()) == [10000, 10001, 10002, 10003]
    assert config.workers == 3
    assert dict(config.did_languages) == {"380441234567": "uk", "74951234567": "ru"}
    assert config.targets == ("sales,s,1", "parts,100,2")
    assert config.record
    assert config.whisper_model == Path("/models/big.bin")


def test_it_is_known_where_a_value_came_from():
    origins = load(HOME | {"CALLCORE_AGI_PORT": "4600", "CALLCORE_HOST": " "}).origins
    assert origins["agi_port"] == "environment"
    assert origins["host"] == "default"
    assert set(origins) == {setting.name for setting in SETTINGS}


def test_an_unknown_variable_stops_the_start_and_names_the_nearest():
    message = refusal(CALLCORE_AGI_PROT="1")
    assert message == (
        "CALLCORE_AGI_PROT is not a setting of callcore; did you mean CALLCORE_AGI_PORT?"
    )
    assert "did you mean" not in refusal(CALLCORE_QQ="1")


def test_variables_of_others_are_none_of_our_business():
    load(HOME | {"CALLCORELIKE": "1", "PATH": "/bin", "ADMINAPI_PORT": "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AGI_PORT", "0"),
        ("AGI_PORT", "65536"),
        ("AGI_PORT", "４５７３x"),
        ("AUDIO_PORTS", "9092"),
        ("AUDIO_PORTS", "9099-9092"),
        ("AUDIO_PORTS", "9092-9500"),
        ("LANGUAGE", "de"),
        ("DID_LANGUAGES", "abc=uk"),
        ("DID_LANGUAGES", "38044=de"),
        ("TARGETS", "sales,s"),
        ("TARGETS", "sales,s,1;other"),
        ("DATA_DIR", "relative"),
        ("RECORD", "maybe"),
        ("STORE_URL", "ftp://shop"),
        ("STORE_URL", "http://shop:99999"),
        ("STORE_URL", "http://user:password@shop"),
        ("STT", "sphinx"),
        ("STT", "whisper whisper"),
        ("STT_CANDIDATE", "sphinx"),
        ("GOOGLE_VOICES", "en"),
        ("GOOGLE_VOICES", "de=x"),
        ("WORKERS", "0"),
    ],
)
def test_a_malformed_value_stops_the_start_with_what_is_allowed(name, value):
    message = refusal(**{f"CALLCORE_{name}": value})
    assert message.startswith(f"CALLCORE_{name} must be ")


def test_a_malformed_secret_is_not_repeated():
    assert "hunter" not in refusal(CALLCORE_LLM_KEY="hunter\x01")


def test_one_port_stays_free_for_a_rolling_restart():
    assert "must stay free" in refusal(
        CALLCORE_WORKERS="4", CALLCORE_AUDIO_PORTS="9092-9095"
    )


@pytest.mark.parametrize("agi_port", ["9092", "9199", "9295"])
def test_the_front_desk_does_not_sit_on_a_port_of_a_worker(agi_port):
    assert "CALLCORE_AUDIO_PORTS" in refusal(CALLCORE_AGI_PORT=agi_port)


def test_listening_everywhere_needs_an_address_for_asterisk():
    assert "CALLCORE_TARGET_HOST" in refusal(CALLCORE_HOST="0.0.0.0")
    config = load(HOME | {"CALLCORE_HOST": "::", "CALLCORE_TARGET_HOST": "10.0.0.5"})
    assert config.target_host == "10.0.0.5"


def test_a_language_service_needs_an_address_and_a_model():
    assert "CALLCORE_LLM_URL" in refusal(CALLCORE_LLM="openai")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"STT": "whisper google"}, ("CALLCORE_STT=google also needs "
         "CALLCORE_GOOGLE_PROJECT.")),
        ({"STT_CANDIDATE": "openai"}, ("CALLCORE_STT_CANDIDATE=openai also needs "
         "CALLCORE_STT_URL and CALLCORE_STT_MODEL.")),
        ({"TTS": "openai", "TTS_URL": "http://x/v1"}, ("CALLCORE_TTS=openai also needs "
         "CALLCORE_TTS_MODEL.")),
    ],
)  # fmt: skip
def test_an_engine_that_lacks_a_setting_stops_the_start(variables, sentence):
    named = {f"CALLCORE_{name}": value for name, value in variables.items()}
    assert refusal(**named) == sentence


def test_engines_stand_in_the_order_in_which_they_are_asked():
    config = load(
        HOME
        | {
            "CALLCORE_STT": "google, whisper",
            "CALLCORE_GOOGLE_PROJECT": "p",
            "CALLCORE_GOOGLE_VOICES": "en=en-US-A uk=uk-UA-B",
        }
    )
    assert config.stt == ("google", "whisper")
    assert config.google_voices == {"en": "en-US-A", "uk": "uk-UA-B"}


def test_a_data_folder_too_long_for_a_socket_is_refused():
    assert "CALLCORE_DATA_DIR" in refusal(CALLCORE_DATA_DIR="/" + "d" * 95)


def test_the_process_reads_its_own_environment(monkeypatch):
    monkeypatch.setenv("CALLCORE_AGI_PORT", "4999")
    assert from_environment().agi_port == 4999


def test_systemd_may_want_to_be_told():
    assert load(HOME | {"NOTIFY_SOCKET": "@x"}).notify_socket == "@x"
