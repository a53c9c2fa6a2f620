from __future__ import annotations

from pathlib import Path

import pytest

from chaos.cuts.points import (
    SETTLING,
    WEATHERS,
    Cut,
    control_cuts,
    cuts_of,
    with_weather,
)
from chaos.cuts.suite import NOT_REACHED, run_suite

pytestmark = pytest.mark.integration


def silent(_name: str) -> None:
    """Print nothing."""


def test_no_cut_point_loses_doubles_or_forgets_an_order(tmp_path: Path) -> None:
    told: list[str] = []
    findings = run_suite(tmp_path, cuts_of(0), told.append)
    assert len(findings) == 55
    assert {f.cut.name: f.faults for f in findings if f.faults} == {}
    assert [name for name in told if "left with" in name] == []
    assert [f"settle: {knife}" in told for knife in SETTLING] == [True] * len(SETTLING)
    bound = [f for f in findings if "confirmed" in f.truth.orders.values()]
    assert len(bound) >= 15  # the suite does place orders


def test_no_cut_point_does_so_with_postgresql_in_any_weather(
    database_url: str, tmp_path: Path
) -> None:
    told: list[str] = []
    cuts = with_weather(cuts_of(1)[::3], 1)  # `just cuts --database` plays them all
    findings = run_suite(tmp_path, cuts, told.append, database=database_url)
    assert {f.cut.weather for f in findings} == set(WEATHERS)
    broken = {f.cut.name: set(f.faults) - {NOT_REACHED} for f in findings}
    assert {name: faults for name, faults in broken.items() if faults} == {}
    bound = [f for f in findings if "confirmed" in f.truth.orders.values()]
    assert len(bound) >= 5  # the suite does place orders


def test_with_keys_that_are_not_durable_it_turns_red(tmp_path: Path) -> None:
    findings = run_suite(tmp_path, control_cuts(), silent, durable=False)
    broken = {fault for finding in findings for fault in finding.faults}
    assert broken >= {"drafts", "lost", "forgotten"}
    assert NOT_REACHED not in broken


def test_a_cut_that_never_comes_is_told(tmp_path: Path) -> None:
    cuts = [Cut("create", client="after-told"), Cut("confirm", client="after-key")]
    first, second = run_suite(tmp_path, cuts, silent)
    assert NOT_REACHED in first.faults
    assert not set(second.faults) & {"lost", "doubled", "drafts", "forgotten"}
