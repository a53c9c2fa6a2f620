// The words of the table of logins.
import { messages } from "@/i18n";

export const t = messages({
  en: {
    here: "here",
    from: "From",
    browser: "Browser",
    since: "Since",
    used: "Last used",
    end: "End",
    ended: { one: "{n} session was ended.", other: "{n} sessions were ended." },
  },
  uk: {
    here: "тут",
    from: "Звідки",
    browser: "Браузер",
    since: "Від",
    used: "Востаннє",
    end: "Завершити",
    ended: {
      one: "Завершено {n} сеанс.",
      few: "Завершено {n} сеанси.",
      many: "Завершено {n} сеансів.",
      other: "Завершено {n} сеансу.",
    },
  },
  ru: {
    here: "здесь",
    from: "Откуда",
    browser: "Браузер",
    since: "С",
    used: "Последний раз",
    end: "Завершить",
    ended: {
      one: "Завершён {n} сеанс.",
      few: "Завершено {n} сеанса.",
      many: "Завершено {n} сеансов.",
      other: "Завершено {n} сеанса.",
    },
  },
});
