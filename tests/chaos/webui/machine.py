"""A machine of scripts: a Node and an npm that write down what they were asked."""

from __future__ import annotations

import os
from pathlib import Path

NPM = """#!/bin/sh
echo "npm $*" >> "$LOG"
case "$*" in
    "config get globalconfig") echo "${GLOBALCONFIG:-undefined}" ;;
    ci)
        rm -rf node_modules; mkdir node_modules
        [ -z "$SAYS" ] || { echo "$SAYS"; exit 1; } ;;
    *) [ "$FAILS" != "$3" ] || { echo "broken in $3"; exit 1; } ;;
esac
"""


def script(path: Path, text: str) -> Path:
    """Write an executable file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


class Machine:
    """Folders of a machine, and the environment in which only its programs are found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "log"
        self.log.touch()
        self.environment = {
            "PATH": os.pathsep.join((str(self.bin), "/usr/bin.none", "/bin.none")),
            "LOG": str(self.log),
            "HOME": str(folder),
        }
        for tool in ("rm", "mkdir", "echo"):
            (self.bin / tool).symlink_to(f"/bin/{tool}")

    def node(self, version: str, *, npm: bool = True) -> None:
        """Install a Node."""
        script(self.bin / "node", f"#!/bin/sh\necho {version}\n")
        if npm:
            script(self.bin / "npm", NPM)

    @property
    def asked(self) -> list[str]:
        """What npm was asked."""
        return self.log.read_text().splitlines()
