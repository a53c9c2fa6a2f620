"""Run the cuts: callers first, then the settler, which is cut as well; then the judgement."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from callcore.shared.ids import CallId, new_call_id
from chaos.cuts.books import Truth, faults_of, read_truth
from chaos.cuts.caller import Role, take_part
from chaos.cuts.points import SETTLING, SETTLING_ROWS, Cut
from chaos.cuts.settling import Settling, settle
from chaos.cuts.shop import ShopProcess, open_shop

QUERY: Final = "winter tyres 205/55 R16"
CALL_S: Final = 90.0
SETTLE_S: Final = 180.0
DIES_S: Final = 10.0
NOT_REACHED: Final = "not reached"  # the cut never came: the round proves nothing
FAILED: Final = "failed"  # our own process broke
_STEP_S: Final = 0.05

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one cut."""

    cut: Cut
    truth: Truth
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Played:
    cut: Cut
    call_id: CallId
    trouble: tuple[str, ...]


class Suite:
    """One folder, one store, many cuts."""

    def __init__(
        self, folder: Path, shop: ShopProcess, *, durable: bool, database: str = ""
    ) -> None:
        self._folder = folder
        self._shop = shop
        self._durable = durable
        self._database = database
        # one warm process that others are forked from: imports take a second each
        self._make = multiprocessing.get_context("forkserver")
        self._make.set_forkserver_preload(["chaos.cuts.caller", "chaos.cuts.settling"])

    def run(self, cuts: Iterable[Cut], tell: Tell) -> Iterator[Finding]:
        """Play all cuts, settle, and judge each."""
        played = []
        for number, cut in enumerate(cuts, start=1):
            tell(cut.name)
            played.append(self._play(number, cut))
        stuck = self._settle_all(tell)
        for one in played:
            truth = read_truth(self._folder, one.call_id, self._database)
            faults = (*one.trouble, *stuck, *faults_of(truth))
            yield Finding(one.cut, truth, faults)

    def _play(self, number: int, cut: Cut) -> _Played:
        self._shop.trouble(cut.trouble)
        role = Role(
            self._shop.url,
            self._folder,
            f"w{number}",
            new_call_id(),
            QUERY,
            cut.kind == "cancel",
            cut.how,
            cut.knife,
            self._durable,
            self._database if cut.weather else "",
            cut.weather,
        )
        deaths = self._shop.deaths
        code = self._process(take_part, role, CALL_S)
        if cut.store:
            self._shop.wait_death(deaths, DIES_S)
        self._shop.revive()
        self._shop.trouble({})
        reached = code == (-signal.SIGKILL if cut.client else 0)
        if cut.store:
            reached = reached and self._shop.deaths == deaths + 1
        wrong = () if reached else (FAILED if code == 1 else NOT_REACHED,)
        return _Played(cut, role.call_id, wrong)

    def _settle_all(self, tell: Tell) -> tuple[str, ...]:
        """Settle, cut at every point of it; whoever comes next finishes the work."""
        reached = True
        knives = SETTLING_ROWS if self._database else SETTLING
        for number, knife in enumerate((*knives, "") if self._durable else ("",)):
            tell(f"settle: {knife or 'to the end'}")
            role = Settling(
                self._shop.url, self._folder, f"s{number}", knife, self._database
            )
            code = self._process(settle, role, SETTLE_S)
            if code != (-signal.SIGKILL if knife else 0):
                tell(f"settle: {knife or 'to the end'} left with {code}")
                reached = False
        return () if reached else (NOT_REACHED if code == 0 else FAILED,)

    def _process(self, work: Callable[[Any], None], role: object, most_s: float) -> int:
        """Return the exit code; the shop is started again as soon as it dies."""
        process = self._make.Process(target=work, args=(role,), daemon=True)
        process.start()
        for _ in range(round(most_s / _STEP_S)):
            process.join(_STEP_S)
            if process.exitcode is not None:
                break
            self._shop.revive()
        else:
            process.kill()
            process.join()
            return 1
        code = process.exitcode
        process.close()
        assert code is not None
        return code


def run_suite(
    folder: Path,
    cuts: Sequence[Cut],
    tell: Tell,
    *,
    durable: bool = True,
    database: str = "",
) -> list[Finding]:
    """Run ``cuts`` in ``folder``; ``durable=False`` is the negative control.

    ``database`` is the URL of a PostgreSQL that is migrated and empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open_shop(folder) as shop:
        suite = Suite(folder, shop, durable=durable, database=database)
        return list(suite.run(cuts, tell))
