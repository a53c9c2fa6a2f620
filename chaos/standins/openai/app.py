"""The stand-in's routes, its keys and its limits."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import trio
from quart import Response, request
from quart_trio import QuartTrio
from werkzeug.exceptions import HTTPException

from chaos.standins.openai.chatting import Chat
from chaos.standins.openai.house import CHATTERS, SPEAKERS, TRANSCRIBERS, House
from chaos.standins.openai.refusal import JSON, Refusal
from chaos.standins.openai.speaking import Speech
from chaos.standins.openai.suffering import Fate, attend
from chaos.standins.openai.transcribing import MOST_FILE_BYTES, Transcriptions

READ_S: Final = 5.0
FORM_BYTES: Final = 64 * 1024  # of a transcription's other fields and its frame


def build_app(house: House) -> QuartTrio:
    """Return the application; it holds nothing but ``house``."""
    app = QuartTrio("openai-standin")
    app.config["MAX_CONTENT_LENGTH"] = MOST_FILE_BYTES + FORM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_BYTES

    async def models() -> Response:
        seen = house.seen.begin("models")
        return await attend(
            seen, lambda: _models(house, Fate(house.mishaps.request(), seen))
        )

    routes: list[tuple[str, str, Callable[[], Awaitable[Response]]]] = [
        ("POST", "/v1/audio/transcriptions", Transcriptions(house).answer),
        ("POST", "/v1/audio/speech", Speech(house).answer),
        ("POST", "/v1/chat/completions", Chat(house).answer),
        ("GET", "/v1/models", models),
    ]
    for method, path, answer in routes:
        app.add_url_rule(path, path, answer, methods=[method])

    @app.before_request
    async def check_key() -> Response | None:
        refused = _refused_key(house.key)
        if refused:
            await _read_all()
        return refused

    @app.errorhandler(HTTPException)
    async def refuse(error: HTTPException) -> Response:
        if error.code != 413:
            await _read_all()
        text = error.description or error.name
        return Refusal(error.code or 500, text).response()

    return app


async def _read_all() -> None:
    """Read the body of a request that is refused: unread, it blocks the next one."""
    with trio.move_on_after(READ_S), suppress(HTTPException):
        await request.get_data()


def _refused_key(key: str) -> Response | None:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not key or hmac.compare_digest(given.encode(), key.encode()):
        return None
    return Refusal(401, "Incorrect API key provided.", "invalid_api_key").response()


async def _models(house: House, fate: Fate) -> Response:
    await fate.begin()
    await fate.meet()
    names = sorted(TRANSCRIBERS | SPEAKERS | CHATTERS | house.models)
    data = [
        {"id": name, "object": "model", "created": 0, "owned_by": "standin"}
        for name in names
    ]
    return Response(json.dumps({"object": "list", "data": data}), content_type=JSON)
