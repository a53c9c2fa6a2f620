"""What `just dev` starts."""

from __future__ import annotations

from chaos.webui import building, developing
from chaos.webui.node import Node
from chaos.webui.places import MODULES, WEBUI


def test_vite_stands_before_the_admin_api(monkeypatch):
    installed: list[Node] = []
    node = Node("v24.0.0", "/n/node", ("npm",), {"PATH": "/n"})
    monkeypatch.setattr(developing, "find_node", lambda _environment: node)
    monkeypatch.setattr(developing, "install", installed.append)
    served = developing.vite(5199, "http://127.0.0.1:8099")
    assert installed == [node]
    assert served.folder == WEBUI
    # an absolute Node: a parent looks for programs in its own PATH
    assert served.command[:2] == ("/n/node", str(MODULES / "vite" / "bin" / "vite.js"))
    assert served.command[2:4] == ("--port", "5199")
    assert served.environment["WEBUI_API"] == "http://127.0.0.1:8099"
    assert served.environment["PATH"] == "/n"


def test_the_variable_is_the_one_that_vite_reads():
    assert f'"{developing.API_VARIABLE}"' in (WEBUI / "vite.config.ts").read_text()


def test_a_build_is_made_if_it_is_stale(monkeypatch):
    monkeypatch.setattr(building, "build_if_stale", lambda: True)
    assert developing.build_if_stale() is True
