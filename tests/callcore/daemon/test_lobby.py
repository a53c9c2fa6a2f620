"""Those who have not said who they are: few, and not for long."""

from __future__ import annotations

import pytest
import trio
import trio.testing

from callcore.daemon.lobby import IDENTIFY_S, Lobby, LobbyLimits


def no_log() -> list[str]:
    return []


async def stay(lobby: Lobby, source: str, log: list[str], name: str) -> None:
    with lobby.wait(source) as scope:
        await trio.sleep_forever()
    assert scope.cancelled_caught
    log.append(name)


async def test_nobody_stays_longer_than_two_seconds(autojump_clock):
    lobby, log = Lobby(LobbyLimits()), no_log()
    began_s = trio.current_time()
    await stay(lobby, "1.2.3.4", log, "a")
    assert trio.current_time() - began_s == IDENTIFY_S
    assert len(lobby) == 0


async def test_when_it_is_full_the_oldest_must_go(autojump_clock):
    lobby, log = Lobby(LobbyLimits(total=2, per_source=2)), no_log()
    async with trio.open_nursery() as nursery:
        for name in "abc":
            nursery.start_soon(stay, lobby, name, log, name)
            await trio.testing.wait_all_tasks_blocked()
        assert log == ["a"]
        assert (len(lobby), lobby.evicted) == (2, 1)
        nursery.cancel_scope.cancel()


async def test_one_source_pushes_out_its_own(autojump_clock):
    lobby, log = Lobby(LobbyLimits(total=10, per_source=2)), no_log()
    async with trio.open_nursery() as nursery:
        for name, source in [("a", "pbx"), ("b", "foe"), ("c", "foe"), ("d", "foe")]:
            nursery.start_soon(stay, lobby, source, log, name)
            await trio.testing.wait_all_tasks_blocked()
        assert log == ["b"]
        nursery.cancel_scope.cancel()


async def test_whoever_leaves_frees_his_place():
    await trio.lowlevel.checkpoint()
    lobby = Lobby(LobbyLimits(total=1, per_source=1))
    for _ in range(3):
        with lobby.wait("a"):
            assert len(lobby) == 1
    assert lobby.evicted == 0
    with pytest.raises(ZeroDivisionError), lobby.wait("a"):
        raise ZeroDivisionError
    assert len(lobby) == 0
