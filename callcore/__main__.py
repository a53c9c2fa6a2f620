"""``python -m callcore COMMAND``: one table of commands, each imported when it is asked for.

A command is a function of the configuration and its own arguments, which returns the exit
code. Exit codes: 0 done, 1 it did not work out, 2 the command or the settings are wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from callcore.shared import configview
from callcore.shared.config import ConfigError, from_environment
from callcore.shared.sealed import keytext
from callcore.shared.settings import Config

Command = Callable[[Config, Sequence[str]], int]


def show_config(config: Config, arguments: Sequence[str]) -> int:
    """Print the settings as a table, or with ``--markdown`` as the page of the docs."""
    page = "--markdown" in arguments
    text = configview.as_markdown() if page else configview.as_text(config) + "\n"
    sys.stdout.write(text)
    return 0


def new_key(_config: Config, _arguments: Sequence[str]) -> int:
    """Print a key ring of one new key."""
    sys.stdout.write(keytext.new_key() + "\n")
    return 0


def doctor(config: Config, arguments: Sequence[str]) -> int:
    """Print what a caller would experience now; ``--engines`` asks every engine."""
    if "--engines" in arguments:
        return _in_app("roundtrip")(config, arguments)
    code: int = import_module("callcore.doctor.exam").main(config)
    return code


def _in_app(process: str) -> Command:
    def command(config: Config, arguments: Sequence[str]) -> int:
        root = import_module(f"callcore.app.{process}")
        code: int = root.run(config, arguments)
        return code

    return command


COMMANDS: Final[dict[str, tuple[Command, str]]] = {
    "run": (
        _in_app("supervisor"),
        "the supervisor with its workers and the engine process",
    ),
    "dev": (
        _in_app("dev"),
        "everything on this machine: embedded servers, callcore, admin API",
    ),
    "worker": (_in_app("worker"), "one worker; the supervisor starts it"),
    "engines": (_in_app("engines"), "the engine process; the supervisor starts it"),
    "archive": (
        _in_app("archive"),
        "the process that brings records into PostgreSQL; the supervisor starts it",
    ),
    "db": (_in_app("db"), "bring the database up to date, or say what is missing"),
    "migrate-files": (
        _in_app("migratefiles"),
        "bring what earlier versions kept in files into PostgreSQL",
    ),
    "new-key": (new_key, "print a key for CALLCORE_DATA_KEYS"),
    "config": (show_config, "the settings and where they come from (--markdown)"),
    "doctor": (
        doctor,
        "what a caller would experience now (--engines asks every engine)",
    ),
    "check": (
        _in_app("checking"),
        "whether engines and prices can be what the settings say",
    ),
    "costs": (_in_app("costs"), "what recorded calls cost, and would cost elsewhere"),
    "prices-check": (_in_app("pricecheck"), "compare the price table with another"),
    "worklist": (
        _in_app("worklist"),
        "what waits for a human: callbacks, orders in doubt",
    ),
    "rollout": (
        _in_app("rollout"),
        "give a recogniser on trial a share of the callers",
    ),
}


def usage() -> str:
    """Return the list of commands."""
    lines = [f"  {name:<12} {about}" for name, (_, about) in COMMANDS.items()]
    return "usage: callcore COMMAND\n" + "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the arguments are those of the process if none are given."""
    name, *rest = list(sys.argv[1:] if arguments is None else arguments) or [""]
    if name not in COMMANDS:
        sys.stderr.write(usage())
        return 0 if name in ("-h", "--help", "help") else 2
    try:
        config = from_environment()
    except ConfigError as error:
        sys.stderr.write(f"callcore: {error}\n")
        return 2
    return COMMANDS[name][0](config, rest)


if __name__ == "__main__":
    sys.exit(main())
