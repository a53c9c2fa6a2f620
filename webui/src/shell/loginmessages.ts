// The words of the login.
import { messages } from "@/i18n";

export const t = messages({
  en: {
    name: "Name",
    password: "Password",
    code: "Code",
    "code-hint": "From your telephone, or one of your recovery codes",
    chosen: "New password",
    "chosen-hint": "Your password was for one login. Choose your own, 12 characters or more.",
    "wrong-login": "Name, password or code is wrong.",
    enter: "Log in",
  },
  uk: {
    name: "Ім’я",
    password: "Пароль",
    code: "Код",
    "code-hint": "З телефона або один із кодів відновлення",
    chosen: "Новий пароль",
    "chosen-hint": "Ваш пароль був одноразовим. Виберіть власний, щонайменше 12 символів.",
    "wrong-login": "Неправильне ім’я, пароль або код.",
    enter: "Увійти",
  },
  ru: {
    name: "Имя",
    password: "Пароль",
    code: "Код",
    "code-hint": "С телефона или один из кодов восстановления",
    chosen: "Новый пароль",
    "chosen-hint": "Ваш пароль был одноразовым. Выберите свой, не менее 12 символов.",
    "wrong-login": "Неверное имя, пароль или код.",
    enter: "Войти",
  },
});
