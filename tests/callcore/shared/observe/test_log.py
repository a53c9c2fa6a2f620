from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading

import pytest
import trio

from callcore.shared.ids import new_call_id
from callcore.shared.observe import log
from callcore.shared.observe.masking.names.model import WeightsDamaged


@pytest.fixture
def stream():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    stream = io.StringIO()
    log.setup("info", "worker", stream)
    yield stream
    logging.captureWarnings(capture=False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    root.handlers[:] = before
    root.setLevel(level)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


LOG = logging.getLogger("callcore.somewhere")


def test_a_line_is_one_object_with_static_event_and_fields(stream):
    LOG.warning("port taken", extra={"port": 9092, "took_ms": 1.5})
    (line,) = lines(stream)
    assert line["t"].endswith("Z")
    del line["t"]
    assert line == {
        "level": "warning",
        "component": "worker",
        "event": "port taken",
        "logger": "callcore.somewhere",
        "port": 9092,
        "took_ms": 1.5,
    }


def test_levels_below_the_one_asked_for_are_not_written(stream):
    LOG.debug("nothing")
    assert stream.getvalue() == ""


def test_nothing_personal_is_written_whatever_way_it_came(stream):
    said = "caller 0671234567 said ann@example.com"
    try:
        int(said)
    except ValueError:
        LOG.exception("it broke at %s", "0671234567", extra={"said": "+380671234567"})
    text = stream.getvalue()
    assert "671234567" not in text
    assert "ann@" not in text
    assert "ValueError" in lines(stream)[0]["error"]


def test_inside_a_call_every_line_has_its_id(stream):
    call_id = new_call_id()
    with log.bound_to(call_id):
        LOG.info("inside")
    LOG.info("outside")
    inside, outside = lines(stream)
    assert inside["call_id"] == call_id
    assert "call_id" not in outside


async def test_tasks_of_a_call_inherit_its_id_and_calls_do_not_mix(stream):
    async def child(number):
        await trio.lowlevel.checkpoint()
        LOG.info("child", extra={"number": number})

    async def call(number, call_id):
        with log.bound_to(call_id):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(child, number)
                nursery.start_soon(child, number)

    ids = [new_call_id() for _ in range(3)]
    async with trio.open_nursery() as nursery:
        for number, call_id in enumerate(ids):
            nursery.start_soon(call, number, call_id)
    found = lines(stream)
    assert len(found) == 6
    assert all(line["call_id"] == ids[line["number"]] for line in found)


class Writes(io.StringIO):
    def __init__(self):
        super().__init__()
        self.count = 0

    def write(self, text):
        self.count += 1
        return super().write(text)


def test_a_line_is_one_write_even_with_a_traceback(stream):
    writes = Writes()
    log.setup("info", "worker", writes)
    try:
        int("two\nlines")
    except ValueError:
        LOG.exception("broken")
    assert writes.count == 1
    assert writes.getvalue().count("\n") == 1


class Gone(io.StringIO):
    def write(self, _text):
        raise BrokenPipeError


def test_a_stream_that_is_gone_loses_lines_and_nothing_else(stream):
    handler = log.setup("info", "worker", Gone())
    LOG.info("lost")
    assert handler.lost == 1


def record(message, *arguments):
    # not through a logger: pytest's own handler would raise
    return logging.makeLogRecord({"msg": message, "args": arguments})


def test_arguments_that_do_not_fit_do_not_break_the_caller(stream):
    log.JsonLines("worker", stream).handle(record("%d items", "many"))
    assert lines(stream)[0]["event"] == "%d items"


def test_setting_up_twice_does_not_write_twice(stream):
    log.setup("info", "worker", stream)
    LOG.info("once")
    assert len(lines(stream)) == 1


def test_text_that_no_encoding_takes_is_written_all_the_same(tmp_path):
    path = tmp_path / "log"
    with path.open("w", encoding="utf-8") as stream:
        log.JsonLines("worker", stream).handle(record("odd \ud800"))
    assert json.loads(path.read_bytes())["event"] == "odd \ud800"


CRASHES = {
    "main": "raise ValueError(SAID)",
    "thread": "t = threading.Thread(target=int, args=(SAID,)); t.start(); t.join()",
    "lost": "type('Gone', (), {'__del__': lambda _self: int(SAID)})()",
    "warning": "warnings.warn(SAID)",
}


@pytest.mark.parametrize("crash", CRASHES)
def test_a_crash_is_a_line_and_quotes_no_caller(crash):
    code = (
        "import threading, warnings; from callcore.shared.observe import log\n"
        "SAID = 'call +38 067 123 45 67 or ann.lee@example.com'\n"
        f"log.setup('info', 'worker'); {CRASHES[crash]}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == (crash == "main")
    assert "123" not in done.stderr
    assert "ann.lee" not in done.stderr
    (line,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert "[PHONE]" in line.get("error", line["event"])


def test_who_stops_the_process_sees_no_error(stream, capsys):
    sys.__excepthook__, before = (lambda *_args: None), sys.__excepthook__
    try:
        log._crashed(KeyboardInterrupt, KeyboardInterrupt(), None)
    finally:
        sys.__excepthook__ = before
    assert stream.getvalue() == ""


def test_a_damaged_installation_is_one_sentence_at_the_start(monkeypatch):
    def damaged():
        raise WeightsDamaged("3 bytes are no weights of this version")

    monkeypatch.setattr(log, "prepare", damaged)
    with pytest.raises(
        SystemExit, match="not installed rightly: 3 bytes are no weights"
    ):
        log.setup("info", "worker", io.StringIO())


def test_what_libraries_do_is_told_only_if_it_is_wrong(stream):
    logging.getLogger("httpx").info("GET http://shop/products?query=%D0%B4%D0%B5%D0%B2")
    logging.getLogger("httpx").warning("retries")
    LOG.info("fine")
    assert [line["event"] for line in lines(stream)] == ["retries", "fine"]


def test_a_traceback_keeps_its_code_and_masks_what_exceptions_say(stream):
    number, address = "+380 67 123 45 67", "ann.lee@example.com"

    def fails():
        raise ValueError(f"no such number: {number}")  # rollout of length str

    try:
        try:
            fails()
        except ValueError as error:
            raise ExceptionGroup(f"group of {address}", [error]) from error
    except ExceptionGroup:
        LOG.exception("failed")
    (line,) = lines(stream)
    assert "ann.lee" not in line["error"]
    assert line["error"].count("[PHONE]") == 2  # the cause, and the part
    assert "  # rollout of length str" in line["error"]
    assert "in fails" in line["error"]


def test_exceptions_that_led_to_each_other_without_end_are_cut(stream):
    error: Exception = ValueError("first")
    for number in range(50):
        later = ValueError(str(number))
        later.__context__ = error
        error = later
    LOG.error("failed", exc_info=error)
    (line,) = lines(stream)
    assert line["error"].count("ValueError") == 9


def test_our_own_static_messages_are_told_as_they_are(stream):
    LOG.warning("rollout of Ivan Petrenko taken back")
    LOG.warning("taken back by %s", "Ivan Petrenko")
    events = [line["event"] for line in lines(stream)]
    assert events == ["rollout of Ivan Petrenko taken back", "taken back by [PERSON]"]
