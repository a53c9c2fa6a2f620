// What the parts of the house are called, and what their failure means for callers.
import { messages } from "@/i18n";

export const about = messages({
  en: {
    postgres: "Database",
    "postgres-fails":
      "Callers hear nothing of it. Orders and records wait on the workers’ disks; this UI finds no past calls and nobody can log in.",
    redis: "Live state",
    "redis-fails":
      "Callers hear nothing of it. The live board goes blind, and nobody can follow, take over or end a call from here.",
    workers: "Workers",
    "workers-fails":
      "They hold the calls. Without one, or when all are full, a caller gets a human at once. A worker that dies hands its calls to a human, too.",
    archive: "Archive",
    "archive-fails":
      "Callers hear nothing of it. Ended calls and their recordings appear here late; when its disk is full, records are lost.",
    prompt: "Prompt in force",
    "prompt-fails": "Without a published prompt the packaged one is used. Callers hear no failure.",
    prices: "Prices",
    "prices-fails": "Callers hear nothing of it. Old prices make the costs here wrong.",
    regression: "Regression runner",
    "regression-fails":
      "Callers hear nothing of it. Prompts cannot be tested, so that no new one can be published safely.",
    "worker.stt": "Speech to text",
    "worker.stt-fails":
      "Another recogniser stands in, and callers notice nothing. When all fail, the caller is asked for a moment and gets a human.",
    "worker.llm": "Language model",
    "worker.llm-fails":
      "Another model stands in, at last fixed sentences. When all fail, the caller is asked for a moment and gets a human.",
    "worker.tts": "Text to speech",
    "worker.tts-fails":
      "Another voice stands in. When all fail, recorded sentences lead the caller to a human.",
    "worker.store": "Shop",
    "worker.store-fails":
      "The shop is not asked. Who wants to order is offered an operator or a call back; other questions are answered.",
    "worker.engines": "Engines’ readiness",
    "worker.engines-fails": "A worker that has just begun is not ready: its callers get a human.",
    "worker.spool": "Workers’ disks",
    "worker.spool-fails": "Callers hear nothing of it, but records of their calls are lost.",
    "worker.database": "Workers’ database link",
    "worker.database-fails":
      "Callers hear nothing of it. Orders and call backs are noted on the worker’s machine and sent later.",
    packaged: "the packaged one",
    published: "version {version}",
    "old-days": { one: "{n} day old", other: "{n} days old" },
    load: "{load} of {room} calls",
    waiting: { one: "{n} record waits", other: "{n} records wait" },
    "too-slow": "answers too slowly",
  },
  uk: {
    postgres: "База даних",
    "postgres-fails":
      "Абоненти цього не чують. Замовлення й записи чекають на дисках робочих процесів; минулих дзвінків тут не знайти, і ніхто не може ввійти.",
    redis: "Живий стан",
    "redis-fails":
      "Абоненти цього не чують. Жива дошка сліпне, і звідси не можна ні стежити за дзвінком, ні перебрати його, ні завершити.",
    workers: "Робочі процеси",
    "workers-fails":
      "Вони тримають дзвінки. Якщо немає жодного або всі зайняті, абонент одразу потрапляє до людини. Процес, що гине, теж передає свої дзвінки людині.",
    archive: "Архів",
    "archive-fails":
      "Абоненти цього не чують. Завершені дзвінки й записи з’являються тут із запізненням; коли диск повний, записи губляться.",
    prompt: "Чинний промпт",
    "prompt-fails": "Без опублікованого промпту діє вбудований. Абоненти збою не чують.",
    prices: "Ціни",
    "prices-fails": "Абоненти цього не чують. Через старі ціни витрати тут неправильні.",
    regression: "Перевірка промптів",
    "regression-fails":
      "Абоненти цього не чують. Промпти не можна перевірити, тож і безпечно опублікувати новий не можна.",
    "worker.stt": "Розпізнавання мовлення",
    "worker.stt-fails":
      "Його заступає інший рушій, і абоненти нічого не помічають. Якщо відмовили всі, абонента просять зачекати й з’єднують із людиною.",
    "worker.llm": "Мовна модель",
    "worker.llm-fails":
      "Її заступає інша модель, а насамкінець готові фрази. Якщо відмовили всі, абонента просять зачекати й з’єднують із людиною.",
    "worker.tts": "Синтез мовлення",
    "worker.tts-fails":
      "Його заступає інший голос. Якщо відмовили всі, записані фрази ведуть абонента до людини.",
    "worker.store": "Магазин",
    "worker.store-fails":
      "Магазин не питають. Хто хоче замовити, тому пропонують оператора або зворотний дзвінок; на інші питання відповідають.",
    "worker.engines": "Готовність рушіїв",
    "worker.engines-fails":
      "Процес, що тільки-но почав, ще не готовий: його абоненти потрапляють до людини.",
    "worker.spool": "Диски робочих процесів",
    "worker.spool-fails": "Абоненти цього не чують, але записи їхніх дзвінків губляться.",
    "worker.database": "Зв’язок процесів із базою",
    "worker.database-fails":
      "Абоненти цього не чують. Замовлення й зворотні дзвінки занотовано на машині процесу й буде надіслано пізніше.",
    packaged: "із комплекту",
    published: "версія {version}",
    "old-days": {
      one: "вік {n} день",
      few: "вік {n} дні",
      many: "вік {n} днів",
      other: "вік {n} дня",
    },
    load: "{load} з {room} дзвінків",
    waiting: {
      one: "чекає {n} запис",
      few: "чекають {n} записи",
      many: "чекають {n} записів",
      other: "чекають {n} запису",
    },
    "too-slow": "відповідає надто повільно",
  },
  ru: {
    postgres: "База данных",
    "postgres-fails":
      "Абоненты этого не слышат. Заказы и записи ждут на дисках рабочих процессов; прошлых звонков здесь не найти, и никто не может войти.",
    redis: "Живое состояние",
    "redis-fails":
      "Абоненты этого не слышат. Живая доска слепнет, и отсюда нельзя ни следить за звонком, ни перехватить его, ни завершить.",
    workers: "Рабочие процессы",
    "workers-fails":
      "Они держат звонки. Если нет ни одного или все заняты, абонент сразу попадает к человеку. Процесс, который гибнет, тоже передаёт свои звонки человеку.",
    archive: "Архив",
    "archive-fails":
      "Абоненты этого не слышат. Завершённые звонки и записи появляются здесь с опозданием; когда диск полон, записи теряются.",
    prompt: "Действующий промпт",
    "prompt-fails": "Без опубликованного промпта действует встроенный. Абоненты сбоя не слышат.",
    prices: "Цены",
    "prices-fails": "Абоненты этого не слышат. Из-за старых цен расходы здесь неверны.",
    regression: "Проверка промптов",
    "regression-fails":
      "Абоненты этого не слышат. Промпты нельзя проверить, поэтому и безопасно опубликовать новый нельзя.",
    "worker.stt": "Распознавание речи",
    "worker.stt-fails":
      "Его замещает другой движок, и абоненты ничего не замечают. Если отказали все, абонента просят подождать и соединяют с человеком.",
    "worker.llm": "Языковая модель",
    "worker.llm-fails":
      "Её замещает другая модель, а в конце готовые фразы. Если отказали все, абонента просят подождать и соединяют с человеком.",
    "worker.tts": "Синтез речи",
    "worker.tts-fails":
      "Его замещает другой голос. Если отказали все, записанные фразы ведут абонента к человеку.",
    "worker.store": "Магазин",
    "worker.store-fails":
      "Магазин не спрашивают. Кто хочет заказать, тому предлагают оператора или обратный звонок; на другие вопросы отвечают.",
    "worker.engines": "Готовность движков",
    "worker.engines-fails":
      "Процесс, который только начал, ещё не готов: его абоненты попадают к человеку.",
    "worker.spool": "Диски рабочих процессов",
    "worker.spool-fails": "Абоненты этого не слышат, но записи их звонков теряются.",
    "worker.database": "Связь процессов с базой",
    "worker.database-fails":
      "Абоненты этого не слышат. Заказы и обратные звонки записаны на машине процесса и будут отправлены позже.",
    packaged: "из комплекта",
    published: "версия {version}",
    "old-days": {
      one: "возраст {n} день",
      few: "возраст {n} дня",
      many: "возраст {n} дней",
      other: "возраст {n} дня",
    },
    load: "{load} из {room} звонков",
    waiting: {
      one: "ждёт {n} запись",
      few: "ждут {n} записи",
      many: "ждут {n} записей",
      other: "ждут {n} записи",
    },
    "too-slow": "отвечает слишком медленно",
  },
});

type Key = Parameters<typeof about>[0];

/** The name of a part; a new one is shown as the server calls it. */
export function partWord(name: string): string {
  return known(name) ? about(name) : name.replace(/^worker\./, "");
}

/** What the failure of a part means for callers; nothing of a part that is new here. */
export function failureWord(name: string): string {
  const key = `${name}-fails`;
  return known(key) ? about(key) : "";
}

/** The server's short word or number about a part, in a sentence where it is known. */
export function detailWord(name: string, detail: string): string {
  if (detail === "") return "";
  if (detail === "too-slow" || detail === "packaged") return about(detail);
  const [load, room] = detail.split("/");
  if (name === "workers" && room !== undefined) return about("load", { load: load ?? "", room });
  if (name === "archive" && /^\d+$/.test(detail)) return about("waiting", { n: Number(detail) });
  if (name === "prompt") return about("published", { version: detail });
  const days = /^(\d+) days$/.exec(detail)?.[1];
  return days === undefined ? detail : about("old-days", { n: Number(days) });
}

function known(key: string): key is Key {
  return Object.hasOwn(about.all.en, key);
}
