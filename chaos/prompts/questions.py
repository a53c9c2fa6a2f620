"""What an agent's last words ask of the caller, in any model's wording. Pure.

The scripted caller must understand agents whose sentences nobody has seen yet, so this
looks for what a question is about and not for known sentences. The last question counts
first: "I have two of them. Which one would you like, and how many?" asks two things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from callcore.shared.ids import LANGUAGES, Language

Key = str  # one of chaos.prompts.dialogue.ANSWER_KEYS
LAST_CHARS: Final = 700  # of a turn; what was asked before is forgotten
_SENTENCE: Final = re.compile(r"[^.!?…]*(?:[.!?…]+(?!\d)|$)")

# In order of strength within one sentence: a read-back names products, a phone number and
# a delivery, but asks for a yes.
_EN: Final = (
    ("still_there", r"still (there|with me|on the line)|can you hear me|are you there"),
    ("cancel", r"\b(shall|should|do|may|can|want)\b[^?]*\bcancel|cancel (it|the order|this)[^?]*\?"),
    ("callback", r"call(ed)? (you )?back|\bring you back"),
    ("operator", r"(shall|should|would|do|can|may)\b[^?]*\b(operator|human|colleague|specialist|person)\b[^?]*\?"),
    (
        "confirm",
        (
        r"(shall|should|may|can|do) (i|we|you)\b[^?]*\b(confirm|place|put)\w*\b[^?]*\?"
        r"|is (that|this|it|everything|all) (right|correct|ok|okay|fine|good)"
        r"|(all|everything) (right|correct)\?|do you (confirm|agree)|please (say|answer) yes|to confirm\b"
        ),
    ),
    ("anything_else", r"(anything|something|what) else|(more|further) (i|we) can (do|help)"),
    ("order_number", r"order('s)? number|number of (your|the) order|tell me the number again"),
    ("place", r"(which|what|the) (branch|address|street|office|department|post office)|branch number|where exactly|house number"),
    (
        "phone",
        (
        r"(phone|telephone|mobile|contact)( \w+)? number|which number|what number"
        r"|number (can|should|shall) (we|i)|reach you"
        ),
    ),
    ("name", r"\bname\b[^?.]*\?|(whose|what|which) name|who (will|is going to|shall) (receive|pick|collect)|recipient"),
    ("city", r"(which|what) (city|town)|(the|your) (city|town)\b[^?]*\?|where (shall|should|do|to)\b[^?]*(deliver|send|ship)"),
    ("delivery", r"(pick (it|them)? ?up|collect|deliver\w*|courier|ship)\b[^?]*\?|how (would|do) you (like|want) to (get|receive)"),
    ("change", r"what (should|shall|would|do|can) (i|you|we)[^?]*change|what('s| is) wrong|correct it"),
    ("how_many", r"how many|what quantity|which quantity|how much (oil|of)|number of (tyres|tires|pieces)|shall i take|shall we take"),
    ("season", r"(winter|summer|all.season)[^?.]*\bor\b[^?.]*(winter|summer|all.season)|(which|what) season|what kind of tyres"),
    ("size", r"(which|what) (\w+ )?(size|diameter|viscosity|width|volume)|size (do|are|of)"),
    ("which", r"which (one|of|would|tyre|tire|do|oil|wheel|product|model|brand)|would you like the|prefer|what do you need|what would you like|(how|what) can i (help|do)"),
)  # fmt: skip
_RU: Final = (
    ("still_there", r"на линии\?|вы (ещ[её] )?(здесь|тут|слышите)|слышите меня"),
    ("cancel", r"(отменить|отменяем|отменяю|аннулировать)\b[^?]*\?|отмен\w+ (его|заказ)[^?]*\?"),
    ("callback", r"перезвон\w+|обратн\w+ звон"),
    ("operator", r"(соединить|перевести|позвать|переключить|хотите|пригласить)[^?]*(оператор|человек|специалист|коллег)[^?]*\?"),
    (
        "confirm",
        (
        r"подтверж?д\w+[^?]*\?|(?<!телефона )оформ(ить|ляем|ляю)[^?]*\?|вс[её] (верно|правильно|так)\b|верно\?|правильно\?"
        r"|скажите[^.!?]*\bда\b|согласны"
        ),
    ),
    ("anything_else", r"(что|чем)[- ]?(нибудь|то|либо)?[- ]?(я )?(могу )?ещ[её]|ещ[её] (что|чем|вопрос)|могу ещ[её]"),
    ("order_number", r"номер\w* (вашего )?заказа|номер ещ[её] раз"),
    ("place", r"(как\w+|номер|ваш\w*|по какому|на какой) (номер )?(отделени\w+|адрес\w*|улиц\w+)|номер отделения|адрес\b[^?.]*\?|назовите[^.?]*(адрес|отделени)"),
    ("phone", r"номер\w* (вашего )?(контактн\w+ )?телефон\w*|(ваш|какой|контактн\w+) (номер|телефон)|на какой номер|телефон\w* для связи"),
    ("name", r"как вас зовут|(ваше|на чь[её]|какое) имя|на кого|имя (получател\w|и)|кто (будет )?получ|получател|фамили"),
    ("city", r"(в |из )?как(ой|ом|ого) (это )?(город|населенн)|город\w*\b[^?.]*\?|куда (вам )?(доставить|отправить|везти)"),
    ("delivery", r"(самовывоз|доставк\w+|доставить|забер[её]те|курьер\w*|забрать)\b[^?]*\?|как (вам )?(удобн\w+|будете|хотите) (получ|забрать|забир)"),
    ("change", r"что (нужно |надо |хотите )?(изменить|поменять|исправить)|что не так"),
    ("how_many", r"сколько|какое количество|взять \w+"),
    ("season", r"(зимн|летн|всесезон)\w*[^?.]*\bили\b[^?.]*(зимн|летн|всесезон)|какой сезон|(зимние|летние)[^.]*какие нужны|какие нужны"),
    ("size", r"как(ой|ая|ие|ого)( вам| у вас)?( нуж\w+)?( \w+)? ?(размер|вязкост|диаметр|объ[её]м)|размер\w*\b[^?.]*\?"),
    ("which", r"как(ой|ую|ие|ая|ое)\b[^?]*\?|что (вы )?(выбер|берете|бер[её]м|подойд|желаете)|котор(ый|ую|ые)|что (вам )?(нужно|нужны)|чем (я )?(могу|помочь)|что вас интересует"),
)  # fmt: skip
_UK: Final = (
    ("still_there", r"на лінії\?|ви (ще )?(тут|чуєте)|чуєте мене"),
    ("cancel", r"(скасувати|скасовуємо|скасовую|анулювати)\b[^?]*\?|скасу\w+ (його|замовлення)[^?]*\?"),
    ("callback", r"передзвон\w+|перетелефон\w+|зворотн\w+ дзвін"),
    ("operator", r"(з.єднати|перевести|покликати|переключити|перемкнути|хочете|бажаєте|запросити)[^?]*(оператор|людин|спеціаліст|фахів|колег)[^?]*\?"),
    (
        "confirm",
        (
        r"п[іо]дтвердж\w+[^?]*\?|(?<!телефону )оформ(ити|люємо|люю)[^?]*\?|[ув]се (правильно|вірно|так|гаразд)\b|вірно\?|правильно\?"
        r"|скажіть[^.!?]*\bтак\b|згодні"
        ),
    ),
    ("anything_else", r"(щось|чимось|чим|що) (я )?(можу )?ще|ще (щось|чимось|чим|питання)|можу ще"),
    ("order_number", r"номер\w* (вашого )?замовлення|номер ще раз"),
    ("place", r"(як\w+|номер|ваш\w*|за якою|на яку|на яке) (номер )?(відділенн\w+|адрес\w*|вулиц\w+)|номер відділення|адрес\w\b[^?.]*\?|назвіть[^.?]*(адрес|відділенн)"),
    ("phone", r"номер\w* (вашого )?(контактн\w+ )?телефон\w*|(ваш|який|контактн\w+) (номер|телефон)|на який номер|телефон\w* для зв.язку"),
    ("name", r"як вас звати|(ваше|на чиє|яке) ім.я|на кого|ім.я (отримувач\w|та|й|і)|хто (буде )?отрим|отримувач|прізвищ"),
    ("city", r"(в |у |до |з )?як(е|ому|ого|ий) (це )?(міст|населен)|міст\w*\b[^?.]*\?|куди (вам )?(доставити|відправити|надіслати|везти)"),
    ("delivery", r"(самовивіз|самовивоз|доставк\w+|доставити|заберете|кур.єр\w*|забрати)\b[^?]*\?|як (вам )?(зручн\w+|будете|хочете|бажаєте) (отрим|забрати|забир)"),
    ("change", r"що (потрібно |треба |хочете )?(змінити|поміняти|виправити)|що не так"),
    ("how_many", r"скільки|яку кількість|яка кількість|взяти \w+"),
    ("season", r"(зимов|літн|всесезон)\w*[^?.]*\b(чи|або)\b[^?.]*(зимов|літн|всесезон)|який сезон|(зимові|літні)[^.]*які потрібні|які потрібні"),
    ("size", r"як(ий|а|і|ого)( вам| у вас)?( потріб\w+)?( \w+)? ?(розмір|в.язкіст|діаметр|об.єм)|розмір\w*\b[^?.]*\?"),
    ("which", r"як(ий|у|і|а|е)\b[^?]*\?|що (ви )?(обер|вибер|берете|беремо|підійд|бажаєте|з решти)|котр(ий|у|і)|що (вам )?(потрібно|потрібні|треба)|чим (я )?(можу|допомог)|що вас цікавить"),
)  # fmt: skip
_Patterns = tuple[tuple[Key, re.Pattern[str]], ...]
_TABLES: Final[Mapping[Language, tuple[tuple[Key, str], ...]]] = {
    "en": _EN,
    "ru": _RU,
    "uk": _UK,
}
PATTERNS: Final[Mapping[Language, _Patterns]] = {
    language: tuple((key, re.compile(text)) for key, text in table)
    for language, table in _TABLES.items()
}

# "На чьё имя оформить?" asks for a name and not for a yes
_WH: Final = re.compile(
    r"\b(?:which|what|how|who|whose|where"
    r"|как(?:ой|ая|ое|ую|ого|ие)?|сколько|чь[её]|куда|кто|кого|что"
    r"|як(?:ий|а|е|у|ого|і)?|скільки|чи[єїйя]|куди|хто|кого|що)\b"
)
_RIGHT: Final = re.compile(r"right|correct|верно|правильно|вірно")


def asked(text: str, language: Language) -> list[Key]:
    """Return what ``text`` asks, the likeliest first; empty if it asks nothing known.

    ``language`` is looked at first; a model that answers in another one is understood,
    too, as a caller would.
    """
    others = [language, *(other for other in LANGUAGES if other != language)]
    for among in others:
        if found := list(dict.fromkeys(_keys(text, among))):
            return found
    return []


def _keys(text: str, language: Language) -> Iterator[Key]:
    said = text[-LAST_CHARS:].lower().replace("’", "'").replace("ʼ", "'")
    sentences = [part for part in _SENTENCE.findall(said) if part.strip()]
    questions = [part for part in sentences if "?" in part]
    for sentence in reversed(questions or sentences):  # "please tell me your name."
        for key, pattern in PATTERNS[language]:
            if pattern.search(sentence) and not _wants_more(key, sentence):
                yield key


def _wants_more(key: Key, sentence: str) -> bool:
    """Say whether a yes would be no answer."""
    is_wh = _WH.search(sentence) is not None
    return key == "confirm" and is_wh and not _RIGHT.search(sentence)
