"""Where the parts of the web UI lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
WEBUI: Final = ROOT / "webui"
MODULES: Final = WEBUI / "node_modules"
SCHEMA: Final = WEBUI / "src" / "api" / "schema.d.ts"
#: the build that adminapi serves and the wheel contains
PACKAGED: Final = ROOT / "adminapi" / "web"
CACHE: Final = ROOT / ".cache"
NODE_LOCK: Final = ROOT / "requirements-node.lock"
