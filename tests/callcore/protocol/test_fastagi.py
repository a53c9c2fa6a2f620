from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callcore.protocol.fastagi import (
    MAX_COMMAND_BYTES,
    MAX_ENVIRONMENT_LINES,
    MAX_LINE_BYTES,
    MAX_USAGE_LINES,
    AgiServer,
    Eof,
    HangupNotice,
    OurError,
    PeerError,
    Request,
    Response,
    encode_get_variable,
    encode_set_variable,
)
from callcore.protocol.fastagi_asterisk import words_of

ENVIRONMENT = b"""\
agi_network: yes
agi_network_script: after?lang=uk
agi_request: agi://127.0.0.1:4573/after?lang=uk
agi_channel: PJSIP/trunk-00000001
agi_language: uk
agi_callerid: +380441234567
agi_calleridname: unknown
agi_extension: 100
agi_accountcode:\x20
agi_arg_1: 4f1c1a2e-0000-4000-8000-000000000001
agi_arg_2: a: b

"""
cuts = st.lists(st.integers(1, 40), min_size=1)


def fed(server: AgiServer, wire: bytes, sizes=(4096,)):
    events, at, turn = [], 0, 0
    while at < len(wire):
        size = sizes[turn % len(sizes)]
        events += server.receive_data_untrusted(wire[at : at + size])
        at, turn = at + size, turn + 1
    return events


def asked() -> AgiServer:
    server = AgiServer()
    fed(server, ENVIRONMENT)
    return server


@given(cuts)
def test_a_request_is_read_in_any_chunking(sizes):
    (request,) = fed(AgiServer(), ENVIRONMENT, sizes)
    assert isinstance(request, Request)
    assert request.script == "after"
    assert request.args == ("4f1c1a2e-0000-4000-8000-000000000001", "a: b")
    assert request.caller == "+380441234567"
    assert request.caller_name == ""  # Asterisk says "unknown"
    assert (request.extension, request.language) == ("100", "uk")
    assert request.channel == "PJSIP/trunk-00000001"
    assert request.env["agi_accountcode"] == ""


@given(cuts)
def test_responses_are_read_in_any_chunking(sizes):
    wire = (
        b"200 result=1\n200 result=1 (a (b) c)\n200 result=0\n200 result=1 ()\n"
        b"510 Invalid or unknown command\nHANGUP\n"
        b"511 Command Not Permitted on a dead channel\n"
    )
    assert fed(asked(), wire, sizes) == [
        Response(200, "1", None, "200 result=1"),
        Response(200, "1", "a (b) c", "200 result=1 (a (b) c)"),
        Response(200, "0", None, "200 result=0"),
        Response(200, "1", "", "200 result=1 ()"),
        Response(510, "", None, "510 Invalid or unknown command"),
        HangupNotice(),
        Response(511, "", None, "511 Command Not Permitted on a dead channel"),
    ]


@pytest.mark.parametrize("last", [b"Sets it.\n", b"Sets it."])
def test_a_usage_text_is_one_response(last):
    head = b"520-Invalid command syntax.  Proper usage follows:\n"
    wire = head + b"Usage: SET\n" + last + b"520 End of proper usage.\n200 result=1\n"
    usage, after = fed(asked(), wire)
    assert usage.code == 520
    assert not usage.succeeded
    assert after.succeeded


def test_interim_lines_are_no_answer():
    assert fed(asked(), b"100 result=0 Trying...\n") == []


def test_closing_after_the_request_is_the_normal_end():
    assert asked().receive_data_untrusted(b"") == [Eof()]


@pytest.mark.parametrize("wire", [b"", b"agi_network: yes\n", ENVIRONMENT + b"200 r"])
def test_closing_in_the_middle_is_the_peers_fault(wire):
    server = AgiServer()
    fed(server, wire)
    with pytest.raises(PeerError):
        server.receive_data_untrusted(b"")


def test_nothing_may_follow_eof():
    server = asked()
    server.receive_data_untrusted(b"")
    with pytest.raises(PeerError):
        server.receive_data_untrusted(b"200 result=1\n")


@pytest.mark.parametrize(
    "wire",
    [
        b"\n",  # no environment at all
        b"agi_network: yes\n\n",
        b"GET / HTTP/1.1\r\n",
        b"agi_request: x\nagi_request: y\n",  # two answers to one question
        b"agi_request\n",
        b"x: y\n",
        b"agi_" + b"x" * MAX_LINE_BYTES,  # no line feed to be seen
        b"agi_x: " + b"x" * MAX_LINE_BYTES + b"\n",
        b"".join(b"agi_x%d: y\n" % n for n in range(MAX_ENVIRONMENT_LINES + 1)),
        b"".join(b"agi_x%d: %4000d\n" % (n, n) for n in range(9)),
        ENVIRONMENT + b"hello\n",
        ENVIRONMENT + b"600 what\n",
        ENVIRONMENT + b"520-x\n" + b"y\n" * MAX_USAGE_LINES,
    ],
)
def test_what_no_asterisk_sends_is_the_peers_fault(wire):
    with pytest.raises(PeerError):
        AgiServer().receive_data_untrusted(wire)


@given(st.binary(), st.booleans(), cuts)
@example(b"\xff\n", True, [1])
def test_garbage_can_only_raise_peer_error(data, is_asked, sizes):
    server = asked() if is_asked else AgiServer()
    try:
        fed(server, data, sizes)
        server.receive_data_untrusted(b"")
    except PeerError:
        pass


def test_a_name_in_another_encoding_costs_no_call():
    wire = ENVIRONMENT.replace(b"name: unknown", b"name: \xc0\xe1\xe2")
    (request,) = fed(AgiServer(), wire)
    assert request.caller_name == "\ufffd" * 3


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
@example('end" \\')
@example("")
def test_a_value_arrives_in_asterisk_as_it_is(value):
    command = encode_set_variable("CALL_NEXT", value)
    assert command.count(b"\n") == 1
    words = words_of(command.decode().removesuffix("\n"))
    assert words == ("SET", "VARIABLE", "CALL_NEXT", value)


@pytest.mark.parametrize(
    "value",
    ["end\nHANGUP", "end\rX", "a\x00b", "\ud800", "x" * MAX_COMMAND_BYTES, "\\" * 1200],
)
def test_a_value_that_asterisk_would_read_otherwise_is_our_bug(value):
    with pytest.raises(OurError):
        encode_set_variable("CALL_NEXT", value)


@pytest.mark.parametrize("name", ["", "A B", 'A"', "A\n", "1A", "CALLERID(num)"])
def test_only_plain_names_can_be_set(name):
    with pytest.raises(OurError):
        encode_set_variable(name, "end")


@pytest.mark.parametrize("name", ["QUEUESTATUS", "CALLERID(num)", "CDR(start,u)"])
def test_variables_and_functions_can_be_read(name):
    assert encode_get_variable(name) == f"GET VARIABLE {name}\n".encode()


@pytest.mark.parametrize("name", ["", "A B", "A\n", "A(b", "A(b)c", "A(\n)"])
def test_nothing_else_can_be_read(name):
    with pytest.raises(OurError):
        encode_get_variable(name)
