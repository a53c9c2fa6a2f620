"""The stand-in as a process, with a shop."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
import trio

from chaos.standins.openai.__main__ import keep_catalogue
from tests.chaos.standins.openai.client import (
    THEIR_GENERATORS,
    chat,
    open_client,
    text_of,
)

pytestmark = [pytest.mark.integration, THEIR_GENERATORS]


class Process:
    def __init__(self, *command):
        self.child = subprocess.Popen(
            [sys.executable, "-m", *command, "--port", "0"], stdout=subprocess.PIPE
        )
        assert self.child.stdout
        self.out = self.child.stdout
        port = json.loads(self.out.readline())["port"]
        self.root = f"http://127.0.0.1:{port}"
        self.url = f"{self.root}/v1"

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.child.kill()
        self.child.wait()
        self.out.close()


async def test_it_talks_and_ends_at_a_signal():
    with Process("chaos.standins.openai", "--spelled", "--key", "sk-1") as process:
        async with open_client(process, key="sk-1") as client:
            assert text_of(await chat(client))
        process.child.send_signal(signal.SIGTERM)
        assert process.child.wait(10) == 0


async def test_the_catalogue_of_the_shop_is_learnt():
    learnt: list[object] = []
    with Process("chaos.store") as shop:
        with trio.move_on_after(20):
            async with trio.open_nursery() as nursery:

                def learn(products):
                    learnt.extend(products)
                    nursery.cancel_scope.cancel(reason="learnt")

                nursery.start_soon(keep_catalogue, shop.root, "", learn)
    assert learnt
