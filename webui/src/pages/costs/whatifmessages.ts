// The words of "what if".
import { messages } from "@/i18n";

export const w = messages({
  en: {
    title: "What hearing these calls would have cost",
    about:
      "The newest calls of the period, heard in other ways, at today’s prices. All ways hear the same utterances; they differ in the price and in what is billed.",
    calls: { one: "{n} call", other: "{n} calls" },
    utterances: { one: "{n} utterance", other: "{n} utterances" },
    basis: "Looked at: {calls}, {utterances}.",
    left: {
      one: "{n} older line was left out: one answer looks at so many only.",
      other: "{n} older lines were left out: one answer looks at so many only.",
    },
    none: "There are no recorded calls in this time",
    "none-about": "A comparison needs calls that have ended.",
    way: "Way to hear",
    "as it was": "As it was",
    opened: "What is billed",
    call: "the whole call",
    utterance: "while the caller speaks",
    speech: "the speech alone, after it",
    requests: "Requests",
    billed: "Billed",
    amount: "Amount",
    thousand: "1,000 calls",
    difference: "Against what was",
    same: "the same",
    times: "× cheapest",
    latency: "When the text is there",
    "streamed-latency": "while the caller speaks; the last words after it (not measured)",
    "asked-latency": "one request after the speech (not measured)",
    "own-latency": "one decode after the speech: 0.53 s, p95 0.67 s (two threads)",
    ends: "Ends",
    unpriced: "no price",
    "unpriced-some": { one: "{n} without price", other: "{n} without price" },
    "base-unpriced":
      "Some of what was has no price, so that the differences make it look cheaper than it was.",
  },
  uk: {
    title: "Скільки коштувало б почути ці дзвінки",
    about:
      "Найновіші дзвінки періоду, почуті іншими способами, за сьогоднішніми цінами. Усі способи чують ті самі репліки; різняться ціна й те, за що беруть плату.",
    calls: {
      one: "{n} дзвінок",
      few: "{n} дзвінки",
      many: "{n} дзвінків",
      other: "{n} дзвінка",
    },
    utterances: {
      one: "{n} репліка",
      few: "{n} репліки",
      many: "{n} реплік",
      other: "{n} репліки",
    },
    basis: "Розглянуто: {calls}, {utterances}.",
    left: {
      one: "{n} старіший рядок не враховано: одна відповідь розглядає обмежену кількість.",
      few: "{n} старіші рядки не враховано: одна відповідь розглядає обмежену кількість.",
      many: "{n} старіших рядків не враховано: одна відповідь розглядає обмежену кількість.",
      other: "{n} старішого рядка не враховано: одна відповідь розглядає обмежену кількість.",
    },
    none: "За цей час немає записаних дзвінків",
    "none-about": "Для порівняння потрібні завершені дзвінки.",
    way: "Спосіб чути",
    "as it was": "Як було",
    opened: "За що беруть плату",
    call: "увесь дзвінок",
    utterance: "поки абонент говорить",
    speech: "лише мовлення, після нього",
    requests: "Запити",
    billed: "До сплати",
    amount: "Сума",
    thousand: "1000 дзвінків",
    difference: "Проти того, що було",
    same: "так само",
    times: "× найдешевшого",
    latency: "Коли з’являється текст",
    "streamed-latency": "поки абонент говорить; останні слова після того (не виміряно)",
    "asked-latency": "один запит після мовлення (не виміряно)",
    "own-latency": "одне розпізнавання після мовлення: 0,53 с, p95 0,67 с (два потоки)",
    ends: "Закінчується",
    unpriced: "без ціни",
    "unpriced-some": {
      one: "{n} без ціни",
      few: "{n} без ціни",
      many: "{n} без ціни",
      other: "{n} без ціни",
    },
    "base-unpriced":
      "Частина того, що було, не має ціни, тож за різницею воно здається дешевшим, ніж було.",
  },
  ru: {
    title: "Сколько стоило бы услышать эти звонки",
    about:
      "Новейшие звонки периода, услышанные другими способами, по сегодняшним ценам. Все способы слышат одни и те же реплики; различаются цена и то, за что берут плату.",
    calls: {
      one: "{n} звонок",
      few: "{n} звонка",
      many: "{n} звонков",
      other: "{n} звонка",
    },
    utterances: {
      one: "{n} реплика",
      few: "{n} реплики",
      many: "{n} реплик",
      other: "{n} реплики",
    },
    basis: "Рассмотрено: {calls}, {utterances}.",
    left: {
      one: "{n} более старая строка не учтена: один ответ рассматривает ограниченное число.",
      few: "{n} более старые строки не учтены: один ответ рассматривает ограниченное число.",
      many: "{n} более старых строк не учтено: один ответ рассматривает ограниченное число.",
      other: "{n} более старой строки не учтено: один ответ рассматривает ограниченное число.",
    },
    none: "За это время нет записанных звонков",
    "none-about": "Для сравнения нужны завершённые звонки.",
    way: "Способ слышать",
    "as it was": "Как было",
    opened: "За что берут плату",
    call: "весь звонок",
    utterance: "пока абонент говорит",
    speech: "только речь, после неё",
    requests: "Запросы",
    billed: "К оплате",
    amount: "Сумма",
    thousand: "1000 звонков",
    difference: "Против того, что было",
    same: "так же",
    times: "× самого дешёвого",
    latency: "Когда появляется текст",
    "streamed-latency": "пока абонент говорит; последние слова после этого (не измерено)",
    "asked-latency": "один запрос после речи (не измерено)",
    "own-latency": "одно распознавание после речи: 0,53 с, p95 0,67 с (два потока)",
    ends: "Закончится",
    unpriced: "без цены",
    "unpriced-some": {
      one: "{n} без цены",
      few: "{n} без цены",
      many: "{n} без цены",
      other: "{n} без цены",
    },
    "base-unpriced":
      "Часть того, что было, не имеет цены, поэтому по разнице оно кажется дешевле, чем было.",
  },
});

const LATENCIES: readonly (readonly [string, Parameters<typeof w>[0]])[] = [
  ["while he speaks", "streamed-latency"],
  ["one request after", "asked-latency"],
  ["one decode after", "own-latency"],
  ["as it was", "as it was"],
];

/** The server tells English sentences; those that are known are shown in all languages. */
export function latencyWord(told: string): string {
  const known = LATENCIES.find(([start]) => told.startsWith(start))?.[1];
  return known === undefined ? told : w(known);
}

export function openedWord(told: string | null): string {
  if (told === "call" || told === "utterance" || told === "speech") return w(told);
  return told ?? "–";
}
