// The dialog that makes a user. The server makes the password, and tells it once.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Confirm } from "@/ui/dialog";
import { SelectField, TextField, wrongWith } from "@/ui/fields";
import { tell } from "@/ui/telling";
import { ROLES, type Role } from "./known";
import { t } from "./messages";

export function NewUser(props: {
  onClose: () => void;
  onMade: (name: string, password: string | null) => void;
}) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const make = useAct((_key, wanted: { name: string; role: Role }) =>
    ask(api.POST("/api/v1/users", { body: wanted })),
  );
  const act = async () => {
    const told = await make.run({ name: name.trim(), role });
    if (told === undefined) return;
    tell(t("made", { name: told.user.name }));
    props.onMade(told.user.name, told.one_time_password ?? null);
  };
  return (
    <Confirm
      title={t("new")}
      act={t("make")}
      busy={make.busy}
      problem={make.problem}
      onAct={() => void act()}
      onClose={props.onClose}
    >
      <TextField
        label={t("name")}
        value={name}
        required
        maxLength={100}
        autocomplete="off"
        wrong={wrongWith(make.problem, "body.name")}
        onInput={setName}
      />
      <SelectField
        label={t("role")}
        hint={t(`${role}-about`)}
        value={role}
        options={ROLES.map((each) => [each, t(each)] as const)}
        onInput={setRole}
      />
    </Confirm>
  );
}
