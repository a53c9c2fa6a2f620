"""The Store API's OpenAPI document, and whether an exchange keeps to it.

For tests and for those who look at a shop from outside; the client has its own, faster
eyes (parse.py). What is wrong is told by place and rule, never by value: bodies hold
personal data. Of the document's language only what ``openapi.yaml`` uses is understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator
from jsonschema.validators import extend

DOCUMENT: Final = "openapi.yaml"
_METHODS: Final = ("get", "put", "post", "delete")
_WHOLE: Final = re.compile(r"-?[0-9]{1,12}")

# 4.0 is an integer to JSON Schema, and not to those who read our money.
_Strict: Final = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: type(value) is int
    ),
)

Node = Mapping[str, Any]  # a piece of the document


class BrokenContract(Exception):
    """An exchange is not as the document says; the text names place and rule."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer on the wire; header names in any case."""

    headers: Mapping[str, str]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return a header's value."""
        for known, value in self.headers.items():
            if known.lower() == name.lower():
                return value
        return None

    @property
    def media_type(self) -> str:
        """Return the body's media type without parameters."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path; ``parameters`` has those of the path too, all resolved."""

    id: str
    method: str
    path: str
    node: Node
    parameters: Sequence[Node]

    def values_of(self, path: str) -> dict[str, str] | None:
        """Return the path's parameters, or ``None`` if ``path`` is another one."""
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.path))
        found = re.fullmatch(pattern, path)
        return None if found is None else found.groupdict()


class Contract:
    """The document, ready to be compared with what goes over the wire."""

    def __init__(self, document: Node) -> None:
        self.document = document
        self.operations = {one.id: one for one in self._operations()}

    def check_request(
        self, method: str, path: str, query: Sequence[tuple[str, str]], sent: Message
    ) -> Operation:
        """Return the operation that is asked for; raises :exc:`BrokenContract`."""
        operation, in_path = self.find(method, path)
        for node in operation.parameters:
            where: str = node["in"]
            name: str = node["name"]
            values = {
                "path": [in_path[name]] if name in in_path else [],
                "query": [value for key, value in query if key == name],
                "header": [] if (one := sent.header(name)) is None else [one],
            }[where]
            self._check_values(f"{where} {name}", node, values)
        known = {node["name"] for node in operation.parameters if node["in"] == "query"}
        if {name for name, _ in query} - known:
            raise BrokenContract("query: unknown parameter")
        self._check_sent(operation, sent)
        return operation

    def check_answer(self, operation: Operation, status: int, answer: Message) -> None:
        """Compare an answer with what is promised; raises :exc:`BrokenContract`."""
        answers = operation.node["responses"]
        node = answers.get(str(status)) or answers.get(f"{status // 100}XX")
        if node is None:
            raise BrokenContract(f"{operation.id}: status {status}")
        promised = self.resolved(node)
        for name, header in promised.get("headers", {}).items():
            value = answer.header(name)
            values = [] if value is None else [value]
            self._check_values(f"header {name}", self.resolved(header), values)
        self._check_body(f"{operation.id} {status}", promised["content"], answer)

    def check(self, schema: Node, value: object, place: str) -> None:
        """Compare ``value`` with a schema of the document; raises the same."""
        # so that "#/components/..." leads somewhere
        rooted = {**schema, "components": self.document["components"]}
        for error in _Strict(rooted).iter_errors(value):
            raise BrokenContract(f"{place} {error.json_path}: {error.validator}")

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """Return the operation and its path's parameters; raises the same."""
        for operation in self.operations.values():
            values = operation.values_of(path)
            if operation.method == method and values is not None:
                return operation, values
        raise BrokenContract("no such operation")

    def resolved(self, node: Node) -> Node:
        """Return what ``node`` refers to, or itself."""
        while "$ref" in node:
            target: Node = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method in _METHODS:
                if method in item:
                    node = item[method]
                    given = [*item.get("parameters", []), *node.get("parameters", [])]
                    yield Operation(
                        node["operationId"],
                        method.upper(),
                        path,
                        node,
                        [self.resolved(one) for one in given],
                    )

    def _check_values(self, place: str, node: Node, values: list[str]) -> None:
        if len(values) > 1 or (not values and node.get("required", False)):
            raise BrokenContract(f"{place}: {len(values)} times")
        for value in values:
            whole = self.resolved(node["schema"]).get("type") == "integer"
            number = whole and _WHOLE.fullmatch(value)
            self.check(node["schema"], int(value) if number else value, place)

    def _check_sent(self, operation: Operation, sent: Message) -> None:
        node = operation.node.get("requestBody")
        if node is None:
            if sent.body:
                raise BrokenContract(f"{operation.id}: a body")
        elif sent.body or node["required"]:
            self._check_body(operation.id, node["content"], sent)

    def _check_body(self, place: str, content: Node, message: Message) -> None:
        if message.media_type not in content:
            raise BrokenContract(f"{place}: media type")
        try:
            value = json.loads(message.body, object_pairs_hook=_once)
        except (ValueError, RecursionError):
            raise BrokenContract(f"{place}: no JSON") from None
        self.check(content[message.media_type]["schema"], value, place)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object; of two members with one name, readers would take either."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


@cache
def document_text() -> str:
    """Return the document as it stands, in YAML."""
    return resources.files("callcore.store").joinpath(DOCUMENT).read_text("utf-8")


@cache
def store_contract() -> Contract:
    """Return the contract; reading it takes some 0.2 s, once."""
    return Contract(yaml.safe_load(document_text()))
