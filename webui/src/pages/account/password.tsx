// A new password for oneself.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Button } from "@/ui/button";
import { TextField, wrongWith } from "@/ui/fields";
import { Section } from "@/ui/page";
import { tell } from "@/ui/telling";
import { t } from "./messages";
import { Wrong } from "./wrong";

const BLANK = { present: "", chosen: "", repeat: "" };

export function Password() {
  const [typed, setTyped] = useState(BLANK);
  const change = useAct((_key, password: string, new_password: string) =>
    ask(api.POST("/api/v1/me/password", { body: { password, new_password } })),
  );
  const isSame = typed.chosen === typed.repeat;
  const act = async () => {
    const told = await change.run(typed.present, typed.chosen);
    if (told === undefined) return;
    setTyped(BLANK);
    tell(t("changed", { n: told.ended }));
  };
  const field = (key: keyof typeof BLANK, autocomplete: string) => ({
    label: t(key),
    type: "password" as const,
    autocomplete,
    required: true,
    maxLength: 1_000,
    value: typed[key],
    onInput: (value: string) => setTyped({ ...typed, [key]: value }),
  });
  const refusal = wrongWith(change.problem, "body.new_password");
  return (
    <Section title={t("password")}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isSame) void act();
        }}
      >
        <TextField {...field("present", "current-password")} />
        <TextField {...field("chosen", "new-password")} hint={t("chosen-hint")} wrong={refusal} />
        <TextField
          {...field("repeat", "new-password")}
          wrong={isSame || typed.repeat === "" ? undefined : t("not-same")}
        />
        {refusal === undefined && <Wrong problem={change.problem} />}
        <div class="row">
          <Button type="submit" kind="primary" busy={change.busy}>
            {t("change")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
