from __future__ import annotations

import sys

import pytest

from chaos.demo.children import ChildError
from chaos.dev import ui
from chaos.dev.places import Places, free_block, places_of
from chaos.dev.ui import open_ui
from chaos.webui import developing
from chaos.webui.developing import Command
from chaos.webui.running import Unable

HERE = Places(8080, "http://127.0.0.1:8080")
SERVE = """
import http.server, sys
class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(204); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Quiet).serve_forever()
"""


def unable(_port: int, _api: str) -> Command:
    raise Unable("there is no Node here.")


async def test_nothing_is_served_beside_an_origin_of_the_users_own(tmp_path):
    places = places_of(8080, "http://127.0.0.1:5173")
    async with open_ui("auto", places, tmp_path, print) as found:
        assert found.places == places


@pytest.mark.parametrize("built", [True, False])
async def test_without_node_one_sentence_says_what_is_there(
    monkeypatch, tmp_path, built
):
    monkeypatch.setattr(developing, "vite", unable)
    monkeypatch.setattr(ui, "is_built", lambda: built)
    async with open_ui("auto", HERE, tmp_path, lambda _text: None) as found:
        assert found.places == HERE
        assert "there is no Node here." in found.about
        assert ("just webui-build" in found.about) is not built


async def test_who_insists_on_vite_is_refused_without_node(monkeypatch, tmp_path):
    monkeypatch.setattr(developing, "vite", unable)
    with pytest.raises(ChildError, match="no Node"):
        async with open_ui("vite", HERE, tmp_path, lambda _text: None):
            pass


async def test_browsers_open_vite_when_it_runs(monkeypatch, tmp_path):
    port = free_block(19_000)
    asked: list[tuple[int, str]] = []

    def vite(ui_port: int, api: str) -> Command:
        asked.append((ui_port, api))
        command = (sys.executable, "-c", SERVE, str(ui_port))
        return Command(command, {}, tmp_path)

    monkeypatch.setattr(developing, "vite", vite)
    places = places_of(port, "")
    async with open_ui("auto", places, tmp_path, lambda _text: None) as found:
        assert found.places.origin == f"http://127.0.0.1:{port + 2}"
        assert found.places.api == places.api
    assert asked == [(port + 2, places.api)]


async def test_a_vite_that_dies_is_told_with_its_last_words(monkeypatch, tmp_path):
    command = (sys.executable, "-c", "raise SystemExit('no such plugin')")
    monkeypatch.setattr(developing, "vite", lambda *_: Command(command, {}, tmp_path))
    with pytest.raises(ChildError, match="no such plugin"):
        async with open_ui("auto", HERE, tmp_path, lambda _text: None):
            pass
