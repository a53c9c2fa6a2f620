from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.keys import Holds, holds


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        (("phone phone_number recipientPhone contact-phone phone2 msisdn CALLERID(num) телефон"
         " Телефону мобильный CallerIDNum caller_id"), Holds.PHONE),
        ("from to number exten Diversion P-Asserted-Identity", Holds.DIALLED),
        (("customer_name firstName last_name fullname recipient ПІБ ФИО отримувач Получателя"
         " CALLERID(name) CallerIDName прізвище"), Holds.PERSON),
        ("name agent", Holds.NAMED),
        ("client manager Клієнт", Holds.HUMAN),
        ("user_id username", Holds.LOGIN),
        ("address1 shipping_address street zip адреса", Holds.ADDRESS),
        ("card card_number cardNumber картка", Holds.CARD),
        ("iban", Holds.IBAN),
        ("inn ІПН ssn passport_number dob birth_date tax_id", Holds.PAPER),
        ("vin vin_code", Holds.VIN),
        ("plate license_plate держномер", Holds.PLATE),
        ("order_id uniqueid lat_ms ts sku item_ids count trace_id", Holds.OWN),
        (("tool_name event filename model_name phone_model phone_brand ip_address host level"
         " listen_address"), Holds.ANYTHING),
    ],
)  # fmt: skip
def test_a_key_tells_what_it_holds(keys, what):
    assert {key: holds(key) for key in keys.split()} == dict.fromkeys(
        keys.split(), what
    )


@given(st.text())
def test_any_key_is_judged_and_judged_alike_again(key):
    assert holds(key) is holds(key)
