"""npm's packages in webui/node_modules: exactly what package-lock.json names, once.

A stamp is written last, so an installation that was interrupted is done again.
"""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path
from typing import Final

from chaos.webui.node import Node
from chaos.webui.places import CACHE, WEBUI
from chaos.webui.running import Unable, alone, need_room, run_heard, say

NEED_MB: Final = 500  # 300 MB installed, the rest is npm's cache
STAMP: Final = ".callcore-stamp"
_NO_NETWORK: Final = (
    "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH",
    "ERR_SOCKET_TIMEOUT", "EHOSTUNREACH",
)  # fmt: skip


def install(node: Node, webui: Path = WEBUI, cache: Path = CACHE) -> None:
    """Install if something has changed. Raises :exc:`Unable`."""
    if _ready(node, webui):
        return
    with alone("npm", cache):
        if _ready(node, webui):  # the other one has done it
            return
        need_room(webui, NEED_MB, "the installation of the web UI's packages")
        say(f"installing the packages of the web UI (300 MB) with Node {node.version}")
        stamp = webui / "node_modules" / STAMP
        stamp.unlink(missing_ok=True)
        code, said = run_heard([*node.npm, "ci"], webui, node.environment)
        if code != 0:
            raise Unable(why(said))
        stamp.write_text(wanted(node, webui))


def _ready(node: Node, webui: Path) -> bool:
    try:
        return (webui / "node_modules" / STAMP).read_text() == wanted(node, webui)
    except OSError:
        return False


def wanted(node: Node, webui: Path = WEBUI) -> str:
    """Return one line that changes when another installation is needed."""
    digest = hashlib.sha256((webui / "package-lock.json").read_bytes())
    given = json.loads((webui / "package.json").read_text())
    # npm refuses a package.json that the lock does not fit: it must have the chance
    for kind in ("dependencies", "devDependencies", "optionalDependencies"):
        digest.update(json.dumps(given.get(kind), sort_keys=True).encode())
    machine = f"{platform.system()}-{platform.machine()}-{platform.libc_ver()[0]}"
    return f"{digest.hexdigest()} {node.version} {machine}\n"


def why(said: str) -> str:
    """Return the sentence for what npm said when it failed."""
    if "ENOSPC" in said:
        return "the disk became full while npm installed; make room and run again."
    if any(word in said for word in _NO_NETWORK):
        return (
            "npm could not reach its package registry (no network, or a proxy or registry "
            "that npm is not told of); run again to go on."
        )
    if "EUSAGE" in said:
        return (
            "webui/package-lock.json does not fit webui/package.json; run `npm install` "
            "in webui/ and commit both."
        )
    if "EINTEGRITY" in said:
        return (
            "a package is not the one that webui/package-lock.json names by its hash."
        )
    return "npm did not manage to install; the lines above say why."
