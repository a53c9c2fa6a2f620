"""The whole table of endpoints against every role: what is declared is what happens."""

from __future__ import annotations

import pytest

from adminapi.edges.endpoint import PUBLIC, ROLES
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration
ID = "00000000-0000-4000-8000-000000000000"
#: the only addresses that ask for no token
OPEN = {"post_auth_login", "post_auth_refresh", "post_auth_logout", "get_openapi.json"}
#: asked with a signed address instead of a token (an <audio> element cannot send one)
SIGNED = {"get_recordings_token"}


def filled(path):
    while "<" in path:
        head, _, rest = path.partition("<")
        kind, _, tail = rest.partition(">")
        path = head + (ID if kind.startswith("uuid") else "word") + tail
    return path


async def test_only_the_door_and_the_document_are_open(database_url):
    async with admin_house(database_url) as house:
        found = {each.name for each in house.house.endpoints if each.roles == PUBLIC}
        assert found - SIGNED == OPEN


async def test_every_endpoint_refuses_who_has_no_token(database_url):
    async with admin_house(database_url) as house:
        for endpoint in house.house.endpoints:
            if endpoint.roles == PUBLIC:
                continue
            for headers in (
                {},
                {"Authorization": "Basic YTpi"},
                {"Authorization": "Bearer "},
            ):
                told = await house.ask(
                    endpoint.method, filled(endpoint.path), headers=headers
                )
                assert (told.status, told.problem) == (401, "unauthorized"), (
                    endpoint.name
                )
                assert "Bearer" in told.headers["WWW-Authenticate"]


async def test_every_endpoint_refuses_every_role_that_is_not_declared(database_url):
    async with admin_house(database_url) as house:
        checked = 0
        for endpoint in house.house.endpoints:
            for role in ROLES if endpoint.roles != PUBLIC else ():
                if role in endpoint.roles:
                    continue
                told = await house.ask(
                    endpoint.method, filled(endpoint.path), role=role
                )
                assert (told.status, told.problem) == (403, "forbidden"), (
                    endpoint.name,
                    role,
                )
                checked += 1
        assert checked > 20


async def test_every_endpoint_lets_every_declared_role_pass_the_gate(database_url):
    """What comes after the gate is the subject's business; a bug is nobody's."""
    async with admin_house(database_url) as house:
        for endpoint in house.house.endpoints:
            if endpoint.roles == PUBLIC or "password" in endpoint.path:
                continue
            for role in sorted(endpoint.roles):
                user = house.users[role]
                another = await house.log_in(user.user_id, user.name, role)
                told = await house.ask(
                    endpoint.method, filled(endpoint.path), token=another.token
                )
                assert told.status not in (401, 403, 500), (
                    endpoint.name,
                    role,
                    told.body,
                )


async def test_every_endpoint_names_a_limit_that_is_there(database_url):
    from adminapi.edges.limits import LIMITS

    async with admin_house(database_url) as house:
        for endpoint in house.house.endpoints:
            assert endpoint.limit in LIMITS, endpoint.name
            if endpoint.roles == PUBLIC:
                assert LIMITS[endpoint.limit].by == "address", endpoint.name


async def test_no_two_endpoints_have_one_name(database_url):
    async with admin_house(database_url) as house:
        names = [endpoint.name for endpoint in house.house.endpoints]
        assert len(set(names)) == len(names)
