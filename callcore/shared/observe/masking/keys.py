"""What the key of a structured field says of its value.

A key is cut at underscores, dashes, dots and humps; what counts is what the last parts name:
``recipient_phone`` is a telephone, ``phone_model`` is not, ``tool_name`` is nobody's.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final


class Holds(Enum):
    """What stands under a key."""

    ANYTHING = auto()
    OWN = auto()  # an id, a stamp, a measure: stays
    PHONE = auto()
    DIALLED = auto()  # a telephone, if it looks like one: "from", "number"
    PERSON = auto()
    NAMED = auto()  # a person or a thing: "name", "agent"
    HUMAN = auto()  # mostly a person, said as people say it: "Customer:"
    LOGIN = auto()
    ADDRESS = auto()
    CARD = auto()
    IBAN = auto()
    PAPER = auto()
    VIN = auto()
    PLATE = auto()


_MOST_KEYS: Final = 20_000  # remembered at a time
_LONGEST_KEY: Final = 48
_KNOWN: Final[dict[str, Holds]] = {}
_HUMP: Final = re.compile(r"(?<=[a-zа-яіїєґ])(?=[A-ZА-ЯІЇЄҐ])|[_\-.\s\d'’ʼ()]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PHONES: Final = _words(
    "phone phones telephone tel mobile msisdn callerid cid clid ani cell cellphone fax"
    " whatsapp viber telegram callerno mobil handy telefon nomer phonenumber mobilenumber"
    " calleridnum connectedlinenum callernum contactnumber callernumber callerphone"
    " телефон телефона тел моб мобільний мобильный мобила факс вайбер"
)
_DIALLED: Final = _words(
    "caller callee from to src dst source destination dialed dialled dialstring exten"
    " extension peer number num contact ext called calling user username uri dnid dnis did"
    " redirecting passertedidentity ppreferredidentity remotepartyid referto referredby"
    " diversion номер контакт контакти контакты ani account cdr who endpoint aor"
)
_STEMS: Final[tuple[tuple[tuple[str, ...], Holds], ...]] = (  # of inflected keys
    (("телефон", "мобіл", "мобил"), Holds.PHONE),
    (("отримувач", "получател", "одержувач", "замовник", "заказчик"), Holds.PERSON),
    (("прізвищ", "фамили"), Holds.PERSON),
    (("паспорт",), Holds.PAPER),
)
_TAILS: Final = _words(
    "number num no nr numbers value text raw full normalized e clean line"
)
_NOT_A_PHONE: Final = _words(
    "id ids model type kind status count ms len length hint asked brand code valid verified"
    " name label os country prefix format state order hash"
)
_OWNERS: Final = _words(
    "caller callerid connectedline customer client recipient receiver sender contact person user buyer payer owner"
    " first last full middle family given sur fore maiden nick display member patient holder"
    " cardholder guest employee driver manager operator agent connected callee participant"
    " beneficiary consignee shipping billing father mother spouse author calleridname account"
)
_PEOPLE: Final = _words(
    "recipient cardholder surname firstname lastname fullname patronymic middlename fio pib"
    " consignee beneficiary addressee callername calleridname connectedlinename displayname"
    " customername clientname username recipientname contactname addressat"
    " піб пиб фио прізвище фамилия прізвища фамилии имя імя отчество отримувач отримувача"
    " контактнаособа контактноелицо contactperson"
    " получатель получателя одержувач відправник отправитель замовник заказчик платник"
    " плательщик абонент власник владелец водій водитель"
)
_NAMED: Final = _words(
    "name names operator agent caller contact author owner assignee user signed im"
)
_HUMANS: Final = _words(
    "client customer buyer manager sender receiver employee driver person patient guest"
    " yourname myname shipto billto attn"
    " клієнт клиент клієнта клиента покупець покупатель менеджер оператор майстер мастер"
    " моєімя моеимя вашеімя вашеимя"
)
_LOGINS: Final = _words("userid user username login")
_ADDRESSES: Final = _words(
    "address addr street streetaddress shippingaddress deliveryaddress homeaddress zip"
    " zipcode postcode postalcode postal адреса адрес вулиця улица індекс индекс"
)
_NOT_AN_ADDRESS: Final = _words(
    "ip mac email mail bind listen server remote local host node net socket peer memory wallet"
    " ops http https grpc redis db pg sip rtp audio ami ari web api public private metrics"
)
_CARDS: Final = _words(
    "card cards cardnumber pan creditcard ccnumber cc ccnum картка карта картки карты"
)
_IBANS: Final = _words("iban ібан")
_PAPERS: Final = _words(
    "inn ipn tin itin ssn nino rnokpp edrpou snils passport taxid taxidentification taxnumber taxpayer tax dob"
    " birthdate birthday birth dateofbirth unzr ogrn license licence driverlicense"
    " іпн інн инн рнокпп єдрпоу снилс паспорт народження рождения"
)
_VINS: Final = _words("vin vincode вин vinnumber він")
_PLATES: Final = _words(
    "plate licenseplate licenceplate numberplate platenumber carnumber regnumber regplate"
    " держномер госномер"
)
_OWN: Final = _words(
    "id ids uuid guid ts t time timestamp date at ms us ns s sec seconds hash sha span trace"
    " lsn port pid tid size count total sum price amount qty quantity sku ean upc order"
    " orders invoice article parcel tracking ttn item items product seq line offset bytes"
    " duration uniqueid linkedid session call callid version epoch latency ttl code status"
    " expires branch tag"
)


def holds(key: str) -> Holds:
    """Return what stands under ``key``, as it is written; the cost of a look-up, mostly."""
    known = _KNOWN.get(key)
    if known is None:
        if len(key) > _LONGEST_KEY:
            return Holds.ANYTHING
        if len(_KNOWN) >= _MOST_KEYS:
            _KNOWN.clear()
        known = _KNOWN[key] = _judged(key)
    return known


def _judged(key: str) -> Holds:
    parts = [part.lower() for part in _HUMP.split(key) if part]
    if not parts:
        return Holds.ANYTHING
    whole = "".join(parts)
    while len(parts) > 1 and parts[-1] in _TAILS:
        parts.pop()
    last, rest = parts[-1], set(parts[:-1])
    for judge in (_special, _person, _phone, _inflected):
        found = judge(last, rest, whole)
        if found is not None:
            return found
    return Holds.OWN if last in _OWN else Holds.ANYTHING


def _special(last: str, rest: set[str], whole: str) -> Holds | None:
    if (
        last in _ADDRESSES or whole in _ADDRESSES or rest & {"адреса", "адрес"}
    ) and not rest & _NOT_AN_ADDRESS:
        return Holds.ADDRESS
    if (last == "id" and "user" in rest) or whole in _LOGINS:
        return Holds.LOGIN
    for these, found in (
        (_PLATES, Holds.PLATE),
        (_VINS, Holds.VIN),
        (_IBANS, Holds.IBAN),
        (_CARDS, Holds.CARD),
        (_PAPERS, Holds.PAPER),
    ):
        if whole in these or last in these:
            return found
    return None


def _person(last: str, rest: set[str], whole: str) -> Holds | None:
    if whole in _PEOPLE or last in _PEOPLE:
        return Holds.PERSON
    if whole in _HUMANS or last in _HUMANS:
        return Holds.PERSON if rest & {"имя", "ім", "імя", "я"} else Holds.HUMAN
    if last in {"name", "names"}:
        if not rest:
            return Holds.NAMED
        return Holds.PERSON if rest & _OWNERS else Holds.ANYTHING
    if last == "id" and rest & {"caller"}:
        return Holds.PHONE
    return None


def _phone(last: str, rest: set[str], whole: str) -> Holds | None:
    if whole in _DIALLED and whole not in _NAMED:
        return Holds.DIALLED
    if last in _NOT_A_PHONE:
        return None
    if whole in _PHONES or last in _PHONES or rest & _PHONES:
        return Holds.PHONE
    if last in _DIALLED and not rest & _OWN:
        return Holds.NAMED if last in _NAMED else Holds.DIALLED
    return Holds.NAMED if last in _NAMED else None


def _inflected(last: str, _rest: set[str], _whole: str) -> Holds | None:
    for stems, found in _STEMS:
        if last.startswith(stems):
            return found
    return None
