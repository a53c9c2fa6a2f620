"""The shapes of the house."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from adminapi.edges.shapes import Told, Wanted
from adminapi.live.shapes import WorkerTold


class SettingTold(Told):
    """One setting of this process."""

    variable: str
    value: str = Field(description="as one would write it; secrets are hidden")
    origin: str = Field(description="environment or default")
    about: str


class SettingsTold(Told):
    """What is in force."""

    settings: list[SettingTold]
    workers: list[WorkerTold]


class LogLevelWanted(Wanted):
    """How much a worker shall log, until it is told otherwise or begins anew."""

    worker: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    level: Literal["debug", "info", "warning", "error"]
