from __future__ import annotations

import asyncio
import threading

from chaos.standins.google.house import House, Limits


def test_work_that_blocks_is_done_on_a_thread_and_quick_work_is_not():
    house = House()

    async def where(*, instant):
        return await house.on_thread(threading.current_thread, instant=instant)

    assert asyncio.run(where(instant=True)) is threading.current_thread()
    assert asyncio.run(where(instant=False)) is not threading.current_thread()
    house.threads.shutdown()


def test_googles_limits_are_the_default():
    assert Limits() == Limits(stream_s=300.0, audio_gap_s=10.0, input_gap_s=5.0)
