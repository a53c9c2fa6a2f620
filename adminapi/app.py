"""Composition root of the admin API: the only file that knows every part."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry
from quart_trio import QuartTrio

import adminapi.actions.routes
import adminapi.auth.routes
import adminapi.calls.routes
import adminapi.costs.routes
import adminapi.health.routes
import adminapi.house.routes
import adminapi.live.routes
import adminapi.operators.routes
import adminapi.people.routes
import adminapi.prompts.routes
import adminapi.recordings.routes
import adminapi.rollout.routes
import adminapi.trying.routes
import adminapi.views.routes
import adminapi.worklist.routes
from adminapi import housekeeping, operations, serving
from adminapi.auth.guard import Guard
from adminapi.auth.hashing import HASHER, Hashing
from adminapi.auth.keys import read_keys, read_ring
from adminapi.auth.tokens import Tokens
from adminapi.edges import application, openapi
from adminapi.edges.clientaddress import ClientAddress
from adminapi.edges.endpoint import Endpoint
from adminapi.edges.gate import Gate
from adminapi.edges.idempotency import Memory
from adminapi.edges.limits import Limits
from adminapi.edges.pipeline import Pipeline
from adminapi.edges.socket import Door, Socket, mount, origin_of
from adminapi.edges.tickets import Tickets
from adminapi.edges.watching import Watchman
from adminapi.edges.webfiles import WebFiles
from adminapi.live.opening import open_hub
from adminapi.metrics import AdminMetrics
from adminapi.office import Office
from adminapi.serving import Task
from adminapi.settings import AdminConfig
from callcore.shared.database.pool import Database, open_database
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import State

#: each has ``endpoints(office)``; some have ``tasks(office)`` or ``sockets(office)``
SUBJECTS: Final[Sequence[ModuleType]] = (
    adminapi.auth.routes,
    adminapi.people.routes,
    adminapi.calls.routes,
    adminapi.recordings.routes,
    adminapi.views.routes,
    adminapi.prompts.routes,
    adminapi.costs.routes,
    adminapi.rollout.routes,
    adminapi.live.routes,
    adminapi.actions.routes,
    adminapi.operators.routes,
    adminapi.trying.routes,
    adminapi.worklist.routes,
    adminapi.health.routes,
    adminapi.house.routes,
)


@dataclass(frozen=True, slots=True)
class House:
    """What this process serves and does."""

    api: QuartTrio
    operations: QuartTrio
    endpoints: Sequence[Endpoint]
    tasks: Sequence[Task]


async def serve(config: AdminConfig) -> None:
    """Serve until SIGTERM. Raises :exc:`OSError` if a port is taken, ``KeyRefused``."""
    async with open_office(config) as office:
        house = assemble(office)
        await serving.run(
            house.api,
            f"{config.host}:{config.port}",
            house.operations,
            f"{config.ops_host}:{config.ops_port}",
            house.tasks,
        )


@asynccontextmanager
async def open_office(config: AdminConfig) -> AsyncIterator[Office]:
    """Open what the handlers work with. Raises ``KeyRefused``."""
    read_keys(config.signing_key, config.old_signing_key)
    read_ring(config.data_keys)
    async with (
        open_database(
            config.database_url, connections=config.connections, name="adminapi"
        ) as database,
        open_state(config.redis_url) as state,
    ):
        office = office_of(config, database, state)
        try:
            yield office
        finally:
            office.hashing.close()


def office_of(
    config: AdminConfig,
    database: Database,
    state: State,
    hasher: PasswordHasher = HASHER,
) -> Office:
    """Return an office on parts that are open; its ``hashing`` is to be closed.

    Raises ``KeyRefused``.
    """
    keys = read_keys(config.signing_key, config.old_signing_key)
    ring = read_ring(config.data_keys)
    return Office(
        config=config,
        database=database,
        state=state,
        keys=keys,
        ring=ring,
        guard=Guard(Tokens(keys, config.public_url), database, state),
        limits=Limits(state),
        hashing=Hashing(hasher),
        hub=open_hub(database, state, ring),
    )


def assemble(office: Office) -> House:
    """Return the house of an office."""
    endpoints = endpoints_of(office)
    metrics = AdminMetrics(CollectorRegistry(), office)
    gate = Gate(
        identify=office.guard.identify,
        throttle=office.limits.throttle,
        remember=Memory(office.database, office.ring).remember,
    )
    address_of = ClientAddress(office.config.proxies)
    pipeline = Pipeline(gate, address_of, metrics)
    api = application.build(endpoints, pipeline, WebFiles(office.config.web_dir))
    watchman = Watchman(office.guard)
    mount(api, sockets_of(office), door_of(office, address_of, watchman))
    return House(
        api=api,
        operations=operations.build(office, metrics),
        endpoints=endpoints,
        tasks=[*tasks_of(office), watchman.run],
    )


def endpoints_of(office: Office) -> Sequence[Endpoint]:
    """Return the whole table of endpoints."""
    table = [each for subject in SUBJECTS for each in subject.endpoints(office)]
    return [*table, openapi.served(table)]


def sockets_of(office: Office) -> Sequence[Socket]:
    """Return the whole table of WebSockets."""
    return [
        socket
        for subject in SUBJECTS
        if hasattr(subject, "sockets")
        for socket in subject.sockets(office)
    ]


def door_of(office: Office, address_of: ClientAddress, watchman: Watchman) -> Door:
    """Return what every handshake passes."""
    return Door(
        origin=origin_of(office.config.public_url),
        tickets=Tickets(office.state, office.now_s),
        watchman=watchman,
        throttle=office.limits.throttle,
        address_of=address_of,
    )


def tasks_of(office: Office) -> Sequence[Task]:
    """Return what runs beside the servers."""
    found: list[Task] = [office.guard.run, lambda: housekeeping.run(office.database)]
    for subject in SUBJECTS:
        if hasattr(subject, "tasks"):
            found.extend(subject.tasks(office))
    return found
