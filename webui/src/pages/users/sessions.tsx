// Where a user is logged in, and how to end that.
import { useAct, useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { endedText, SessionTable } from "@/ui/sessions";
import { Empty, Failed, Shown } from "@/ui/states";
import { tell } from "@/ui/telling";
import type { User } from "./known";
import { t } from "./messages";

export function Sessions({ user, again }: { user: User; again: () => void }) {
  const path = { user_id: user.user_id };
  const asked = useAsk(`${user.user_id} ${user.sessions}`, (signal) =>
    ask(api.GET("/api/v1/users/{user_id}/sessions", { params: { path }, signal })),
  );
  const endAll = useAct(() =>
    ask(api.DELETE("/api/v1/users/{user_id}/sessions", { params: { path } })),
  );
  const endOne = useAct(async (_key, session_id: string) => {
    await ask(
      api.DELETE("/api/v1/users/{user_id}/sessions/{session_id}", {
        params: { path: { ...path, session_id } },
      }),
    );
    return { ended: 1 };
  });
  const end = async (ending: Promise<{ ended: number } | undefined>) => {
    const told = await ending;
    if (told === undefined) return;
    tell(endedText(told.ended));
    asked.again();
    again();
  };
  const problem = endAll.problem ?? endOne.problem;
  const any = (asked.data?.items.length ?? 0) > 0;
  return (
    <Section
      title={t("sessions-of", { name: user.name })}
      actions={
        any && (
          <Button kind="danger" busy={endAll.busy} onClick={() => void end(endAll.run())}>
            {t("end-all")}
          </Button>
        )
      }
    >
      {problem !== null && <Failed problem={problem} />}
      <Shown asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("no-sessions")} />
          ) : (
            <SessionTable
              caption={t("sessions-of", { name: user.name })}
              items={items}
              busy={endOne.busy}
              end={(id) => void end(endOne.run(id))}
            />
          )
        }
      </Shown>
    </Section>
  );
}
