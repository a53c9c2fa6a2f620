"""The command line of the demo, as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.integration


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chaos.demo", *arguments],
        cwd=ROOT,
        env=dict(os.environ) | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_unknown_fault_is_refused_with_the_ones_there_are():
    found = run("--fault", "flood")
    assert found.returncode == 2
    assert "kill9" in found.stderr


def test_a_wrong_setting_is_one_sentence_and_no_traceback():
    found = run("--plain", CALLCORE_COLOUR="blue")
    assert found.returncode != 0
    assert "CALLCORE_COLOUR" in found.stderr
    assert "Traceback" not in found.stderr
