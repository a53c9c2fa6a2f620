"""``just bench call``: the numbers of the README, with machine and date.

With ``--demo N`` it also runs N demo calls per language (minutes). ``--write`` puts the
tables between the markers of README.md. Absolute times move with a shared machine; what
holds is how rows of one run compare.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from chaos.bench import killing, measured, publishing
from chaos.bench.tables import Row, as_markdown

LOADS = (1, 20, 100, 200)
SECONDS = 16.0


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 0."""
    options = parse(arguments)
    console = Console()
    rows: list[Row] = []
    for calls in LOADS:
        with console.status(f"{calls} calls with scripted engines, {SECONDS:.0f} s"):
            rows += load_rows(calls, measured.load(calls, SECONDS))
    with console.status("1,000 aborted calls"):
        rows += leak_rows(measured.leaks())
    with console.status("kill -9 and wedge"):
        rows += killing_rows(killing.kill(), killing.wedge())
    for language in options.lang if options.demo else ():
        with console.status(f"{options.demo} demo calls in {language}"):
            rows += demo_rows(language, demo(language, options.demo))
    for language, file in options.demo_json:
        rows += demo_rows(language, json.loads(Path(file).read_text()))
    found = {"rows": [asdict(row) for row in rows]}
    page = as_markdown(rows, publishing.where())
    publishing.publish(page, found, options, "", console)
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench call", description=__doc__)
    parser.add_argument("--demo", type=int, default=0, metavar="N")
    parser.add_argument(
        "--demo-json",
        action="append",
        default=[],
        metavar="LANG[, HOW]=FILE",
        type=lambda text: text.partition("=")[::2],
        help="results that `just demo --calls N --json FILE` has left",
    )
    parser.add_argument("--lang", action="append", choices=["en", "ru", "uk"])
    publishing.add_options(parser)
    options = parser.parse_args(arguments)
    options.lang = options.lang or ["en", "ru", "uk"]
    return options


def load_rows(calls: int, noted: dict[str, Any]) -> list[Row]:
    """Return what a load says, beside what the issue wants of it."""
    p50, p95 = noted["gap_p50_ms"], noted["gap_p95_ms"]
    wanted = "4 / 6 ms" if calls in (20, 100) else ""
    late = "5 ms" if calls == 200 else ""
    name = f"{calls} call{'s' if calls > 1 else ''}"
    return [
        Row(f"{name}: added latency p50 / p95", f"{p50} / {p95} ms", wanted),
        Row(f"{name}: frame lateness p99", f"{noted['late_p99_ms']} ms", late),
        Row(
            f"{name}: one core, memory per call",
            f"{noted['core_percent']} %, {noted['kb_per_call']} kB",
            "300 kB" if calls == 200 else "",
        ),
    ]


def leak_rows(noted: dict[str, Any]) -> list[Row]:
    """Return what is left of aborted calls."""
    before, after = noted["before"], noted["after"]

    def shown(key: str) -> str:
        return f"{before[key]} -> {after[key]}"

    growth = 100 * (after["rss_kb"] / before["rss_kb"] - 1)
    aborts = f"{noted['aborts']:,} aborted calls"
    counts = ", ".join(shown(key) for key in ("tasks", "fds", "threads"))
    return [
        Row(f"{aborts}: tasks, descriptors, threads", counts, "unchanged"),
        Row(f"{aborts}: memory", f"{growth:+.1f} %", "5 %"),
    ]


def killing_rows(kill: dict[str, Any], wedge: dict[str, Any]) -> list[Row]:
    """Return how fast callers come to a human."""
    return [
        Row(
            f"kill -9 of a worker: its {kill['calls']} callers at the operator",
            f"{kill['at_operator']}, median {kill['median_ms']} ms, "
            f"last {kill['max_ms']} ms",
            "100 ms",
        ),
        Row(
            f"a frozen worker: its {wedge['calls']} callers at the operator",
            f"{wedge['at_operator']}, last {wedge['max_ms'] / 1000:.2f} s",
            "4 s",
        ),
    ]


def demo(language: str, calls: int) -> dict[str, Any]:
    """Return the JSON summary of so many demo calls, one after the other."""
    with tempfile.NamedTemporaryFile(suffix=".json") as found:
        command = [sys.executable, "-m", "chaos.demo", "--plain", "--lang", language]
        command += ["--calls", str(calls), "--json", found.name]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        summary: dict[str, Any] = json.loads(Path(found.name).read_text())
    return summary


def demo_rows(language: str, summary: dict[str, Any]) -> list[Row]:
    """Return the demo's success and gaps."""
    wanted = {"en": "19 of 20", "ru": "16 of 20"}.get(language[:2], "reported")
    gap = f"{summary['gap_p50_ms']:.0f} / {summary['gap_p95_ms']:.0f} ms"
    gap_wanted = "p50 1400 ms" if language.startswith("en") else ""
    right = f"{summary['ok']} of {summary['calls']}"
    return [
        Row(f"demo in {language}: the right order", right, wanted),
        Row(f"demo in {language}: turn gap p50 / p95", gap, gap_wanted),
    ]
