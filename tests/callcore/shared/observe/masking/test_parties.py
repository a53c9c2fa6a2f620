from __future__ import annotations

import pytest

from callcore.shared.observe.masking import parties
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.fieldvalue import value_at
from callcore.shared.observe.masking.line import read


def masked(look, text):
    claims = Claims(text)
    value = value_at(read(text), claims, 2)
    if value is not None:
        look(value)
    return claims.masked()[2:]


@pytest.mark.parametrize(
    ("look", "text", "kept"),
    [
        (parties.phone, 'k="Olena Koval" <0671234567>', '"[PERSON]" <[PHONE]>'),
        (parties.phone, "k=067 123 45 67, x", "[PHONE], x"),
        (parties.dialled, "k=3051234567", "[PHONE]"),
        (parties.display_name, 'k="Koval, O." <sip:1@x>', '"[PERSON]" <sip:1@x>'),
        (parties.display_name, "k:Olena Koval <[EMAIL]>", "[PERSON] <[EMAIL]>"),
        (parties.person, "k:Гук Руслан. Завтра Інна", "[PERSON]. Завтра Інна"),
        (parties.person, "k:Гук Руслан. Адреса інша", "[PERSON]. Адреса інша"),
        (parties.person, "k:Іванов І. І. просив", "[PERSON] просив"),
        (parties.person, "k:гук руслан", "[PERSON]"),
        (parties.person, "k:Mary McDonald", "[PERSON]"),
        (parties.human, "k:John Smith, 12 High St", "[PERSON], 12 High St"),
        (parties.named, 'k="Olena", "phone": 1', '"[PERSON]", "phone": 1'),
        (parties.named, "k>Olena</n><phone>1", "Olena</n><phone>1".replace("Olena", "[PERSON]")),
        (parties.login, "k=yara_muller_8652", "[PERSON]"),
    ],
)  # fmt: skip
def test_names_and_numbers_of_people_go(look, text, kept):
    assert masked(look, text) == kept


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (parties.phone, "k=+1 x"),
        (parties.dialled, "k=5060"),
        (parties.display_name, "k=Olena <b>"),
        (parties.person, "k:гук руслан телефон"),
        (parties.person, "k:склад номер пять"),
        (parties.person, "k=EngineClient"),
        (parties.person, "k:Topic.NAME"),
        (parties.person, 'k="Tyre shop 5"'),
        (parties.person, "k=unknown"),
        (parties.human, "k:wholesale"),
        (parties.named, "k=Primary"),
        (parties.named, "k=whisper-large"),
        (parties.login, "k=credit_card_4421486x"),
    ],
)
def test_things_and_classes_have_names_that_stay(look, text):
    assert masked(look, text) == text[2:]
