"""What is told of recordings."""

from __future__ import annotations

from pydantic import Field

from adminapi.edges.shapes import Told


class RecordingUrl(Told):
    """Where to listen, for a minute, with nothing but this address."""

    url: str
    expires_at: str


class Peaks(Told):
    """The waveform: how loud each channel is, the caller's first."""

    ms: int
    rate_hz: int
    channels: list[list[int]] = Field(description="0 to 255 a bucket")
