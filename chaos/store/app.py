"""The Store API over HTTP: routes only; the books are in database.py.

The contract is ``callcore/store/openapi.yaml``, which is also served.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Final, TypeVar

import trio
from quart import Response, request
from quart_trio import QuartTrio
from werkzeug.exceptions import HTTPException

from callcore.store.contract import document_text
from callcore.store.matching import find
from callcore.store.memory import Operation
from chaos.store.database import Answer, Database
from chaos.store.gate import Gate
from chaos.store.problem import CONTENT_TYPE, Problem
from chaos.store.queries import city_of, search_of
from chaos.store.trouble import At, Trouble
from chaos.store.wishes import (
    check_confirmation,
    checked_call,
    checked_key,
    draft_wish,
    fingerprint,
    plant_wish,
    state_wish,
)

MAX_BODY_BYTES: Final = 64 * 1024
OPEN: Final = frozenset({"/health", "/openapi.yaml"})
CHAOS: Final = frozenset({"faults", "plant", "put_state"})  # not of the Store API

T = TypeVar("T")


def build_app(
    database: Database, *, chaos: bool = False, token: str = "", rate: float = 0.0
) -> QuartTrio:
    """Return the application; ``chaos`` opens faults and the planting of orders.

    ``token`` and ``rate`` (requests per second and client) are for :class:`Gate`.
    """
    app = QuartTrio("chaos.store")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # no redirects: an odd path is not found
    app.register_error_handler(Problem, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    door = _Door(database, Trouble(), Gate(token, rate))
    app.before_request(door.check)
    for method, path, name in _ROUTES + (_CHAOS_ROUTES if chaos else ()):
        app.add_url_rule(path, name, getattr(door, name), methods=[method])
    return app


_ROUTES: Final = (
    ("GET", "/health", "health"),
    ("GET", "/openapi.yaml", "document"),
    ("GET", "/products", "products"),
    ("GET", "/products/<product_id>", "product"),
    ("GET", "/delivery-options", "options"),
    ("POST", "/orders", "create"),
    ("GET", "/orders", "orders"),
    ("GET", "/orders/<number>", "order"),
    ("POST", "/orders/<number>/confirm", "confirm"),
    ("DELETE", "/orders/<number>", "cancel"),
)
_CHAOS_ROUTES: Final = (
    ("PUT", "/faults", "faults"),
    ("POST", "/orders/seed", "plant"),
    ("PUT", "/orders/<number>/state", "put_state"),
)


class _Door:
    """The views; those of the Store API pass the gate and the trouble."""

    def __init__(self, database: Database, trouble: Trouble, gate: Gate) -> None:
        self._database = database
        self._trouble = trouble
        self._gate = gate
        self._desk = trio.CapacityLimiter(1)  # SQLite has one writer anyway

    async def check(self) -> None:
        """Stand before every view."""
        if request.path in OPEN or request.endpoint in CHAOS:
            return
        given = request.headers.get("Authorization", "")
        self._gate.check(request.remote_addr or "", given, trio.current_time())

    async def health(self) -> Response:
        return _json({"status": "ok"})

    async def document(self) -> Response:
        return Response(document_text(), content_type="application/yaml")

    async def products(self) -> Response:
        search = search_of(request.args)

        async def work(_: At) -> Response:
            found = await self._in_thread(self._database.products)
            if search.text is not None:
                found = find(found, search.text, search.limit)
            return _json({"products": [asdict(product) for product in found]})

        operation: Operation = "catalogue" if search.text is None else "search"
        return await self._trouble.around(operation, work)

    async def product(self, product_id: str) -> Response:
        return await self._read(
            "product", lambda: asdict(self._database.product(product_id))
        )

    async def options(self) -> Response:
        city_of(request.args)  # this shop sends everywhere at the same price

        def options() -> dict[str, object]:
            return {"options": [asdict(one) for one in self._database.options()]}

        return await self._read("delivery", options)

    async def create(self) -> Response:
        body = await _body()
        wish = draft_wish(body)
        return await self._once("create", body, lambda: self._database.create(wish))

    async def confirm(self, number: str) -> Response:
        body = await _body()
        check_confirmation(body)
        return await self._once("confirm", body, lambda: self._database.confirm(number))

    async def cancel(self, number: str) -> Response:
        if "call_id" in request.args:
            checked_call(request.args["call_id"])
        return await self._once("cancel", b"", lambda: self._database.cancel(number))

    async def order(self, number: str) -> Response:
        return await self._read("order", lambda: self._database.order(number))

    async def orders(self) -> Response:
        call_id = checked_call(request.args.get("call_id"))
        return await self._read(
            "orders_of", lambda: {"orders": self._database.orders_of(call_id)}
        )

    async def faults(self) -> Response:
        knobs = await request.get_json(force=True)
        self._trouble.turn(knobs)
        return _json({"faults": self._trouble.shown()})

    async def plant(self) -> Response:
        wish = plant_wish(await _body())
        return _answered(await self._in_thread(lambda: self._database.plant(wish)))

    async def put_state(self, number: str) -> Response:
        state = state_wish(await _body())
        return _answered(
            await self._in_thread(lambda: self._database.put_state(number, state))
        )

    async def _read(
        self, operation: Operation, read: Callable[[], dict[str, object]]
    ) -> Response:
        async def work(_: At) -> Response:
            return _json(await self._in_thread(read))

        return await self._trouble.around(operation, work)

    async def _once(
        self, operation: Operation, body: bytes, effect: Callable[[], Answer]
    ) -> Response:
        key = checked_key(request.headers.get("Idempotency-Key"))
        mark = fingerprint(request.method, request.path, body)

        async def work(at: At) -> Response:
            return _answered(
                await self._in_thread(
                    lambda: self._database.once(key, mark, effect, at)
                )
            )

        return await self._trouble.around(operation, work, effects=True)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._desk)


async def _body() -> bytes:
    """Return the body, at most MAX_BODY_BYTES: beyond, Quart answers 413 by itself."""
    data = await request.get_data(as_text=False)
    return data.encode() if isinstance(data, str) else data


def _answered(answer: Answer) -> Response:
    kind = "application/json" if answer.status < 400 else CONTENT_TYPE
    return Response(answer.body, status=answer.status, content_type=kind)


def _json(document: dict[str, object]) -> Response:
    text = json.dumps(document, ensure_ascii=False)
    return Response(text, content_type="application/json")


async def _refuse(problem: Problem) -> Response:
    return Response(
        problem.body(),
        status=problem.status,
        content_type=CONTENT_TYPE,
        headers=dict(problem.headers),
    )


async def _refuse_http(error: HTTPException) -> Response:
    status = error.code or 500
    code = (error.name or "error").lower().replace(" ", "-")
    return await _refuse(Problem(status, code))
