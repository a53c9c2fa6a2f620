"""The table of ``just bench engines``: what was found, beside what the issue wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chaos.bench.tables import Row


def rows(found: Mapping[str, Any]) -> list[Row]:
    """Return a row for each number; of parts that were not measured there is none."""
    return [
        *cost_rows(found.get("cost", ())),
        *(takeover_rows(found["takeover"]) if "takeover" in found else ()),
        *whisper_rows(found.get("whisper", ())),
        *(hit_rows(found["cache"]) if "cache" in found else ()),
    ]


def missing(found: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each language that could not be measured."""
    told = {
        row["missing"]: None for row in found.get("whisper", ()) if "missing" in row
    }
    return [f"left out: {sentence}" for sentence in told]


def cost_rows(found: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return what streams to Google cost and how late they make the loop."""
    made = []
    for each in found:
        name = f"{each['streams']} streams to Google in 100 ms chunks"
        made.append(
            Row(
                f"{name}: of a core, per stream (what it costs without a client)",
                f"{each['percent_per_stream']:.2f} % "
                f"({each['bare_percent_per_stream']:.2f} %){_failed(each)}",
                "0.35 %",
            )
        )
        made.append(
            Row(
                f"{name}: the loop is late, p99 / max; less its time in line for the "
                "core (without a client)",
                f"{each['lag_p99_ms']} / {each['lag_max_ms']} ms; "
                f"{each['own_lag_p99_ms']} / {each['own_lag_max_ms']} ms "
                f"({each['bare_lag_p99_ms']} / {each['bare_lag_max_ms']} ms)",
                "p99 5 ms" if each["streams"] == 100 else "",
            )
        )
    return made


def _failed(each: Mapping[str, Any]) -> str:
    """Return what makes a row worthless: streams that did not run."""
    silent = each["streams"] - each["answered"]
    failures = f"; failed: {', '.join(each['failures'])}" if each["failures"] else ""
    return (f"; {silent} streams without an answer" if silent else "") + failures


def takeover_rows(found: Mapping[str, Any]) -> list[Row]:
    """Return how soon the second recogniser has the text, and whether it is whole."""
    name = f"a recogniser hangs in {found['hung']} of {found['utterances']} utterances"
    over = f"{found['over_p50_ms']:.0f} / {found['over_max_ms']:.0f} ms"
    return [
        Row(
            f"{name}: end of speech -> text, over its budget of {found['budget_s']} s, "
            "p50 / max (no fault: p50)",
            f"{over} ({found['well_p50_ms']:.0f} ms)",
            "1500 ms",
        ),
        Row(
            f"the same: words lost, doubled, of {found['words']}",
            f"{found['lost']}, {found['added']}",
            "0 lost",
        ),
    ]


def whisper_rows(found: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return speed and errors of each model and language."""
    return [
        Row(
            f"whisper.cpp {each['model']} on one core, {each['language']}, "
            f"{each['clips']} clips ({each['voice']}): real-time factor; WER, CER",
            f"{each['cpu_s'] / each['audio_s']:.2f}; "
            f"{_share(each['word_errors'], each['words'])}, "
            f"{_share(each['char_errors'], each['chars'])}",
            "stated",
        )
        for each in found
        if "missing" not in each
    ]


def hit_rows(found: Mapping[str, Any]) -> list[Row]:
    """Return how soon known sentences are there."""
    voice = found["voice_ms"]
    spoken = f" (the English voice: p50 {voice} ms)" if voice is not None else ""
    missed = f"; {found['missed']} were not kept" if found["missed"] else ""
    return [
        Row(
            f"a sentence that was spoken before: first audio, p50 / max of "
            f"{found['hits']}{spoken}",
            f"{found['hit_p50_ms']} / {found['hit_max_ms']} ms{missed}",
            "20 ms",
        )
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
