"""Invented codes, said in any way, split over turns anywhere: nothing that tells them survives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.piecewords import Reader
from callcore.shared.observe.pii import Sanitizer
from callcore.shared.spoken.say import number_words

LANGUAGES = ("uk", "ru", "en")
ZERO = {"uk": ["нуль", "ноль"], "ru": ["ноль"], "en": ["zero", "oh"]}
ASIDES = {
    "uk": [
        "так",
        "далі",
        "угу",
        "слухаю вас",
        "записую",
        "так, так",
        "мм",
        "добре, далі",
    ],
    "ru": ["да", "дальше", "ага", "слушаю", "записываю", "так", "угу, дальше"],
    "en": [
        "yes",
        "go on",
        "mm-hmm",
        "okay and then",
        "right",
        "i'm listening",
        "uh-huh",
    ],
}
BEFORE = {
    "uk": ["", "", "так ", "ем ", "далі ", "і "],
    "ru": ["", "", "так ", "ну ", "дальше ", "потом "],
    "en": ["", "", "um ", "and then ", "so ", "okay "],
}
LATIN = "ABCDEFGHJKLMNPRSTUVWXYZ"
ON_PLATES = "ABCEHIKMOPTX"
CALLED = {
    "uk": "ей бі сі ді і еф джі ейч джей кей ел ем ен пі ар ес ті ю ві дабл-ю ікс ігрек зет",
    "ru": "эй би си ди и эф джи эйч джей кей эл эм эн пи эр эс ти ю ви дабл-ю икс игрек зет",
    "en": "a b c d e f g h j k l m n p r s t u v w x y z",
}
CALLED_ON_PLATES = {
    "uk": "а бе це е ен і ка ем о пе те ха",
    "ru": "а вэ эс е эн и ка эм о пэ тэ ха",
    "en": "a b c e h i k m o p t x",
}
RADIO = (
    "alpha bravo charlie delta echo foxtrot golf hotel juliet kilo lima mike november papa"
    " romeo sierra tango uniform victor whiskey xray yankee zulu"
)


def by_letter(letters, names):
    return dict(zip(letters, names.split(), strict=True))


NAMES = {language: by_letter(LATIN, names) for language, names in CALLED.items()}
PLATE_NAMES = {
    language: by_letter(ON_PLATES, names)
    for language, names in CALLED_ON_PLATES.items()
}
NATO = by_letter(LATIN, RADIO)
QUESTIONS = {
    "card": {
        "uk": ["продиктуйте номер картки", "На яку картку повернути кошти?", "диктую карту", "номер вашої карти?"],
        "ru": ["назовите номер карты", "Номер карты для возврата?", "диктую карту", "какую карту записать?"],
        "en": ["can i have the card number", "your card number please", "let me read the card", "card number?"],
    },
    "iban": {
        "uk": ["Який у вас IBAN?", "продиктуйте ібан", "диктую ібан", "номер рахунку iban назвіть"],
        "ru": ["Какой у вас IBAN?", "продиктуйте ибан получателя", "диктую айбан", "ибан?"],
        "en": ["what's your iban", "the iban please", "my iban is", "IBAN?"],
    },
    "vin": {
        "uk": ["Який VIN?", "продиктуйте він код", "пишіть він код", "назвіть вінкод автомобіля"],
        "ru": ["Какой VIN?", "продиктуйте вин код", "вин код машины?", "пишите вин"],
        "en": ["what's the vin", "could you read me the vin number", "the vin is", "VIN?"],
    },
    "plate": {
        "uk": ["держномер авто?", "який номер машини", "назвіть держномер", "номерний знак продиктуйте"],
        "ru": ["госномер машины?", "какой номер автомобиля", "назовите госномер", "госномер диктую"],
        "en": ["what's the plate", "registration number please", "your number plate?", "plate number is"],
    },
    "paper": {
        "uk": ["продиктуйте ІПН", "РНОКПП отримувача?", "назвіть ваш іпн", "диктую іпн"],
        "ru": ["продиктуйте ИНН", "какой у вас ИНН", "назовите ваш инн", "диктую инн"],
        "en": ["your tax number please", "what's the passport number", "passport number?", "tax number is"],
    },
}  # fmt: skip


@st.composite
def codes(draw):
    """A kind of code and one of it."""
    digits = lambda size: draw(st.text("0123456789", min_size=size, max_size=size))  # noqa: E731
    kind = draw(st.sampled_from(sorted(QUESTIONS)))
    if kind == "card":
        return kind, draw(st.sampled_from("456")) + digits(15)
    if kind == "iban":
        return kind, "UA" + digits(27)
    if kind == "plate":
        pair = st.text(ON_PLATES, min_size=2, max_size=2)
        return kind, draw(pair) + digits(4) + draw(pair)
    if kind == "vin":
        middle = st.text(LATIN + "0123456789", min_size=13, max_size=13)
        return kind, draw(st.sampled_from("WJVXZS")) + draw(middle) + digits(3)
    return kind, draw(st.sampled_from("123456789")) + digits(
        draw(st.sampled_from([9, 11]))
    )


def spoken_digits(draw, digits, language):
    """Say one to three digits."""
    way = draw(st.sampled_from(["number", "digits", "numeral"]))
    if way == "numeral":
        return digits
    if way == "number" and digits[0] != "0":
        return number_words(int(digits), language)
    zero = draw(st.sampled_from(ZERO[language]))
    return " ".join(
        zero if digit == "0" else number_words(int(digit), language) for digit in digits
    )


def in_digits(digits, language):
    words = [number_words(int(digit), language) for digit in digits]
    return " ".join(words)


def spoken_letter(draw, letter, language, kind):
    """Say a letter, by one of its names or as a recogniser writes it."""
    names = PLATE_NAMES if kind == "plate" else NAMES
    return draw(
        st.sampled_from([letter, names[language][letter], NATO.get(letter, "oscar")])
    )


def parts_of(draw, code, language, kind):
    """Return the words for one to three characters each."""
    parts, left = [], code
    while left:
        size = draw(st.integers(1, 3))
        chunk = left[:size]
        if left[0].isdecimal():
            chunk = "".join(
                char
                for index, char in enumerate(chunk)
                if chunk[: index + 1].isdecimal()
            )
            parts.append(spoken_digits(draw, chunk, language))
        else:
            chunk = left[0]
            if kind == "iban":
                parts.append(draw(st.sampled_from([chunk, chunk.lower()])))
            else:
                parts.append(spoken_letter(draw, chunk, language, kind))
        left = left[len(chunk) :]
    return parts


def surviving(text):
    line = read(text)
    found = Reader(line, Claims(line.text), letters=True, begun=True).read().found
    return [piece.chars for piece in found if len(piece.chars) >= 3]


@settings(max_examples=600, deadline=None)
@given(codes(), st.sampled_from(LANGUAGES), st.data())
def test_no_code_survives_in_any_split_over_turns(told, language, data):
    kind, code = told
    parts = parts_of(data.draw, code, language, kind)
    turns = data.draw(st.integers(2, 6))
    each = -(-len(parts) // turns)
    call = Sanitizer()
    call.feed(data.draw(st.sampled_from(QUESTIONS[kind][language])))
    for start in range(0, len(parts), each):
        turn = data.draw(st.sampled_from(BEFORE[language])) + " ".join(
            parts[start : start + each]
        )
        masked = call.feed(turn)
        assert surviving(masked) == [], (turn, masked)
        if data.draw(st.booleans()):
            aside = data.draw(st.sampled_from(ASIDES[language]))
            assert call.feed(aside, speaker="agent") == aside


@settings(max_examples=100, deadline=None)
@given(
    st.text("0123456789", min_size=14, max_size=14),
    st.sampled_from(LANGUAGES),
    st.data(),
)
def test_a_card_in_groups_of_four_needs_no_question(digits, language, data):
    digits = data.draw(st.sampled_from(["41", "44", "45", "51", "53", "55"])) + digits
    call = Sanitizer()
    for start in range(0, 16, 4):
        group = digits[start : start + 4]
        said = group if data.draw(st.booleans()) else in_digits(group, language)
        masked = call.feed(said)
        assert start < 8 or surviving(masked) == [], (said, masked)
