// Where somebody is logged in, as a table with a way to end each login.
import type { components } from "@/api/schema";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { ago, dateTime } from "@/ui/format";
import { t } from "@/ui/sessionmessages";
import { Table, type Column } from "@/ui/table";

export type LoginSession = components["schemas"]["Session"];

export function SessionTable(props: {
  caption: string;
  items: readonly LoginSession[];
  busy: boolean;
  end: (sessionId: string) => void;
}) {
  return (
    <Table
      caption={props.caption}
      columns={columns(props.end, props.busy)}
      rows={props.items}
      keyOf={(each) => each.session_id}
    />
  );
}

/** What became of it, for `tell`. */
export function endedText(ended: number): string {
  return t("ended", { n: ended });
}

function columns(end: (sessionId: string) => void, busy: boolean): Column<LoginSession>[] {
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
      cell: (each) => <span class="anywhere">{each.user_agent}</span>,
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
