"""The build: types, lint, format, schema, Vite, sizes, guard; then into the package.

Vite builds into .cache, and only what has passed takes the place of ``adminapi/web``, at
once: a server that starts meanwhile never sees half a build.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from chaos.webui import schema
from chaos.webui.node import Node, find_node
from chaos.webui.packages import install
from chaos.webui.places import CACHE, PACKAGED, WEBUI
from chaos.webui.running import Unable, alone, inherited, run_heard, say

BUILT: Final = CACHE / "webui-build"
#: says what a packaged build was made of; hidden, so that adminapi does not serve it
STAMP: Final = ".made-of"
#: scripts of webui/package.json
CHECKS: Final = ("types", "lint", "format-check")
GATES: Final = ("sizes.mjs", "guard.mjs")
#: what is in webui/ and does not change the build
_BESIDE: Final = frozenset({"node_modules", "browser", "screenshots", "scripts"})
_NOT_SHIPPED: Final = shutil.ignore_patterns(".*", "*.map")


def build(node: Node) -> None:
    """Check everything, build, and put the build into the package. Raises :exc:`Unable`."""
    install(node)
    check(node)
    with alone("build"):
        _build(node, GATES)


def build_if_stale() -> bool:
    """Build without the checks if webui/ has changed; return whether. Raises :exc:`Unable`."""
    if is_fresh():
        return False
    node = find_node(inherited())
    install(node)
    with alone("build"):
        if not is_fresh():
            _build(node, ())
    return True


def check(node: Node) -> None:
    """Check types, lint and format, two at a time, and the schema."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        done = list(pool.map(lambda name: _script(node, name), CHECKS))
    failed = [name for name, good in zip(CHECKS, done, strict=True) if not good]
    if failed:
        raise Unable(f"the web UI does not pass: {', '.join(failed)}.")
    schema.check(node)
    say("schema is that of the API")


def mend(node: Node) -> None:
    """Format the sources and mend what ESLint can mend. Raises :exc:`Unable`."""
    good = [_script(node, "lint", "--fix"), _script(node, "format")]
    if not all(good):
        raise Unable("not everything can be mended by a machine.")


def _script(node: Node, name: str, *arguments: str) -> bool:
    """Run a script of package.json and tell what it said if it failed."""
    began_s = time.monotonic()
    command = [*node.npm, "run", "--silent", name, "--", *arguments]
    code, said = run_heard(command, WEBUI, node.environment, aloud=False)
    if code != 0:
        say(f"{name} failed:\n{said}")
    else:
        say(f"{name}: good, {time.monotonic() - began_s:.1f} s")
    return code == 0


def _build(node: Node, gates: tuple[str, ...]) -> None:
    made_of = sources_digest(WEBUI)  # before: what changes meanwhile makes it stale
    if not _script(node, "build", "--outDir", str(BUILT), "--emptyOutDir"):
        raise Unable("Vite could not build the web UI.")
    for gate in gates:
        command = [node.path, str(WEBUI / "scripts" / gate), str(BUILT)]
        code, _said = run_heard(command, WEBUI, node.environment)
        if code != 0:
            raise Unable(f"the build does not pass webui/scripts/{gate}.")
    put(BUILT, PACKAGED, made_of)
    say("built into adminapi/web")


def put(built: Path, packaged: Path, made_of: str) -> None:
    """Let a finished build take the place of the packaged one."""
    new, old = (packaged.with_name(f".{packaged.name}-{kind}") for kind in ("new", "old"))  # fmt: skip
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(built, new, ignore=_NOT_SHIPPED)
    (new / STAMP).write_text(made_of)
    if packaged.exists():
        packaged.rename(old)
    new.rename(packaged)
    shutil.rmtree(old, ignore_errors=True)


def is_fresh() -> bool:
    """Return whether the packaged build is that of the sources as they are."""
    try:
        return (PACKAGED / STAMP).read_text() == sources_digest(WEBUI)
    except OSError:
        return False


def sources_digest(webui: Path) -> str:
    """Return a digest of everything that a build is made of."""
    digest = hashlib.sha256()
    for path in sorted(_sources(webui)):
        digest.update(f"{path.relative_to(webui).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(webui: Path) -> Iterator[Path]:
    for path in webui.iterdir():
        if path.name in _BESIDE or path.name.startswith("."):
            continue
        found = path.rglob("*") if path.is_dir() else (path,)
        for each in found:
            if each.is_file() and ".test." not in each.name:
                yield each
