"""What the server does in one step."""

from __future__ import annotations

import hashlib

import pytest

from callcore.shared.state import scripts
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import Gap
from tests.callcore.shared.state.contract import drafts
from tests.callcore.shared.state.faulty import asked, own_server

ALL = [one for one in vars(scripts).values() if isinstance(one, scripts.Script)]


def test_a_script_is_known_by_the_digest_of_its_text():
    assert len(ALL) == 6
    for script in ALL:
        assert script.sha == hashlib.sha1(script.text.encode()).hexdigest()


@pytest.mark.integration
async def test_a_server_that_lost_its_scripts_gets_them_again(redis_url, valkey_server):
    async with open_state(redis_url) as state:
        await state.publish(drafts("a"))
        with asked(valkey_server) as client:
            client.script_flush()
        assert (await state.publish(drafts("b"))).seq == 2


@pytest.mark.integration
async def test_a_promotion_begins_a_new_epoch(tmp_path):
    """A replica that lagged would give numbers away twice."""
    with own_server(tmp_path) as server, asked(server) as client:
        async with open_state(server.url) as state:
            before = await state.publish(drafts("a", "b"))
            client.replicaof("127.0.0.1", "1")
            client.replicaof("NO", "ONE")
            after = await state.publish(drafts("c"))
            assert after.seq == 1
            assert after.epoch != before.epoch
            with pytest.raises(Gap):
                await state.events_after(before, 10)
