"""The OpenAPI 3.1 document of a table of endpoints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from adminapi.edges.endpoint import PREFIX, PUBLIC, Answer, Ask, Endpoint, Raw
from adminapi.edges.problem import MEDIA_TYPE, PROBLEMS, ProblemShape

Json = dict[str, Any]

VERSION: Final = "1"  # of the API, as in its addresses
_PART: Final = re.compile(r"<(uuid|word):(\w+)>")
_REF: Final = "#/components/schemas/{model}"


def document(endpoints: Sequence[Endpoint], version: str) -> Json:
    """Return the document; the order of the table is kept."""
    names, schemas = _schemas(endpoints)
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        path = PREFIX + _PART.sub(r"{\2}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(
            endpoint, names
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "callcore admin API", "version": version},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def served(table: Sequence[Endpoint]) -> Endpoint:
    """Return the endpoint that tells the document of a table, and of itself."""

    async def tell(_ask: Ask) -> Answer:
        body = json.dumps(document([*table, endpoint], VERSION)).encode()
        return Raw(body, "application/json")

    endpoint = Endpoint(
        method="GET",
        path="/openapi.json",
        about="This document.",
        handler=tell,
        roles=PUBLIC,
        media=("application/json",),
        limit="public",
        tag="document",
    )
    return endpoint


Names = dict[tuple[type[BaseModel], JsonSchemaMode], Json]


def _schemas(endpoints: Sequence[Endpoint]) -> tuple[Names, Json]:
    """Return a reference for each shape, and what they refer to."""
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {
        (ProblemShape, "serialization"): None
    }
    for endpoint in endpoints:
        if endpoint.told is not None:
            wanted[endpoint.told, "serialization"] = None
        for shape in (endpoint.body, endpoint.query):
            if shape is not None:
                wanted[shape, "validation"] = None
    references, definitions = models_json_schema(list(wanted), ref_template=_REF)
    names = {key: references[key] for key in wanted}
    return names, definitions.get("$defs", {})


def _operation(endpoint: Endpoint, names: Names) -> Json:
    operation: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "tags": [endpoint.tag],
        "parameters": [
            *_path_parameters(endpoint),
            *_query_parameters(endpoint),
            *_header_parameters(endpoint),
        ],
        "responses": _responses(endpoint, names),
    }
    if endpoint.roles != PUBLIC:
        operation["security"] = [{"token": []}]
        operation["x-roles"] = sorted(endpoint.roles)
    if endpoint.body is not None:
        schema = names[endpoint.body, "validation"]
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _path_parameters(endpoint: Endpoint) -> Iterable[Json]:
    for kind, name in _PART.findall(endpoint.path):
        schema: Json = {"type": "string"}
        if kind == "uuid":
            schema["format"] = "uuid"
        else:
            schema["pattern"] = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$"
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(endpoint: Endpoint) -> Iterable[Json]:
    """Yield one parameter a field; their schemas stand in place, without references."""
    if endpoint.query is None:
        return
    whole = endpoint.query.model_json_schema(ref_template=_REF)
    required = whole.get("required", [])
    for name, schema in whole.get("properties", {}).items():
        yield {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _without_null(schema),
        }


def _without_null(schema: Json) -> Json:
    """Return the schema of a value that is given: leaving it out is the null."""
    either = schema.get("anyOf")
    if either is None:
        return schema
    some = [each for each in either if each.get("type") != "null"]
    rest = {k: v for k, v in schema.items() if k not in ("anyOf", "default")}
    return {**some[0], **rest} if len(some) == 1 else {**rest, "anyOf": some}


def _header_parameters(endpoint: Endpoint) -> Iterable[Json]:
    text = {"type": "string", "maxLength": 100}
    if endpoint.action:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": text,
        }
    if endpoint.matched:
        yield {"name": "If-Match", "in": "header", "required": True, "schema": text}


def _responses(endpoint: Endpoint, names: Names) -> Json:
    responses: Json = {str(endpoint.status): _good(endpoint, names)}
    if "no-such-range" in endpoint.problems:
        responses["206"] = _good(endpoint, names)
    if endpoint.method == "GET" and endpoint.told is not None:
        responses["304"] = {"description": "It has not changed."}
    problem = names[ProblemShape, "serialization"]
    by_status: dict[int, list[str]] = {}
    for word in sorted(words_of(endpoint)):
        by_status.setdefault(PROBLEMS[word].status, []).append(word)
    for code, words in sorted(by_status.items()):
        responses[str(code)] = {
            "description": " ".join(
                f"{word}: {PROBLEMS[word].title}" for word in words
            ),
            "content": {MEDIA_TYPE: {"schema": problem}},
        }
    return responses


def _good(endpoint: Endpoint, names: Names) -> Json:
    if endpoint.media:
        content: Json = {media: {} for media in endpoint.media}
        return {"description": endpoint.about, "content": content}
    if endpoint.told is None:
        return {"description": "Done."}
    schema = names[endpoint.told, "serialization"]
    return {
        "description": endpoint.about,
        "content": {"application/json": {"schema": schema}},
    }


def words_of(endpoint: Endpoint) -> set[str]:
    """Return all problems that an endpoint may answer with."""
    words = {"bad-request", "too-many", "unavailable", "invalid", *endpoint.problems}
    if endpoint.roles != PUBLIC:
        words |= {"unauthorized", "forbidden"}
    if "<" in endpoint.path:
        words.add("not-found")
    if endpoint.body is not None:
        words |= {"not-json", "wrong-media-type", "too-large", "too-slow"}
    if endpoint.action:
        words |= {"key-reused", "key-busy"}
    if endpoint.matched:
        words |= {"match-required", "changed"}
    return words
