"""What is known of a word at a glance: one bit each, so that a line can be judged by one ``or``.

Bits 0 to 19 tell how a word is written. The others say that a vocabulary of a detector holds
the word; each detector has a range of its own.
"""

from __future__ import annotations

from typing import Final

# how it is written
DIGITS: Final = 1 << 0  # only decimal digits
MIXED: Final = 1 << 1  # letters and digits
LETTERS: Final = 1 << 2  # only letters (and an apostrophe)
LATIN: Final = 1 << 3  # a Latin letter is in it
CYRILLIC: Final = 1 << 4  # a Cyrillic letter is in it
TITLE: Final = 1 << 5  # the first letter is a capital, another one is not
UPPER: Final = 1 << 6  # all its letters are capitals
TAG: Final = 1 << 7  # a tag of ours: [PHONE]
NUMBER: Final = 1 << 8  # says a number: "seven", "сорок"
UNDERSCORE: Final = 1 << 9  # has one in it
SINGLE: Final = 1 << 10  # one letter

# 20 to 34: "written"; words that say what the code beside them is
CODE_ORDER: Final = 1 << 20  # an order, an article, a parcel: its number stays
CODE_PLATE: Final = 1 << 21
CODE_VIN: Final = 1 << 22
CODE_ID: Final = 1 << 23  # passport, tax number, driving licence
CODE_CARD: Final = 1 << 24
CODE_IBAN: Final = 1 << 25
CODE_BIRTH: Final = 1 << 26
CODE_VERSION: Final = 1 << 27  # version, section: dots in it are no address
MEASURE: Final = 1 << 28  # behind a number: money, units, pieces
MONTH: Final = 1 << 29
DIAL: Final = 1 << 30  # a number to dial follows a slash or a colon: SIP/, tel:
LINK: Final = 1 << 31  # between a word and its code: "number", "is", "серия"
CODE_LETTER: Final = 1 << 32  # says a letter of a plate: "бе", "bravo"

# 35 to 49: "spoken"; 50 to 64: "places"; 65 to 79: "names"

# places: e-mail addresses and postal ones, as they are said
AT: Final = 1 << 50  # "at", "собака", "равлик"
DOT: Final = 1 << 51  # "dot", "крапка"
JOINT: Final = 1 << 52  # "underscore", "дефіс": joins the parts of an e-mail address
LETTER_NAME: Final = 1 << 53  # "бэ", "ю", "ей", "zed": a letter by its name
PROVIDER: Final = 1 << 54  # "gmail", "мейл": stands before the dot of a mail domain
TOP_DOMAIN: Final = 1 << 55  # "com", "юа", "нет": stands behind its last dot
MAIL_WORD: Final = 1 << 56  # "email", "пошту": says that an e-mail address follows
STREET: Final = 1 << 57  # "вулиця", "просп": its name follows or precedes
ROAD: Final = 1 << 58  # "street", "Ave": its name precedes
HOUSE: Final = 1 << 59  # "будинок", "кв", "Apt": a number of the address follows
PLACE_HINT: Final = 1 << 60  # "адреса", "живу", "deliver": an address may follow
ONTO: Final = 1 << 61  # "на", "по", "on": stands before a street that somebody is in
SETTLEMENT: Final = 1 << 62  # "село", "смт": its name follows
POSTCODE_WORD: Final = 1 << 63  # "індекс", "zip"
UNIT: Final = 1 << 64  # what is counted or measured: the number before is no house
FUNCTION: Final = 1 << 80  # in no name of a street or of a mailbox: "на", "is", "прошу"
CITY: Final = 1 << 82  # "київ", "харьков": a street may follow
SUFFIX: Final = 1 << 83  # "ridge", "falls": a road only at the end of a written address
FAINT: Final = 1 << 81  # a street word that mostly means something else: "way", "площа"

# 65 to 79: "names"; what the word does where people are named
NAME_CALLED: Final = 1 << 65  # the word "name" itself: "зовут", "surname"
NAME_PERSON: Final = 1 << 66  # what somebody is: "recipient", "кур'єр"
NAME_STYLED: Final = 1 << 67  # stands before a name: "Mr", "пані"
NAME_KIN: Final = 1 << 68  # "wife", "друг"
NAME_SAYS: Final = 1 << 69  # "speaking", "дзвонить"
NAME_THIS: Final = 1 << 70  # "it's", "це", "я"
NAME_TOWARDS: Final = 1 << 71  # prepositions
NAME_AND: Final = 1 << 72
NAME_GREETS: Final = 1 << 73
NAME_STREET: Final = 1 << 74  # what follows or precedes is no person
NAME_FIRM: Final = 1 << 75
NAME_WHOSE: Final = 1 << 76  # "my", "ваш"

# words about numbers: before digits they say whose digits these are, in a question what is asked
PHONE_WORD: Final = 1 << 35  # "mobile", "viber"
NUMBER_WORD: Final = 1 << 36  # "number", "digits": of whatever stands beside it
ORDER_WORD: Final = 1 << 37  # orders, parcels, articles, branches: their numbers stay
CARD_WORD: Final = 1 << 38
SECRET_WORD: Final = 1 << 39  # CVV, PIN, a code from a message
DOCUMENT_WORD: Final = 1 << 40  # passport, tax number
ACCOUNT_WORD: Final = 1 << 41  # IBAN
OTHER_WORD: Final = 1 << 42  # size, price, date, floor: their digits stay
COUNTED: Final = 1 << 43  # behind digits: what is counted, money, months
FILLER: Final = 1 << 44  # may stand between digits that belong together
OWNER: Final = 1 << 45  # "my", "mum's": their "number" is a telephone's
CALL_WORD: Final = 1 << 46  # "reach", "call back"
ASKING: Final = 1 << 47  # "which", "tell", "please"
EXTENSION: Final = 1 << 48  # of a telephone number
RIM: Final = 1 << 49  # "r" or "на" before the rim of a tyre
NAME_WORD: Final = 1 << 100  # "surname", "recipient"
ADDRESS_WORD: Final = 1 << 101
EMAIL_WORD: Final = 1 << 102
SPELL_WORD: Final = 1 << 103  # "letter by letter"
LETTER_SURE: Final = 1 << 104  # "кей", "эм", "kilo": nothing but a letter
LETTER_MAYBE: Final = 1 << 105  # "де", "те", "знак": a letter among letters
LIKENESS: Final = 1 << 106  # "as in": the next word only explains a letter
FIRST_PERSON: Final = 1 << 107  # "I", "мене": a statement, not a question
TORN: Final = 1 << 108  # the end of a number that lost its apostrophe: "п ять"
CODE_WORD: Final = 1 << 109  # of whatever follows it: "code from the message"
TIME_WORD: Final = 1 << 110  # before a time of day: "at", "після"
ENDING: Final = 1 << 111  # "last", "ends in": before the last digits of a telephone
DICTATE: Final = 1 << 112  # "read", "диктую": a number follows, now or in the next turn

ORDINARY: Final = 1 << 113  # nobody's name, whatever stands around it
