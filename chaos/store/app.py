"""The Store API over HTTP: routes only; the books are in database.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Final, TypeVar

import trio
from quart import Response, request
from quart_trio import QuartTrio
from werkzeug.exceptions import HTTPException

from callcore.store.matching import find
from chaos.store.database import Answer, Database
from chaos.store.problem import CONTENT_TYPE, Problem
from chaos.store.trouble import Trouble
from chaos.store.wishes import checked_key, fingerprint, order_wish

MAX_BODY_BYTES: Final = 64 * 1024
MAX_RESULTS: Final = 50

T = TypeVar("T")


def build_app(database: Database, *, chaos: bool = False) -> QuartTrio:
    """Return the application; ``chaos`` opens ``PUT /faults``."""
    app = QuartTrio("chaos.store")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.register_error_handler(Problem, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    door = _Door(database, Trouble())
    app.add_url_rule("/health", view_func=door.health)
    app.add_url_rule("/products", view_func=door.products)
    app.add_url_rule("/orders", "create", door.create, methods=["POST"])
    app.add_url_rule("/orders", "orders", door.orders)
    app.add_url_rule("/orders/<number>", view_func=door.order)
    app.add_url_rule(
        "/orders/<number>/confirm", view_func=door.confirm, methods=["POST"]
    )
    if chaos:
        app.add_url_rule("/faults", view_func=door.faults, methods=["PUT"])
    return app


class _Door:
    """The views; every one but health and faults passes the trouble."""

    def __init__(self, database: Database, trouble: Trouble) -> None:
        self._database = database
        self._trouble = trouble
        self._desk = trio.CapacityLimiter(1)  # SQLite has one writer anyway

    async def health(self) -> Response:
        return _json({"status": "ok"})

    async def faults(self) -> Response:
        knobs = await request.get_json(force=True)
        if not isinstance(knobs, dict):
            raise Problem(422, "invalid")
        self._trouble.turn(knobs)
        return _json(asdict(self._trouble))

    async def products(self) -> Response:
        query = request.args.get("query")
        limit = request.args.get("limit", 5, type=int)

        async def work() -> Response:
            found = await self._in_thread(self._database.products)
            if query is not None:
                found = find(found, query, max(1, min(limit, MAX_RESULTS)))
            return _json({"products": [asdict(product) for product in found]})

        return await self._trouble.around(work)

    async def create(self) -> Response:
        body = await _body()
        wish = order_wish(body)
        return await self._once(body, lambda: self._database.create(wish))

    async def confirm(self, number: str) -> Response:
        body = await _body()
        return await self._once(body, lambda: self._database.confirm(number))

    async def order(self, number: str) -> Response:
        async def work() -> Response:
            return _json(await self._in_thread(lambda: self._database.order(number)))

        return await self._trouble.around(work)

    async def orders(self) -> Response:
        call_id = request.args.get("call_id", "")

        async def work() -> Response:
            found = await self._in_thread(lambda: self._database.orders_of(call_id))
            return _json({"orders": found})

        return await self._trouble.around(work)

    async def _once(self, body: bytes, effect: Callable[[], Answer]) -> Response:
        key = checked_key(request.headers.get("Idempotency-Key"))
        mark = fingerprint(request.path, body)

        async def work() -> Response:
            answer = await self._in_thread(
                lambda: self._database.once(key, mark, effect)
            )
            kind = "application/json" if answer.status < 400 else CONTENT_TYPE
            return Response(answer.body, status=answer.status, content_type=kind)

        return await self._trouble.around(work)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._desk)


async def _body() -> bytes:
    """Return the body, at most MAX_BODY_BYTES: beyond, Quart answers 413 by itself."""
    data = await request.get_data(as_text=False)
    return data.encode() if isinstance(data, str) else data


def _json(document: dict[str, object]) -> Response:
    text = json.dumps(document, ensure_ascii=False)
    return Response(text, content_type="application/json")


async def _refuse(problem: Problem) -> Response:
    return Response(problem.body(), status=problem.status, content_type=CONTENT_TYPE)


async def _refuse_http(error: HTTPException) -> Response:
    status = error.code or 500
    code = (error.name or "error").lower().replace(" ", "-")
    return await _refuse(Problem(status, code))
