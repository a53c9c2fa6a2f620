from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.codes import claim_codes
from callcore.shared.observe.masking.fieldnames import claim_fields
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.shapes import claim_shapes
from callcore.shared.observe.masking.spelledcodes import claim_spelled_codes


def masked(text):
    line, claims = read(text), Claims(text)
    for claim in (claim_fields, claim_codes, claim_shapes):
        claim(line, claims, Memory())
    return claims.masked()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("мій держномер ка а чотири вісім два нуль в е", "ка а чотири вісім два нуль в е"),
        ("номер машини сі бі сорок два нуль п'ять ка ем", "сі бі сорок два нуль п'ять ка ем"),
        ("біла дачія бе аш тринадцять тридцять сім ем ер", "бе аш тринадцять тридцять сім ем ер"),
        ("тойота ка ха нуль сім дев'яносто один те ка заїде о п'ятій", "ка ха нуль сім дев'яносто один те ка"),
        ("державний номер АЕ 2719 ОК", "АЕ 2719 ОК"),
        ("запишіть номер авто вс три тисячі сорок два ах", "вс три тисячі сорок два ах"),
        ("госномер эр пятьсот одиннадцать ха эм сто девяносто семь", "эр пятьсот одиннадцать ха эм сто девяносто семь"),
        ("гос номер у 418 ен 102", "у 418 ен 102"),
        ("киа эс двести сорок ка эн сто шестьдесят один стоит у ворот", "эс двести сорок ка эн сто шестьдесят один"),
        ("пропустите фольксваген вэ ка семнадцать ноль девять тэ аш", "вэ ка семнадцать ноль девять тэ аш"),
        ("прицеп ВК7719 23 без тормозов", "ВК7719 23"),
        ("регистрационный знак Т614КА 797", "Т614КА 797"),
        ("letters first b d sixty nine v w x silver astra", "b d sixty nine v w x"),
        ("my reg is hotel juliet seven one kilo lima mike", "hotel juliet seven one kilo lima mike"),
        ("the van at gate two is m v one eight x r t", "m v one eight x r t"),
        ("rental car 9KLM204 in bay four", "9KLM204"),
        ("license plate is three r d k five five one", "three r d k five five one"),
        ("plates are four t x y zero one eight", "four t x y zero one eight"),
        ("trailer reg PN17 WTR", "PN17 WTR"),
        ("truck BC5512KI is at the dock", "BC5512KI"),
        ("машина ХА0417ОМ, синя", "ХА0417ОМ"),
        ("у мене машина двадцять один сорок сім літери ка е ха о", "двадцять один сорок сім літери ка е ха о"),
        ("авто ВХ 0417 ОМ на підйомнику", "ВХ 0417 ОМ"),
        ("сірий ланос а ікс одинадцять дев'яносто ем пе біля воріт", "а ікс одинадцять дев'яносто ем пе"),
        ("reg number y k two three h d v", "y k two three h d v"),
    ],
)  # fmt: skip
def test_a_plate_goes_told_or_untold(text, said):
    assert masked(text) == text.replace(said, "[PLATE]")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("кузов NMTBE3JE10R045512", "NMTBE3JE10R045512"),
        ("номер кузова JTNBV58E50J0771XK", "JTNBV58E50J0771XK"),
        ("chassis TSMLYE21S0066K1P2 please", "TSMLYE21S0066K1P2"),
        ("подивіться по VF3CUHNZTHY11A2B3 повітряний фільтр", "VF3CUHNZTHY11A2B3"),
        ("а ще uu1k5220x51c7tt2m, це логан", "uu1k5220x51c7tt2m"),
        ("щось на KNAB2512BLT6X1Z9P є?", "KNAB2512BLT6X1Z9P"),
        ("it reads 5UXKR0C58J0X92VKL on the glass", "5UXKR0C58J0X92VKL"),
        ("двигун від YV1MV7951E2A1C3D4", "YV1MV7951E2A1C3D4"),
        ("decode LSGJA52U1ES1K0M2N for me", "LSGJA52U1ES1K0M2N"),
        ("R7R4T9W2X5Y8Z3K6M is under the seat", "R7R4T9W2X5Y8Z3K6M"),
        ("vin зет эф а триста двенадцать ноль ноль ноль пэ ка четыре пять шесть семь восемь", "зет эф а триста двенадцать ноль ноль ноль пэ ка четыре пять шесть семь восемь"),
        ("тэ эм бэ джей джей семь эн пять три эф один икс ноль два семь четыре это октавия", "тэ эм бэ джей джей семь эн пять три эф один икс ноль два семь четыре"),
        ("дабл ю бі ей три ен п'ять сі п'ять чотири еф дев'ять ка вісім нуль один п'ять мій бумер", "дабл ю бі ей три ен п'ять сі п'ять чотири еф дев'ять ка вісім нуль один п'ять"),
        ("chassis no s h h f k seven six three zero u one two c four f", "s h h f k seven six three zero u one two c four f"),
        ("кузов икс дабл ю восемь а эн два эн е сорок четыре ка ноль один два семь три", "икс дабл ю восемь а эн два эн е сорок четыре ка ноль один два семь три"),
        ("вин ХТА210990У2765431", "ХТА210990У2765431"),
        ("vin: WAUZZZ8K9BA 044 217", "WAUZZZ8K9BA 044 217"),
    ],
)  # fmt: skip
def test_the_number_of_a_vehicle_goes(text, said):
    assert masked(text) == text.replace(said, "[VIN]")


