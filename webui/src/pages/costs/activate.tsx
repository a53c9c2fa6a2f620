// Let a price table hold: now, or from a time on.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Confirm } from "@/ui/dialog";
import { SelectField, TextField, wrongWith } from "@/ui/fields";
import { dateTime } from "@/ui/format";
import { Shown } from "@/ui/states";
import { tell } from "@/ui/telling";
import { useDifferences } from "./differences";
import { p } from "./pricemessages";
import { stateOf, type PriceVersion } from "./pricestate";

type When = "now" | "later";

export function Activate(props: { table: PriceVersion; onDone: () => void; onClose: () => void }) {
  const { table } = props;
  const [when, setWhen] = useState<When>("now");
  const [time, setTime] = useState("");
  const differences = useDifferences(table.table_id, "", stateOf(table));
  const act = useAct((key, at: string | null) =>
    ask(
      api.POST("/api/v1/prices/{table_id}/activate", {
        params: { path: { table_id: table.table_id }, header: { "Idempotency-Key": key } },
        body: { at },
      }),
    ),
  );
  const activate = async () => {
    const told = await act.run(when === "now" ? null : new Date(time).toISOString());
    if (told === undefined) return;
    const at = told.active_from === null ? "" : dateTime(told.active_from);
    // what the server says counts: a time that has passed is now
    const word = told.active ? "holds-now" : "holds-from";
    tell(p(word, { id: told.table_id, when: at }));
    props.onDone();
    props.onClose();
  };
  return (
    <Confirm
      title={p("activate-title", { id: table.table_id })}
      act={p("activate-act")}
      busy={act.busy}
      problem={act.problem}
      disabled={when === "later" && time === ""}
      onAct={() => void activate()}
      onClose={props.onClose}
    >
      <Shown asked={differences}>
        {({ items }) => <p>{p("activate-about", { n: items.length })}</p>}
      </Shown>
      <SelectField<When>
        label={p("when")}
        value={when}
        options={[
          ["now", p("activate-now")],
          ["later", p("activate-later")],
        ]}
        onInput={setWhen}
      />
      {when === "later" && (
        <TextField
          label={p("at")}
          type="datetime-local"
          required
          hint={time === "" ? p("at-missing") : undefined}
          wrong={wrongWith(act.problem, "body.at")}
          value={time}
          onInput={setTime}
        />
      )}
    </Confirm>
  );
}
