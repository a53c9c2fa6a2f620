"""The environment becomes a :class:`~callcore.shared.settings.Config`, read once.

The settings themselves stand in :mod:`callcore.shared.settings`. This is the only file
that may read the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import Field
from difflib import get_close_matches
from typing import Any, Final

from callcore.shared.settingfield import Known, Origin
from callcore.shared.settingkinds import Kind, PortRange
from callcore.shared.settings import (
    AFTER_PORT_OFFSET,
    HTTP_PORT_OFFSET,
    PREFIX,
    SETTINGS,
    Config,
)

_LONGEST_SOCKET_PATH: Final = 100  # sun_path holds 108 bytes, less our longest suffix

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


class ConfigError(Exception):
    """The environment does not describe a callcore; the message is one sentence."""


def from_environment() -> Config:
    """Return the configuration of this process. Raises :exc:`ConfigError`."""
    return load(os.environ)  # noqa: TID251 - the one place that reads it


def load(environ: Mapping[str, str]) -> Config:
    """Return the configuration that ``environ`` describes; an empty variable is unset.

    Raises :exc:`ConfigError` with one sentence for the first thing that is wrong.
    """
    values, origins = read_table(
        environ, PREFIX, SETTINGS, hint="`callcore config` lists them."
    )
    _refuse_contradictions(values)
    notify_socket = environ.get("NOTIFY_SOCKET", "")
    return Config(notify_socket=notify_socket, origins=origins, **values)


def read_table(
    environ: Mapping[str, str], prefix: str, table: Sequence[Field[Any]], *, hint: str
) -> tuple[dict[str, Any], dict[str, Origin]]:
    """Return the values of a table of settings, and where each came from.

    A variable that begins with ``prefix`` and is not in the table is refused with ``hint``.
    Raises :exc:`ConfigError`.
    """
    _refuse_unknown(environ, prefix, table, hint)
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for setting in table:
        variable = prefix + setting.name.upper()
        text = environ.get(variable, "").strip()
        origins[setting.name] = "environment" if text else "default"
        values[setting.name] = (
            _parsed(setting, variable, text)
            if text
            else _default(setting, environ, values)
        )
    return values, origins


def _parsed(setting: Field[Any], variable: str, text: str) -> object:
    of: Kind = setting.metadata["kind"]
    try:
        return of.parse(text)
    except ValueError:
        given = "what is set" if setting.metadata["secret"] else repr(text[:60])
        raise ConfigError(f"{variable} must be {of.allowed}, not {given}.") from None


def _default(setting: Field[Any], environ: Mapping[str, str], known: Known) -> object:
    default = setting.metadata["default"]
    return default(environ, known) if callable(default) else default


def _refuse_unknown(
    environ: Mapping[str, str], prefix: str, table: Sequence[Field[Any]], hint: str
) -> None:
    known = [prefix + setting.name.upper() for setting in table]
    for name in sorted(environ):
        if name.startswith(prefix) and name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.8)
            advice = f"did you mean {near[0]}?" if near else hint
            owner = prefix.rstrip("_").lower()
            raise ConfigError(f"{name} is not a setting of {owner}; {advice}")


def _refuse_contradictions(values: Known) -> None:
    pool: PortRange = values["audio_ports"]
    if values["workers"] >= max(2, len(pool)):
        raise ConfigError(
            f"CALLCORE_WORKERS is {values['workers']}, but CALLCORE_AUDIO_PORTS has "
            f"{len(pool)} ports, and one must stay free for a rolling restart."
        )
    offsets = (0, AFTER_PORT_OFFSET, HTTP_PORT_OFFSET)
    if any(values["agi_port"] - offset in pool.ports() for offset in offsets):
        raise ConfigError(
            f"CALLCORE_AGI_PORT {values['agi_port']} lies among the ports of the workers "
            f"(CALLCORE_AUDIO_PORTS {pool}, and the same plus 100 and plus 200)."
        )
    if values["host"] in _EVERYWHERE and not values["target_host"]:
        raise ConfigError(
            f"CALLCORE_HOST={values['host']} listens everywhere, so CALLCORE_TARGET_HOST "
            "must say which address Asterisk shall connect to."
        )
    _refuse_half_engines(values)
    _refuse_half_archive(values)
    if len(os.fsencode(values["data_dir"] / "engines.sock")) > _LONGEST_SOCKET_PATH:
        raise ConfigError(
            "CALLCORE_DATA_DIR is too long for a socket in it; take a path of at most "
            f"{_LONGEST_SOCKET_PATH - len('/engines.sock')} bytes."
        )


def _refuse_half_archive(values: Known) -> None:
    if values["recordings"].startswith("s3") and not (
        values["s3_id"] and values["s3_key"]
    ):
        raise ConfigError(
            "CALLCORE_RECORDINGS names a bucket, which needs CALLCORE_S3_ID and "
            "CALLCORE_S3_KEY."
        )


#: what an engine cannot do without, by the setting that names it
_NEEDS: Final = (
    ("stt", "openai", ("stt_url", "stt_model")),
    ("tts", "openai", ("tts_url", "tts_model")),
    ("llm", "openai", ("llm_url", "llm_model")),
    ("stt", "google", ("google_project",)),
)


def _refuse_half_engines(values: Known) -> None:
    for stage, engine, needed in _NEEDS:
        named = engine in values[stage]
        on_trial = stage == "stt" and engine == values["stt_candidate"]
        missing = [PREFIX + name.upper() for name in needed if not values[name]]
        if missing and (named or on_trial):
            setting = f"{PREFIX}{stage.upper()}" + ("" if named else "_CANDIDATE")
            raise ConfigError(f"{setting}={engine} also needs {' and '.join(missing)}.")
