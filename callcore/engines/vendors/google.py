"""Google Cloud: who we are there, where it is, and the connections to it.

The client libraries bring the messages, the scopes, the endpoints' names and the channel
with its credentials; the calls themselves run on :mod:`.asyncbridge`, as the libraries'
own wrappers cost more per chunk than everything else together.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import grpc.aio
import trio

from callcore.engines.offers import OfferError
from callcore.engines.vendors.asyncbridge import (
    Bridge,
    GrpcChannel,
    GrpcStream,
    Metadata,
    open_bridge,
)

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

SCOPES: Final = ("https://www.googleapis.com/auth/cloud-platform",)
MAX_ANSWER_BYTES: Final = 1 << 20  # a minute of speech; a transcript of 100 kB passes
MAX_REQUEST_BYTES: Final = 1 << 18
#: Google takes 100 streams a connection; more would wait in line without a word
STREAMS_A_CHANNEL: Final = 90
CHANNELS: Final = 12  # 1,080 streams: a worker takes at most 1,000 calls
_TRANSPORTS: Final = {
    "speech": ("speech_v2.services.speech", "SpeechGrpcAsyncIOTransport"),
    "texttospeech": (
        "texttospeech_v1.services.text_to_speech",
        "TextToSpeechGrpcAsyncIOTransport",
    ),
}
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

OPTIONS: Final[tuple[tuple[str, int], ...]] = (
    ("grpc.max_receive_message_length", MAX_ANSWER_BYTES),
    ("grpc.max_send_message_length", MAX_REQUEST_BYTES),
    # a dead network shows within 35 s even if nobody says goodbye; Google's servers
    # punish pings without calls
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 0),
    # a service that came back is found within about a second
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.min_reconnect_backoff_ms", 3_000),  # really: how long a connect may take
    # the failover decides what is tried again, and each channel is a connection
    ("grpc.enable_retries", 0),
    ("grpc.use_local_subchannel_pool", 1),
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GoogleAccount:
    """Who pays, where the recognisers run, and how to prove it.

    ``credentials`` is a service account's key file; without one the machine's own are
    used. ``endpoint`` replaces Google's addresses: ``http://`` on this machine only.
    """

    project: str
    region: str = "global"
    credentials: Path | None = None
    endpoint: str = ""

    def host_of(self, service: str) -> str:
        """Return where ``service`` ("speech", "texttospeech") is, as HOST:PORT."""
        if self.endpoint:
            return _host_port(self.endpoint)
        prefix = "" if self.region == "global" else f"{self.region}-"
        return f"{prefix}{service}.googleapis.com:443"

    @property
    def plaintext(self) -> bool:
        """Return whether there is neither TLS nor a key: a stand-in on this machine."""
        return urlsplit(self.endpoint).scheme == "http"

    @property
    def recogniser(self) -> str:
        """Return the name of the empty recogniser, which takes everything per request."""
        return f"projects/{self.project}/locations/{self.region}/recognizers/_"


class Connections:
    """The connections to one service: as many as its streams need."""

    def __init__(self, channels: list[GrpcChannel], metadata: Metadata) -> None:
        self._channels = channels
        self._metadata = metadata
        self._open = [0] * len(channels)

    @property
    def open_streams(self) -> int:
        """Return how many calls are under way."""
        return sum(self._open)

    @contextmanager
    def stream(self, method: str, limit_s: float) -> Iterator[GrpcStream]:
        """Start a call of ``method``; leaving ends it at once, on the server too."""
        index = self._roomiest()
        self._open[index] += 1
        try:
            channel = self._channels[index]
            with channel.stream(method, self._metadata, limit_s) as stream:
                yield stream
        finally:
            self._open[index] -= 1

    def _roomiest(self) -> int:
        """Fill one connection before the next is opened: a new one costs a handshake."""
        for index, count in enumerate(self._open):
            if count < STREAMS_A_CHANNEL:
                return index
        return self._open.index(min(self._open))


@dataclass(frozen=True, slots=True)
class GoogleCloud:
    """An opened account; shared by all calls of the worker."""

    account: GoogleAccount
    speech: Connections
    voices: Connections


@asynccontextmanager
async def open_google(account: GoogleAccount) -> AsyncIterator[GoogleCloud]:
    """Open connections to ``account`` for as long as the body lives.

    Connecting itself happens with the first stream. Raises
    :exc:`~callcore.engines.offers.OfferError` (one sentence, no secrets) if the account
    cannot work: no project, no usable key, an endpoint that would send in the clear.
    """
    if not account.project and not account.endpoint:
        raise OfferError("CALLCORE_GOOGLE_PROJECT is not set: Google bills a project.")
    account.host_of("speech")  # its sentence comes before any work
    key = None if account.plaintext else await _credentials(account)
    async with open_bridge() as bridge:
        speech = await _connect(bridge, account, "speech", key)
        voices = await _connect(bridge, account, "texttospeech", key)
        yield GoogleCloud(account, speech, voices)


async def _connect(
    bridge: Bridge,
    account: GoogleAccount,
    service: str,
    credentials: Credentials | None,
) -> Connections:
    host = account.host_of(service)
    transport, metadata = await trio.to_thread.run_sync(_library, service)

    def make() -> grpc.aio.Channel:
        if credentials is None:
            return grpc.aio.insecure_channel(host, options=OPTIONS)
        made: grpc.aio.Channel = transport.create_channel(
            host, credentials=credentials, options=OPTIONS
        )
        return made

    channels = [await bridge.open_channel(make) for _ in range(CHANNELS)]
    return Connections(channels, metadata)


def _library(service: str) -> tuple[Any, Metadata]:
    """Return the client library's transport and the header in which it names itself.

    Imported here: it takes half a second and 32 MB, which a worker without Google saves.
    """
    folder, name = _TRANSPORTS[service]
    if service == "speech":
        import_module("google.cloud.speech_v1")  # an engine of v1 must not wait for it
    made = import_module(f"google.cloud.{folder}.transports.grpc_asyncio")
    base = import_module(f"google.cloud.{folder}.transports.base")
    return getattr(made, name), (base.DEFAULT_CLIENT_INFO.to_grpc_metadata(),)


async def _credentials(account: GoogleAccount) -> Credentials:
    if account.credentials is None:
        return await trio.to_thread.run_sync(_machine)
    return await trio.to_thread.run_sync(_key_file, account.credentials)


def _key_file(path: Path) -> Credentials:
    from google.oauth2 import service_account

    try:
        made: Any = service_account.Credentials
        found: Credentials = made.from_service_account_file(str(path), scopes=SCOPES)
    except OSError as exc:
        sentence = f"CALLCORE_GOOGLE_CREDENTIALS: {path} cannot be read."
        raise OfferError(sentence) from exc
    except (ValueError, KeyError, TypeError, AttributeError):
        # no cause: the library quotes what it read, which may be half a key
        sentence = f"CALLCORE_GOOGLE_CREDENTIALS: {path} is no service account's key."
        raise OfferError(sentence) from None
    return found


def _machine() -> Credentials:
    import google.auth
    import google.auth.exceptions

    try:
        found, _project = google.auth.default(scopes=SCOPES)
    except google.auth.exceptions.GoogleAuthError:
        raise OfferError(
            "This machine has no credentials for Google Cloud: set "
            "CALLCORE_GOOGLE_CREDENTIALS to a service account's key file."
        ) from None
    return found


def _host_port(endpoint: str) -> str:
    """Return HOST:PORT of ``endpoint``; a key never travels in the clear."""
    url = urlsplit(endpoint)
    host = url.hostname or ""
    if url.scheme not in ("http", "https") or not host:
        raise OfferError(
            "CALLCORE_GOOGLE_ENDPOINT is no address of http:// or https://."
        )
    if url.scheme == "http" and host not in _LOOPBACK:
        raise OfferError(
            f"CALLCORE_GOOGLE_ENDPOINT: {host} is another machine, so it needs https://."
        )
    port = url.port or (80 if url.scheme == "http" else 443)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
