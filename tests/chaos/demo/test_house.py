"""The house tells callcore all it needs, and says when something does not come up."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from callcore.shared.config import load
from callcore.shared.embedded.postgres import EmbeddedPostgres
from chaos.demo import children
from chaos.demo import house as houses
from chaos.demo.children import Child, ChildError
from chaos.demo.engines import Engines
from chaos.demo.house import House, data_folder, inherited, settings
from chaos.demo.ports import Ports

NOBODY: Any = None
PORTS = Ports(21000, 21001, 21003)
URL = "http://127.0.0.1:9999"
LOCAL = Engines()


def blueprint(folder: Path, engines: Engines = LOCAL) -> houses.Blueprint:
    return houses.Blueprint(folder, folder / "cache", "en", engines, {})


def test_callcore_accepts_the_settings(tmp_path):
    config = load(settings(Path("/tmp/x"), PORTS, URL, "uk"))
    assert config.agi_port == 21000
    assert list(config.audio_ports.ports()) == [21001, 21002, 21003]
    assert config.workers == houses.WORKERS
    assert (config.store_url, config.language) == (URL, "uk")
    assert config.record
    assert config.chaos


def test_children_find_the_packages_from_any_folder():
    assert str(Path(houses.__file__).parents[2]) in inherited()["PYTHONPATH"]


async def test_the_private_folder_is_gone_afterwards_unless_it_is_kept():
    async with data_folder(keep=False) as folder:
        (folder / "calls").mkdir()
    assert not folder.exists()
    async with data_folder(keep=True) as folder:
        pass
    assert folder.exists()
    folder.rmdir()


@pytest.mark.integration
async def test_databases_that_a_killed_house_left_are_deleted_with_its_folder():
    async with data_folder(keep=False) as folder:
        left = EmbeddedPostgres(folder / "embedded" / "postgres")
        left.start()
        left.process.kill()
        place = left.folder
        assert (place / "cluster").is_dir()
    assert not place.exists()


async def test_the_path_of_a_socket_in_the_folder_is_short_enough():
    async with data_folder(keep=False) as folder:
        assert len(os.fsencode(folder / "engines.sock")) < 100


def test_a_call_has_a_folder_of_its_own():
    built = House(Path("/d"), PORTS, URL, NOBODY, NOBODY)
    assert built.call_folder("c1") == Path("/d/calls/c1")
    assert built.engines_socket == Path("/d/engines.sock")


@pytest.mark.integration
async def test_a_callcore_that_dies_is_told_with_its_last_words(tmp_path, monkeypatch):
    real = children.child

    def child(name, command, environment, folder):
        if name == "callcore":
            command = [command[0], "-c", "import sys; sys.exit('no model here')"]
        return real(name, command, environment, folder)

    monkeypatch.setattr(houses, "child", child)
    told: list[str] = []
    with pytest.raises(ChildError, match=r"callcore ended with 1\n.*no model here"):
        async with houses.house(blueprint(tmp_path), told.append):
            pass
    assert told[0] == "starting the shop's store"


@pytest.mark.integration
async def test_a_store_that_is_silent_is_told(tmp_path, monkeypatch):
    real = children.child

    def child(name, command, environment, folder):
        command = [command[0], "-c", "import time; time.sleep(600)"]
        return real(name, command, environment, folder)

    monkeypatch.setattr(houses, "child", child)
    monkeypatch.setattr(houses, "STORE_READY_S", 0.3)
    with pytest.raises(ChildError, match="store was not ready within 0 s"):
        async with houses.house(blueprint(tmp_path), lambda _text: None):
            pass


def test_a_child_knows_where_its_words_go():
    one = Child("store", NOBODY, Path("/d"))
    assert (one.stdout, one.stderr) == (Path("/d/store.out"), Path("/d/store.log"))
