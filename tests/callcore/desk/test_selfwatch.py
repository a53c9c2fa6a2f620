"""The kernel ends a loop that no longer runs, even one that holds the GIL."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from callcore.desk.selfwatch import Alarm

STUCK = """
import re
from callcore.desk.selfwatch import Alarm
alarm = Alarm(0.2)
with alarm.watching():
    alarm.arm()
    re.match(r"(a+)+$", "a" * 40 + "b")
"""


@pytest.mark.integration
def test_a_process_that_is_stuck_in_native_code_is_ended_by_the_kernel():
    done = subprocess.run([sys.executable, "-c", STUCK], timeout=60, check=False)
    assert done.returncode == -signal.SIGALRM


def test_arming_starts_the_time_again_and_leaving_stops_it():
    alarm = Alarm(50.0)
    with alarm.watching():
        alarm.arm()
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 50
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_outside_of_watching_nothing_is_armed():
    Alarm(50.0).arm()
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
