// An operator is made or changed.
import { useState } from "preact/hooks";
import { useAct, useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { Problem } from "@/api/problem";
import { session } from "@/api/session";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { CheckField, SelectField, TextField, wrongWith } from "@/ui/fields";
import { tell } from "@/ui/telling";
import { ChangedNow } from "./changednow";
import { useMatched } from "./latest";
import { t } from "./messages";
import {
  NOBODY,
  operatorFacts,
  readOperator,
  skillsOf,
  wantedOf,
  type Wanted,
} from "./operatorfacts";
import type { Operator } from "./operators";

interface DialogProps {
  onDone: () => void;
  onClose: () => void;
}

/** `of`: whom to change; null makes a new one. */
export function OperatorDialog({ of, ...rest }: DialogProps & { of: Operator | null }) {
  return of === null ? <Making {...rest} /> : <Changing of={of} {...rest} />;
}

function Making({ onDone, onClose }: DialogProps) {
  const form = useForm(NOBODY);
  const act = useAct((key, body: Wanted) =>
    ask(api.POST("/api/v1/operators", { params: { header: { "Idempotency-Key": key } }, body })),
  );
  const save = async () => {
    const told = await act.run(form.wanted());
    if (told === undefined) return;
    tell(t("saved", { name: told.name }));
    onDone();
  };
  const { busy, problem } = act;
  return (
    <Confirm
      title={t("add")}
      act={t("save")}
      {...{ busy, problem, onClose }}
      onAct={() => void save()}
    >
      <Fields form={form} problem={problem} />
    </Confirm>
  );
}

function Changing({ of, onDone, onClose }: DialogProps & { of: Operator }) {
  const form = useForm(wantedOf(of));
  const path = { operator_id: of.operator_id };
  const act = useMatched(of, {
    read: () => readOperator(of.operator_id),
    facts: wantedOf,
    work: (tag: string, body: Wanted) =>
      ask(
        api.PUT("/api/v1/operators/{operator_id}", {
          params: { path, header: { "If-Match": tag } },
          body,
        }),
      ),
  });
  const save = async () => {
    const told = await act.run(form.wanted());
    if (told === undefined) return;
    tell(t("saved", { name: told.name }));
    onDone();
  };
  const { busy, problem } = act;
  return (
    <Confirm
      title={t("edit-of", { name: of.name })}
      act={t("save")}
      {...{ busy, problem, onClose }}
      onAct={() => void save()}
    >
      {act.moved && <ChangedNow facts={operatorFacts(act.now)} />}
      <Fields form={form} problem={problem} />
    </Confirm>
  );
}

interface Form {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly wanted: () => Wanted;
}

interface Draft {
  readonly name: string;
  readonly interface: string;
  readonly user: string;
  readonly skills: string;
  readonly queues: readonly string[];
}

function useForm(first: Wanted): Form {
  const [draft, setDraft] = useState<Draft>({
    name: first.name,
    interface: first.interface,
    user: first.user_id ?? "",
    skills: first.skills.join(", "),
    queues: first.queues,
  });
  return {
    draft,
    set: (change) => setDraft((before) => ({ ...before, ...change })),
    wanted: () => ({
      name: draft.name.trim(),
      interface: draft.interface.trim(),
      user_id: draft.user.trim() === "" ? null : draft.user.trim(),
      skills: skillsOf(draft.skills),
      queues: [...draft.queues],
    }),
  };
}

function Fields({ form, problem }: { form: Form; problem: Problem | null }) {
  const { draft, set } = form;
  return (
    <>
      <TextField
        label={t("name")}
        value={draft.name}
        required
        maxLength={100}
        wrong={wrongWith(problem, "body.name")}
        onInput={(name) => set({ name })}
      />
      <TextField
        label={t("interface")}
        hint={t("interface-hint")}
        value={draft.interface}
        required
        maxLength={80}
        wrong={wrongWith(problem, "body.interface")}
        onInput={(text) => set({ interface: text })}
      />
      <UserField form={form} problem={problem} />
      <TextField
        label={t("skills")}
        hint={t("skills-hint")}
        value={draft.skills}
        wrong={wrongWith(problem, "body.skills")}
        onInput={(skills) => set({ skills })}
      />
      <QueueChecks form={form} />
    </>
  );
}

/** Admins choose from the users; a supervisor may not read them, but can name himself. */
function UserField({ form, problem }: { form: Form; problem: Problem | null }) {
  const { draft, set } = form;
  const who = session.value;
  const isAdmin = who?.role === "admin";
  const users = useAsk(`users ${isAdmin}`, (signal) =>
    isAdmin
      ? ask(api.GET("/api/v1/users", { params: { query: { limit: 200 } }, signal }))
      : Promise.resolve(null),
  );
  const items = users.data?.items ?? [];
  if (items.length > 0) {
    const known = items.map((each) => [each.user_id, each.name] as const);
    const isKnown = draft.user === "" || items.some((each) => each.user_id === draft.user);
    const own = isKnown ? [] : [[draft.user, draft.user] as const];
    return (
      <SelectField<string>
        label={t("user")}
        value={draft.user}
        wrong={wrongWith(problem, "body.user_id")}
        options={[["", t("user-none")], ...known, ...own]}
        onInput={(user) => set({ user })}
      />
    );
  }
  return (
    <div class="operators-user">
      <TextField
        label={t("user")}
        hint={t("user-hint")}
        value={draft.user}
        maxLength={36}
        wrong={wrongWith(problem, "body.user_id")}
        onInput={(user) => set({ user })}
      />
      <Button onClick={() => set({ user: who?.userId ?? "" })}>{t("user-me")}</Button>
    </div>
  );
}

function QueueChecks({ form }: { form: Form }) {
  const asked = useAsk("queues", (signal) => ask(api.GET("/api/v1/queues", { signal })));
  const { queues } = form.draft;
  const known = asked.data?.items.map((each) => each.queue) ?? [];
  const all = [...new Set([...known, ...queues])]; // what he has stays to be seen
  return (
    <fieldset class="operators-queues">
      <legend>{t("queues")}</legend>
      {all.length === 0 && <p class="muted">{t("no-queues")}</p>}
      {all.map((each) => (
        <CheckField
          key={each}
          label={each}
          value={queues.includes(each)}
          onInput={(wanted) =>
            form.set({
              queues: wanted ? [...queues, each] : queues.filter((other) => other !== each),
            })
          }
        />
      ))}
    </fieldset>
  );
}
