"""Unit tests in happy-dom, then browser tests in Chromium against a real house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chaos.webui.building import build_if_stale
from chaos.webui.node import Node
from chaos.webui.packages import install
from chaos.webui.places import WEBUI
from chaos.webui.running import Unable, run, say

KINDS: Final = ("unit", "browser")  # scripts of webui/package.json


def test(node: Node, arguments: Sequence[str]) -> None:
    """Run the tests; after ``unit`` or ``browser`` come arguments of Vitest.

    Raises :exc:`Unable` when one fails.
    """
    chosen, more = select(arguments)
    install(node)
    for kind in chosen:
        if kind == "browser":
            build_if_stale()  # they see what adminapi serves
        say(f"{kind} tests")
        command = [*node.npm, "run", "--silent", kind, "--", *more]
        if run(command, WEBUI, node.environment) != 0:
            raise Unable(f"the {kind} tests of the web UI fail.")


def select(arguments: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the kinds of tests to run, and what Vitest is told. Raises :exc:`Unable`."""
    if not arguments:
        return KINDS, []
    if arguments[0] not in KINDS:
        # a filter that fits no test of one kind would end as a failure of that kind
        raise Unable(f"say `unit` or `browser` before {arguments[0]}.")
    return (arguments[0],), list(arguments[1:])
