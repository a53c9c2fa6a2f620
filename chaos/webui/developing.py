"""What `just dev` needs of the web UI: Vite with hot reload, or at least a fresh build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chaos.webui import building
from chaos.webui.node import find_node
from chaos.webui.packages import install
from chaos.webui.places import MODULES, WEBUI
from chaos.webui.running import inherited

API_VARIABLE: Final = "WEBUI_API"  # read by webui/vite.config.ts


@dataclass(frozen=True, slots=True)
class Command:
    """A process to start: it serves until it gets SIGTERM."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path


def vite(port: int, api_url: str) -> Command:
    """Return what serves the sources at ``http://127.0.0.1:port`` with hot reload.

    Requests and WebSockets of /api go to ``api_url``; the admin API must have the address
    of Vite as its public one, or it refuses the browser's Origin. Fetches Node and packages
    if need be, so it may block for minutes. Raises :exc:`~chaos.webui.running.Unable`.
    """
    node = find_node(inherited())
    install(node)
    program = MODULES / "vite" / "bin" / "vite.js"
    command = (node.path, str(program), "--port", str(port), "--clearScreen", "false")
    # with CI set, Vite lives on when its standard input ends: its starter ends it
    environment = {**node.environment, API_VARIABLE: api_url, "CI": "true"}
    return Command(command, environment, WEBUI)


def build_if_stale() -> bool:
    """Build into adminapi/web if webui/ has changed; return whether it was needed."""
    return building.build_if_stale()
