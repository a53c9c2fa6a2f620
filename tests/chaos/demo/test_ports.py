"""A block of ports is free, whole, and skipped when somebody listens in it."""

from __future__ import annotations

import socket

import pytest

from chaos.demo.ports import (
    BLOCK,
    FIRST,
    HOST,
    LAST,
    OFFSETS,
    PortsError,
    find_ports,
    start_of,
)

pytestmark = pytest.mark.integration


def test_there_is_one_more_audio_port_than_workers():
    ports = find_ports(2)
    assert ports.last - ports.first == 2
    assert ports.pool == f"{ports.first}-{ports.last}"
    assert ports.agi not in range(ports.first, ports.last + 1)


@pytest.mark.parametrize("offset", OFFSETS)
def test_a_block_with_a_listener_is_passed_over(offset):
    first = find_ports(2)
    with socket.socket() as taken:
        taken.bind((HOST, first.last + offset))
        taken.listen()
        assert find_ports(2, first.agi).agi >= first.agi + BLOCK


def test_no_free_block_is_one_sentence():
    with pytest.raises(PortsError, match="free ports"):
        find_ports(2, start=10**6)


def test_two_demos_that_begin_together_look_in_different_places():
    places = [start_of(pid) for pid in range(5000, 5004)]
    assert len(set(places)) == len(places)
    assert all(FIRST <= place < LAST for place in places)
