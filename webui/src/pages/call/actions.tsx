// What a supervisor can do to a live call: take it over, say a sentence, hang up. Each asks
// first, and shows what the worker says became of it.
import { useState } from "preact/hooks";
import { useAct, useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Banner } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { AreaField, SelectField, TextField, wrongWith } from "@/ui/fields";
import { Section } from "@/ui/page";
import { tell } from "@/ui/telling";
import { t } from "./livemessages";
import { became, type ActName, type Became } from "./outcome";
import type { OutcomeTold } from "./told";

const TRANSFERS = [
  "supervisor",
  "caller-asked",
  "agent-stuck",
  "complaint",
  "wrong-order",
] as const;
const HANGUPS = ["finished", "silent-line", "abuse", "spam", "test-call"] as const;
const OTHER = "other";
const REASON = /^[a-z0-9][a-z0-9-]{0,39}$/;
const MOST_SAID = 500;

/** `why` says why nothing can be done; "" if it can. */
export function Actions({ callId, why }: { callId: string; why: string }) {
  const [open, setOpen] = useState<ActName | null>(null);
  const [last, setLast] = useState<Became | null>(null);
  const close = () => setOpen(null);
  const done = (act: ActName) => (told: OutcomeTold) => {
    const what = became(act, told);
    setLast(what);
    tell(what.text, what.tone);
    close();
  };
  const cannot = why !== "";
  return (
    <Section title={t("act")}>
      <div class="row">
        <Button kind="primary" disabled={cannot} onClick={() => setOpen("transfer")}>
          {t("transfer")}
        </Button>
        <Button disabled={cannot} onClick={() => setOpen("say")}>
          {t("say")}
        </Button>
        <Button kind="danger" disabled={cannot} onClick={() => setOpen("hangup")}>
          {t("hangup")}
        </Button>
      </div>
      {cannot && <p class="muted">{why}</p>}
      {last !== null && (
        <Banner tone={last.tone}>
          {t("last-act")}: {last.text}
        </Banner>
      )}
      {open === "transfer" && <Transfer {...{ callId, close }} done={done("transfer")} />}
      {open === "hangup" && <HangUp {...{ callId, close }} done={done("hangup")} />}
      {open === "say" && <Say {...{ callId, close }} done={done("say")} />}
    </Section>
  );
}

interface ActProps {
  readonly callId: string;
  readonly done: (told: OutcomeTold) => void;
  readonly close: () => void;
}

function Transfer({ callId, done, close }: ActProps) {
  const [reason, setReason] = useState<string>(TRANSFERS[0]);
  const [queue, setQueue] = useState("");
  const act = useAct((key: string, body: { reason: string; queue: string }) =>
    ask(
      api.POST("/api/v1/live/calls/{call_id}/transfer", {
        params: { path: { call_id: callId }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  );
  return (
    <Confirm
      title={t("transfer-title")}
      act={t("transfer")}
      busy={act.busy}
      problem={act.problem}
      disabled={!REASON.test(reason)}
      onAct={() => void act.run({ reason, queue }).then((told) => told && done(told))}
      onClose={close}
    >
      <p>{t("transfer-about")}</p>
      <Reason act="transfer" reasons={TRANSFERS} value={reason} onInput={setReason} />
      <Queues value={queue} onInput={setQueue} />
    </Confirm>
  );
}

function HangUp({ callId, done, close }: ActProps) {
  const [reason, setReason] = useState<string>(HANGUPS[0]);
  const act = useAct((key: string, body: { reason: string }) =>
    ask(
      api.POST("/api/v1/live/calls/{call_id}/hangup", {
        params: { path: { call_id: callId }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  );
  return (
    <Confirm
      title={t("hangup-title")}
      act={t("hangup")}
      danger
      busy={act.busy}
      problem={act.problem}
      disabled={!REASON.test(reason)}
      onAct={() => void act.run({ reason }).then((told) => told && done(told))}
      onClose={close}
    >
      <p>{t("hangup-about")}</p>
      <Reason act="hangup" reasons={HANGUPS} value={reason} onInput={setReason} />
    </Confirm>
  );
}

function Say({ callId, done, close }: ActProps) {
  const [text, setText] = useState("");
  const act = useAct((key: string, body: { text: string }) =>
    ask(
      api.POST("/api/v1/live/calls/{call_id}/say", {
        params: { path: { call_id: callId }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  );
  return (
    <Confirm
      title={t("say-title")}
      act={t("say")}
      busy={act.busy}
      problem={act.problem}
      disabled={text.trim() === ""}
      onAct={() => void act.run({ text: text.trim() }).then((told) => told && done(told))}
      onClose={close}
    >
      <p>{t("say-about")}</p>
      <AreaField
        label={t("sentence")}
        rows={3}
        maxLength={MOST_SAID}
        value={text}
        wrong={wrongWith(act.problem, "body.text")}
        onInput={setText}
      />
    </Confirm>
  );
}

/** One of the usual reasons, or a word of one's own. */
function Reason(props: {
  act: "transfer" | "hangup";
  reasons: readonly string[];
  value: string;
  onInput: (reason: string) => void;
}) {
  const { act, reasons, value, onInput } = props;
  const [own, setOwn] = useState(false);
  const shown = (each: string) => t(`${act}-${each}` as "hangup-spam");
  return (
    <>
      <SelectField
        label={t("reason")}
        value={own ? OTHER : value}
        options={[
          ...reasons.map((each) => [each, shown(each)] as const),
          [OTHER, t("reason-other")] as const,
        ]}
        onInput={(chosen) => {
          setOwn(chosen === OTHER);
          onInput(chosen === OTHER ? "" : chosen);
        }}
      />
      {own && (
        <TextField
          label={t("own-reason")}
          hint={t("own-reason-hint")}
          wrong={value !== "" && !REASON.test(value) ? t("own-reason-wrong") : undefined}
          value={value}
          maxLength={40}
          onInput={onInput}
        />
      )}
    </>
  );
}

function Queues({ value, onInput }: { value: string; onInput: (queue: string) => void }) {
  const asked = useAsk("queues", (signal) => ask(api.GET("/api/v1/queues", { signal })));
  const queues = asked.data?.items ?? [];
  return (
    <SelectField
      label={t("queue")}
      hint={asked.problem === null ? undefined : t("queues-failed")}
      value={value}
      options={[
        ["", t("queue-usual")] as const,
        ...queues.map(
          (each) =>
            [
              each.queue,
              t("queue-free", { name: each.title || each.queue, n: each.free }),
            ] as const,
        ),
      ]}
      onInput={onInput}
    />
  );
}
