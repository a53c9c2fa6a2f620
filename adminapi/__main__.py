"""``python -m adminapi COMMAND``: one table of commands, as callcore has.

Exit codes: 0 done, 1 it did not work out, 2 the command or the settings are wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from adminapi.settings import AdminConfig, ConfigError, from_environment

Command = Callable[[AdminConfig, Sequence[str]], int]


def _of(module: str, name: str) -> Command:
    def command(config: AdminConfig, arguments: Sequence[str]) -> int:
        run: Command = getattr(import_module(f"adminapi.{module}"), name)
        return run(config, arguments)

    return command


COMMANDS: Final[dict[str, tuple[Command, str]]] = {
    "serve": (_of("commands", "serve"), "the admin API and the web UI"),
    "create-user": (
        _of("commands", "create_user"),
        "NAME --role ROLE: a user, the password is asked (--password-stdin)",
    ),
    "reset-password": (
        _of("commands", "reset_password"),
        "NAME: a new password, all sessions and the second factor end",
    ),
    "new-key": (_of("commands", "new_key"), "print a signing key"),
    "config": (
        _of("commands", "show_config"),
        "the settings and where they come from (--markdown)",
    ),
    "openapi": (_of("commands", "openapi"), "print the OpenAPI document"),
}


def usage() -> str:
    """Return the list of commands."""
    lines = [f"  {name:<14} {about}" for name, (_, about) in COMMANDS.items()]
    return "usage: adminapi COMMAND\n" + "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the arguments are those of the process if none are given."""
    name, *rest = list(sys.argv[1:] if arguments is None else arguments) or [""]
    if name not in COMMANDS:
        sys.stderr.write(usage())
        return 0 if name in ("-h", "--help", "help") else 2
    try:
        config = from_environment()
    except ConfigError as error:
        sys.stderr.write(f"adminapi: {error}\n")
        return 2
    return COMMANDS[name][0](config, rest)


if __name__ == "__main__":
    sys.exit(main())
