"""What the web UI weighs and costs: the build's sizes, and a busy board in Chromium.

Runs the browser test of the live board (500 calls, ten updates of the board a second, hostile
words among them) and reads what it prints; builds the UI before, if it has changed.

    just bench web
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Final

from rich.console import Console

from chaos.bench import publishing
from chaos.bench.tables import Row, as_markdown
from chaos.webui.building import BUILT, build_if_stale
from chaos.webui.node import find_node
from chaos.webui.packages import install
from chaos.webui.places import WEBUI
from chaos.webui.running import Unable, inherited, output_of, run_heard

COMMAND: Final = "just bench web"
#: a row of webui/scripts/sizes.mjs: name, kB, limit, files
_SIZE: Final = re.compile(
    r"^(first load|src/pages/\S+)\s+([\d.]+)\s+([\d.]+)\s+\d+$", re.MULTILINE
)
_BOARD: Final = re.compile(r"board of 500 at 10 Hz: (\d+) % of a core")
_TASK: Final = re.compile(r"longest task (\d+) ms")
_PIXEL: Final = re.compile(r"event to pixel: p50 (\d+) ms, p95 (\d+) ms, most (\d+) ms")


class Unread(Exception):
    """What was run did not print its numbers; the message is one sentence."""


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 1 if the browser test failed."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    publishing.add_options(parser)
    options = parser.parse_args(arguments)
    console = Console()
    try:
        with console.status("a board of 500 calls in Chromium"):
            code, sizes, said = _measure()
        found = rows(sizes, said)
    except (Unable, Unread) as problem:
        console.print(str(problem))
        return 2
    raw = {row.what: row.measured for row in found}
    page = as_markdown(found, publishing.where(), COMMAND)
    publishing.publish(page, raw, options, "web", console)
    return int(code != 0)


def _measure() -> tuple[int, str, str]:
    """Return the test's exit code, the sizes as printed, and what the test printed."""
    build_if_stale()
    node = find_node(inherited())
    install(node)
    sizes = output_of(
        [node.path, "scripts/sizes.mjs", str(BUILT)], node.environment, WEBUI
    )
    command = [*node.npm, "run", "--silent", "browser", "--", "liveload", "--no-color"]
    code, said = run_heard(command, WEBUI, node.environment, aloud=False)
    return code, sizes, said


def rows(sizes: str, said: str) -> list[Row]:
    """Return the table. Raises :exc:`Unread`."""
    weights = [(name, float(kb), limit) for name, kb, limit in _SIZE.findall(sizes)]
    pages = [each for each in weights if each[0] != "first load"]
    firsts = [each for each in weights if each[0] == "first load"]
    board, task, pixel = (p.search(said) for p in (_BOARD, _TASK, _PIXEL))
    if not (pages and firsts and board and task and pixel):
        raise Unread("the build or the browser test did not print its numbers.")
    heaviest = max(pages, key=lambda each: each[1])
    name = heaviest[0].removeprefix("src/pages/")
    return [
        Row("first load, gzip", f"{firsts[0][1]} kB", f"<= {firsts[0][2]} kB"),
        Row(f"heaviest page, gzip ({name})", f"{heaviest[1]} kB", f"<= {heaviest[2]} kB"),
        Row("board of 500 calls at 10 Hz, all of Chromium", f"{board[1]} % of a core", "< 50 %"),
        Row("longest task of the page meanwhile, processor time", f"{task[1]} ms"),
        Row(
            "event in Redis to pixel on that board, p50 / p95 / max",
            f"{pixel[1]} / {pixel[2]} / {pixel[3]} ms",
            "<= 300 ms",
        ),
    ]  # fmt: skip
