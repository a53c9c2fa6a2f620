// How much a worker logs. It does not tell its present level: what is set here is an order.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/fields";
import { sentence } from "@/ui/states";
import { tell } from "@/ui/telling";
import { t } from "./messages";

type Level = components["schemas"]["LogLevelWanted"]["level"];

const LEVELS: readonly Level[] = ["debug", "info", "warning", "error"];

export function LogLevel({ worker }: { worker: string }) {
  const [level, setLevel] = useState<Level>("info");
  const act = useAct((_key, wanted: Level) =>
    ask(api.PUT("/api/v1/house/log-level", { body: { worker, level: wanted } })),
  );
  const set = async () => {
    const told = await act.run(level);
    if (told === undefined) return;
    if (told.result === "done") tell(t("level-set", { worker, level }));
    else tell(t("level-not", { worker, result: told.result }), "bad");
  };
  return (
    <form
      class="health-level"
      onSubmit={(event) => {
        event.preventDefault();
        void set();
      }}
    >
      <SelectField<Level>
        label={t("log-level-of", { worker })}
        bare
        value={level}
        options={LEVELS.map((each) => [each, each] as const)}
        onInput={setLevel}
      />
      <Button type="submit" busy={act.busy}>
        {t("set")}
      </Button>
      {act.problem !== null && (
        <p class="field-wrong" role="alert">
          {sentence(act.problem)}
        </p>
      )}
    </form>
  );
}
