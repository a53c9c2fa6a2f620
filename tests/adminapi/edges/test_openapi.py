from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from adminapi.edges.endpoint import PUBLIC
from adminapi.edges.openapi import words_of
from adminapi.edges.problem import PROBLEMS
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_the_document_is_openapi(database_url):
    async with admin_house(database_url) as house:
        told = await house.get("/openapi.json")
        validate(told.json)


async def test_every_problem_that_an_endpoint_names_is_one(database_url):
    async with admin_house(database_url) as house:
        for endpoint in house.house.endpoints:
            assert words_of(endpoint) <= set(PROBLEMS), endpoint.name


async def test_what_needs_a_token_says_so_and_names_the_roles(database_url):
    async with admin_house(database_url) as house:
        document = (await house.get("/openapi.json")).json
        operations = {
            operation["operationId"]: operation
            for path in document["paths"].values()
            for operation in path.values()
        }
        for endpoint in house.house.endpoints:
            operation = operations[endpoint.name]
            if endpoint.roles == PUBLIC:
                assert "security" not in operation
            else:
                assert operation["security"] == [{"token": []}]
                assert operation["x-roles"] == sorted(endpoint.roles)
