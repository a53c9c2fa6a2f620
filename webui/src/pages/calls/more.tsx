// The filters that are not needed every day: a form that is sent as a whole.
import { useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/fields";
import { FlagField, set } from "./bar";
import type { Choices } from "./facets";
import { fits, type Condition, type Filter } from "./filter";
import { t } from "./messages";
import { draftOf, labelOf, unitOf, valueOfDraft, valueShown } from "./shown";

const FLAGS = ["live", "recorded"] as const satisfies readonly Condition[];
const NUMBERS = ["caller", "caller_prefix"] as const satisfies readonly Condition[];
const REST = [
  ...(["since", "until", "did", "reason", "order_id"] as const),
  ...(["min_duration_ms", "max_duration_ms", "min_turn_ms", "max_turn_ms"] as const),
  ...(["min_cost_micros", "max_cost_micros", "prompt", "stt_arm", "worker"] as const),
] as const satisfies readonly Condition[];

type Drafts = Readonly<Partial<Record<Condition, string>>>;

interface Typed {
  readonly told: string;
  readonly drafts: Drafts;
  readonly tried: boolean;
}

/** Everything else that the server can be asked. Open if one of these is set. */
export function MoreFilters(props: { filter: Filter; numbers: boolean; choices: Choices }) {
  const { filter } = props;
  const texts: readonly Condition[] = props.numbers ? [...NUMBERS, ...REST] : REST;
  const used = [...FLAGS, ...texts].some((name) => filter.set[name] !== undefined);
  return (
    <details class="calls-more" open={used}>
      <summary>{t("more-filters")}</summary>
      <div class="stack calls-more-inside">
        <div class="fields">
          {FLAGS.map((name) => (
            <FlagField key={name} name={name} filter={filter} />
          ))}
        </div>
        <Texts filter={filter} names={texts} choices={props.choices} />
      </div>
    </details>
  );
}

function Texts(props: { filter: Filter; names: readonly Condition[]; choices: Choices }) {
  const { filter, names } = props;
  // what was typed belongs to one address: when that moves, it says what is set
  const told = JSON.stringify(filter.set);
  const [typed, setTyped] = useState<Typed>({ told, drafts: {}, tried: false });
  const { drafts, tried } = typed.told === told ? typed : { drafts: {} as Drafts, tried: false };

  const draft = (name: Condition) => drafts[name] ?? draftOf(name, filter.set[name]);
  const value = (name: Condition) => valueOfDraft(name, draft(name));
  const isWrong = (name: Condition) => value(name) !== "" && !fits(name, value(name));

  const apply = () => {
    setTyped({ told, drafts, tried: true });
    if (names.some(isWrong)) return;
    const changes: Record<string, string | undefined> = {};
    for (const name of names) changes[name] = value(name);
    if (value("since") !== "" || value("until") !== "") changes["period"] = undefined;
    set(changes);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div class="fields">
        {names.map((name) => (
          <OneField
            key={name}
            name={name}
            draft={draft(name)}
            choices={props.choices[name] ?? []}
            wrong={tried && isWrong(name) ? t("wrong-value") : undefined}
            onInput={(text) => setTyped({ told, drafts: { ...drafts, [name]: text }, tried })}
          />
        ))}
      </div>
      <div class="row">
        <Button type="submit" kind="primary">
          {t("apply")}
        </Button>
      </div>
    </form>
  );
}

function OneField(props: {
  name: Condition;
  draft: string;
  choices: readonly string[];
  wrong: string | undefined;
  onInput: (text: string) => void;
}) {
  const { name, draft, choices, wrong, onInput } = props;
  const shared = { label: labelOf(name), wrong, value: draft, onInput };
  if (choices.length > 0) {
    const all = draft === "" || choices.includes(draft) ? choices : [draft, ...choices];
    const options = all.map((each) => [each, valueShown(name, each)] as const);
    return <SelectField<string> {...shared} options={[["", t("any")], ...options]} />;
  }
  const unit = unitOf(name);
  if (unit === "time") return <TextField {...shared} type="datetime-local" step={1} />;
  if (unit === "s" || unit === "usd") return <TextField {...shared} inputMode="decimal" />;
  const isNumber = name === "caller" || name === "caller_prefix" || name === "did";
  return <TextField {...shared} maxLength={100} {...(isNumber ? { inputMode: "tel" } : {})} />;
}
