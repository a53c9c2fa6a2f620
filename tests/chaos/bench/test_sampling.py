from __future__ import annotations

import signal
import sys
import time

from chaos.bench import sampling
from chaos.bench.sampling import Sampler, name_of


def busy(seconds):
    end_s = time.process_time() + seconds
    while time.process_time() < end_s:
        pass


def test_who_runs_is_noted_alone_and_with_its_callers():
    sampler = Sampler()

    def inner():
        sampler.look(0, sys._getframe())

    inner()
    inner()
    page = sampler.page()
    alone, _, rest = page.partition("with all it calls")
    assert "2 samples" in alone
    assert "100.00 % bench/test_sampling.py:" in alone
    assert alone.count("inner") == 1
    assert "test_who_runs" in rest
    assert "test_sampling.py:" in rest.partition("lines")[2]


def test_a_recursion_counts_once():
    sampler = Sampler()

    def down(depth):
        return down(depth - 1) if depth else sampler.look(0, sys._getframe())

    down(5)
    cumulative = sampler.page().partition("with all it calls")[2].partition("lines")[0]
    assert sum("down" in line for line in cumulative.splitlines()) == 1


def test_a_name_has_no_folder_of_this_machine():
    assert name_of(sys._getframe()) == (
        "bench/test_sampling.py:test_a_name_has_no_folder_of_this_machine"
    )


def test_the_second_call_ends_the_first_and_leaves_the_page(tmp_path):
    before = signal.getsignal(signal.SIGPROF)
    file = tmp_path / "profile.txt"
    try:
        assert sampling.profile(str(file)) == 0
        assert not file.exists()
        busy(0.1)
        found = sampling.profile("")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert found > 0
    assert "busy" in file.read_text()
