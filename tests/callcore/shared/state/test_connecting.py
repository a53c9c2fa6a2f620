"""An address is read once; sentinels are asked for the master at each connection."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.asyncloop import open_async_loop
from callcore.shared.embedded.process import ServerProcess
from callcore.shared.embedded.valkey import _program
from callcore.shared.state import connecting
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import StateDown
from tests.callcore.shared.state.contract import FAR_S
from tests.callcore.shared.state.faulty import asked, own_server
from tests.callcore.shared.state.test_denials import free_port
from tests.kit.until import until

DOWN_MS = 300


async def made(url):
    async with open_async_loop() as loop:
        return await loop.run(connecting.connect_to(url)())


@pytest.mark.integration
async def test_an_address_says_everything_but_the_deadlines():
    connection = await made(
        "redis://user:p%40ss@host:7000/3?socket_timeout=99&protocol=3"
    )
    assert (connection.host, connection.port, connection.db) == ("host", 7000, 3)
    assert (connection.username, connection.password) == ("user", "p@ss")
    assert connection.socket_timeout is None
    assert connection.protocol == 2
    assert connection.retry.get_retries() == 0


@pytest.mark.integration
@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://h", "Connection"),
        ("rediss://h", "SSLConnection"),
        ("unix:///run/r.sock?db=1", "UnixDomainSocketConnection"),
    ],
)
async def test_a_scheme_is_a_kind_of_connection(url, kind):
    assert type(await made(url)).__name__ == kind


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://h/",
        "redis+sentinel:///service",
        "redis+sentinel://h:port/service",
        "redis+sentinel://h/service/db",
        "http://h",
        "redis://h?db=x",
    ],
)
def test_an_address_that_cannot_be_read_is_refused(url):
    with pytest.raises(ValueError, match=r"^the address of Redis cannot be read$"):
        connecting.connect_to(url)


@pytest.mark.integration
async def test_without_a_sentinel_that_knows_it_is_down():
    url = f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{free_port()}/house"
    async with open_state(url) as state:
        with pytest.raises(StateDown, match="unreachable"):
            await state.ping()


@pytest.mark.integration
async def test_after_a_fail_over_the_new_master_is_used_and_not_believed(tmp_path):
    ports = [free_port(), free_port(), free_port()]
    with (
        own_server(tmp_path / "a", port=ports[0]) as first,
        own_server(tmp_path / "b", port=ports[1]) as second,
        asked(second) as replica,
    ):
        replica.replicaof("127.0.0.1", ports[0])
        await until(lambda: replica.info("replication")["master_link_status"] == "up")
        sentinel = start_sentinel(tmp_path, ports[2], ports[0])
        nobody = free_port()
        url = f"redis+sentinel://127.0.0.1:{nobody},127.0.0.1:{ports[2]}/house/0"
        try:
            async with open_state(url) as state:
                await state.seed({"a": FAR_S})
                assert await state.denied(["b"]) == "no"
                await until(lambda: replica.keys("*denylist-seeded"))
                await sentinel_knows_replica(ports[2])
                first.process.kill()
                with trio.fail_after(30):
                    while True:
                        try:
                            assert await state.denied(["b"]) == "unknown"
                            break
                        except StateDown:
                            await trio.sleep(0.05)
                await state.seed({"a": FAR_S})
                assert await state.denied(["b"]) == "no"
        finally:
            sentinel.stop()


def start_sentinel(folder, port, master_port):
    folder = folder / "sentinel"
    folder.mkdir()
    path = folder / "sentinel.conf"
    path.write_text(
        f"port {port}\n"
        f"dir {folder}\n"
        f"sentinel monitor house 127.0.0.1 {master_port} 1\n"
        f"sentinel down-after-milliseconds house {DOWN_MS}\n"
        "sentinel failover-timeout house 3000\n"
    )
    process = ServerProcess("sentinel", folder / "sentinel.log")
    command = [str(_program()), str(path), "--sentinel"]
    process.lock()
    process.start(command, lambda: answers(port), within_s=20)
    return process


def answers(port):
    import socket

    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


async def sentinel_knows_replica(port):
    import redis

    with redis.Redis(port=port) as client:
        await until(lambda: client.execute_command("SENTINEL", "REPLICAS", "house"))
