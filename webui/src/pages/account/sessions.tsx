// Where one is logged in.
import { useAct, useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { endedText, SessionTable } from "@/ui/sessions";
import { Failed, Shown } from "@/ui/states";
import { tell } from "@/ui/telling";
import { t } from "./messages";

export function Sessions() {
  const asked = useAsk("sessions", (signal) => ask(api.GET("/api/v1/me/sessions", { signal })));
  const endOthers = useAct(() => ask(api.DELETE("/api/v1/me/sessions")));
  const endOne = useAct(async (_key, session_id: string) => {
    const params = { path: { session_id } };
    await ask(api.DELETE("/api/v1/me/sessions/{session_id}", { params }));
    return { ended: 1 };
  });
  const end = async (ending: Promise<{ ended: number } | undefined>) => {
    const told = await ending;
    if (told === undefined) return;
    tell(endedText(told.ended));
    asked.again();
  };
  const problem = endOthers.problem ?? endOne.problem;
  return (
    <Section
      title={t("sessions")}
      actions={
        (asked.data?.items.length ?? 0) > 1 && (
          <Button kind="danger" busy={endOthers.busy} onClick={() => void end(endOthers.run())}>
            {t("end-others")}
          </Button>
        )
      }
    >
      {problem !== null && <Failed problem={problem} />}
      <Shown asked={asked}>
        {({ items }) => (
          <SessionTable
            caption={t("sessions")}
            items={items}
            busy={endOne.busy}
            end={(id) => void end(endOne.run(id))}
          />
        )}
      </Shown>
    </Section>
  );
}
