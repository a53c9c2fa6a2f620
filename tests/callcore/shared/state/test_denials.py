"""A token that was denied is never let in because the server forgot it."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.state.denials import Denials
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import StateDown
from tests.callcore.shared.state.contract import FAR_S
from tests.callcore.shared.state.faulty import asked, frozen, own_server
from tests.kit.until import until

pytestmark = pytest.mark.integration


def test_a_denial_outlives_its_token_by_two_minutes():
    denials = Denials(None, now_s=lambda: 1_000.0)  # type: ignore[arg-type]
    assert denials._denial("j", 1_100.0)[-1] == 220_000
    assert denials._denial("j", 5.0)[-1] == 120_000


async def test_a_server_that_began_anew_is_not_believed_until_it_is_seeded(tmp_path):
    with own_server(tmp_path) as server:
        async with open_state(server.url) as state, open_state(server.url) as other:
            await state.seed({"a": FAR_S})
            assert await other.denied(["a"]) == "yes"
            server.process.kill()
            with pytest.raises(StateDown):
                await other.denied(["a"])
            server.start()
            for one in (state, other):
                assert await one.denied(["a"]) == "unknown"
            await state.seed({"a": FAR_S})
            assert await other.denied(["a"]) == "yes"
            assert await other.denied(["b"]) == "no"


async def test_a_server_that_comes_back_with_an_old_copy_is_not_believed(tmp_path):
    with own_server(tmp_path) as server, asked(server) as client:
        async with open_state(server.url) as state:
            await state.seed({"a": FAR_S})
            client.save()
            await state.deny({"late": FAR_S})
            server.process.kill()
            server.start()
            assert client.keys("*denylist*")  # it has the copy
            assert await state.denied(["late"]) == "unknown"
            assert await state.denied(["a"]) == "yes"


async def test_a_replica_that_lagged_and_was_promoted_is_not_believed(tmp_path):
    with (
        own_server(tmp_path / "a", repl_diskless_sync_delay="0") as first,
        own_server(tmp_path / "b", port=free_port()) as second,
        asked(first) as one,
        asked(second) as two,
    ):
        async with open_state(first.url) as state, open_state(second.url) as other:
            # the second is the master, the first follows it, then lags
            await other.seed({"early": FAR_S})
            one.replicaof("127.0.0.1", str(second._port))
            await until(lambda: one.info("replication")["master_link_status"] == "up")
            await until(lambda: one.keys("*early"))
            assert await state.denied(["early"]) == "yes"
            assert await state.denied(["other"]) == "unknown"  # no master

            one.replicaof("127.0.0.1", "1")  # the link is cut: it lags
            await other.deny({"late": FAR_S})
            assert await other.denied(["late"]) == "yes"
            with frozen(second):
                one.replicaof("NO", "ONE")
                assert await state.denied(["late"]) == "unknown"
                assert await state.denied(["early"]) == "yes"
                ticket = await state.begin_seed()
                await state.seed({"early": FAR_S, "late": FAR_S}, ticket)
                assert await state.denied(["late"]) == "yes"
                assert await state.denied(["other"]) == "no"
            # and the old master, once it follows the new one and is promoted again
            two.replicaof("127.0.0.1", "1")
            two.replicaof("NO", "ONE")
            assert await other.denied(["other"]) == "unknown"


async def test_a_seed_that_a_promotion_came_between_marks_nothing(tmp_path):
    with own_server(tmp_path) as server, asked(server) as client:
        async with open_state(server.url) as state:
            ticket = await state.begin_seed()
            client.replicaof("127.0.0.1", "1")
            client.replicaof("NO", "ONE")
            with pytest.raises(StateDown, match="changed"):
                await state.seed({}, ticket)
            assert await state.denied(["a"]) == "unknown"


async def test_a_server_that_does_not_tell_who_it_is_is_not_believed(tmp_path):
    with own_server(tmp_path) as server, asked(server) as client:
        client.execute_command("ACL SETUSER mute on >p ~* &* +@all -info")
        async with open_state(server.url) as state:
            await state.seed({"a": FAR_S})
        async with open_state(f"unix://mute:p@{server.socket_path}") as state:
            with pytest.raises(StateDown, match="refused"):
                await state.denied(["b"])


async def test_a_policy_that_changes_is_noticed_within_ten_seconds(
    tmp_path, monkeypatch
):
    with own_server(tmp_path) as server, asked(server) as client:
        async with open_state(server.url) as state:
            await state.seed({"a": FAR_S})
            assert await state.denied(["b"]) == "no"
            client.config_set("maxmemory-policy", "allkeys-lru")
            began_s = trio.current_time()
            monkeypatch.setattr(trio, "current_time", lambda: began_s + 10.0)
            assert await state.denied(["b"]) == "unknown"


def free_port():
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
