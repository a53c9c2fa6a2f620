"""The table of settings: every field of :class:`Config` is one environment variable.

The name of the variable is ``CALLCORE_`` and the field's name in capitals; type, range,
default and meaning stand beside it. ``callcore config --markdown`` writes the page in docs/
from this table; :mod:`callcore.shared.config` reads the environment into it.
"""

# ruff: noqa: RUF009 - setting is dataclasses.field with our columns

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from callcore.shared import settingkinds as kind
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.settingfield import Known, Origin, folder
from callcore.shared.settingfield import setting as _setting
from callcore.shared.settingkinds import PortRange

PREFIX: Final = "CALLCORE_"
AFTER_PORT_OFFSET: Final = 100  # DESIGN.md section 2: `after` = audio port + 100
HTTP_PORT_OFFSET: Final = 200
MEASURED: Final = "as measured by `just bench turns`"


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
    queues: Mapping[str, str] = _setting(
        MappingProxyType({}),
        kind.QUEUES,
        "operators' queues that the agent may choose between, and their dialplan places, "
        "as sales=sales,s,1 parts=parts,s,1",
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
        folder("XDG_STATE_HOME", ".local/state"),
        kind.PATH,
        "recordings, journals, sockets",
        shown="$XDG_STATE_HOME/callcore or ~/.local/state/callcore",
    )
    cache_dir: Path = _setting(
        folder("XDG_CACHE_HOME", ".cache"),
        kind.PATH,
        "prepared models, voices and phrases; may be deleted",
        shown="$XDG_CACHE_HOME/callcore or ~/.cache/callcore",
    )
    record: bool = _setting(
        False,
        kind.FLAG,
        "keep a stereo recording of every call (ask your callers first)",
    )
    database_url: str = _setting(
        "",
        kind.DATABASE_URL,
        "PostgreSQL, where records are kept; without it they stay in files of this machine",
        shown="none",
        secret=True,
    )
    data_keys: str = _setting(
        "",
        kind.DATA_KEYS,
        "keys that seal what is kept of people: a caller's number, whom to call back, the "
        "secrets of second factors (docs/personal-data.md); needed with CALLCORE_DATABASE_URL, "
        "and the same on every machine. Whoever loses them loses what they sealed",
        shown="CALLCORE_DATA_DIR/data.key, made once, for a house without a database",
        secret=True,
    )
    redis_url: str = _setting(
        "",
        kind.REDIS_URL,
        "Redis or Valkey, for the live view and commands; without it there are none",
        shown="none",
        secret=True,
    )
    spool_mb: int = _setting(
        512,
        kind.number(8, 1_000_000),
        "disk that each process may use for records that PostgreSQL has not taken yet; "
        "beyond it new ones are dropped and counted",
    )
    recordings: str = _setting(
        "",
        kind.ARCHIVE,
        "where recordings are kept: an absolute folder, or s3://HOST[:PORT]/BUCKET[/PREFIX] "
        "(s3+http:// without TLS)",
        shown="CALLCORE_DATA_DIR/recordings",
    )
    recordings_as: str = _setting(
        "opus", kind.choice("opus", "wav"), "how recordings are kept, in stereo"
    )
    s3_id: str = _setting("", kind.WORD, "access key id of the bucket", shown="none")
    s3_key: str = _setting(
        "", kind.WORD, "secret key of the bucket", shown="none", secret=True
    )
    keep_recordings_days: int = _setting(
        90, kind.number(1, 36_500), "then a recording is deleted"
    )
    keep_transcripts_days: int = _setting(
        365,
        kind.number(1, 36_500),
        "then what was said, the caller's number, tools' arguments and raw events of a call "
        "are deleted, and of tasks that are done whom they were about; times, costs and "
        "outcome stay",
    )
    pseudonyms: bool = _setting(
        True,
        kind.FLAG,
        "transcripts say [PERSON-1], the same for one person in the whole call, instead of "
        "[PERSON] for everybody",
    )
    second_look: bool = _setting(
        True,
        kind.FLAG,
        "the archive reads every call again when it is over, and masks what the first look "
        "could not know",
    )
    store_url: str = _setting(
        "", kind.URL, "the shop's Store API; without it the agent can only hand over"
    )
    store_key: str = _setting(
        "", kind.WORD, "bearer key of the Store API", shown="none", secret=True
    )
    mcp: Path | None = _setting(
        None,
        kind.PATH,
        "a file (YAML) with MCP servers whose tools the agent may use (docs/mcp.md)",
        shown="none",
    )
    stt: tuple[str, ...] = _setting(
        ("whisper",),
        kind.ladder("google", "openai", "whisper", "scripted"),
        "speech to text, the first choice first; the next one takes over an utterance "
        "that one fails",
        shown="whisper",
    )
    stt_candidate: str = _setting(
        "",
        kind.choice("google", "openai", "whisper", "scripted"),
        "an engine on trial: `callcore rollout` gives it a share of the callers",
        shown="none",
    )
    tts: tuple[str, ...] = _setting(
        ("auto",),
        kind.ladder("google", "openai", "auto", "hibari", "rhvoice", "scripted"),
        "text to speech, the first choice first; auto takes the best offline voice that "
        "is there for a language, and its second one after it",
        shown="auto",
    )
    tts_cache_mb: int = _setting(
        32,
        kind.number(0, 1024),
        "memory per worker for sentences that were spoken before; 0 keeps none",
    )
    vad: str = _setting(
        "silero", kind.choice("silero", "energy"), "who hears that somebody speaks"
    )
    llm: tuple[str, ...] = _setting(
        ("offline",),
        kind.ladder("offline", "openai"),
        "the agent's head: the built-in one, an OpenAI-compatible service, or both, the "
        "first choice first",
        shown="offline",
    )
    llm_url: str = _setting(
        "", kind.URL, "base address of the OpenAI-compatible service, with its /v1"
    )
    llm_model: str = _setting("", kind.WORD, "model name at that service")
    llm_key: str = _setting(
        "", kind.WORD, "bearer key of that service", shown="none", secret=True
    )
    llm_params: Mapping[str, object] = _setting(
        MappingProxyType({}),
        kind.JSON_OBJECT,
        'what else every request says, as {"reasoning_effort": "low"}: a model that '
        "thinks for long answers too late",
        shown="none",
    )
    stt_url: str = _setting(
        "",
        kind.URL,
        "base address of an OpenAI-compatible transcription service, with its /v1",
    )
    stt_model: str = _setting("", kind.WORD, "model name at that service")
    stt_key: str = _setting(
        "", kind.WORD, "bearer key of that service", shown="none", secret=True
    )
    stt_detects: bool = _setting(
        False,
        kind.FLAG,
        "that service tells which language it heard if it is given none (Whisper does)",
    )
    stt_partial_ms: int = _setting(
        0,
        kind.number(0, 3_000),
        "that service is asked again for a partial whenever so much more was said; 0 asks "
        "once an utterance, which is what a service paid by the minute wants",
    )
    tts_url: str = _setting(
        "",
        kind.URL,
        "base address of an OpenAI-compatible speech service, with its /v1",
    )
    tts_model: str = _setting("", kind.WORD, "model name at that service")
    tts_voice: str = _setting("alloy", kind.WORD, "voice at that service")
    tts_key: str = _setting(
        "", kind.WORD, "bearer key of that service", shown="none", secret=True
    )
    google_credentials: Path | None = _setting(
        None,
        kind.PATH,
        "a service account's key file for Google Cloud; without it, what the machine has",
        shown="the machine's own",
    )
    google_project: str = _setting("", kind.WORD, "project of Google Cloud")
    google_region: str = _setting(
        "global",
        kind.WORD,
        "where Google's recognisers run, as eu, us or europe-west4",
    )
    google_stt_api: str = _setting(
        "v2", kind.choice("v2", "v1"), "version of Google's Speech-to-Text"
    )
    google_stt_model: str = _setting(
        "latest_long", kind.WORD, "Google's speech model, checked for your languages"
    )
    google_voices: Mapping[Language, str] = _setting(
        MappingProxyType({}),
        kind.BY_LANGUAGE,
        "Google's voices, as en=en-US-Chirp3-HD-Aoede uk=uk-UA-Chirp3-HD-Aoede",
        shown="a Chirp 3 HD voice each",
    )
    google_endpoint: str = _setting(
        "",
        kind.URL,
        "another address for Google's services; http:// only on this machine, without a "
        "key, for stand-ins",
        shown="Google's",
    )
    prices: Path | None = _setting(
        None,
        kind.PATH,
        "a price table (YAML) to use instead of the packaged one",
        shown="packaged",
    )
    call_budget_micros: int = _setting(
        2_000_000,
        kind.number(0, 1_000_000_000),
        "what engines may cost in one call, in millionths of the price table's currency; "
        "then the caller goes to a human; 0 allows only what is free",
    )
    call_budget_tokens: int = _setting(
        400_000,
        kind.number(1_000, 100_000_000),
        "tokens that language models may read and write in one call; then the caller "
        "goes to a human",
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
