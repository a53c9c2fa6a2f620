"""Whatever a client writes, it does not choose the address that limits and logs see."""

from __future__ import annotations

import ipaddress
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from adminapi.edges.clientaddress import ClientAddress
from adminapi.edges.limits import network_of

HERE = "10.0.0.1"


class Asked:
    def __init__(self, remote, *forwarded):
        self.remote_addr = remote
        self.headers = Headers([("X-Forwarded-For", value) for value in forwarded])


def address(proxies, remote, *forwarded):
    return ClientAddress(proxies)(cast("Any", Asked(remote, *forwarded)))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, ["1.1.1.1"], HERE),
        (1, ["1.1.1.1"], "1.1.1.1"),
        (1, ["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
        (1, ["6.6.6.6", "1.1.1.1"], "1.1.1.1"),
        (1, ["6.6.6.6,,1.1.1.1"], "1.1.1.1"),
        (2, ["6.6.6.6, 1.1.1.1, 10.0.0.2"], "1.1.1.1"),
        (2, ["6.6.6.6", "1.1.1.1", "10.0.0.2"], "1.1.1.1"),
        (2, ["1.1.1.1"], HERE),
        (1, [], HERE),
        (2, [], HERE),
        (1, ["' OR 1=1"], "unknown"),
        (1, ["6.6.6.6,"], "unknown"),
        (1, ["1.1.1.1:4711"], "unknown"),
        (1, ["unknown"], "unknown"),
        (1, ["010.1.1.1"], "unknown"),
        (1, ["::ffff:1.1.1.1"], "1.1.1.1"),
        (1, ["2001:DB8:0:0::1"], "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxies_wrote_counts(proxies, forwarded, expected):
    assert address(proxies, HERE, *forwarded) == expected


def test_no_address_is_unknown():
    assert address(0, None) == "unknown"
    assert address(0, "<local>") == "unknown"


def test_a_socket_of_both_families_tells_one_address_of_a_client():
    assert address(0, "::ffff:1.1.1.1") == address(0, "1.1.1.1")


lies = st.text(alphabet=st.characters(exclude_characters="\r\n"), max_size=40)


@given(st.lists(lies, max_size=4), st.integers(1, 3))
def test_a_client_cannot_choose_his_address(lies, proxies):
    """Each proxy of ours appends whom it was asked by."""
    written = ["203.0.113.7", *(f"10.0.0.{n}" for n in range(proxies - 1))]
    for forwarded in ([*lies, *written], [", ".join([*lies, *written])]):
        assert address(proxies, "10.0.0.9", *forwarded) == "203.0.113.7"


@given(st.lists(lies, max_size=4), st.integers(0, 3))
def test_what_comes_out_is_an_address_that_limits_and_tables_take(forwarded, proxies):
    found = address(proxies, HERE, *forwarded)
    network_of(found)
    if found != "unknown":
        ipaddress.ip_address(found)
        assert "%" not in found
        assert found.isprintable()


def test_the_name_of_an_interface_is_no_part_of_an_address():
    """It may be any text, and inet of PostgreSQL takes none."""
    assert "%" not in address(1, HERE, "fe80::1%'; DROP")
