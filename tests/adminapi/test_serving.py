from __future__ import annotations

import os
import signal

import httpx
import pytest
import trio

from adminapi import serving
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_sigterm_lets_what_runs_end_and_then_ends_the_tasks(database_url):
    ended = trio.Event()

    async def task():
        try:
            await trio.sleep_forever()
        finally:
            ended.set()

    async with admin_house(database_url) as house:
        with trio.fail_after(30):
            async with trio.open_nursery() as nursery:
                [url] = await nursery.start(
                    serving.run,
                    house.house.api,
                    "127.0.0.1:0",
                    house.house.operations,
                    "127.0.0.1:0",
                    (task,),
                )
                async with httpx.AsyncClient(base_url=url) as client:
                    assert (await client.get("/api/v1/me")).status_code == 401
                os.kill(os.getpid(), signal.SIGTERM)
        assert ended.is_set()


async def test_a_task_that_fails_ends_the_process_rather_than_half_of_it(database_url):
    async def broken():
        raise ZeroDivisionError

    async with admin_house(database_url) as house:
        with (
            trio.fail_after(30),
            pytest.RaisesGroup(
                ZeroDivisionError, allow_unwrapped=True, flatten_subgroups=True
            ),
        ):
            await serving.run(
                house.house.api,
                "127.0.0.1:0",
                house.house.operations,
                "127.0.0.1:0",
                (broken,),
            )
