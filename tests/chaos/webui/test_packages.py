"""npm's packages: once, whole, and exactly what the lock names."""

from __future__ import annotations

import json
import threading

import pytest

from chaos.webui import packages, running
from chaos.webui.node import Node
from chaos.webui.packages import STAMP, install, wanted
from chaos.webui.places import WEBUI
from chaos.webui.running import Unable, alone


@pytest.fixture
def webui(machine):
    """A web UI with a lock."""
    machine.node("v22.13.0")
    folder = machine.folder / "webui"
    folder.mkdir()
    (folder / "package-lock.json").write_text("{}")
    (folder / "package.json").write_text('{"dependencies": {"a": "1"}}')
    return folder


@pytest.fixture
def go(machine, webui):
    """Return a function that installs."""

    def run(version="v22.13.0", **more):
        npm = (str(machine.bin / "npm"),)
        node = Node(version, "node", npm, machine.environment | more)
        install(node, webui, machine.folder / "cache")

    return run


def test_it_is_done_once(machine, webui, go):
    go()
    go()
    assert machine.asked == ["npm ci"]
    assert (webui / "node_modules" / STAMP).exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda webui, go: (webui / "package-lock.json").write_text('{"a": 1}'),
        lambda webui, go: (webui / "package.json").write_text("{}"),
        lambda webui, go: (webui / "node_modules" / STAMP).unlink(),
    ],
)
def test_it_is_done_again_when_something_has_changed(machine, webui, go, change):
    go()
    change(webui, go)
    go()
    assert machine.asked == ["npm ci"] * 2


def test_another_node_needs_other_packages(machine, go):
    go()
    go("v24.0.0")
    assert len(machine.asked) == 2


def test_a_new_script_in_package_json_needs_no_installation(machine, webui, go):
    go()
    (webui / "package.json").write_text('{"dependencies": {"a": "1"}, "scripts": {}}')
    go()
    assert len(machine.asked) == 1


def test_what_was_interrupted_is_done_again(machine, webui, go):
    go()
    (webui / "package-lock.json").write_text('{"a": 1}')
    with pytest.raises(Unable):
        go(SAYS="killed")
    (webui / "package-lock.json").write_text(
        "{}"
    )  # as when the first stamp was written
    go()
    assert len(machine.asked) == 3


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("npm error code ENOTFOUND", "could not reach its package registry"),
        ("npm error code ECONNREFUSED", "could not reach its package registry"),
        ("npm error code ENOSPC", "the disk became full"),
        ("npm error code EUSAGE", "does not fit webui/package.json"),
        ("npm error code EINTEGRITY", "by its hash"),
        ("npm error code ELSE", "the lines above say why"),
    ],
)
def test_every_failure_has_its_sentence(go, said, sentence, capsys):
    with pytest.raises(Unable, match=sentence):
        go(SAYS=said)
    assert said in capsys.readouterr().err


def test_a_full_disk_is_told_before(machine, go, monkeypatch):
    monkeypatch.setattr(packages, "NEED_MB", 10**12)
    with pytest.raises(Unable, match="make room and run again"):
        go()
    assert machine.asked == []


def test_two_at_once_install_one_after_the_other(machine, webui, go, monkeypatch):
    """The second waits, and then finds that it is done."""
    waits = threading.Event()
    monkeypatch.setattr(running, "say", lambda _text: waits.set())
    second = threading.Thread(target=go)
    with alone("npm", machine.folder / "cache"):
        second.start()
        assert waits.wait(10)
        (webui / "node_modules").mkdir()
        node = Node("v22.13.0", "", (), {})
        (webui / "node_modules" / STAMP).write_text(wanted(node, webui))
    second.join(10)
    assert not second.is_alive()
    assert machine.asked == []


class TestLock:
    """The lock of this repository."""

    lock = json.loads((WEBUI / "package-lock.json").read_text())

    def test_every_package_has_its_hash(self):
        found = {name: one for name, one in self.lock["packages"].items() if name}
        assert len(found) > 100
        assert not [n for n, one in found.items() if not one.get("integrity", "").startswith("sha512-")]  # fmt: skip

    def test_it_names_no_host_to_get_anything_from(self):
        assert not [name for name, one in self.lock["packages"].items() if "resolved" in one]  # fmt: skip

    def test_it_fits_package_json(self):
        given = json.loads((WEBUI / "package.json").read_text())
        for kind in ("dependencies", "devDependencies"):
            assert self.lock["packages"][""][kind] == given[kind]

    def test_no_package_wants_to_run_its_own_code(self):
        wishes = [n for n, one in self.lock["packages"].items() if one.get("hasInstallScript")]  # fmt: skip
        assert wishes in ([], ["node_modules/fsevents"])
        assert "ignore-scripts=true" in (WEBUI / ".npmrc").read_text().splitlines()

    def test_versions_are_exact(self):
        given = json.loads((WEBUI / "package.json").read_text())
        versions = {**given["dependencies"], **given["devDependencies"]}
        assert not [name for name, one in versions.items() if not one[0].isdigit()]
