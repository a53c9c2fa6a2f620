// Say something in writing. The words stay in the field until the agent has them.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { t, word } from "./messages";
import type { Trial } from "./trial";

const MOST_CHARS = 500; // as the server takes

export function Typed({ trial }: { trial: Trial }) {
  const [said, setSaid] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const { busy, result } = trial.typing.value;
  const isOn = trial.phase.value.is === "on";
  const sent = useRef("");
  useEffect(() => {
    // what was typed since then stays
    if (result === "done") setSaid((now) => (now === sent.current ? "" : now));
  }, [trial.typing.value]);
  const wrong = result === "" || result === "done" ? undefined : word("typed", result);
  return (
    <form
      class="try-typed"
      onSubmit={(event) => {
        event.preventDefault();
        field.current?.focus();
        if (said.trim() === "" || busy || !isOn) return;
        sent.current = said;
        trial.type(said.trim());
      }}
    >
      <TextField
        label={t("type")}
        hint={t("type-hint")}
        wrong={wrong}
        value={said}
        inputRef={field}
        maxLength={MOST_CHARS}
        autocomplete="off"
        name="say"
        onInput={setSaid}
      />
      <Button type="submit" kind="primary" busy={busy} disabled={!isOn}>
        {t("say")}
      </Button>
    </form>
  );
}
