// Users: the list, and behind a name one of them.
import { useState } from "preact/hooks";
import { api, ask } from "@/api/client";
import { usePages } from "@/api/paging";
import type { components } from "@/api/schema";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/fields";
import { Badge } from "@/ui/bits";
import { ago } from "@/ui/format";
import { Page } from "@/ui/page";
import { goQuery, place } from "@/ui/router";
import { Empty, Failed, Loading } from "@/ui/states";
import { More, Table, type Column } from "@/ui/table";
import { isRole, ROLES, type User } from "./known";
import { t } from "./messages";
import { NewUser } from "./newuser";
import { OneUser } from "./oneuser";
import { Password } from "./password";

export default function Door({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params["id"];
  return id === undefined ? <List /> : <OneUser key={id} id={id} />;
}

function List() {
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; password: string } | null>(null);
  const query = place.value.query;
  const q = query.get("q") ?? "";
  const role = query.get("role") ?? "";
  const pages = usePages<User, components["schemas"]["Users"]>(`${q}\n${role}`, (cursor, signal) =>
    ask(
      api.GET("/api/v1/users", {
        params: {
          query: {
            limit: 100,
            ...(q === "" ? {} : { q: q.slice(0, 200) }),
            ...(isRole(role) ? { role } : {}),
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
        signal,
      }),
    ),
  );
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <Button kind="primary" onClick={() => setMaking(true)}>
          {t("new")}
        </Button>
      }
    >
      <Filter q={q} role={role} />
      <Rows pages={pages} />
      {making && (
        <NewUser
          onClose={() => setMaking(false)}
          onMade={(name, password) => {
            setMaking(false);
            if (password !== null) setMade({ name, password });
            pages.again();
          }}
        />
      )}
      {made !== null && <Password {...made} onClose={() => setMade(null)} />}
    </Page>
  );
}

function Filter({ q, role }: { q: string; role: string }) {
  return (
    <form class="fields" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextField
        label={t("search")}
        type="search"
        value={q}
        maxLength={200}
        onInput={(value) => goQuery({ q: value })}
      />
      <SelectField
        label={t("role")}
        value={role}
        options={[["", t("any")], ...ROLES.map((each) => [each, t(each)] as const)]}
        onInput={(value) => goQuery({ role: value })}
      />
    </form>
  );
}

function Rows({
  pages,
}: {
  pages: ReturnType<typeof usePages<User, components["schemas"]["Users"]>>;
}) {
  const { rows, first, problem } = pages;
  if (first === undefined && problem === null) return <Loading />;
  return (
    <>
      {problem !== null && <Failed problem={problem} again={pages.again} />}
      {first !== undefined && rows.length === 0 && <Empty title={t("none")} />}
      {rows.length > 0 && (
        <Table
          caption={t("caption")}
          columns={columns()}
          rows={rows}
          keyOf={(user) => user.user_id}
        />
      )}
      <More there={pages.there} busy={pages.loading} onMore={pages.more} />
    </>
  );
}

function columns(): Column<User>[] {
  return [
    {
      key: "name",
      head: t("name"),
      heads: true,
      cell: (user) => (
        <a href={`/users/${user.user_id}`} dir="auto">
          <b>{user.name}</b>
        </a>
      ),
    },
    { key: "role", head: t("role"), cell: (user) => t(user.role) },
    { key: "state", head: t("state"), cell: (user) => <State user={user} /> },
    { key: "sessions", head: t("sessions"), number: true, cell: (user) => user.sessions },
    {
      key: "used",
      head: t("used"),
      cell: (user) => (user.last_used_at == null ? t("never") : ago(user.last_used_at)),
    },
  ];
}

/** Whether the user may log in, and how safely. */
export function State({ user }: { user: User }) {
  return (
    <span class="row">
      {user.disabled ? (
        <Badge tone="bad">{t("disabled")}</Badge>
      ) : (
        <Badge tone="good">{t("active")}</Badge>
      )}
      {user.second_factor && <Badge tone="info">{t("second-factor")}</Badge>}
      {user.one_time_password && <Badge tone="warn">{t("one-time")}</Badge>}
    </span>
  );
}
