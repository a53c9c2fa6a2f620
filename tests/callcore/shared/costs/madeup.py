"""A made-up call and its records, for the tests of what calls cost."""

from __future__ import annotations

from callcore.shared.costs.rating import UsageEvent, rate
from callcore.shared.costs.usage import Usage
from callcore.shared.costs.usagerecords import CallFacts, Spent
from callcore.shared.ids import CallId

CALL = CallId("call-1")
AT = "2026-11-22T10:00:00.000Z"
# 3 minutes, 23.4 s of speech in 9 turns: the call that the research was computed for
TURNS_MS = (1000, 1600, 1500, 2300, 2400, 2600, 3300, 3500, 5200)
CALL_MS = 180_000
SILENCE_MS = 1000  # that ends a turn


def stt(ms, provider="google", model="v2/latest_long", mode="stream", **facts):
    return Usage("stt", provider, model, mode, "audio_ms", ms, facts)


def tts(chars, provider="google", model="chirp3-hd"):
    return Usage("tts", provider, model, "stream", "chars", chars)


def llm(tokens, unit="tokens_in", model="gpt-6-luna"):
    return Usage("llm", "openai", model, "stream", unit, tokens)


def event(usage, number=1, call_id=CALL, at=AT, **more):
    return UsageEvent(f"event-{call_id}-{number}", call_id, at, usage, **more)


def spent(usage, table, number=1, call_id=CALL, **more):
    made = event(usage, number, call_id, **more)
    return Spent(made, rate(made, table))


def ended(call_id=CALL, duration_ms=CALL_MS, arm=""):
    return CallFacts(call_id, AT, duration_ms, "en", arm)


def usual_call(table, call_id=CALL):
    """Return the records of the made-up call, heard by our own Whisper."""
    turns = [
        spent(
            stt(
                ms + SILENCE_MS, "local", "whisper-base", "request",
                speech_ms=ms, utterance=number,
            ),
            table,
            number,
            call_id,
        )
        for number, ms in enumerate(TURNS_MS)
    ]  # fmt: skip
    return [*turns, ended(call_id)]
