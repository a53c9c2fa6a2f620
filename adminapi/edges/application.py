"""The Quart application of a table of endpoints and the files of the web UI."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from quart import Response, has_request_context, request
from quart_trio import QuartTrio
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter
from werkzeug.routing.exceptions import WebsocketMismatch

from adminapi.edges import headers
from adminapi.edges.endpoint import Endpoint
from adminapi.edges.pipeline import Pipeline, as_problem, problem_response
from adminapi.edges.problem import Problem
from adminapi.edges.webfiles import WebFiles

MOST_BODY_BYTES: Final = 65_536  # an endpoint that takes more says so
BODY_S: Final = 10  # for a whole body
API: Final = "/api/"
ANSWER_S: Final = 60  # for the next piece of an answer that streams


class WordConverter(BaseConverter):
    """A word in an address: no slash, no dots in front, nothing to climb with."""

    regex = r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,99}"


def build(
    endpoints: Sequence[Endpoint], pipeline: Pipeline, files: WebFiles
) -> QuartTrio:
    """Return the application that serves ``endpoints``, and ``files`` beside them."""
    app = QuartTrio("adminapi", static_folder=None)
    # the pipeline has a limit for each endpoint; this is for what it does not read
    app.config["MAX_CONTENT_LENGTH"] = max(
        [MOST_BODY_BYTES, *(endpoint.most_body_bytes for endpoint in endpoints)]
    )
    app.config["BODY_TIMEOUT"] = BODY_S
    app.config["RESPONSE_TIMEOUT"] = ANSWER_S
    app.url_map.converters["word"] = WordConverter
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False  # it redirects
    for endpoint in endpoints:
        pipeline.mount(app, endpoint)

    async def refuse(error: HTTPException) -> Response:
        """Answer what no endpoint has answered: a file, no such address or method."""
        nowhere = isinstance(error, NotFound | WebsocketMismatch)
        if nowhere and has_request_context():
            file = _file(files)
            if file is not None:
                return file
        problem = Problem("not-found") if nowhere else as_problem(error)
        response = problem_response(problem, str(uuid.uuid4()))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return await headers.secure(response)  # a WebSocket has no other place for it

    app.register_error_handler(HTTPException, refuse)
    headers.put_on(app)
    return app


def _file(files: WebFiles) -> Response | None:
    """Return what the web UI has for the present request."""
    if request.method not in ("GET", "HEAD") or request.path.startswith(API):
        return None
    names = ("If-None-Match", "Accept-Encoding", "Accept")
    return files.answer(request.path, *(request.headers.get(n, "") for n in names))
