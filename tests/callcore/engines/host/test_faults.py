from __future__ import annotations

import pytest
import trio

from callcore.engines.host.faults import Faults, InjectedFault
from tests.callcore.engines.host.fakes import PATIENCE_S


def test_a_healthy_stage_is_left_alone():
    faults = Faults()
    faults.set("tts", "error")
    faults.strike("stt")
    with pytest.raises(InjectedFault):
        faults.strike("tts")


@pytest.mark.integration
async def test_a_hang_lasts_until_it_is_healed():
    faults = Faults()
    faults.set("stt", "hang")
    with trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.to_thread.run_sync, faults.strike, "stt")
            await trio.testing.wait_all_tasks_blocked()
            faults.set("stt", "none")
