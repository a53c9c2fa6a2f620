// Where one is logged in.
import { useAct, useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { ago, dateTime } from "@/ui/format";
import { Section } from "@/ui/page";
import { Failed, Shown } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { tell } from "@/ui/telling";
import { t } from "./messages";

type Session = components["schemas"]["Session"];

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
    tell(t("ended", { n: told.ended }));
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
          <Table
            caption={t("sessions")}
            columns={columns((id) => void end(endOne.run(id)), endOne.busy)}
            rows={items}
            keyOf={(each) => each.session_id}
          />
        )}
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
      cell: (each) => <span class="account-browser">{each.user_agent}</span>,
    },
    { key: "since", head: t("since"), cell: (each) => dateTime(each.created_at) },
    { key: "used", head: t("used"), cell: (each) => ago(each.used_at) },
    {
      key: "end",
      head: t("end"),
      cell: (each) =>
        each.current ? (
          <Badge tone="good">{t("here")}</Badge>
        ) : (
          <Button busy={busy} onClick={() => end(each.session_id)}>
            {t("end")}
          </Button>
        ),
    },
  ];
}
