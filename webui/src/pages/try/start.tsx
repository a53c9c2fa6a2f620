// Before a try: the language, and whether to talk or only to type.
import { useState } from "preact/hooks";
import { locale } from "@/i18n";
import { Button } from "@/ui/button";
import { CheckField, SelectField } from "@/ui/fields";
import { languageName } from "@/ui/format";
import { Section } from "@/ui/page";
import { t } from "./messages";
import type { Trial } from "./trial";

const LANGUAGES = ["uk", "ru", "en"] as const; // that agents speak

type Language = (typeof LANGUAGES)[number];

export function Start({ trial, again = false }: { trial: Trial; again?: boolean }) {
  const [language, setLanguage] = useState<Language>(locale.peek());
  const [talks, setTalks] = useState(true);
  return (
    <Section title={t(again ? "once-more" : "before")}>
      <form
        class="stack try-start"
        onSubmit={(event) => {
          event.preventDefault();
          void trial.start(language, talks);
        }}
      >
        <SelectField
          label={t("language")}
          hint={t("language-hint")}
          value={language}
          options={LANGUAGES.map((each) => [each, languageName(each)] as const)}
          onInput={setLanguage}
        />
        <CheckField label={t("with-microphone")} value={talks} onInput={setTalks} />
        <p class="muted">{t(talks ? "will-ask" : "will-type")}</p>
        <div class="row">
          <Button type="submit" kind="primary">
            {t("start")}
          </Button>
        </div>
      </form>
      <p class="muted small">{t("real")}</p>
    </Section>
  );
}
