"""Recorded prompts: found in the cache, fetched without root, chosen by their texts."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from callcore.audio.wav import encode
from callcore.engines.fetch import FetchError
from chaos.turns import prompts
from tests.chaos.turns.made import tone

TEXTS = """; a comment
agent-user: Agent login. Please enter your agent number.
calm: Please  stay on the line, and wait.
short: Please wait.
press: Please press 1 to go on with it.
piece: the person you are calling
silent: This file is not there at all.
"""


@pytest.fixture
def folder(tmp_path):
    documents = tmp_path / "usr/share/doc/asterisk-core-sounds-en"
    sounds = tmp_path / "usr/share/asterisk/sounds/en_US_f_Somebody"
    (sounds / "digits").mkdir(parents=True)
    documents.mkdir(parents=True)
    with gzip.open(documents / "core-sounds-en.txt.gz", "wt") as file:
        file.write(TEXTS)
    names = ["agent-user", "calm", "short", "press", "piece"]
    for name in (*names, *(f"digits/{n}" for n in range(10))):
        pcm = np.rint(tone(2000) * 32767).astype("<i2").tobytes()
        (sounds / f"{name}.wav").write_bytes(encode(pcm))
    return tmp_path


def test_only_whole_single_sentences_that_are_there_are_taken(folder):
    (one,) = prompts.sentences("en", folder)
    assert (one.name, one.text) == ("calm", "Please stay on the line, and wait.")
    assert len(one.audio) == 16_000
    assert np.abs(one.audio).max() < 1


def test_ten_digits_or_none(folder):
    assert [one.name for one in prompts.digits("en", folder)] == list("0123456789")
    next(folder.rglob("digits/7.wav")).unlink()
    assert prompts.digits("en", folder) == []


def test_what_is_no_recording_at_8_khz_is_left_out(folder):
    path = next(folder.rglob("calm.wav"))
    path.write_bytes(encode(bytes(64_000), 16_000))
    assert prompts.sentences("en", folder) == []
    path.write_bytes(encode(bytes(16_000)))  # 1 s: no sentence
    assert prompts.sentences("en", folder) == []
    path.write_bytes(b"no recording")
    assert prompts.sentences("en", folder) == []


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_language_without_recordings_has_none(folder, language):
    assert prompts.sentences(language, folder) == []
    assert prompts.digits(language, folder) == []


def test_what_is_in_the_cache_is_not_fetched(tmp_path):
    (tmp_path / "prompts").mkdir()
    assert prompts.fetch(tmp_path) == tmp_path / "prompts"


def test_what_is_fetched_is_unpacked_once_and_nothing_else_stays(tmp_path, monkeypatch):
    ran = []

    def run(command, scratch, failure):
        ran.append(command)
        if "download" in command:
            (scratch / "some.deb").touch()
        if command[0] == "dpkg":
            (scratch / "tree/usr").mkdir(parents=True)

    monkeypatch.setattr(prompts, "_private_apt", lambda _scratch: ["-o", "private"])
    monkeypatch.setattr(prompts, "_run", run)
    assert (prompts.fetch(tmp_path) / "usr").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["prompts"]
    assert all(command[:3] == ["apt-get", "-o", "private"] for command in ran[:2])
    assert {name for name in ran[1] if name.startswith("asterisk")} == {
        "asterisk-core-sounds-en",
        "asterisk-core-sounds-en-wav",
        "asterisk-core-sounds-ru",
        "asterisk-core-sounds-ru-wav",
    }


def test_a_machine_without_apt_gets_one_sentence(tmp_path, monkeypatch):
    def run(*_args):
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(prompts, "_private_apt", lambda _scratch: [])
    monkeypatch.setattr(prompts, "_run", run)
    with pytest.raises(FetchError, match="cannot fetch recordings: No such file"):
        prompts.fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []
