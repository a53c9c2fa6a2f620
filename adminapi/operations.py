"""What those who run the house ask, on a port of its own: /metrics, /live, /ready."""

from __future__ import annotations

from typing import Final

import trio
from quart import Response
from quart_trio import QuartTrio

from adminapi.edges import headers
from adminapi.metrics import AdminMetrics
from adminapi.office import Office
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection
from callcore.shared.state.port import StateDown

PROBE_S: Final = 1.0
_TEXT: Final = "text/plain; charset=utf-8"


def build(office: Office, metrics: AdminMetrics) -> QuartTrio:
    """Return the application of the port for operations."""
    app = QuartTrio("adminapi.operations", static_folder=None)

    async def live() -> Response:
        """Say that the loop turns."""
        return Response("live\n", content_type=_TEXT)

    async def ready() -> Response:
        """Say whether requests can be served: without PostgreSQL none, without Redis some."""
        down = await _down(office)
        status = 503 if "postgres" in down else 200
        text = "ready\n" if not down else f"down: {', '.join(down)}\n"
        return Response(text, status, content_type=_TEXT)

    async def page() -> Response:
        """Return the metrics."""
        return Response(metrics.exposition(), content_type=_TEXT)

    for path, view in (("/live", live), ("/ready", ready), ("/metrics", page)):
        app.add_url_rule(path, path, view, provide_automatic_options=False)
    headers.put_on(app)
    return app


async def _down(office: Office) -> list[str]:
    down = []
    try:
        with trio.fail_after(PROBE_S):
            await office.database.run(_touch)
    except (DatabaseError, trio.TooSlowError):
        down.append("postgres")
    try:
        with trio.fail_after(PROBE_S):
            await office.state.ping()
    except (StateDown, trio.TooSlowError):
        down.append("redis")
    return down


def _touch(connection: Connection) -> None:
    connection.execute("SELECT 1")
