"""One configured server: kept connected in the background, asked within bounds.

::

    connecting --tools listed--> connected --lost, silent--> pause 1 s .. 60 s --> connecting

A call never waits for a connection: until there is one, the tools are not in the list.
Order of defence of one call, outermost first: is the tool still what it was, places
(eight at once), circuit breaker, deadline, bounded answer.
"""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NoReturn

import trio

from callcore.agent.extra import ExtraToolError
from callcore.agent.mcp.link import (
    Link,
    LinkError,
    LinkLost,
    LinkRefused,
    Offered,
    OpenLink,
)
from callcore.agent.mcp.schema import UnusableSchema, fingerprint, usable
from callcore.agent.mcp.settings import DESCRIPTION_CHARS, ServerSettings, ToolSettings
from callcore.agent.mcp.untrusted import answer_of, clean_line
from callcore.engines.chat import ToolSpec
from callcore.store.breaker import Breaker, Pass

CONNECT_S: Final = 15.0  # npx may fetch first; the SDK waits 10 s for an old server
CHECK_S: Final = 30.0  # between two looks at what is offered
ANSWER_S: Final = 10.0  # for such a look; then the server is taken for dead
CALM_S: Final = 1.0  # between two looks, however often the server says "changed"
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
STEADY_S: Final = 60.0  # connected for so long, the pauses begin anew
AT_ONCE: Final = 8

OnCall = Callable[[str, str, str, float], None]
"""Told of each call: server, tool as shown, a word for the outcome, seconds it took."""

