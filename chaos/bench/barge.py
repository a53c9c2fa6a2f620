"""``just bench barge``: how fast an interruption stops the agent, and what it leaves.

In virtual time, the same every time: whole calls in which the caller objects, coughs,
says "mhm", or returns an echo at random moments of a reply. On a real socket: how long
speech still reaches a phone that talks over it. With ``--voices``: what is believed of
sentences of the real voices, with their word times and without.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Any, Final

from rich.console import Console

from callcore.shared.config import from_environment
from callcore.shared.ids import Language
from chaos.bench import bargewire, cutting, publishing
from chaos.bench.tables import Row, as_markdown
from chaos.bench.talkover import NOISES, Kept, keep, recover, run_scene, stop

MOMENTS: Final = 40
WIRE_CALLS: Final = 20
WIRE_SECONDS: Final = 30.0
LANGUAGES: Final[tuple[Language, ...]] = ("en", "ru", "uk")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 0."""
    options = parse(arguments)
    logging.disable(logging.WARNING)  # lines that are bad on purpose say so
    console = Console()
    found: dict[str, Any] = {}
    with console.status(f"{options.moments} interruptions in virtual time"):
        found["stop"] = stops(options.moments)
    for kind in NOISES:
        with console.status(f"{options.moments} times {kind}"):
            found[f"recovery {kind}"] = recoveries(kind, options.moments)
    with console.status("what is believed"):
        found["kept"] = kept(options.moments, times=True)
        found["kept without times"] = kept(options.moments, times=False)
    if options.wire:
        with console.status(f"{WIRE_CALLS} calls on sockets, {WIRE_SECONDS:.0f} s"):
            found["wire"] = bargewire.measure(WIRE_CALLS, WIRE_SECONDS)
    cache = from_environment().cache_dir
    for language in LANGUAGES if options.voices else ():
        with console.status(f"the voice in {language}"):
            found[f"voice {language}"] = cutting.measure(language, cache)
    page = as_markdown(rows(found), publishing.where(), "just bench barge")
    publishing.publish(page, found, options, "barge", console)
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench barge", description=__doc__)
    parser.add_argument(
        "--moments",
        type=moments,
        default=MOMENTS,
        metavar="N",
        help="calls of each kind, default 40",
    )
    parser.add_argument(
        "--no-wire", dest="wire", action="store_false", help="only virtual time"
    )
    parser.add_argument("--voices", action="store_true", help="the real voices too")
    publishing.add_options(parser)
    return parser.parse_args(arguments)


def moments(text: str) -> int:
    """Return how many calls of each kind to make."""
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        msg = f"{text!r} is not a number of calls from 1 to 10000"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


# -- measuring -------------------------------------------------------------------


def stops(count: int) -> dict[str, Any]:
    """Return how soon objections were noticed and obeyed."""
    found = [run_scene(stop, seed) for seed in range(count)]
    detected = sorted(each.detected_ms for each in found)
    return {
        "calls": count,
        "detected_p50_ms": round(detected[count // 2], 1),
        "detected_max_ms": round(detected[-1], 1),
        "stopped_max_ms": round(max(0.0, *(each.stopped_ms for each in found), 0.0), 1),
        "frames_max": max(each.frames for each in found),
    }


def recoveries(kind: str, count: int) -> dict[str, Any]:
    """Return how many noises were taken for speech, and how many replies were whole."""
    found = [run_scene(recover(kind), seed) for seed in range(count)]
    return {
        "calls": count,
        "noticed": sum(each.noticed for each in found),
        "whole_of_noticed": sum(each.whole for each in found if each.noticed),
        "whole": sum(each.whole for each in found),
    }


def kept(count: int, *, times: bool) -> dict[str, Any]:
    """Return how often journal and history hold exactly what arrived."""
    found: list[Kept] = [run_scene(keep, seed, times=times) for seed in range(count)]
    errors = [each.error_chars for each in found]
    return {
        "calls": count,
        "exact": sum(each.exact for each in found),
        "error_mean_chars": round(fmean(map(abs, errors)), 1),
        "too_much_max_chars": max(0, *errors, 0),
        "too_little_max_chars": max(0, *(-error for error in errors), 0),
    }


# -- showing ---------------------------------------------------------------------


def rows(found: dict[str, Any]) -> list[Row]:
    """Return the table of what was found."""
    noises = {k.split()[1]: v for k, v in found.items() if k.startswith("recovery")}
    return [
        *stop_rows(found["stop"], found.get("wire")),
        *recovery_rows(noises),
        *kept_rows(found["kept"], found["kept without times"]),
        *voice_rows(v for k, v in found.items() if k.startswith("voice")),
    ]


def stop_rows(virtual: dict[str, Any], wire: dict[str, Any] | None) -> list[Row]:
    """Return how fast it stops."""
    late = f"{virtual['stopped_max_ms']} ms, {virtual['frames_max']} frames"
    noticed = f"{virtual['detected_p50_ms']} / {virtual['detected_max_ms']} ms"
    found = [
        Row("first loud frame -> speech detected, p50 / max", noticed, "100 ms"),
        Row("detected -> last frame of the agent, at most", late, "20 ms"),
    ]
    if wire is not None:
        quantiles = (wire["stop_p50_ms"], wire["stop_p95_ms"], wire["stop_max_ms"])
        found.append(
            Row(
                f"the same on sockets, {wire['interruptions']} interruptions in "
                f"{WIRE_CALLS} calls, instant ear: p50 / p95 / max",
                " / ".join(map(str, quantiles)) + f" ms; {wire['ignored']} ignored",
                "20 ms",
            )
        )
    return found


def recovery_rows(noises: dict[str, dict[str, Any]]) -> list[Row]:
    """Return what false interruptions cost."""
    noticed = sum(each["noticed"] for each in noises.values())
    whole = sum(each["whole_of_noticed"] for each in noises.values())
    share = f"{100 * whole / noticed:.0f} % of {noticed}" if noticed else "none noticed"
    each_kind = [
        Row(
            f"{kind}: taken for speech; replies heard whole, each sample once",
            f"{each['noticed']} of {each['calls']}; {each['whole']} of {each['calls']}",
        )
        for kind, each in noises.items()
    ]
    return [Row("false interruptions that went on", share, "95 %"), *each_kind]


def kept_rows(timed: dict[str, Any], untimed: dict[str, Any]) -> list[Row]:
    """Return how true the memory of a cut reply is."""
    exact = f"{timed['exact']} of {timed['calls']}"
    error = (
        f"{untimed['exact']} of {untimed['calls']} exact; "
        f"mean error {untimed['error_mean_chars']} characters, at most "
        f"{untimed['too_much_max_chars']} too many, "
        f"{untimed['too_little_max_chars']} too few"
    )
    return [
        Row("journal and history == words heard, word times", exact, "all"),
        Row("the same, a voice without word times", error, "reported"),
    ]


def voice_rows(voices: Iterable[dict[str, Any] | None]) -> list[Row]:
    """Return what is believed of real voices."""
    return [
        Row(
            f"{each['voice']} in {each['language']}, {each['cuts']} cuts: "
            "exact with word times; error without",
            f"{100 * each['exact_with_times']:.0f} %"
            f"{'' if each['word_times'] else ' (not for each word)'}; mean "
            f"{each['error_mean_chars']}, at most {each['error_max_chars']} characters",
            "all; reported",
        )
        for each in voices
        if each is not None
    ]
