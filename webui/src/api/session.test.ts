import { beforeEach, expect, test, vi } from "vitest";
import { answering, refusal, told } from "@/testing/server";
import type { Access } from "@/api/session";

const ACCESS: Access = {
  access_token: "first",
  token_type: "Bearer",
  expires_in: 600,
  session_id: "6f0f3f3e-0000-4000-8000-000000000001",
  user_id: "6f0f3f3e-0000-4000-8000-000000000002",
  name: "olena",
  role: "supervisor",
};

// the module keeps the token: every test gets its own
beforeEach(() => vi.resetModules());

async function fresh() {
  return { ...(await import("@/api/session")), ...(await import("@/api/client")) };
}

test("a login keeps the token in memory and nothing of it in the browser", async () => {
  const { logIn, session, freshToken } = await fresh();
  answering({ "POST /api/v1/auth/login": () => ACCESS });
  await logIn({ name: "olena", password: "secret of hers" });
  expect(session.value).toMatchObject({ name: "olena", role: "supervisor" });
  expect(await freshToken()).toBe("first");
  expect(JSON.stringify(localStorage)).not.toContain("first");
});

test("where nobody has logged in, nothing is asked at the start", async () => {
  const { resume, session } = await fresh();
  const { asked } = answering({});
  await resume();
  expect(session.value).toBeNull();
  expect(asked).toHaveLength(0);
});

test("a token that ends soon is renewed before the next request", async () => {
  const { logIn, api, ask } = await fresh();
  const { asked } = answering({
    "POST /api/v1/auth/login": () => ({ ...ACCESS, expires_in: 30 }),
    "POST /api/v1/auth/refresh": () => ({ ...ACCESS, access_token: "second" }),
    "GET /api/v1/me": () => ({}),
  });
  await logIn({ name: "olena", password: "x" });
  await ask(api.GET("/api/v1/me"));
  expect(asked.at(-1)?.headers.get("Authorization")).toBe("Bearer second");
});

test("after a 401 the request is sent once more with a new token and the same key", async () => {
  const { logIn, api, ask } = await fresh();
  let good = "second";
  const { asked } = answering({
    "POST /api/v1/auth/login": () => ACCESS,
    "POST /api/v1/auth/refresh": () => ({ ...ACCESS, access_token: "second" }),
    "POST /api/v1/live/calls/:id/hangup": ({ headers }) =>
      headers.get("Authorization") === `Bearer ${good}`
        ? { result: "done", fields: {} }
        : refusal(401, "unauthorized"),
  });
  await logIn({ name: "olena", password: "x" });
  const hangUp = () =>
    ask(
      api.POST("/api/v1/live/calls/{call_id}/hangup", {
        params: { path: { call_id: "c" }, header: { "Idempotency-Key": "k" } },
        body: { reason: "supervisor" },
      }),
    );
  expect(await hangUp()).toMatchObject({ result: "done" });
  const sent = asked.filter((each) => each.path.endsWith("/hangup"));
  expect(sent.map((each) => each.headers.get("Idempotency-Key"))).toEqual(["k", "k"]);
  expect(sent[1]?.body).toEqual({ reason: "supervisor" });
  good = "third";
  await expect(hangUp()).rejects.toMatchObject({ word: "unauthorized" });
});

test("when the session itself is over, nobody is logged in any more", async () => {
  const { logIn, session, api, ask } = await fresh();
  answering({
    "POST /api/v1/auth/login": () => ACCESS,
    "POST /api/v1/auth/refresh": () => refusal(401, "unauthorized"),
    "GET /api/v1/me": () => refusal(401, "unauthorized"),
  });
  await logIn({ name: "olena", password: "x" });
  await expect(ask(api.GET("/api/v1/me"))).rejects.toMatchObject({ status: 401 });
  expect(session.value).toBeNull();
});

test("a wrong password in a form does not end the session", async () => {
  const { logIn, session, api, ask } = await fresh();
  const { asked } = answering({
    "POST /api/v1/auth/login": () => ACCESS,
    "POST /api/v1/me/password": () => refusal(401, "wrong-login"),
  });
  await logIn({ name: "olena", password: "x" });
  const body = { password: "wrong", new_password: "new" };
  await expect(ask(api.POST("/api/v1/me/password", { body }))).rejects.toMatchObject({
    word: "wrong-login",
  });
  expect(session.value).not.toBeNull();
  expect(asked.some((each) => each.path.endsWith("/refresh"))).toBe(false);
});

test("many requests at once renew the token once", async () => {
  const { logIn, api, ask } = await fresh();
  const { asked } = answering({
    "POST /api/v1/auth/login": () => ({ ...ACCESS, expires_in: 1 }),
    "POST /api/v1/auth/refresh": () => ({ ...ACCESS, access_token: "second" }),
    "GET /api/v1/me": () => ({}),
  });
  await logIn({ name: "olena", password: "x" });
  await Promise.all([1, 2, 3].map(() => ask(api.GET("/api/v1/me"))));
  expect(asked.filter((each) => each.path.endsWith("/refresh"))).toHaveLength(1);
});

test("a tab that lost the race takes what the other tab was given", async () => {
  vi.useFakeTimers();
  const { logIn, refresh, freshToken } = await fresh();
  let raced = true;
  answering({
    "POST /api/v1/auth/login": () => ACCESS,
    "POST /api/v1/auth/refresh": () => {
      const answer = raced ? refusal(409, "raced") : told({ ...ACCESS, access_token: "third" });
      raced = false;
      return answer;
    },
  });
  await logIn({ name: "olena", password: "x" });
  const renewed = refresh();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await renewed).toBe(true);
  expect(await freshToken()).toBe("third");
  vi.useRealTimers();
});

test("a server that cannot be reached does not log anybody out", async () => {
  const { logIn, session, refresh } = await fresh();
  answering({
    "POST /api/v1/auth/login": () => ACCESS,
    "POST /api/v1/auth/refresh": () => {
      throw new TypeError("network");
    },
  });
  await logIn({ name: "olena", password: "x" });
  await expect(refresh()).rejects.toMatchObject({ word: "offline" });
  expect(session.value).not.toBeNull();
});

test("who logs out is gone here even if the server has forgotten the session", async () => {
  const { logIn, logOut, session } = await fresh();
  answering({
    "POST /api/v1/auth/login": () => ACCESS,
    "POST /api/v1/auth/logout": () => refusal(401, "unauthorized"),
  });
  await logIn({ name: "olena", password: "x" });
  await logOut();
  expect(session.value).toBeNull();
});
