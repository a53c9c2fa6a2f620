from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.fieldnames import claim_fields
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory


def masked(text):
    claims = Claims(text)
    claim_fields(read(text), claims, Memory())
    return claims.masked()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('"phone": "3051234567"', '"phone": "[PHONE]"'),
        ('{\\"phone\\": \\"0671234567\\"}', '{\\"phone\\": \\"[PHONE]\\"}'),
        ("callerid: 1234567", "callerid: [PHONE]"),
        ("Номер телефону: 067-123-45-67", "Номер телефону: [PHONE]"),
        ("exten => 0671234567,1,Answer()", "exten => [PHONE],1,Answer()"),
        ("Set(CALLERID(name)=Olena Koval)", "Set(CALLERID(name)=[PERSON])"),
        ("Отримувач: Гук Руслан, тел: 0677804943", "Отримувач: [PERSON], тел: [PHONE]"),
        (
            'From: "Крылов Захар" <sip:84958110806@9.9.9.9>;tag=05aa',
            'From: "[PERSON]" <sip:[PHONE]@9.9.9.9>;tag=05aa',
        ),
        (
            'P-Asserted-Identity: "Коваль О." <sip:1@x>',
            'P-Asserted-Identity: "[PERSON]" <sip:1@x>',
        ),
        (
            '{"caller":{"name":"Olena Koval","number":"0671234567"}}',
            '{"caller":{"name":"[PERSON]","number":"[PHONE]"}}',
        ),
        ("/o?phone=%2B380671234567&q=1", "/o?phone=[PHONE]&q=1"),
        (
            "<name>Олена Коваль</name><phone>0671234567</phone><tool>1234567</tool>",
            "<name>[PERSON]</name><phone>[PHONE]</phone><tool>1234567</tool>",
        ),
        ("email: a@b.co", "email: [EMAIL]"),
    ],
)
def test_structured_fields_are_believed(text, kept):
    assert masked(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        '{"event":"tool.result","name":"search_products","count":4}',
        '{"name":"Nokian Hakkapeliitta R5","price":4500,"sku":"T702297"}',
        "port: 1234567",
        "model=gpt-4o-mini name=whisper-large",
        "from=Kyiv to=Lviv",
        "address=0.0.0.0:8080",
        "at 10:18:37 sharp",
        "client: EngineClient, number: int",
        "x = 5; y := 6",
    ],
)
def test_other_fields_stay(text):
    assert masked(text) == text


def test_tags_keys_and_ids_are_protected():
    text = '[PHONE] {"lines": 1, "order_id": "0671234567"}'
    claims = Claims(text)
    claim_fields(read(text), claims, Memory())
    for part in ("[PHONE]", "lines", "0671234567"):
        start = text.index(part)
        assert not claims.free(start, start + 1), part


@given(st.lists(st.sampled_from(['"', "'", ":", "=", "phone", "name", "x", " ", "<", "sip:", "%D0",
                                 "0671234567", "Olena", "@a.b", "{", "}", "\\", "\n"])))  # fmt: skip
def test_any_pieces_are_taken(pieces):
    masked("".join(pieces))


@pytest.mark.parametrize(
    "piece", ["name=", "a:", 'phone:"', "from:<", "= ", "name: A "]
)
def test_time_grows_no_faster_than_the_text(piece):
    def cost_s(length):
        line = read((piece * length)[:length])
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            claim_fields(line, Claims(line.text), Memory())
            best = min(best, time.process_time() - began)
        return best

    assert cost_s(80_000) < 24 * max(cost_s(10_000), 0.002)
