// The login: name and password, then whatever else the server asks for.
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "@/api/problem";
import { logIn, type LoginWanted } from "@/api/session";
import { Preferences } from "@/shell/app";
import { t } from "@/shell/loginmessages";
import { Button } from "@/ui/button";
import { TextField, wrongWith } from "@/ui/fields";
import { Failed } from "@/ui/states";

interface Typed {
  name: string;
  password: string;
  code: string;
  chosen: string;
}

interface More {
  code: boolean;
  chosen: boolean;
}

export function Login() {
  const [typed, setTyped] = useState<Typed>({ name: "", password: "", code: "", chosen: "" });
  const [more, setMore] = useState<More>({ code: false, chosen: false });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = "callcore";
  }, []);

  const submit = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await logIn(wantedOf(typed, more));
    } catch (error) {
      const met = asProblem(error);
      if (met.word === "code-required") setMore({ ...more, code: true });
      else if (met.word === "new-password-required") setMore({ ...more, chosen: true });
      else setProblem(met);
      setBusy(false);
    }
  };

  return (
    <main class="login">
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        <h1>callcore</h1>
        <Fields {...{ typed, more, problem }} put={setTyped} />
        {problem !== null && <Wrong problem={problem} />}
        <Button type="submit" kind="primary" busy={busy}>
          {t("enter")}
        </Button>
      </form>
      <Preferences />
    </main>
  );
}

function Fields(props: {
  typed: Typed;
  more: More;
  problem: Problem | null;
  put: (typed: Typed) => void;
}) {
  const { typed, more, problem } = props;
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const field = (key: keyof Typed, autocomplete: string) => ({
    label: t(key),
    name: autocomplete,
    autocomplete,
    required: true,
    maxLength: key === "code" ? 15 : key === "name" ? 100 : 1_000,
    value: typed[key],
    onInput: (value: string) => props.put({ ...typed, [key]: value }),
  });
  return (
    <>
      <TextField {...field("name", "username")} inputRef={first} />
      <TextField {...field("password", "current-password")} type="password" />
      {more.code && <TextField {...field("code", "one-time-code")} hint={t("code-hint")} />}
      {more.chosen && (
        <TextField
          {...field("chosen", "new-password")}
          type="password"
          hint={t("chosen-hint")}
          wrong={wrongWith(problem, "body.new_password")}
        />
      )}
    </>
  );
}

function Wrong({ problem }: { problem: Problem }) {
  if (problem.word !== "wrong-login") return <Failed problem={problem} />;
  return (
    <p class="state state-failed" role="alert">
      {t("wrong-login")}
    </p>
  );
}

function wantedOf(typed: Typed, more: More): LoginWanted {
  return {
    name: typed.name,
    password: typed.password,
    ...(more.code ? { code: typed.code.trim().toLowerCase() } : {}),
    ...(more.chosen ? { new_password: typed.chosen } : {}),
  };
}
