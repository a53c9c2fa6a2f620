"""The whole look, and the one sentence that matters: what a caller would experience."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from callcore.doctor.finding import Finding, as_text
from callcore.doctor.machine import check_machine
from callcore.doctor.network import check_network
from callcore.doctor.office import TOPICS, check_keys, check_live, check_records
from callcore.doctor.shop import check_shop
from callcore.doctor.speech import check_speech
from callcore.shared.settings import Config


def examine(config: Config) -> list[Finding]:
    """Return everything that can be known without serving a call; takes seconds."""
    return [
        *check_machine(config),
        *check_speech(config),
        check_shop(config),
        check_keys(config),
        check_records(config),
        check_live(config),
        *check_network(config),
    ]


def forecast(findings: Sequence[Finding]) -> str:
    """Return in one sentence what a caller would experience now."""
    bad = [finding.topic for finding in findings if finding.grade == "bad"]
    stopping = [
        topic
        for topic in bad
        if topic not in {"store", *TOPICS} and not topic.startswith("voice ")
    ]
    if stopping:
        return (
            "A caller would go straight to your operators, because callcore cannot serve "
            f"calls like this: see {', '.join(stopping)} above."
        )
    start, verb = "A caller would be", "is"
    if not _running(findings):
        start = "A caller would go straight to your operators until you start callcore "
        start, verb = start + "(`just run`); then a caller would be", "would be"
    return f"{start} answered by the agent{_limits(findings, bad, verb)}."


def _running(findings: Sequence[Finding]) -> bool:
    return any(item.topic == "ports" and item.grade == "ok" for item in findings)


def _limits(findings: Sequence[Finding], bad: Sequence[str], verb: str) -> str:
    limits = []
    if any(item.topic == "store" and item.grade != "ok" for item in findings):
        limits.append("orders are impossible, the agent offers an operator instead")
    mute = [topic.removeprefix("voice ") for topic in bad if topic.startswith("voice ")]
    if mute:
        limits.append(
            f"a caller in {' or '.join(mute)} {verb} handed over, for lack of a voice"
        )
    return f", but {', and '.join(limits)}" if limits else " and can order"


def main(config: Config) -> int:
    """Print the report. Returns 1 if something is bad, else 0."""
    findings = examine(config)
    sys.stdout.write(as_text(findings) + "\n\n" + forecast(findings) + "\n")
    return int(any(finding.grade == "bad" for finding in findings))
