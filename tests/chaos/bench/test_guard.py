from __future__ import annotations

import json

import pytest

from callcore.shared.ids import LANGUAGES
from chaos.bench import guard as bench


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_tool_of_the_measured_call_is_refused(language):
    assert len(bench.hold(language)) == bench.TOOLS_A_CALL


def test_a_short_run_prints_its_table_and_keeps_its_numbers(tmp_path, capsys):
    file = tmp_path / "found.json"
    code = bench.main(["--calls", "3", "--json", str(file)])
    found = json.loads(file.read_text())
    assert code == int(found["guard_p99_us"] > bench.LIMIT_US)
    assert found["tools"] == 3 * bench.TOOLS_A_CALL
    assert found["guard_p50_us"] <= found["guard_p99_us"] <= found["guard_max_us"]
    assert 0 < found["said_p50_us"] <= found["said_p99_us"]
    assert "<= 200 us" in capsys.readouterr().out


def test_a_quantile_is_one_of_the_values():
    assert bench.quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert bench.quantile([3.0, 1.0, 2.0], 1.0) == 3.0
