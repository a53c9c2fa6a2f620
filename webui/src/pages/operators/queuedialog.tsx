// A queue is made, changed or removed.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { Problem } from "@/api/problem";
import { Confirm } from "@/ui/dialog";
import { TextField, wrongWith } from "@/ui/fields";
import { tell } from "@/ui/telling";
import { ChangedNow, type FactList } from "./changednow";
import { useMatched } from "./latest";
import { tl } from "./listmessages";
import { t } from "./messages";
import { skillsOf } from "./operatorfacts";
import type { Queue } from "./queues";

interface DialogProps {
  onDone: () => void;
  onClose: () => void;
}

interface Wanted {
  readonly title: string;
  readonly skills: string[];
  readonly service_level_s: number;
}

interface Draft {
  readonly queue: string;
  readonly title: string;
  readonly skills: string;
  readonly level: string;
}

interface Form {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
}

const NEW: Draft = { queue: "", title: "", skills: "", level: "20" };

/** `of`: which to change; null makes a new one. */
export function QueueDialog({ of, ...rest }: DialogProps & { of: Queue | null }) {
  return of === null ? <Making {...rest} /> : <Changing of={of} {...rest} />;
}

function Making({ onDone, onClose }: DialogProps) {
  const form = useForm(NEW);
  const act = useAct((key, body: Wanted & { queue: string }) =>
    ask(api.POST("/api/v1/queues", { params: { header: { "Idempotency-Key": key } }, body })),
  );
  const save = async () => {
    const told = await act.run({ queue: form.draft.queue.trim(), ...wantedOf(form.draft) });
    if (told === undefined) return;
    tell(t("saved", { name: told.queue }));
    onDone();
  };
  const { busy, problem } = act;
  return (
    <Confirm
      title={tl("add-queue")}
      act={t("save")}
      {...{ busy, problem, onClose }}
      onAct={() => void save()}
    >
      <TextField
        label={tl("queue")}
        hint={tl("queue-hint")}
        value={form.draft.queue}
        required
        maxLength={64}
        wrong={wrongWith(problem, "body.queue")}
        onInput={(queue) => form.set({ queue })}
      />
      <Fields form={form} problem={problem} />
    </Confirm>
  );
}

function Changing({ of, onDone, onClose }: DialogProps & { of: Queue }) {
  const form = useForm(draftOf(of));
  const path = { queue: of.queue };
  const act = useMatched(of, {
    read: () => readQueue(of.queue),
    facts: factsOf,
    work: (tag: string, body: Wanted) =>
      ask(
        api.PUT("/api/v1/queues/{queue}", {
          params: { path, header: { "If-Match": tag } },
          body,
        }),
      ),
  });
  const save = async () => {
    const told = await act.run(wantedOf(form.draft));
    if (told === undefined) return;
    tell(t("saved", { name: told.queue }));
    onDone();
  };
  const { busy, problem } = act;
  return (
    <Confirm
      title={t("edit-of", { name: of.queue })}
      act={t("save")}
      {...{ busy, problem, onClose }}
      onAct={() => void save()}
    >
      {act.moved && <ChangedNow facts={factsOf(act.now)} />}
      <Fields form={form} problem={problem} />
    </Confirm>
  );
}

export function RemoveQueue({ of, onDone, onClose }: DialogProps & { of: Queue }) {
  const path = { queue: of.queue };
  const act = useMatched(of, {
    read: () => readQueue(of.queue),
    facts: factsOf,
    work: async (tag: string) => {
      const header = { "If-Match": tag };
      await ask(api.DELETE("/api/v1/queues/{queue}", { params: { path, header } }));
      return true;
    },
  });
  const remove = async () => {
    if ((await act.run()) !== true) return;
    tell(tl("queue-removed", { name: of.queue }));
    onDone();
  };
  return (
    <Confirm
      title={tl("queue-remove-ask", { name: of.queue })}
      act={t("remove")}
      danger
      busy={act.busy}
      problem={act.problem}
      onAct={() => void remove()}
      onClose={onClose}
    >
      <p>{tl("queue-remove-about")}</p>
      {act.moved && <ChangedNow facts={factsOf(act.now)} />}
    </Confirm>
  );
}

function useForm(first: Draft): Form {
  const [draft, setDraft] = useState(first);
  return { draft, set: (change) => setDraft((before) => ({ ...before, ...change })) };
}

function Fields({ form, problem }: { form: Form; problem: Problem | null }) {
  const { draft, set } = form;
  return (
    <>
      <TextField
        label={tl("queue-title")}
        value={draft.title}
        maxLength={100}
        wrong={wrongWith(problem, "body.title")}
        onInput={(title) => set({ title })}
      />
      <TextField
        label={tl("level-s")}
        type="number"
        value={draft.level}
        required
        min={1}
        max={3600}
        step={1}
        wrong={wrongWith(problem, "body.service_level_s")}
        onInput={(level) => set({ level })}
      />
      <TextField
        label={t("skills")}
        hint={t("skills-hint")}
        value={draft.skills}
        wrong={wrongWith(problem, "body.skills")}
        onInput={(skills) => set({ skills })}
      />
    </>
  );
}

function draftOf(queue: Queue): Draft {
  return {
    queue: queue.queue,
    title: queue.title,
    skills: queue.skills.join(", "),
    level: String(queue.service_level_s),
  };
}

function wantedOf({ title, skills, level }: Draft): Wanted {
  return { title: title.trim(), skills: skillsOf(skills), service_level_s: Number(level) };
}

function factsOf(queue: Queue): FactList {
  return [
    [tl("queue-title"), queue.title],
    [tl("level-s"), String(queue.service_level_s)],
    [t("skills"), queue.skills.join(", ")],
  ];
}

function readQueue(queue: string): Promise<Queue> {
  return ask(api.GET("/api/v1/queues/{queue}", { params: { path: { queue } } }));
}
