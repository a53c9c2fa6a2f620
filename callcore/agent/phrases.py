"""The call's fixed phrases: rendered before the first call, so they need no engine."""

from __future__ import annotations

from typing import Final, Literal

from callcore.shared.ids import Language

PhraseKey = Literal[
    "greeting",
    "filler",
    "still_there",
    "did_not_hear",
    "connecting",
    "goodbye",
    "time_warning",
    "language_switched",
]

PHRASES: Final[dict[Language, dict[PhraseKey, str]]] = {
    "en": {
        "greeting": "Hello! This is the automatic operator of the tyre shop. "
        "How can I help you?",
        "filler": "One moment, please.",
        "still_there": "Are you still there?",
        "did_not_hear": "Sorry, I did not catch that. Could you say it again, please?",
        "connecting": "One moment, I am connecting you to an operator.",
        "goodbye": "Thank you for calling. Goodbye!",
        "time_warning": "Our call will end soon. If we do not finish in time, "
        "an operator will take over.",
        "language_switched": "Of course, let us speak English.",
    },
    "ru": {
        "greeting": "Здравствуйте! Это автоматический оператор магазина шин. "
        "Чем могу помочь?",
        "filler": "Одну минуту, пожалуйста.",
        "still_there": "Вы ещё на линии?",
        "did_not_hear": "Извините, я не расслышала. Повторите, пожалуйста.",
        "connecting": "Одну минуту, соединяю вас с оператором.",
        "goodbye": "Спасибо за звонок. До свидания!",
        "time_warning": "Наш разговор скоро закончится. Если мы не успеем, "
        "вам поможет оператор.",
        "language_switched": "Конечно, давайте говорить по-русски.",
    },
    "uk": {
        "greeting": "Вітаю! Це автоматичний оператор магазину шин. Чим можу допомогти?",
        "filler": "Одну хвилинку, будь ласка.",
        "still_there": "Ви ще на лінії?",
        "did_not_hear": "Перепрошую, я не розчула. Повторіть, будь ласка.",
        "connecting": "Одну хвилинку, з'єдную вас з оператором.",
        "goodbye": "Дякую за дзвінок. До побачення!",
        "time_warning": "Наша розмова скоро закінчиться. Якщо ми не встигнемо, "
        "вам допоможе оператор.",
        "language_switched": "Звичайно, говорімо українською.",
    },
}
