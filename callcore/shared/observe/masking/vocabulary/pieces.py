"""Small words in turns in which a code or a mailbox is dictated, in three languages."""

from __future__ import annotations

from typing import Final

_SURE: Final = (  # means nothing but its number
    "reg vin vincode вин вінкод винкод iban ібан ибан айбан ібану ібана ибана plate"
    " plates numberplate carnumber platenumber rego держномер держномера держномером"
    " госномер госномера госномером держзнак госзнак грз регномер автономер ssn nino"
    " itin pesel snils inn ipn rnokpp іпн ипн інн инн рнокпп рнокп єдрпоу едрпоу"
    " снилс унзр огрн огрнип passport паспорт"
)
_SUCH: Final = (  # "my card is this one": it follows
    "такий така таке такі такой такая такое ось вот is are here here's this this'"
)
_PAYING: Final = (  # how one pays, and cards of other kinds
    "карткою картою картой карткой карточкою карточкой картками картами cards карти"
)
_CHOICE: Final = (  # asks how to pay, not for the number
    "принимаете приймаєте accept take фактуру фактура фактури or чи или cash готівка готівкою готівку наличные наличными наличка налом безнал"
)
_SOUNDS: Final = (  # no letters, though they have no vowel
    "hm hmm hmmm mm mmm mhm mmhmm mr mrs dr pm vs km kg cm tv sms pls thx"
)
_LETTERED: Final = (  # letters as they are misheard, and the countries of accounts
    "уа юа ua юей уей gb de pl ін ин іа иа аі аи ае еа ао оа оо іе їе ду дабл'ю даблю дабл-ю"
)
_TELLING: Final = (  # says how a character is written
    "маленькими великими большими английскими англійськими латинськими літера літери літер буква буквы букв буквами літерами велика великі маленька"
    " большая большие маленькая латинська латиницею латиницей латинская английская"
    " англійська англійською кирилиця кирилицею кириллицей capital letter letters"
    " upper lower case цифра цифри цифры цифрами digit digits серія серию серия"
    " номер number series знак триз тризуб регіон регион код code для возврата"
    " остання последняя перша першая друга вторая третя третья четверта четвертая"
    " first second third fourth last group група группа rest full sorry початок"
    " початку спочатку сначала блок кінець конец все усе that's готово й"
)
_TALK: Final = (  # as often a word of talk as a letter
    "a i о а і и й я у в к с з є е м б п ти ви ты вы те це де же да не ні ну ми си"
    " ді ці че ще ей эй ай oh o you see are why be ex as no э ем эм"
)
_CHATTER: Final = (  # and by itself hardly a letter
    "ти ви ты вы я не ну да ні ми же це ще эй oh i see you are why be as no и й"
)
_ANSWERS: Final = (  # a turn of one of them is no mailbox
    "нема немає нету нет відсутня потім потом later звісно конечно sure none nope"
    " never thanks thank cheers дякую спасибо дякуємо гаразд ладно чудово отлично"
    " прекрасно супер принято прийнято понял поняла зрозумів зрозуміло зрозуміла"
    " понятно ясно розумію слухаю слушаю записую записываю продовжуйте продолжайте"
    " чую слышу момент хвилиночку вірно верно правильно correct exactly perfect"
    " great lovely brilliant absolutely английскими английски латиницею латиницей"
    " латинськими англійською англійськими маленькими большими великими lowercase"
    " uppercase hello алло привіт hi bye навіщо зачем чому почему нащо пізніше"
    " позже viber вайбер telegram телеграм забув забыл забула забыла знаю пам'ятаю"
    " помню треба надо нужно обязательно обов'язково можливо возможно maybe perhaps"
    " definitely certainly listening ready готово готов готова старий старый новий"
    " новый same other один thing moment checking"
)
_REFUSALS: Final = (  # of what was asked for, before anything was said of it
    "нема немає нету don't haven't without готівкою готівка наличными наличка cash"
)
_UNKNOWN: Final = (  # behind "не": there will be no answer
    "знаю треба надо нужен нужно нужна потрібно потрібен потрібна маю пам'ятаю помню"
    " хочу буду имею скажу підкажу подскажу"
)
_CORRECTIONS: Final = (  # what follows stands for something said before
    "ні нет no sorry вибачте перепрошую точніше вернее простите извините ой wait"
    " стоп повторюю повторяю again"
)

SURE: Final = frozenset(_SURE.split())
PAYING: Final = frozenset(_PAYING.split())
CHOICE: Final = frozenset(_CHOICE.split())
SOUNDS: Final = frozenset(_SOUNDS.split())
LETTERED: Final = frozenset(_LETTERED.split())
TELLING: Final = frozenset(_TELLING.split())
TALK: Final = frozenset(_TALK.split())
CHATTER: Final = frozenset(_CHATTER.split())
ANSWERS: Final = frozenset(_ANSWERS.split())
REFUSALS: Final = frozenset(_REFUSALS.split())
CORRECTIONS: Final = frozenset(_CORRECTIONS.split())
SUCH: Final = frozenset(_SUCH.split())
UNKNOWN: Final = frozenset(_UNKNOWN.split())
