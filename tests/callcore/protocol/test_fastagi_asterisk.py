from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.protocol.errors import OurError, PeerError
from callcore.protocol.fastagi import (
    MAX_COMMAND_BYTES,
    AgiServer,
    Request,
    Response,
    encode_get_variable,
    encode_set_variable,
)
from callcore.protocol.fastagi_asterisk import (
    UNKNOWN_COMMAND,
    AgiChannel,
    AgiCommandDecoder,
    Command,
    encode_environment,
    obey,
    words_of,
)

URL = "agi://127.0.0.1:4573/handover?x=1"


def test_an_environment_has_the_order_of_asterisk():
    wire = encode_environment(URL, AgiChannel(extension="100"), ("a", ""))
    keys = [line.partition(":")[0] for line in wire.decode().splitlines()]
    assert keys[:4] == [
        "agi_network",
        "agi_network_script",
        "agi_request",
        "agi_channel",
    ]
    assert keys[-4:] == ["agi_threadid", "agi_arg_1", "agi_arg_2", ""]
    assert wire.endswith(b"\n\n")


def test_our_server_understands_the_environment():
    channel = AgiChannel(caller="100", caller_name="Олена", extension="200")
    wire = encode_environment(URL, channel, ("one", "two"))
    (request,) = AgiServer().receive_data_untrusted(wire)
    assert isinstance(request, Request)
    assert (request.script, request.args) == ("handover", ("one", "two"))
    assert (request.caller, request.caller_name) == ("100", "Олена")
    assert request.extension == "200"


def test_an_address_without_a_path_has_no_script():
    wire = encode_environment("agi://127.0.0.1:4573", AgiChannel(), ())
    assert b"agi_network_script" not in wire


def test_a_line_feed_cannot_enter_an_environment():
    with pytest.raises(OurError):
        encode_environment(URL, AgiChannel(caller="1\nagi_arg_1: x"), ())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ()),
        ("  GET   VARIABLE\tX ", ("GET", "VARIABLE", "X")),
        ('SET VARIABLE X ""', ("SET", "VARIABLE", "X", "")),
        ('SET VARIABLE X "a b"', ("SET", "VARIABLE", "X", "a b")),
        (r'SET VARIABLE X "a\"b\\c"', ("SET", "VARIABLE", "X", 'a"b\\c')),
        (r"SET VARIABLE X a\ b", ("SET", "VARIABLE", "X", "a b")),
        ('SET VARIABLE X "open end', ("SET", "VARIABLE", "X", "open end")),
        ('a"b c"d', ("ab cd",)),
    ],
)
def test_a_command_is_split_as_asterisk_does(line, words):
    assert words_of(line) == words


@given(st.lists(st.integers(1, 9), min_size=1))
def test_commands_are_read_in_any_chunking(sizes):
    wire = encode_set_variable("A", "x y") + encode_get_variable("B")
    decoder, got, at, turn = AgiCommandDecoder(), [], 0, 0
    while at < len(wire):
        size = sizes[turn % len(sizes)]
        got += decoder.receive_data_untrusted(wire[at : at + size])
        at, turn = at + size, turn + 1
    assert [command.words for command in got] == [
        ("SET", "VARIABLE", "A", "x y"),
        ("GET", "VARIABLE", "B"),
    ]


def test_a_command_that_asterisk_would_cut_is_refused():
    with pytest.raises(PeerError):
        AgiCommandDecoder().receive_data_untrusted(b"x" * MAX_COMMAND_BYTES)


def test_variables_are_set_and_read():
    variables: dict[str, str] = {}
    assert obey(Command(words_of("GET VARIABLE A")), variables) == b"200 result=0\n"
    assert obey(Command(words_of('set variable A "1"')), variables) == b"200 result=1\n"
    assert variables == {"A": "1"}
    assert obey(Command(words_of("GET VARIABLE A")), variables) == b"200 result=1 (1)\n"
    obey(Command(words_of('SET VARIABLE A ""')), variables)
    assert obey(Command(words_of("GET VARIABLE A")), variables) == b"200 result=1 ()\n"


@pytest.mark.parametrize("line", ["GET VARIABLE", "SET VARIABLE A", "SET VARIABLE"])
def test_a_command_with_too_few_words_is_answered_with_its_usage(line):
    answer = obey(Command(words_of(line)), {})
    server = AgiServer()
    server.receive_data_untrusted(encode_environment(URL, AgiChannel(), ()))
    (response,) = server.receive_data_untrusted(answer)
    assert isinstance(response, Response)
    assert response.code == 520


def test_a_command_nobody_knows_is_said_to_be_unknown():
    assert obey(Command(words_of("EXEC System rm")), {}) == UNKNOWN_COMMAND
    assert obey(Command(()), {}) == UNKNOWN_COMMAND
