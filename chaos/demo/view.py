"""The live view: two sides of one conversation, who has the floor, how fast it answers."""

from __future__ import annotations

from typing import Final, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from chaos.demo.scene import Entry, Scene

STYLES: Final = {
    "caller": "cyan",
    "agent": "green",
    "operator": "magenta",
    "note": "yellow",
}
FRAMES_PER_S: Final = 10  # faster than one reads, slow enough for a terminal over ssh
RESERVED_LINES: Final = 8  # borders, head and foot
STATE_STYLES: Final = {
    "listening": "cyan",
    "speaking": "green",
    "thinking": "yellow",
    "tooling": "yellow",
    "handover": "magenta",
    "ended": "dim",
}


class LiveView:
    """Draws a scene over and over in place. Use as a context manager."""

    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._title = title
        self._live = Live(
            console=console,
            refresh_per_second=FRAMES_PER_S,
            auto_refresh=False,
            transient=True,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, scene: Scene) -> None:
        """Draw ``scene`` as it is now."""
        room = max(4, self._console.size.height - RESERVED_LINES)
        self._live.update(picture(scene, self._title, room), refresh=True)


def picture(scene: Scene, title: str, room: int) -> RenderableType:
    """Return the whole picture; ``room`` is how many entries may be shown."""
    table = Table(box=None, expand=True, padding=(0, 1), show_header=True)
    table.add_column("caller", ratio=1, style="cyan")
    table.add_column("agent", ratio=1, style="green")
    for entry in _last(scene, room):
        _add_row(table, entry)
    return Panel(
        Group(_head(scene), table, _foot(scene)), title=title, border_style="dim"
    )


def _last(scene: Scene, room: int) -> list[Entry]:
    # a sentence takes two lines in half a terminal, so half as many entries fit
    return scene.entries[-max(2, room // 2) :]


def _add_row(table: Table, entry: Entry) -> None:
    words = Text(entry.text, style="bold" if entry.final else "dim italic")
    if entry.side == "caller":
        table.add_row(words, "")
    elif entry.side == "agent":
        table.add_row("", words)
    else:
        name = "operator: " if entry.side == "operator" else "• "
        table.add_row("", Text(name + entry.text, style=STYLES[entry.side]))


def _head(scene: Scene) -> Text:
    style = STATE_STYLES.get(scene.state, "white")
    head = Text()
    head.append(f" {scene.t // 60:02.0f}:{scene.t % 60:04.1f} ", style="bold")
    head.append(f" {scene.state or 'ringing'} ", style=f"{style} reverse")
    return head


def _foot(scene: Scene) -> Text:
    if not scene.turns:
        return Text(" no turn yet", style="dim")
    last = scene.turns[-1]
    times = "  ".join(f"{stage} {ms:.0f}" for stage, ms in last.stages_ms.items())
    all_turns = " ".join(f"{turn.total_ms:.0f}" for turn in scene.turns)
    return Text(
        f" last turn {last.total_ms:.0f} ms = {times}\n turns: {all_turns}", "dim"
    )
