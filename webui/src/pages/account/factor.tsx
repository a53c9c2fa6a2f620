// The second factor: a secret for the telephone, a first code, recovery codes.
import { useState } from "preact/hooks";
import { useAct, useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/fields";
import { Section } from "@/ui/page";
import { Shown } from "@/ui/states";
import { tell } from "@/ui/telling";
import { t } from "./messages";
import { pathOf, qrOf } from "./qr";
import { Wrong } from "./wrong";

type Secret = components["schemas"]["SecondFactor"];
type Step =
  { is: "proof"; on: boolean } | { is: "scan"; secret: Secret } | { is: "codes"; codes: string[] };

export function Factor() {
  const asked = useAsk("me", (signal) => ask(api.GET("/api/v1/me", { signal })));
  const [step, setStep] = useState<Step | null>(null);
  const over = () => {
    setStep(null);
    asked.again();
  };
  return (
    <Section title={t("factor")}>
      <Shown asked={asked}>
        {(me) => (
          <>
            <p>{me.second_factor ? t("factor-on", { n: me.recovery_codes }) : t("factor-off")}</p>
            <div class="row">
              <Button onClick={() => setStep({ is: "proof", on: !me.second_factor })}>
                {t(me.second_factor ? "turn-off" : "turn-on")}
              </Button>
            </div>
          </>
        )}
      </Shown>
      {step?.is === "proof" && <Proof on={step.on} next={setStep} over={over} />}
      {step?.is === "scan" && <Scan secret={step.secret} next={setStep} over={over} />}
      {step?.is === "codes" && <Codes codes={step.codes} over={over} />}
    </Section>
  );
}

interface StepProps {
  next: (step: Step) => void;
  over: () => void;
}

function Proof({ on, next, over }: StepProps & { on: boolean }) {
  const [password, setPassword] = useState("");
  const enrol = useAct((_key, proof: string) =>
    ask(api.POST("/api/v1/me/second-factor", { body: { password: proof } })),
  );
  const disable = useAct(async (_key, proof: string) => {
    await ask(api.POST("/api/v1/me/second-factor/disable", { body: { password: proof } }));
    return true;
  });
  const act = async () => {
    if (on) {
      const secret = await enrol.run(password);
      if (secret !== undefined) next({ is: "scan", secret });
    } else if ((await disable.run(password)) === true) {
      tell(t("is-off"), "warn");
      over();
    }
  };
  return (
    <Confirm
      title={t("factor")}
      act={t(on ? "turn-on" : "turn-off")}
      danger={!on}
      busy={enrol.busy || disable.busy}
      problem={null}
      onAct={() => void act()}
      onClose={over}
    >
      <TextField
        label={t("proof")}
        type="password"
        autocomplete="current-password"
        required
        maxLength={1_000}
        value={password}
        onInput={setPassword}
      />
      <Wrong problem={enrol.problem ?? disable.problem} />
    </Confirm>
  );
}

function Scan({ secret, next, over }: StepProps & { secret: Secret }) {
  const [code, setCode] = useState("");
  const confirm = useAct((_key, typed: string) =>
    ask(api.POST("/api/v1/me/second-factor/confirm", { body: { code: typed } })),
  );
  const act = async () => {
    const told = await confirm.run(code.trim());
    if (told === undefined) return;
    tell(t("is-on"));
    next({ is: "codes", codes: told.codes });
  };
  return (
    <Confirm
      title={t("factor")}
      act={t("confirm")}
      busy={confirm.busy}
      problem={null}
      onAct={() => void act()}
      onClose={over}
    >
      <p>{t("scan")}</p>
      <Code uri={secret.uri} />
      <p>
        {t("secret")}: <code class="account-secret">{secret.secret}</code>
      </p>
      <TextField
        label={t("code")}
        hint={t("code-hint")}
        inputMode="numeric"
        autocomplete="one-time-code"
        pattern="[0-9 ]{6,8}"
        required
        value={code}
        onInput={setCode}
      />
      <Wrong problem={confirm.problem} />
    </Confirm>
  );
}

/** Dark on light in both themes: readers want it so. */
function Code({ uri }: { uri: string }) {
  const grid = qrOf(uri);
  if (grid === null) return null; // the secret below says the same
  const side = grid.length + 8;
  return (
    <svg
      class="account-qr"
      role="img"
      aria-label={t("qr-label")}
      viewBox={`-4 -4 ${String(side)} ${String(side)}`}
    >
      <rect x="-4" y="-4" width={side} height={side} fill="white" />
      <path d={pathOf(grid)} fill="black" shape-rendering="crispEdges" />
    </svg>
  );
}

function Codes({ codes, over }: { codes: readonly string[]; over: () => void }) {
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    tell(t("copied"));
  };
  return (
    <Dialog title={t("codes-title")} onClose={over}>
      <p>{t("codes-about")}</p>
      <ul class="account-codes mono">
        {codes.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <div class="row row-end">
        <Button onClick={() => void copy()}>{t("copy")}</Button>
        <Button kind="primary" onClick={over}>
          {t("kept")}
        </Button>
      </div>
    </Dialog>
  );
}
