"""The settings of callcore: the environment, read once, as one frozen record.

The fields of :class:`Config` are the only table of settings: the name of the variable is
``CALLCORE_`` and the field's name in capitals; type, range, default and meaning stand beside
it. ``callcore config --markdown`` writes the page in docs/ from this table. This is the only
file that may read the environment.
"""

# ruff: noqa: RUF009 - _setting is dataclasses.field with our columns

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from callcore.shared import settingkinds as kind
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.settingkinds import Kind, PortRange

PREFIX: Final = "CALLCORE_"
AFTER_PORT_OFFSET: Final = 100  # DESIGN.md section 2: `after` = audio port + 100
HTTP_PORT_OFFSET: Final = 200
_LONGEST_SOCKET_PATH: Final = 100  # sun_path holds 108 bytes, less our longest suffix

MEASURED: Final = "as measured by `just bench turns`"

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound

Origin = Literal["default", "environment"]
Known = Mapping[str, Any]  # fields that are already decided, by name
Default = Callable[[Mapping[str, str], Known], object]


class ConfigError(Exception):
    """The environment does not describe a callcore; the message is one sentence."""


def _setting(
    default: object, of: Kind, about: str, *, shown: str = "", secret: bool = False
) -> Any:  # noqa: ANN401 - as dataclasses.field: it stands for a value of any type
    metadata = {
        "default": default,
        "kind": of,
        "about": about,
        "shown": shown,
        "secret": secret,
    }
    return field(metadata=metadata)


def _folder(variable: str, fallback: str) -> Default:
    """Return the default of a folder: the XDG variable's, or the usual one below home."""

    def default(environ: Mapping[str, str], _known: Known) -> Path:
        base = environ.get(variable, "")
        if not os.path.isabs(base):  # the specification says: ignore a relative one
            base = os.path.join(environ.get("HOME") or os.getcwd(), fallback)
        return Path(base) / "callcore"

    return default


