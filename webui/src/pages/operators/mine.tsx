// The presence of the user himself: one press, and the server's answer.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { session } from "@/api/session";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { ago } from "@/ui/format";
import { Section } from "@/ui/page";
import { Failed } from "@/ui/states";
import { tell } from "@/ui/telling";
import { t } from "./messages";
import type { Operator } from "./operators";
import { PRESENCE_TONES, presenceReason, PRESENCES, type Presence } from "./words";

const LONGEST_REASON = 100;

/** Who the user is among `all`; nothing for a supervisor who takes no calls himself. */
export function Mine(props: { all: readonly Operator[]; onSet: () => void }) {
  const who = session.value;
  const now = props.all.find((each) => each.user_id === who?.userId);
  if (now !== undefined) return <Switch now={now} onSet={props.onSet} />;
  return who?.role === "operator" ? <p class="card muted">{t("mine-none")}</p> : null;
}

function Switch({ now, onSet }: { now: Operator; onSet: () => void }) {
  const [typed, setTyped] = useState({ of: now.version, reason: now.reason });
  const reason = typed.of === now.version ? typed.reason : now.reason;
  const act = useAct((_key, presence: Presence, why: string) =>
    ask(
      api.PUT("/api/v1/operators/{operator_id}/presence", {
        params: { path: { operator_id: now.operator_id } },
        body: { presence, reason: why },
      }),
    ),
  );
  const set = async (presence: Presence) => {
    // a reason belongs to a pause; back from lunch nobody is "at lunch"
    const told = await act.run(presence, presence === "paused" ? reason.trim() : "");
    if (told === undefined) return;
    tell(t("presence-set", { name: told.name, presence: t(told.presence) }));
    onSet();
  };
  return (
    <Section
      title={t("mine")}
      actions={<Badge tone={PRESENCE_TONES[now.presence]}>{t(now.presence)}</Badge>}
    >
      <p>
        {t("mine-is", { presence: t(now.presence), ago: ago(now.since) })}{" "}
        {now.reason !== "" && <span class="said muted">{presenceReason(now.reason)}</span>}
      </p>
      <div class="operators-mine">
        <div class="row" role="group" aria-label={t("mine")}>
          {PRESENCES.map((each) => (
            <Button
              key={each}
              pressed={now.presence === each}
              busy={act.busy}
              onClick={() => void set(each)}
            >
              {t(each)}
            </Button>
          ))}
        </div>
        <TextField
          label={t("reason")}
          hint={t("reason-hint")}
          value={reason}
          maxLength={LONGEST_REASON}
          onInput={(text) => setTyped({ of: now.version, reason: text })}
        />
      </div>
      {act.problem !== null && <Failed problem={act.problem} />}
    </Section>
  );
}
