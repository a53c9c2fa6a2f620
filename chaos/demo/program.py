"""The demo from its first line to its exit code."""

from __future__ import annotations

import json
import signal
from collections.abc import AsyncGenerator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    nullcontext,
)
from pathlib import Path

import trio
from rich.console import Console

from callcore.engines.models.errors import ModelError
from callcore.engines.models.whisper import prepare_whisper
from callcore.shared.costs.usagelog import FOLDER as USAGE
from callcore.shared.settings import Config
from chaos.demo.arguments import Options
from chaos.demo.campaign import campaign
from chaos.demo.cast import Cast, cast
from chaos.demo.children import ChildError
from chaos.demo.conversation import Show
from chaos.demo.engines import EnginesMissing, config_of, needs_whisper
from chaos.demo.house import Blueprint, House, data_folder, house, inherited
from chaos.demo.keepsakes import keep, keep_usage
from chaos.demo.plain import PlainView
from chaos.demo.ports import PortsError
from chaos.demo.records import Kept, wait_kept
from chaos.demo.report import report, summary
from chaos.demo.result import CallResult, summary_json
from chaos.demo.ringing import Plan, ring
from chaos.demo.tape import TapeError
from chaos.demo.verdict import EXIT_CANNOT, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK
from chaos.demo.view import LiveView
from chaos.demo.voice import VoiceMissing
from chaos.faults.fault import Fault, FaultError
from chaos.faults.shelf import FAULTS

CANNOT = (
    VoiceMissing,
    TapeError,
    ModelError,
    ChildError,
    PortsError,
    FaultError,
    EnginesMissing,
)


class Program:
    """One run of the demo with what the user asked for."""

    def __init__(self, options: Options, config: Config, console: Console) -> None:
        self._options = options
        self._config = config
        self._console = console
        self._started_s = trio.current_time()
        self._live = console.is_terminal and not options.plain

    async def run(self) -> int:
        """Return the exit code; nothing that was started is left. Cancel-safe."""
        code = EXIT_INTERRUPTED
        try:
            async with cancelled_by_signals():
                code = await self._show()
        except* CANNOT as problems:
            code = EXIT_CANNOT
            why = f"the demo cannot run: {_first(problems)}"
            self._console.print(
                why, markup=False, highlight=False, style="red", soft_wrap=True
            )
        return code

    async def _show(self) -> int:
        chosen = await self._prepare()
        fault = FAULTS[self._options.fault]() if self._options.fault else None
        async with data_folder(keep=self._options.keep) as folder:
            async with self._setting_up(fault) as extra:
                async with house(self._plan(folder, extra), self._tell) as built:
                    results = await self._call(built, chosen, fault)
                    self._tell("reading what PostgreSQL holds of it")
                    records = [await self._look_up(built, one) for one in results]
            self._keep(results)
            self._keep_usage([each for each in records if each is not None])
            if self._options.keep:
                self._tell(f"kept: {folder}")
        return self._report(results)

    def _plan(self, folder: Path, extra: Mapping[str, str]) -> Blueprint:
        options, cache = self._options, self._config.cache_dir
        return Blueprint(folder, cache, options.language, options.engines, extra)

    def _setting_up(
        self, fault: Fault | None
    ) -> AbstractAsyncContextManager[Mapping[str, str]]:
        return fault.setting_up(self._options.language) if fault else nullcontext({})

    async def _prepare(self) -> Cast:
        cache = self._config.cache_dir
        config = config_of(self._options.engines, inherited())
        self._tell("checking the speech models")
        if needs_whisper(self._options.engines, config):
            await trio.to_thread.run_sync(self._prepare_whisper, cache)
        self._tell("rendering the caller's lines")
        return await trio.to_thread.run_sync(cast, self._options, cache)

    def _prepare_whisper(self, cache: Path) -> None:
        """Convert the model if it is not there; tells of every quarter. Blocks."""
        told = 0

        def progress(share: float) -> None:
            nonlocal told
            if int(share * 4) > told:
                told = int(share * 4)
                trio.from_thread.run_sync(
                    self._tell, f"preparing Whisper, once: {share:.0%}"
                )

        prepare_whisper(cache, progress)

    async def _call(
        self, built: House, chosen: Cast, fault: Fault | None
    ) -> list[CallResult]:
        options = self._options

        async def one(_number: int, show: Show) -> CallResult:
            plan = Plan(
                built, options.language, chosen.talker(), chosen.clips, chosen.judge,
                show, fault, chosen.withheld,
            )  # fmt: skip
            return await ring(plan)

        if options.calls > 1:
            return await campaign(
                options.calls,
                options.at_once,
                lambda number: one(number, lambda _scene: None),
                self._tell,
            )
        if not self._live:
            return [await one(0, PlainView(self._write).show)]
        with LiveView(self._console, chosen.title) as view:
            return [await one(0, view.show)]

    def _keep(self, results: list[CallResult]) -> None:
        for result in results:
            if result.recording is not None and result.recording.is_file():
                folder = self._config.data_dir / "demo"
                result.recording = keep(result.recording, result.call_id, folder)

    async def _look_up(self, built: House, result: CallResult) -> Kept | None:
        """Add to a result what was kept of its call."""
        if not result.call_id:
            return None
        recorded = result.ending in ("end", "hung-up")  # a killed worker tells nothing
        kept = await wait_kept(built.data_dir, result.call_id, recorded=recorded)
        if kept is not None:
            result.kept, result.spent = kept, kept.spent
            result.recording = kept.recording or result.recording
        return kept

    def _keep_usage(self, records: list[Kept]) -> None:
        """Keep what the calls have used: `just costs` reads it, and the house is gone."""
        name = next((str(one.call["call_id"]) for one in records), "run")
        lines = b"".join(one.lines() for one in records)
        keep_usage(lines, name, self._config.data_dir / "demo" / USAGE)

    def _report(self, results: list[CallResult]) -> int:
        lines = report(results[0]) if len(results) == 1 else summary(results)
        for line in lines:
            self._write(line)
        if self._options.json is not None:
            found = json.dumps(summary_json(results), indent=2)
            self._options.json.write_text(found + "\n")
        return EXIT_OK if all(one.verdict.ok for one in results) else EXIT_FAILED

    def _tell(self, text: str) -> None:
        since_s = trio.current_time() - self._started_s
        self._write(f"[{since_s:5.1f} s] {text}")

    def _write(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


@asynccontextmanager
async def cancelled_by_signals() -> AsyncGenerator[None, None]:
    """Cancel the block on Ctrl-C, SIGTERM or SIGHUP, so that cleanup always runs."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    with trio.open_signal_receiver(*asked) as signals:
        async with trio.open_nursery() as nursery:

            async def obey() -> None:
                await anext(signals)
                nursery.cancel_scope.cancel(reason="asked to end")

            nursery.start_soon(obey)
            yield
            nursery.cancel_scope.cancel(reason="done")


def _first(problems: BaseExceptionGroup[Exception]) -> BaseException:
    """Return the first real problem in a group of groups."""
    found: BaseException = problems
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
