// The words of the rollout page: one file for each language.
import { messages } from "@/i18n";
import { en } from "./en";
import { ru } from "./ru";
import { uk } from "./uk";

export const t = messages<keyof typeof en>({ en, uk, ru });
