"""What each command of ``python -m adminapi`` does."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Sequence

import trio

from adminapi import app, configview, startcheck
from adminapi.auth import keys
from adminapi.auth.passwords import LEAST, PasswordRefused
from adminapi.edges import openapi as openapi_document
from adminapi.edges.endpoint import ROLES
from adminapi.people import byhand
from adminapi.people.byhand import UserRefused
from adminapi.settings import AdminConfig
from adminapi.startcheck import NotReady
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import open_database
from callcore.shared.observe import log
from callcore.shared.state.memory import MemoryState


def serve(config: AdminConfig, arguments: Sequence[str]) -> int:
    """Serve until SIGTERM."""
    if arguments:
        sys.stderr.write("usage: adminapi serve\n")
        return 2
    try:
        startcheck.check(config)
    except NotReady as error:
        return _sorry(error, 2)
    log.setup(config.log_level, "adminapi")
    try:
        trio.run(app.serve, config, restrict_keyboard_interrupt_to_checkpoints=True)
    except OSError as error:
        return _sorry(error, 1)
    return 0


def create_user(config: AdminConfig, arguments: Sequence[str]) -> int:
    """Make a user; the password is his own, no administrator needs to know it after."""
    parser = argparse.ArgumentParser(prog="adminapi create-user")
    parser.add_argument("name")
    parser.add_argument("--role", choices=ROLES, required=True)
    parser.add_argument("--password-stdin", action="store_true")
    given = parser.parse_args(arguments)
    return _by_hand(config, given.name, given.role, from_stdin=given.password_stdin)


def reset_password(config: AdminConfig, arguments: Sequence[str]) -> int:
    """Give a user a new password: the way in for the last admin who lost his."""
    parser = argparse.ArgumentParser(prog="adminapi reset-password")
    parser.add_argument("name")
    parser.add_argument("--password-stdin", action="store_true")
    given = parser.parse_args(arguments)
    return _by_hand(config, given.name, "", from_stdin=given.password_stdin)


def new_key(_config: AdminConfig, _arguments: Sequence[str]) -> int:
    """Print a key for ADMINAPI_SIGNING_KEY."""
    sys.stdout.write(keys.new_key() + "\n")
    return 0


def show_config(config: AdminConfig, arguments: Sequence[str]) -> int:
    """Print the settings as a table, or with ``--markdown`` as the page of the docs."""
    page = "--markdown" in arguments
    sys.stdout.write(configview.as_markdown() if page else configview.as_text(config))
    return 0


def openapi(config: AdminConfig, _arguments: Sequence[str]) -> int:
    """Print the OpenAPI document; it needs no database and no key."""
    document = trio.run(_document, config)
    sys.stdout.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return 0


async def _document(config: AdminConfig) -> openapi_document.Json:
    async with open_database("postgresql://nobody") as database:
        office = app.office_of(configview.with_key(config), database, MemoryState())
        try:
            table = app.endpoints_of(office)
            return openapi_document.document(table, openapi_document.VERSION)
        finally:
            office.hashing.close()


def _by_hand(config: AdminConfig, name: str, role: str, *, from_stdin: bool) -> int:
    if not config.database_url:
        return _sorry("ADMINAPI_DATABASE_URL is not set.", 2)
    try:
        password = _ask_password(from_stdin=from_stdin)
        if role:
            trio.run(byhand.create, config.database_url, name, role, password)
        else:
            trio.run(byhand.reset, config.database_url, name, password)
    except (PasswordRefused, UserRefused) as error:
        return _sorry(error, 1)
    except DatabaseError as error:
        return _sorry(f"PostgreSQL says no: {error}", 1)
    except (EOFError, KeyboardInterrupt):
        return _sorry("no password was given.", 1)
    return 0


def _ask_password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"Password ({LEAST} characters or more): ")
    if getpass.getpass("Once more: ") != first:
        raise PasswordRefused("The two passwords differ.")
    return first


def _sorry(why: object, code: int) -> int:
    sys.stderr.write(f"adminapi: {why}\n")
    return code