@pytest.mark.parametrize(
    "text",
    [
        "part b r k seven one nine oh",
        "артикул эм икс ноль два пять",
        "деталь номер 4 0 5 2",
        "машина ауди а шесть две тысячи пятнадцатого года",
        "машина бмв икс пять",
        "шкода а сім",
        "car audi a4 b8 2012",
        "авто ваз 21074",
        "фура даф xf 105",
        "rental a4 for 3 days",
        "car BMW 320d 2016",
        "авто W71945 фільтр масляний",
        "van tyres 215/65R16C",
        "прицеп шины R13",
        "мне с десяти до двенадцати и в понедельник с двух",
        "у меня а и б по две тысячи",
        "plan a or b one of two",
        "i have a four by four and a b class",
        "о двенадцать тридцать и о тринадцать ноль ноль",
        "в час до двух и с трех до пяти",
        "так а сорок п'ять то є чи ні",
        "це що сімнадцять двадцять і не те",
        "ну а де ті тисяча двісті і на що",
        "серія WinGuard 2 номер 5",
    ],
)  # fmt: skip
def test_talk_of_cars_and_letters_stays(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "серия шин 205 55 16",
        "нова серія 2024",
        "series 3 2018",
        "tax for order 4550591234",
        "податок 125000 грн",
        "техпаспорт забув, приїду завтра",
        "права 2015 року",
        "свидетельство о гарантии на 24 месяца",
        "licence plates 4 pcs",
        "кузов седан 2012",
        "номер кузова не видно",
        "chassis and 4 wheels",
        "vin is on the glass",
        "version 1.2.3.4 of firmware",
        "10.0.4.17 answered",
        "double u profile 4",
        "Dec 12 at 10:30",
        "size one nine five sixty five r fifteen",
        "a b c one two three",
        "load index ninety one t",
        "на р шестнадцать",
        "the part is 6 by 4 by 12",
        "він приїде о сьомій тридцять",
        "машина стоїть з двадцять першого",
    ],
)  # fmt: skip
def test_talk_of_papers_and_sizes_stays(text):
    assert masked(text) == text


def untold(text):
    claims = Claims(text)
    claim_spelled_codes(read(text), claims)
    return claims.masked()


def test_the_letters_must_be_more_than_small_words():
    assert untold("ве ес тридцять один сорок ка ем") == "[PLATE]"
    far = "эм эн ну вот а о двенадцать тридцать и с"
    assert untold(far) == far
    assert untold("а о двенадцать тридцать и с") == "а о двенадцать тридцать и с"


@given(
    st.lists(
        st.sampled_from(["ве", "ес", "ка", "ем", "ха", "те"]), min_size=2, max_size=2
    ),
    st.lists(st.sampled_from(["один", "два", "сім", "нуль"]), min_size=4, max_size=4),
    st.lists(
        st.sampled_from(["ве", "ес", "пе", "ен", "ер", "ем"]), min_size=2, max_size=2
    ),
)
def test_every_spelled_plate_goes_without_a_word_before_it(series, digits, rest):
    said = " ".join([*series, *digits, *rest])
    assert untold(f"шкода {said} стоїть") == "шкода [PLATE] стоїть"


@given(st.text())
def test_any_text_is_taken(text):
    untold("ка " + text + " сім ве")


@pytest.mark.parametrize("piece", ["ка ", "ве один ", "k ", "один два ве ес "])
def test_time_grows_no_faster_than_the_text(piece):
    def cost(times):
        text = piece * times
        line = read(text)
        started = time.perf_counter()
        claim_spelled_codes(line, Claims(text))
        return time.perf_counter() - started

    small = min(cost(400) for _ in range(3))
    assert min(cost(3200) for _ in range(3)) < 8 * small * 4 + 0.01
