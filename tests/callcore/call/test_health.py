from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any, cast

from callcore.audio.health import Finding
from callcore.call.health import Health


class Desk:
    def __init__(self):
        self.counted: list[str] = []
        self.noted: list[Any] = []
        self.findings: list[Finding] = []
        services = cast("Any", SimpleNamespace(metrics=self))
        journal = cast("Any", self)
        self.health = Health(services, journal)

    def bad_audio(self, finding):
        self.counted.append(finding)

    def note(self, event, **fields):
        self.noted.append((event, fields))


def test_each_thing_that_is_wrong_is_told_once_everywhere(caplog):
    desk = Desk()
    desk.health.look()  # before there is an ear
    health = SimpleNamespace(findings=lambda: desk.findings)
    desk.health.ear = cast("Any", SimpleNamespace(health=health))
    desk.findings = [Finding("clipped", "Audio is clipped.")]
    with caplog.at_level(logging.INFO):
        desk.health.look()
        desk.health.look()
    assert desk.counted == ["clipped"]
    assert desk.noted == [
        ("call:line", {"finding": "clipped", "text": "Audio is clipped."})
    ]
    assert [record.getMessage() for record in caplog.records] == ["bad audio"]
