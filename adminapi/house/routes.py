"""Settings and log levels, for admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from adminapi.actions.commanding import Order, command
from adminapi.actions.shapes import OutcomeTold
from adminapi.edges.endpoint import ADMIN, Ask, Endpoint
from adminapi.house.shapes import LogLevelWanted, SettingsTold, SettingTold
from adminapi.live.shapes import WorkerTold
from adminapi.office import Office
from adminapi.settings import PREFIX, SETTINGS, AdminConfig
from callcore.shared import audit
from callcore.shared.configview import HIDDEN, shown
from callcore.shared.state.port import StateDown


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the endpoints of the house."""
    handlers = _Handlers(office)
    return [
        Endpoint(
            method="GET",
            path="/house/settings",
            about="The settings in force, secrets hidden",
            handler=handlers.settings,
            roles=ADMIN,
            tag="house",
            told=SettingsTold,
        ),
        Endpoint(
            method="PUT",
            path="/house/log-level",
            about="Set how much a worker logs",
            handler=handlers.log_level,
            roles=ADMIN,
            tag="house",
            body=LogLevelWanted,
            told=OutcomeTold,
            problems=("worker-gone", "no-answer"),
            limit="action",
        ),
    ]


def settings_told(config: AdminConfig) -> list[SettingTold]:
    """Return every setting; what is secret only as set or not."""
    return [
        SettingTold(
            variable=PREFIX + setting.name.upper(),
            value=_value(config, setting.name, secret=setting.metadata["secret"]),
            origin=str(config.origins.get(setting.name, "default")),
            about=setting.metadata["about"],
        )
        for setting in SETTINGS
    ]


def _value(config: AdminConfig, name: str, *, secret: bool) -> str:
    value = getattr(config, name)
    if secret:
        return HIDDEN if value else ""
    return shown(value)


class _Handlers:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def settings(self, _ask: Ask) -> SettingsTold:
        try:
            workers = [asdict(each) for each in await self._office.state.workers()]
        except StateDown:
            workers = []
        return SettingsTold(
            settings=settings_told(self._office.config),
            workers=[WorkerTold(**worker) for worker in workers],
        )

    async def log_level(self, ask: Ask) -> OutcomeTold:
        wanted = ask.body_or_none
        assert isinstance(wanted, LogLevelWanted)
        await self._office.database.run(
            lambda c: audit.note(
                c,
                by=audit.Actor(ask.who.name, ask.who.user_id),
                action="worker.log-level",
                subject=wanted.worker,
                detail={"level": wanted.level},
            )
        )
        arguments = {"level": wanted.level}
        order = Order("set-log-level", "", ask.who.user_id, arguments)
        reply = await command(self._office, wanted.worker, order)
        return OutcomeTold(result=reply.result, fields={})
