"""HTML by function calls: what is not built here is escaped, always."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6570; --page: #fbfbfa;
  --card: #ffffff; --line: #dcdfe3; --good: #17703a; --bad: #b3261e; --warn: #8a5a00;
  --goodback: #e3f3e8; --badback: #fbe5e3; --warnback: #fff2d6; --bar: #7d93b8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e9ec; --soft: #9aa4af;
  --page: #15181b; --card: #1d2125; --line: #343a41; --good: #74d199; --bad: #ff9a91;
  --warn: #f2c463; --goodback: #16301f; --badback: #3c1d1b; --warnback: #372a10;
  --bar: #8fa6cd; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; color: var(--ink);
  background: var(--page); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; } p { margin: .4rem 0; }
.soft { color: var(--soft); } .scroll { overflow-x: auto; }
table { border-collapse: collapse; background: var(--card); font-size: .92rem; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left;
  vertical-align: top; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.banner { padding: .8rem 1rem; border-radius: .4rem; margin: 1rem 0; }
.banner.good { background: var(--goodback); } .banner.bad { background: var(--badback); }
.banner.warn { background: var(--warnback); }
details { background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  margin: .4rem 0; padding: .4rem .8rem; } summary { cursor: pointer; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .15rem .8rem; margin: .6rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
dd.call, dd.result { font: .84rem/1.45 ui-monospace, monospace; }
dd.guard { color: var(--warn); font: .84rem/1.45 ui-monospace, monospace; }
pre { background: var(--card); border: 1px solid var(--line); padding: .6rem .8rem;
  overflow-x: auto; font: .84rem/1.45 ui-monospace, monospace; white-space: pre-wrap; }
.plus { background: var(--goodback); } .minus { background: var(--badback); }
.track { position: relative; display: inline-block; width: 8rem; height: .7rem;
  background: var(--line); border-radius: .2rem; margin-left: .5rem; }
.track i { position: absolute; top: .2rem; height: .3rem; background: var(--bar); }
.track b { position: absolute; top: 0; width: .15rem; height: .7rem; background: var(--ink); }
"""


class Html(str):
    """Text that is HTML already; only this module makes it."""

    __slots__ = ()


Child = str | None


def tag(name: str, *children: Child, **attributes: str) -> Html:
    """Return an element; ``class_`` stands for ``class``, texts are escaped."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return Html(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Html:
    """Return children side by side."""
    return Html("".join(_shown(child) for child in children if child is not None))


def _shown(child: str) -> str:
    return child if isinstance(child, Html) else html.escape(child)


def table(
    head: Iterable[str], rows: Iterable[Iterable[Child]], numbers: int = 0
) -> Html:
    """Return a table; from column ``numbers`` on, cells are set to the right.

    Without a ``head`` it has none.
    """

    def cells(name: str, row: Iterable[Child]) -> Html:
        return joined(
            tag(name, cell, class_="n" if numbers and at >= numbers else "")
            for at, cell in enumerate(row)
        )

    body = joined(tag("tr", cells("td", row)) for row in rows)
    first = tag("tr", cells("th", head))
    over = tag("thead", first) if "<th" in first else None
    whole = tag("table", over, tag("tbody", body))
    return tag("div", whole, class_="scroll")


def interval_bar(low: float, value: float, high: float) -> Html:
    """Return a bar from 0 to 1 with an interval and the value in it."""
    left, width = 100 * low, 100 * (high - low)
    span = tag("i", style=f"left:{left:.1f}%;width:{width:.1f}%")
    mark = tag("b", style=f"left:{100 * value:.1f}%")
    return tag("span", span, mark, class_="track", aria_hidden="true")


def page(title: str, *children: Child) -> Html:
    """Return a whole document that asks the network for nothing."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = joined(
        [
            Html('<meta charset="utf-8">'),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
            Html(
                '<meta name="viewport" content="width=device-width, initial-scale=1">'
            ),
            tag("title", title),
            tag("style", Html(STYLE)),
        ]
    )
    body = tag("body", *children)
    return Html(f'<!doctype html>\n<html lang="en"><head>{head}</head>{body}</html>\n')
