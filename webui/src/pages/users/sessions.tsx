// Where a user is logged in, and how to end that.
import { useAct, useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Button } from "@/ui/button";
import { ago, dateTime } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty, Failed, Shown } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { tell } from "@/ui/telling";
import type { User } from "./known";
import { t } from "./messages";

type Session = components["schemas"]["Session"];

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
    tell(t("ended", { n: told.ended }));
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
            <Table
              caption={t("sessions-of", { name: user.name })}
              columns={columns((id) => void end(endOne.run(id)), endOne.busy)}
              rows={items}
              keyOf={(each) => each.session_id}
            />
          )
        }
      </Shown>
    </Section>
  );
}

function columns(end: (id: string) => void, busy: boolean): Column<Session>[] {
  return [
    {
      key: "address",
      head: t("from"),
      heads: true,
      cell: (each) => <span class="mono">{each.address}</span>,
    },
    {
      key: "browser",
      head: t("browser"),
      cell: (each) => <span class="users-browser">{each.user_agent}</span>,
    },
    { key: "since", head: t("since"), cell: (each) => dateTime(each.created_at) },
    { key: "used", head: t("used"), cell: (each) => ago(each.used_at) },
    {
      key: "end",
      head: t("end"),
      cell: (each) => (
        <Button busy={busy} onClick={() => end(each.session_id)}>
          {t("end")}
        </Button>
      ),
    },
  ];
}
