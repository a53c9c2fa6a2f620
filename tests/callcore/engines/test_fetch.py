from __future__ import annotations

import os
import shutil

import pytest

from callcore.engines import fetch
from callcore.engines.fetch import copy_sources, main, remove_unusable, with_non_free

DEB822 = """Types: deb
URIs: mirror://debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


def test_non_free_is_added_to_both_kinds_of_sources():
    assert "Components: main non-free\n" in with_non_free(DEB822)
    line = "deb mirror://debian bookworm main contrib"
    assert with_non_free(line) == line + " non-free"


def test_firmware_is_not_mistaken_for_it():
    text = DEB822.replace("main", "main non-free-firmware")
    assert "main non-free-firmware non-free\n" in with_non_free(text)


@pytest.mark.parametrize(
    "text",
    [
        DEB822.replace("main", "main non-free"),
        "deb mirror://debian bookworm main non-free",
        "# deb mirror://debian bookworm main",
        "deb mirror://nodes nodistro stable",
    ],
)
def test_nothing_else_is_changed(text):
    assert with_non_free(text) == text


def test_only_sources_of_debian_are_taken(tmp_path):
    etc, parts = tmp_path / "etc", tmp_path / "parts"
    (etc / "sources.list.d").mkdir(parents=True)
    parts.mkdir()
    (etc / "sources.list.d/debian.sources").write_text(DEB822)
    (etc / "sources.list.d/other.list").write_text("deb mirror://other stable main")
    (etc / "sources.list.d/debian.sources.disabled").write_text(DEB822)
    assert copy_sources(etc, parts) == 1
    (copied,) = parts.iterdir()
    assert "non-free" in copied.read_text()


def test_voices_that_may_not_be_used_are_removed(tmp_path):
    voices = tmp_path / "usr/share/RHVoice/voices"
    for name in ("anna", "natalia", "victoria", "pavel"):
        (voices / name).mkdir(parents=True)
    remove_unusable(tmp_path)
    assert sorted(path.name for path in voices.iterdir()) == ["anna", "natalia"]


def test_a_machine_without_apt_gets_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert main(["--cache", str(tmp_path)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert "no apt" in told[0]


def fake_apt(folder, update, download):
    for name, script in (
        ("apt-get", f'case "$*" in *update*) {update};; *) {download};; esac'),
        ("dpkg", 'mkdir -p "$3/usr/share/RHVoice/voices/anna"'),
    ):
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    return str(folder)


@pytest.fixture
def debian(tmp_path, monkeypatch):
    """A machine with sources, and an apt that does what the test says."""
    monkeypatch.setattr(
        fetch, "copy_sources", lambda _etc, parts: (parts / "d.list").write_text("x")
    )
    bin_ = tmp_path / "bin"
    bin_.mkdir()

    def with_apt(update=":", download="touch rhvoice-russian_1.deb"):
        path = fake_apt(bin_, update, download)
        monkeypatch.setenv("PATH", path + os.pathsep + os.environ["PATH"])

    return with_apt


def test_packages_are_unpacked_into_the_cache_and_nothing_else_is_left(
    tmp_path, debian, capsys
):
    debian()
    cache = tmp_path / "cache"
    assert main(["--cache", str(cache)]) == 0
    assert [path.name for path in cache.iterdir()] == ["rhvoice"]
    assert (cache / "rhvoice/usr/share/RHVoice/voices/anna").is_dir()
    assert "another version" in capsys.readouterr().err
    assert main(["--cache", str(cache)]) == 0
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (
            {"update": "echo 'E: no network' >&2; exit 100"},
            "cannot reach a Debian index",
        ),
        ({"download": "echo 'E: no package' >&2; exit 100"}, "does not have RHVoice"),
    ],
)
def test_a_failing_apt_is_one_sentence_and_leaves_nothing(
    tmp_path, debian, capsys, broken, sentence
):
    debian(**broken)
    assert main(["--cache", str(tmp_path / "cache")]) == 1
    assert sentence in capsys.readouterr().err.splitlines()[-1]
    assert list((tmp_path / "cache").iterdir()) == []
