from __future__ import annotations

import socket

import pytest

from chaos.demo.ports import HOST, PortsError
from chaos.dev import places
from chaos.dev.places import Places, free_block, places_of


def test_the_ports_stand_side_by_side():
    found = Places(8080, "http://office")
    assert (found.ops_port, found.ui_port) == (8081, 8082)
    assert (found.api, found.ops) == ("http://127.0.0.1:8080", "http://127.0.0.1:8081")


def test_browsers_open_the_api_unless_something_stands_in_front():
    assert places_of(8080, "").origin == "http://127.0.0.1:8080"
    assert places_of(8080, "http://127.0.0.1:5173").origin == "http://127.0.0.1:5173"


def test_a_taken_port_is_passed_over():
    start = free_block(places.FIRST)
    with socket.socket() as taken:
        taken.bind((HOST, start + 1))
        taken.listen()
        assert free_block(start) > start


def test_no_free_port_is_told(monkeypatch):
    monkeypatch.setattr(places, "_is_free", lambda _port: False)
    with pytest.raises(PortsError):
        free_block(places.FIRST)
