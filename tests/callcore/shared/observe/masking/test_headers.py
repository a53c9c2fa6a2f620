from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.headers import claim_dialplan
from callcore.shared.observe.masking.line import read


def masked(text):
    claims = Claims(text)
    claim_dialplan(read(text), claims)
    return claims.masked()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<sip:3051234567@10.0.0.1>", "<sip:[PHONE]@10.0.0.1>"),
        ("<tel:+380671234567>", "<tel:[PHONE]>"),
        ("INVITE sip:+380671234567@x SIP/2.0", "INVITE sip:[PHONE]@x SIP/2.0"),
        ("Dial(SIP/trunk/0938652783,30)", "Dial(SIP/trunk/[PHONE],30)"),
        ("Dial(PJSIP/+380671234567@kyivstar)", "Dial(PJSIP/[PHONE]@kyivstar)"),
        ("PJSIP/380671234567-00000012", "PJSIP/[PHONE]-00000012"),
        ("https://wa.me/380671234567", "https://wa.me/[PHONE]"),
        ("viber://chat?number=%2B380671234567", "viber://chat?number=[PHONE]"),
    ],
)
def test_the_number_in_a_channel_goes(text, kept):
    assert masked(text) == kept


@pytest.mark.parametrize(
    "text",
    ["SIP/2.0 200 OK", "PJSIP/1001-00000012", "PJSIP/trunk-00000012", "sip:1001@10.0.0.1", "sip",
     "sip:shop@pbx.local", "SIP/2.0/UDP 10.0.0.1:5060"],
)  # fmt: skip
def test_stations_trunks_and_versions_stay(text):
    assert masked(text) == text
