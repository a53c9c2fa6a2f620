// One user: role, state, password, sessions.
import "./users.css";
import { useState } from "preact/hooks";
import { useAct, useAsk } from "@/api/asking";
import { api, ask, askTagged } from "@/api/client";
import { ButtonLink, Button } from "@/ui/button";
import { Facts } from "@/ui/bits";
import { Confirm } from "@/ui/dialog";
import { CheckField, SelectField, TextField, wrongWith } from "@/ui/fields";
import { ago, dateTime } from "@/ui/format";
import { Page, Section } from "@/ui/page";
import { go } from "@/ui/router";
import { Failed, Shown } from "@/ui/states";
import { tell } from "@/ui/telling";
import { State } from "./index";
import { ROLES, type User } from "./known";
import { t } from "./messages";
import { Password } from "./password";
import { Sessions } from "./sessions";

interface Tagged {
  data: User;
  etag: string;
}

export function OneUser({ id }: { id: string }) {
  const asked = useAsk<Tagged>(id, (signal) =>
    askTagged(api.GET("/api/v1/users/{user_id}", { params: { path: { user_id: id } }, signal })),
  );
  const name = asked.data?.data.name ?? t("title");
  return (
    <Page title={name} lead={<a href="/users">{t("back")}</a>}>
      <Shown asked={asked}>
        {(tagged) => (
          <>
            <Head user={tagged.data} />
            <div class="cards">
              <Change key={tagged.etag} tagged={tagged} put={asked.put} again={asked.again} />
              <Dangers tagged={tagged} again={asked.again} />
            </div>
            <Sessions user={tagged.data} again={asked.again} />
          </>
        )}
      </Shown>
    </Page>
  );
}

function Head({ user }: { user: User }) {
  return (
    <div class="card">
      <Facts
        facts={[
          [t("state"), <State key="state" user={user} />],
          [t("role"), t(user.role)],
          [t("created"), dateTime(user.created_at)],
          [t("used"), user.last_used_at == null ? t("never") : ago(user.last_used_at)],
        ]}
      />
    </div>
  );
}

function Change(props: { tagged: Tagged; put: (told: Tagged) => void; again: () => void }) {
  const { data: user, etag } = props.tagged;
  const [name, setName] = useState(user.name);
  const [role, setRole] = useState(user.role);
  const [disabled, setDisabled] = useState(user.disabled);
  const save = useAct((_key, change: { name: string; role: User["role"]; disabled: boolean }) =>
    askTagged(
      api.PATCH("/api/v1/users/{user_id}", {
        params: { path: { user_id: user.user_id }, header: { "If-Match": etag } },
        body: change,
      }),
    ),
  );
  const act = async () => {
    const told = await save.run({ name: name.trim(), role, disabled });
    if (told === undefined) return;
    tell(t("saved", { name: told.data.name }));
    props.put(told);
  };
  const isChanged = name.trim() !== user.name || role !== user.role || disabled !== user.disabled;
  return (
    <Section title={t("edit", { name: user.name })}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        <TextField
          label={t("name")}
          value={name}
          required
          maxLength={100}
          wrong={wrongWith(save.problem, "body.name")}
          onInput={setName}
        />
        <SelectField
          label={t("role")}
          hint={t(`${role}-about`)}
          value={role}
          options={ROLES.map((each) => [each, t(each)] as const)}
          onInput={setRole}
        />
        <CheckField label={t("disabled-label")} value={disabled} onInput={setDisabled} />
        <p class="muted small">{t("ends-sessions")}</p>
        {save.problem !== null && (
          <Failed
            problem={save.problem}
            {...(save.problem.word === "changed" ? { again: props.again } : {})}
          />
        )}
        <div class="row">
          <Button type="submit" kind="primary" busy={save.busy} disabled={!isChanged}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Dangers({ tagged, again }: { tagged: Tagged; again: () => void }) {
  const { data: user, etag } = tagged;
  const [asking, setAsking] = useState<"reset" | "remove" | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const path = { user_id: user.user_id };
  const reset = useAct(() =>
    ask(api.POST("/api/v1/users/{user_id}/password", { params: { path } })),
  );
  const remove = useAct(async () => {
    await ask(
      api.DELETE("/api/v1/users/{user_id}", { params: { path, header: { "If-Match": etag } } }),
    );
    return true;
  });
  const close = () => {
    setAsking(null);
    reset.clear();
    remove.clear();
  };
  const act = async () => {
    if (asking === "reset") {
      const told = await reset.run();
      if (told === undefined) return;
      setPassword(told.one_time_password);
      close();
    } else if ((await remove.run()) === true) {
      tell(t("removed", { name: user.name }));
      go("/users", { replace: true });
    }
  };
  return (
    <Section title={t("state")}>
      <div class="row">
        <Button onClick={() => setAsking("reset")}>{t("reset")}</Button>
        <Button kind="danger" onClick={() => setAsking("remove")}>
          {t("remove")}
        </Button>
        <ButtonLink kind="quiet" href={`/audit?by_user=${user.user_id}`}>
          {t("look-audit")}
        </ButtonLink>
      </div>
      {asking !== null && (
        <Confirm
          title={t(`${asking}-ask`, { name: user.name })}
          act={t(asking)}
          danger
          busy={reset.busy || remove.busy}
          problem={asking === "reset" ? reset.problem : remove.problem}
          onAct={() => void act()}
          onClose={close}
        >
          <p>{t(`${asking}-about`)}</p>
        </Confirm>
      )}
      {password !== null && (
        <Password
          name={user.name}
          password={password}
          onClose={() => {
            setPassword(null);
            again();
          }}
        />
      )}
    </Section>
  );
}
