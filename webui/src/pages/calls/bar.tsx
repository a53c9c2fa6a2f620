// The usual filters, in reach; each changes the address at once.
import type { Ref } from "preact";
import { useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/fields";
import { languageName } from "@/ui/format";
import { goQuery } from "@/ui/router";
import { OUTCOMES, PERIODS, type Condition, type Filter } from "./filter";
import { t } from "./messages";
import { outcomeWord, periodShown } from "./shown";

const LANGUAGES = ["uk", "ru", "en"];
const LONGEST_WORDS = 200;

/** Change the address; the back button undoes it. */
export function set(changes: Readonly<Record<string, string | undefined>>): void {
  goQuery(changes, {});
}

/** Words, period, outcome, language, degraded, tool errors. */
export function Bar(props: {
  filter: Filter;
  languages: readonly string[];
  search: Ref<HTMLInputElement>;
}) {
  const { filter } = props;
  return (
    <div class="calls-bar">
      <Words value={filter.set.q ?? ""} search={props.search} />
      <PeriodField filter={filter} />
      <SelectField
        label={t("outcome")}
        value={filter.set.outcome ?? ""}
        options={[["", t("any")], ...OUTCOMES.map((each) => [each, outcomeWord(each)] as const)]}
        onInput={(outcome) => set({ outcome })}
      />
      <SelectField
        label={t("language")}
        value={filter.set.language ?? ""}
        options={languageOptions(filter.set.language, props.languages)}
        onInput={(language) => set({ language })}
      />
      <FlagField name="degraded" filter={filter} />
      <FlagField name="tool_errors" filter={filter} />
    </div>
  );
}

function languageOptions(now: string | undefined, known: readonly string[]) {
  const all = new Set([...LANGUAGES, ...known, ...(now === undefined ? [] : [now])]);
  const named = [...all].map((each) => [each, languageName(each)] as const);
  return [["", t("any")] as const, ...named];
}

/** Words are sent when they are complete: Enter, or the button. */
function Words({ value, search }: { value: string; search: Ref<HTMLInputElement> }) {
  const [typed, setTyped] = useState({ of: value, words: value });
  const words = typed.of === value ? typed.words : value; // the address has moved
  return (
    <form
      class="calls-words"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        set({ q: words.trim() });
      }}
    >
      <TextField
        label={t("search")}
        hint={t("search-hint")}
        type="search"
        value={words}
        maxLength={LONGEST_WORDS}
        inputRef={search}
        onInput={(text) => setTyped({ of: value, words: text })}
      />
      <Button type="submit">{t("find")}</Button>
    </form>
  );
}

function PeriodField({ filter }: { filter: Filter }) {
  const isOwn = filter.set.since !== undefined || filter.set.until !== undefined;
  const presets = PERIODS.map((each) => [each, periodShown(each)] as const);
  const own = isOwn ? [["own", t("period-own")] as const] : [];
  return (
    <SelectField<string>
      label={t("period")}
      value={isOwn ? "own" : (filter.period ?? "")}
      options={[["", t("any")], ...presets, ...own]}
      onInput={(period) => {
        if (period !== "own") set({ period, since: undefined, until: undefined });
      }}
    />
  );
}

/** Yes, no, or either. */
export function FlagField(props: { name: Condition; filter: Filter }) {
  const { name, filter } = props;
  return (
    <SelectField<string>
      label={t(name)}
      value={filter.set[name] ?? ""}
      options={[
        ["", t("any")],
        ["true", t("yes")],
        ["false", t("no")],
      ]}
      onInput={(value) => set({ [name]: value })}
    />
  );
}
