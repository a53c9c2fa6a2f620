"""Which Node runs the tools: the machine's if it is new enough, else that of the wheel.

``WEBUI_NODE=machine`` and ``WEBUI_NODE=wheel`` force one. The name has no ``CALLCORE_`` in
front, for callcore refuses variables that it does not know, and tests start one below us.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chaos.webui import nodewheel
from chaos.webui.running import Unable, output_of, say

VARIABLE: Final = "WEBUI_NODE"
WANTED: Final = "20.19, 22.13 or 24"  # what Vite 8 and ESLint 10 ask for
_VERSION: Final = re.compile(r"v(\d+)\.(\d+)\.\d+")
_GLOBALCONFIG: Final = "npm_config_globalconfig"
#: where npm of a distribution keeps what it is told for the whole machine
_GLOBAL_FILES: Final = ("/usr/etc/npmrc", "/usr/local/etc/npmrc", "/etc/npmrc")


@dataclass(frozen=True, slots=True)
class Node:
    """A Node with its npm; ``environment`` is for everything that runs on it."""

    version: str
    path: str
    npm: tuple[str, ...]
    environment: Mapping[str, str]


def new_enough(version: str) -> bool:
    """Return whether ``version`` (as ``v22.13.0``) satisfies ^20.19 || ^22.13 || >=24."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return major >= 24 or minor >= {20: 19, 22: 13}.get(major, minor + 1)


def find_node(environment: Mapping[str, str]) -> Node:
    """Return the Node to use; fetches the wheel if need be. Raises :exc:`Unable`."""
    choice = environment.get(VARIABLE, "")
    if choice not in ("", "machine", "wheel"):
        raise Unable(f"{VARIABLE} is machine or wheel, not {choice}.")
    if choice != "wheel":
        found = _of_machine(environment)
        if isinstance(found, Node):
            return found
        if choice == "machine":
            raise Unable(f"{found}; callcore's web UI needs Node {WANTED} with npm.")
        say(f"{found}; taking Node from a Python wheel")
    return _of_wheel(environment)


def _of_machine(environment: Mapping[str, str]) -> Node | str:
    """Return the machine's Node, or why it will not do."""
    path = environment.get("PATH", "")
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None:
        return "this machine has no Node"
    version = output_of([node, "--version"], environment)
    if not new_enough(version):
        return f"this machine has Node {version or 'that does not run'}"
    if npm is None:
        return f"this machine has Node {version} without npm"
    return Node(version, node, (npm,), _with_path(Path(node).parent, environment))


def _of_wheel(environment: Mapping[str, str]) -> Node:
    folder = nodewheel.fetch(environment)
    node = folder / "bin" / "node"
    version = output_of([str(node), "--version"], environment)
    if not new_enough(version):
        raise Unable(
            f"Node of the Python wheel does not run here ({node}); install Node {WANTED} "
            "with npm."
        )
    npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    given = _with_path(node.parent, environment)
    settings = _global_settings(environment)
    if settings and not any(name.lower() == _GLOBALCONFIG for name in given):
        given[_GLOBALCONFIG] = settings
    return Node(version, str(node), (str(node), str(npm)), given)


def _with_path(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which `env node` is the Node of ``folder``."""
    path = os.pathsep.join(filter(None, (str(folder), environment.get("PATH", ""))))
    return {**environment, "PATH": path}


def _global_settings(environment: Mapping[str, str]) -> str:
    """Return the file of the machine's npm settings, which npm of a wheel cannot know."""
    npm = shutil.which("npm", path=environment.get("PATH", ""))
    told = output_of([npm, "config", "get", "globalconfig"], environment) if npm else ""
    candidates = (told, *_GLOBAL_FILES)
    return next((name for name in candidates if name and Path(name).is_file()), "")
