// What can be done about an item. Its row shows what the server answered.
import { useEffect, useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { session } from "@/api/session";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { AreaField, SelectField } from "@/ui/fields";
import { Failed } from "@/ui/states";
import { tell } from "@/ui/telling";
import { tl } from "./listmessages";
import { mayManage } from "./roles";
import { OUTCOMES, outcomeWord, type Outcome } from "./words";
import type { Item } from "./worklist";

type Verb = "claim" | "release" | "reopen";
const LONGEST_NOTE = 250;

/** What a user may do about an item as it is. */
export function verbsOf(item: Item, userId: string, manages: boolean): readonly string[] {
  if (item.state === "done") return ["reopen"];
  if (item.claimed_by === "") return ["claim", "done"];
  if (item.claimed_by === userId) return ["done", "release"];
  return manages ? ["release"] : [];
}

export function ItemActs({ of, onTold }: { of: Item; onTold: (item: Item) => void }) {
  const [finishing, setFinishing] = useState(false);
  const act = useAct((key, verb: Verb) => sent(verb, of.item_id, key));
  const refused = act.problem?.word === "conflict";
  useEffect(() => {
    // somebody was quicker: show who
    if (refused) void readItem(of.item_id).then(onTold, () => undefined);
  }, [refused]);
  const run = async (verb: Verb) => {
    const told = await act.run(verb);
    if (told === undefined) return;
    tell(tl(`told-${verb}`));
    onTold(told);
  };
  const verbs = verbsOf(of, session.value?.userId ?? "", mayManage());
  return (
    <div class="stack operators-acts">
      <div class="row">
        {verbs.map((verb) => (
          <Button
            key={verb}
            kind={verb === "claim" ? "primary" : "plain"}
            busy={act.busy}
            onClick={() => (verb === "done" ? setFinishing(true) : void run(verb as Verb))}
          >
            {tl(verb as Verb | "done")}
          </Button>
        ))}
      </div>
      {act.problem !== null && <Failed problem={act.problem} />}
      {finishing && <Finish of={of} onTold={onTold} onClose={() => setFinishing(false)} />}
    </div>
  );
}

function sent(verb: Verb, itemId: string, key: string): Promise<Item> {
  const params = { path: { item_id: itemId }, header: { "Idempotency-Key": key } };
  switch (verb) {
    case "claim":
      return ask(api.POST("/api/v1/worklist/{item_id}/claim", { params }));
    case "release":
      return ask(api.POST("/api/v1/worklist/{item_id}/release", { params }));
    case "reopen":
      return ask(api.POST("/api/v1/worklist/{item_id}/reopen", { params }));
  }
}

function readItem(itemId: string): Promise<Item> {
  const path = { item_id: itemId };
  return ask(api.GET("/api/v1/worklist/{item_id}", { params: { path } }));
}

function Finish(props: { of: Item; onTold: (item: Item) => void; onClose: () => void }) {
  const { of } = props;
  const [outcome, setOutcome] = useState<Outcome>(of.kind === "order" ? "placed" : "reached");
  const [note, setNote] = useState("");
  const act = useAct((key, body: { outcome: Outcome; note: string }) =>
    ask(
      api.POST("/api/v1/worklist/{item_id}/done", {
        params: { path: { item_id: of.item_id }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  );
  const finish = async () => {
    const told = await act.run({ outcome, note: note.trim() });
    if (told === undefined) return;
    tell(tl("told-done"));
    props.onClose();
    props.onTold(told);
  };
  return (
    <Confirm
      title={tl("done-title")}
      act={tl("finish")}
      busy={act.busy}
      problem={act.problem}
      onAct={() => void finish()}
      onClose={props.onClose}
    >
      <SelectField<Outcome>
        label={tl("outcome")}
        value={outcome}
        options={OUTCOMES.map((each) => [each, outcomeWord(each)] as const)}
        onInput={setOutcome}
      />
      <AreaField label={tl("note")} value={note} maxLength={LONGEST_NOTE} onInput={setNote} />
    </Confirm>
  );
}
