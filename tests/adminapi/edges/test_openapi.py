"""The document of a small table, and of the whole one."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, cast

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pydantic import BaseModel, Field

from adminapi.app import endpoints_of, office_of
from adminapi.edges.endpoint import ADMIN, PREFIX, PUBLIC
from adminapi.edges.openapi import document, served, words_of
from adminapi.edges.problem import MEDIA_TYPE, PROBLEMS, Problem
from adminapi.edges.shapes import Page, PageQuery, Told, Wanted
from callcore.shared.state.memory import MemoryState
from tests.kit.adminhouse import config_of
from tests.kit.smallapp import endpoint, small_app

JSON = "application/json"


class Part(Told):
    size: int = 0


class Thing(Told):
    name: str
    part: Part | None = None


class Change(Wanted):
    name: Annotated[str, Field(max_length=10)]


class Filter(PageQuery):
    word: Annotated[str, Field(max_length=5, description="a word")] | None = None
    parts: list[Annotated[str, Field(max_length=5)]] = []
    must: bool


TABLE = [
    endpoint("/things", told=Page[Thing], query=Filter),
    endpoint(
        "/things/<uuid:thing_id>",
        method="PUT",
        told=Thing,
        body=Change,
        roles=ADMIN,
        matched=True,
        action=True,
        problems=("last-admin",),
    ),
    endpoint("/things/<uuid:thing_id>", method="DELETE", status=204),
    endpoint("/files/<word:name>", media=("audio/ogg",), problems=("no-such-range",)),
    endpoint("/door", method="POST", status=201, told=Thing, roles=PUBLIC),
]


def operation(path, method="get", table=TABLE):
    return document(table, "1")["paths"][PREFIX + path][method]


def parameter(found, name):
    [one] = [each for each in found["parameters"] if each["name"] == name]
    return one


@pytest.fixture(scope="module")
def table():
    """The whole real table; no handler of it is called."""
    office = office_of(config_of(), cast("Any", None), MemoryState())
    yield endpoints_of(office)
    office.hashing.close()


@pytest.fixture(scope="module")
def whole(table):
    return document(table, "1")


def operations(told):
    for path, methods in told["paths"].items():
        for method, found in methods.items():
            yield f"{method} {path}", found


def test_the_document_of_a_small_table_is_openapi():
    told = document(TABLE, "7")
    validate(cast("Any", told))
    assert (told["openapi"], told["info"]["version"]) == ("3.1.0", "7")
    assert list(told["paths"]) == [
        f"{PREFIX}/things",
        f"{PREFIX}/things/{{thing_id}}",
        f"{PREFIX}/files/{{name}}",
        f"{PREFIX}/door",
    ]


def test_the_document_of_an_empty_table_is_openapi():
    validate(cast("Any", document([], "1")))


def test_shapes_are_named_once_and_referred_to():
    told = document(TABLE, "1")
    good = operation("/things/{thing_id}", "put")["responses"]["200"]
    assert good["content"][JSON]["schema"] == {"$ref": "#/components/schemas/Thing"}
    assert {"Thing", "Part", "Change", "ProblemShape"} <= set(
        told["components"]["schemas"]
    )


def test_a_parameter_of_an_address_has_the_schema_of_its_converter():
    uuid = parameter(operation("/things/{thing_id}", "delete"), "thing_id")
    assert (uuid["in"], uuid["required"]) == ("path", True)
    assert uuid["schema"]["format"] == "uuid"
    word = parameter(operation("/files/{name}"), "name")["schema"]["pattern"]
    assert re.search(word, "a.b-c")
    assert not re.search(word, "../a")


def test_a_filter_is_one_parameter_a_field_and_null_is_leaving_it_out():
    found = operation("/things")
    assert parameter(found, "must")["required"]
    word = parameter(found, "word")
    assert not word["required"]
    assert (word["schema"]["type"], word["schema"]["maxLength"]) == ("string", 5)
    assert "anyOf" not in word["schema"]
    assert "default" not in word["schema"]
    assert parameter(found, "parts")["schema"]["type"] == "array"
    assert parameter(found, "limit")["schema"]["maximum"] == 200


def test_keys_and_versions_are_headers_where_they_are_taken():
    put = operation("/things/{thing_id}", "put")
    assert not parameter(put, "Idempotency-Key")["required"]
    assert parameter(put, "If-Match")["required"]
    assert not [p for p in operation("/things")["parameters"] if p["in"] == "header"]


def test_what_is_public_asks_for_no_token():
    assert "security" not in operation("/door", "post")
    put = operation("/things/{thing_id}", "put")
    assert (put["security"], put["x-roles"]) == ([{"token": []}], ["admin"])


@pytest.mark.parametrize(
    ("path", "method", "codes"),
    [
        ("/things", "get", "200 304 400 401 403 422 429 503"),
        ("/things/{thing_id}", "delete", "204 400 401 403 404 422 429 503"),
        ("/files/{name}", "get", "200 206 400 401 403 404 416 422 429 503"),
        ("/door", "post", "201 400 422 429 503"),
        (
            "/things/{thing_id}",
            "put",
            "200 400 401 403 404 408 409 412 413 415 422 428 429 503",
        ),
    ],
)
def test_every_status_that_can_come_is_documented(path, method, codes):
    assert sorted(operation(path, method)["responses"]) == codes.split()


def test_two_problems_of_one_status_stand_in_one_answer():
    told = operation("/things/{thing_id}", "put")["responses"]["409"]
    for word in ("key-busy", "key-reused", "last-admin"):
        assert f"{word}: {PROBLEMS[word].title}" in told["description"]
    assert list(told["content"]) == [MEDIA_TYPE]


def test_a_problem_that_is_none_stops_the_document():
    with pytest.raises(KeyError):
        document([endpoint(problems=("no-such-word",))], "1")


async def test_the_document_tells_of_itself():
    app = small_app(*TABLE, served(TABLE))
    told = await app.ask("GET", "/openapi.json")
    assert (told.status, told.headers["Content-Type"]) == (200, JSON)
    validate(told.json)
    assert "security" not in told.json["paths"][f"{PREFIX}/openapi.json"]["get"]
    assert len(told.json["paths"]) == 5


async def test_a_real_problem_has_the_documented_shape():
    app = small_app(endpoint(query=Filter))
    told = await app.ask("GET", "/thing", token="viewer")
    schema = document(TABLE, "1")["components"]["schemas"]
    Draft202012Validator(
        {**schema["ProblemShape"], "components": {"schemas": schema}}
    ).validate(told.json)


# -- the whole table -------------------------------------------------------------------


def test_the_whole_document_is_openapi(whole):
    validate(whole)
    assert len(list(operations(whole))) > 60
    json.dumps(whole, allow_nan=False)


def test_every_endpoint_is_in_the_document(table, whole):
    names = [found["operationId"] for _, found in operations(whole)]
    assert sorted(names) == sorted(each.name for each in table)


def test_what_needs_a_token_says_so_and_names_the_roles(table, whole):
    by_name = {found["operationId"]: found for _, found in operations(whole)}
    for each in table:
        found = by_name[each.name]
        assert ("security" in found) is (each.roles != PUBLIC), each.name
        assert found.get("x-roles", []) == sorted(each.roles)


def test_every_problem_of_every_endpoint_is_documented_with_its_word(table, whole):
    by_name = {found["operationId"]: found for _, found in operations(whole)}
    for each in table:
        for word in words_of(each):
            told = by_name[each.name]["responses"][str(PROBLEMS[word].status)]
            assert f"{word}: " in told["description"], (each.name, word)


#: what HTTP, a handshake or a bug answers: they belong to no row of the table
NOWHERE = {"no-such-method", "headers-too-large", "bug", "wrong-ticket"}


def test_every_problem_word_is_documented_somewhere(table):
    said = set().union(*(words_of(each) for each in table))
    assert set(PROBLEMS) - said == NOWHERE


def test_everything_is_described(whole):
    for name, found in operations(whole):
        assert found["summary"], name
        assert len(found["tags"]) == 1, name
        for code, answer in found["responses"].items():
            assert answer["description"], (name, code)


def test_everything_that_a_client_sends_is_bounded(whole):
    """Security.md 33: whatever has no end is named here, and nothing is."""
    schemas = whole["components"]["schemas"]
    unbounded = []
    for name, found in operations(whole):
        for each in found["parameters"]:
            unbounded += endless(each["schema"], f"{name} {each['name']}", schemas)
        if "requestBody" in found:
            schema = found["requestBody"]["content"][JSON]["schema"]
            unbounded += endless(schema, f"{name} body", schemas)
    assert unbounded == []


def endless(schema, where, schemas):
    """Yield what has no limit in a schema; no shape of the client refers to itself."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    for part in schema.get("anyOf", ()):
        yield from endless(part, where, schemas)
    kind, keys = schema.get("type", ""), set(schema)
    if not kind and not keys & {"anyOf", "enum", "const"}:
        yield where
    if not keys & LIMITED.get(kind, keys):
        yield where
    if kind in ("integer", "number") and not keys & {"maximum", "exclusiveMaximum"}:
        yield where
    if kind == "array":
        yield from endless(schema["items"], f"{where}[]", schemas)
    for name, part in {
        **schema.get("properties", {}),
        **schema.get("patternProperties", {}),
    }.items():
        yield from endless(part, f"{where}.{name}", schemas)


LIMITED = {
    "string": {"maxLength", "enum", "const", "format", "pattern"},
    "integer": {"minimum", "exclusiveMinimum", "enum"},
    "number": {"minimum", "exclusiveMinimum"},
    "array": {"maxItems"},
    "object": {"additionalProperties", "maxProperties"},
}


class Endless(BaseModel):
    text: str
    number: int = Field(ge=0)
    many: list[bool]


def test_the_check_for_bounds_can_fail():
    schema = Endless.model_json_schema()
    assert list(endless(schema, "x", {})) == ["x", "x.text", "x.number", "x.many"]


def test_a_problem_knows_no_other_word():
    with pytest.raises(KeyError):
        Problem("no-such-word").shape("")
