from __future__ import annotations

import io
import json
import logging

import pytest
import trio

from callcore.shared.ids import new_call_id
from callcore.shared.observe import log


@pytest.fixture
def stream():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    log.setup("info", "worker", stream)
    yield stream
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
    try:
        int("caller 0671234567 said ann@example.com")
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
