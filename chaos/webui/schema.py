"""webui/src/api/schema.d.ts: the types of the admin API, made from its OpenAPI document.

The file is committed, so that an editor knows the API without a build; the build fails when
it is not what the document makes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from chaos.webui.node import Node
from chaos.webui.places import CACHE, MODULES, ROOT, SCHEMA
from chaos.webui.running import Unable, output_of, run_heard, say

STALE: Final = (
    "webui/src/api/schema.d.ts is not what the admin API's OpenAPI document makes; run "
    "`just webui-schema` and commit it."
)
_TOOL: Final = MODULES / "openapi-typescript" / "bin" / "cli.js"


def write(node: Node, target: Path = SCHEMA) -> None:
    """Make the file anew. Raises :exc:`Unable`."""
    text = generated(node)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_text() != text:
        target.write_text(text)
        say("schema.d.ts is new")
    else:
        say("schema.d.ts was right")


def check(node: Node, target: Path = SCHEMA) -> None:
    """Raise :exc:`Unable` if the file is not what :func:`write` would write."""
    if not target.is_file() or target.read_text() != generated(node):
        raise Unable(STALE)


def generated(node: Node) -> str:
    """Return the types of the API as this tree has it. Raises :exc:`Unable`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    document, made = CACHE / "openapi.json", CACHE / "schema.d.ts"
    document.write_text(_document(node))
    made.unlink(missing_ok=True)
    command = [node.path, str(_TOOL), str(document), "--output", str(made)]
    command += ["--default-non-nullable=false"]  # what has a default may be left out
    code, _said = run_heard(command, ROOT, node.environment, aloud=False)
    if code != 0 or not made.is_file():
        raise Unable("openapi-typescript could not make the types of the API.")
    return made.read_text()


def _document(node: Node) -> str:
    text = output_of([sys.executable, "-m", "adminapi", "openapi"], node.environment)
    if not text:
        raise Unable(
            "the OpenAPI document cannot be made; `python -m adminapi openapi` says why."
        )
    return text