State = Literal["connecting", "connected", "tripped"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a server is looked at; tests are faster."""

    connect_s: float = CONNECT_S
    check_s: float = CHECK_S
    answer_s: float = ANSWER_S
    first_pause_s: float = FIRST_PAUSE_S


@dataclass(frozen=True)
class RemoteTool:
    """An :class:`~callcore.agent.extra.ExtraTool` of a server."""

    server: Server
    settings: ToolSettings
    spec: ToolSpec
    mark: str

    @property
    def effects(self) -> bool:
        """See :class:`~callcore.agent.extra.ExtraTool`."""
        return self.settings.effects

    async def call(self, arguments: Mapping[str, object]) -> dict[str, object]:
        """See :class:`~callcore.agent.extra.ExtraTool`.

        Reasons: ``unavailable`` (not asked, or nothing was changed), ``busy``, ``late``
        (whether it has run is not known), ``tool-error``, ``malformed``.
        """
        return await self.server.call(self, arguments)


class Server:
    """Made at the start, one for all calls of the process; :meth:`keep` runs beside them."""

    def __init__(
        self,
        settings: ServerSettings,
        open_link: OpenLink,
        on_call: OnCall,
        *,
        pace: Pace | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.name = settings.name
        self._settings = settings
        self._open_link = open_link
        self._on_call = on_call
        self._pace = pace or Pace()
        self._chance = chance
        self._breaker = Breaker()
        self._link: Link | None = None
        self._tools: dict[str, RemoteTool] = {}
        self._marks: dict[str, str] = {}
        self._busy = 0

    @property
    def state(self) -> State:
        """Return how it stands, for ``doctor`` and metrics."""
        if self._link is None:
            return "connecting"
        tripped = self._breaker.state(trio.current_time()) == "open"
        return "tripped" if tripped else "connected"

    def tools(self) -> Sequence[RemoteTool]:
        """Return what a new call may use now, in the order of the file."""
        return tuple(self._tools.values()) if self.state == "connected" else ()

    async def keep(self) -> NoReturn:
        """Connect, and connect again."""
        pause_s = self._pace.first_pause_s
        while True:
            began = trio.current_time()
            reason = await self._connection()
            log.warning(
                "MCP server is not connected",
                extra={"server": self.name, "reason": reason},
            )
            if trio.current_time() - began > STEADY_S:
                pause_s = self._pace.first_pause_s
            await trio.sleep(pause_s * (0.5 + self._chance() / 2))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def call(
        self, tool: RemoteTool, arguments: Mapping[str, object]
    ) -> dict[str, object]:
        """See :meth:`RemoteTool.call`."""
        began, word = trio.current_time(), "cancelled"
        try:
            answer = await self._placed(tool, arguments)
            word = "ok"
        except ExtraToolError as exc:
            word = exc.reason
            raise
        finally:
            took_s = trio.current_time() - began
            self._on_call(self.name, tool.spec.name, word, took_s)
        return answer

    async def _connection(self) -> str:
        """Return why a connection ended."""
        reason = "too-slow"
        try:
            with trio.move_on_after(self._pace.connect_s) as connecting:
                async with self._open_link() as link:
                    self._take(await link.tools())
                    connecting.deadline = math.inf
                    self._link = link
                    log.info("MCP server is connected", extra={"server": self.name})
                    reason = await self._watch(link)
        except* LinkError as group:
            reason = _first(group).reason
        except* Exception as bugs:  # noqa: BLE001 -- D-094: per connection
            # no traceback: its text could quote what a caller said
            kinds = sorted({type(bug).__name__ for bug in bugs.exceptions})
            log.error(  # noqa: TRY400
                "a bug ended an MCP connection",
                extra={"server": self.name, "kinds": kinds},
            )
            reason = "bug"
        finally:
            self._link = None
            self._tools.clear()
        return reason

    async def _watch(self, link: Link) -> str:
        while True:
            with trio.move_on_after(self._pace.check_s):
                if lost := await link.wait_news():
                    return lost
            try:
                with trio.fail_after(self._pace.answer_s):
                    self._drop_changed(await link.tools())
            except trio.TooSlowError:
                return "silent"
            await trio.sleep(min(CALM_S, self._pace.check_s))

    def _take(self, offered: Sequence[Offered]) -> None:
        known = {tool.name: tool for tool in reversed(offered)}
        for settings in self._settings.tools:
            found = known.get(settings.name)
            if found is None:
                self._log("MCP tool is not offered", settings, "missing")
                continue
            try:
                tool = self._made(settings, found)
            except UnusableSchema as exc:
                self._log("MCP tool cannot be used", settings, exc.reason)
                continue
            if self._marks.setdefault(tool.spec.name, tool.mark) != tool.mark:
                self._log("MCP tool is another than before", settings, "schema")
                self._marks[tool.spec.name] = tool.mark
            self._tools[tool.spec.name] = tool

    def _made(self, settings: ToolSettings, found: Offered) -> RemoteTool:
        words = settings.description or clean_line(found.description, DESCRIPTION_CHARS)
        spec = ToolSpec(settings.shown, words, usable(found.schema))
        return RemoteTool(self, settings, spec, fingerprint(found.schema))

    def _drop_changed(self, offered: Sequence[Offered]) -> None:
        """Keep only what is still as it was; a server that changes is looked at by people."""
        marks = {tool.name: fingerprint(tool.schema) for tool in reversed(offered)}
        for name, tool in list(self._tools.items()):
            if marks.get(tool.settings.name) != tool.mark:
                self._log(
                    "MCP tool has changed and is dropped", tool.settings, "schema"
                )
                del self._tools[name]

    def _log(self, what: str, tool: ToolSettings, reason: str) -> None:
        log.warning(
            what, extra={"server": self.name, "tool": tool.shown, "reason": reason}
        )

    async def _placed(
        self, tool: RemoteTool, arguments: Mapping[str, object]
    ) -> dict[str, object]:
        now = self._tools.get(tool.spec.name)
        if self._link is None or now is None or now.mark != tool.mark:
            raise ExtraToolError("unavailable")
        if self._busy >= AT_ONCE:
            raise ExtraToolError("busy")
        leave = self._breaker.ask(trio.current_time())
        if leave is None:
            raise ExtraToolError("unavailable")
        self._busy += 1
        try:
            return await self._asked(self._link, tool, arguments, leave)
        finally:
            self._busy -= 1

    async def _asked(
        self,
        link: Link,
        tool: RemoteTool,
        arguments: Mapping[str, object],
        leave: Pass,
    ) -> dict[str, object]:
        settings = tool.settings
        try:
            with trio.fail_after(settings.timeout_s):
                returned = await link.call(settings.name, arguments)
        except (LinkLost, trio.TooSlowError) as exc:
            self._breaker.failed(leave, trio.current_time())
            unknown = settings.effects or isinstance(exc, trio.TooSlowError)
            raise ExtraToolError("late" if unknown else "unavailable") from None
        except LinkRefused as exc:
            self._breaker.succeeded(leave)
            raise ExtraToolError(exc.reason) from None
        except trio.Cancelled:
            self._breaker.abandoned(leave)
            raise
        self._breaker.succeeded(leave)
        if returned.is_error:
            raise ExtraToolError("tool-error")
        return answer_of(returned.structured, returned.texts, settings.max_result_chars)


def _first(group: BaseExceptionGroup[LinkError]) -> LinkError:
    """Return the first error of a group of groups."""
    for exc in group.exceptions:
        return _first(exc) if isinstance(exc, BaseExceptionGroup) else exc
    raise AssertionError("a group is never empty")