def _workers(_environ: Mapping[str, str], known: Known) -> int:
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores - 1, len(known["audio_ports"]) - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What this process was told. Tests build one with ``load({...})``, too."""

    host: str = _setting("127.0.0.1", kind.HOST, "address to listen on for Asterisk")
    target_host: str = _setting(
        "",
        kind.HOST,
        "address of the workers as Asterisk sees it, if that is not CALLCORE_HOST",
        shown="CALLCORE_HOST",
    )
    http_host: str = _setting(
        "127.0.0.1",
        kind.HOST,
        "address of the workers' probes, metrics and /drain, which has no password: "
        "open it only to a network that may stop calls",
    )
    agi_port: int = _setting(
        4573, kind.port(), "FastAGI port of the supervisor: admit and handover"
    )
    audio_ports: PortRange = _setting(
        PortRange(9092, 9099),
        kind.port_range(65535 - HTTP_PORT_OFFSET, AFTER_PORT_OFFSET),
        "AudioSocket ports of the workers; each worker's `after` port is 100 above, "
        "its HTTP port 200 above",
    )
    workers: int = _setting(
        _workers,
        kind.number(1, 99),
        "worker processes; fewer than audio ports, so that one can be replaced",
        shown="cores - 1, at least 1",
    )
    capacity: int = _setting(
        100, kind.number(1, 1000), "calls per worker; the next caller goes to a human"
    )
    language: Language = _setting(
        "en", kind.LANGUAGE, "language of a call whose number has none of its own"
    )
    did_languages: Mapping[str, Language] = _setting(
        MappingProxyType({}),
        kind.DID_LANGUAGES,
        "language by dialled number, as 380441234567=uk,380441234568=ru",
        shown="none",
    )
    languages: tuple[Language, ...] = _setting(
        LANGUAGES,
        kind.LANGUAGE_LIST,
        "languages between which a caller may switch during a call",
        shown="en ru uk",
    )
    turn_end: str = _setting(
        "judged",
        kind.choice("judged", "silence"),
        "what ends a caller's turn: silence judged by his voice and words, or silence of "
        "a fixed length (neutral)",
    )
    turn_en: Mapping[str, int] = _setting(
        MappingProxyType({}),
        kind.SILENCE_LIST,
        "silences that end a turn in English, as neutral=500 dictating=1500",
        shown=MEASURED,
    )
    turn_ru: Mapping[str, int] = _setting(
        MappingProxyType({}),
        kind.SILENCE_LIST,
        "the same in Russian",
        shown=MEASURED,
    )
    turn_uk: Mapping[str, int] = _setting(
        MappingProxyType({}),
        kind.SILENCE_LIST,
        "the same in Ukrainian",
        shown=MEASURED,
    )
    no_input: str = _setting(
        "goodbye",
        kind.choice("goodbye", "human"),
        "what becomes of a caller who does not answer when asked twice",
    )
    targets: tuple[str, ...] = _setting(
        (),
        kind.TARGETS,
        "dialplan places a call may be sent to besides `human`, as sales,s,1 parts,s,1",
        shown="none",
    )
    call_max_s: int = _setting(
        1200, kind.number(60, 7200), "longest call; then the caller goes to a human"
    )
    drain_s: int = _setting(
        30,
        kind.number(0, 1200),
        "after SIGTERM live calls may end by themselves for so long, then go to a human",
    )
    data_dir: Path = _setting(
        _folder("XDG_STATE_HOME", ".local/state"),
        kind.PATH,
        "recordings, journals, sockets",
        shown="$XDG_STATE_HOME/callcore or ~/.local/state/callcore",
    )
    cache_dir: Path = _setting(
        _folder("XDG_CACHE_HOME", ".cache"),
        kind.PATH,
        "prepared models, voices and phrases; may be deleted",
        shown="$XDG_CACHE_HOME/callcore or ~/.cache/callcore",
    )
    record: bool = _setting(
        False,
        kind.FLAG,
        "keep a stereo recording of every call (ask your callers first)",
    )
    store_url: str = _setting(
        "", kind.URL, "the shop's Store API; without it the agent can only hand over"
    )
    store_key: str = _setting(
        "", kind.WORD, "bearer key of the Store API", shown="none", secret=True
    )
    stt: str = _setting("whisper", kind.choice("whisper", "scripted"), "speech to text")
    tts: str = _setting(
        "auto",
        kind.choice("auto", "hibari", "rhvoice", "scripted"),
        "text to speech; auto takes the best voice that is there for a language",
    )
    vad: str = _setting(
        "silero", kind.choice("silero", "energy"), "who hears that somebody speaks"
    )
    llm: str = _setting(
        "offline",
        kind.choice("offline", "openai"),
        "the agent's head: the built-in one, or an OpenAI-compatible service",
    )
    llm_url: str = _setting(
        "", kind.URL, "base address of the OpenAI-compatible service, with its /v1"
    )
    llm_model: str = _setting("", kind.WORD, "model name at that service")
    llm_key: str = _setting(
        "", kind.WORD, "bearer key of that service", shown="none", secret=True
    )
    whisper_model: Path | None = _setting(
        None,
        kind.PATH,
        "a ggml model file to use instead of the packaged base model",
        shown="packaged",
    )
    whisper_threads: int = _setting(
        2,
        kind.number(1, 64),
        "threads of one decode; 1 is faster on a machine that is busy otherwise",
    )
    log_level: str = _setting(
        "info", kind.choice("debug", "info", "warning", "error"), "least level to log"
    )
    chaos: bool = _setting(
        False,
        kind.FLAG,
        "obey fault switches of the demo and the tests; never for callers",
    )
    notify_socket: str = ""  # systemd's, from NOTIFY_SOCKET; "" outside systemd
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)

    @property
    def engines_socket(self) -> Path:
        """Where the engine process listens."""
        return self.data_dir / "engines.sock"


SETTINGS: Final = tuple(item for item in fields(Config) if "kind" in item.metadata)


def variable_of(setting: Field[Any]) -> str:
    """Return the environment variable of a field, as ``CALLCORE_AGI_PORT``."""
    return PREFIX + setting.name.upper()


def from_environment() -> Config:
    """Return the configuration of this process. Raises :exc:`ConfigError`."""
    return load(os.environ)  # noqa: TID251 - the one place that reads it


def load(environ: Mapping[str, str]) -> Config:
    """Return the configuration that ``environ`` describes; an empty variable is unset.

    Raises :exc:`ConfigError` with one sentence for the first thing that is wrong.
    """
    _refuse_unknown(environ)
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for setting in SETTINGS:
        text = environ.get(variable_of(setting), "").strip()
        origins[setting.name] = "environment" if text else "default"
        values[setting.name] = (
            _parsed(setting, text) if text else _default(setting, environ, values)
        )
    _refuse_contradictions(values)
    notify_socket = environ.get("NOTIFY_SOCKET", "")
    return Config(notify_socket=notify_socket, origins=origins, **values)


def _parsed(setting: Field[Any], text: str) -> object:
    of: Kind = setting.metadata["kind"]
    try:
        return of.parse(text)
    except ValueError:
        given = "what is set" if setting.metadata["secret"] else repr(text[:60])
        raise ConfigError(
            f"{variable_of(setting)} must be {of.allowed}, not {given}."
        ) from None


def _default(setting: Field[Any], environ: Mapping[str, str], known: Known) -> object:
    default = setting.metadata["default"]
    return default(environ, known) if callable(default) else default


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = [variable_of(setting) for setting in SETTINGS]
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.8)
            hint = (
                f"did you mean {near[0]}?" if near else "`callcore config` lists them."
            )
            raise ConfigError(f"{name} is not a setting of callcore; {hint}")


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
    if values["llm"] == "openai" and not (values["llm_url"] and values["llm_model"]):
        raise ConfigError(
            "CALLCORE_LLM=openai also needs CALLCORE_LLM_URL and CALLCORE_LLM_MODEL."
        )
    if len(os.fsencode(values["data_dir"] / "engines.sock")) > _LONGEST_SOCKET_PATH:
        raise ConfigError(
            "CALLCORE_DATA_DIR is too long for a socket in it; take a path of at most "
            f"{_LONGEST_SOCKET_PATH - len('/engines.sock')} bytes."
        )
