// The page as a whole, against a server that answers as the real one does.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { session, type Role } from "@/api/session";
import { answering, refusal, told } from "@/testing/server";
import { NewsCorner } from "@/ui/telling";
import RolloutPage from "./index";
import type { Arm, Plan, Rollout } from "./reading";

const LIMITS = {
  least_n: 50,
  failed_most: 0.1,
  failed_over: 0.03,
  empty_most: 0.3,
  empty_over: 0.1,
  hallucinated_most: 0.05,
  hallucinated_over: 0.02,
  p95_ms_most: 3000,
  p95_over_factor: 2,
  wer_most: 0.5,
  micros_per_minute_most: 50_000,
  micros_per_minute_factor: 0,
};

function plan(more: Partial<Plan> = {}): Plan {
  return {
    version: 3,
    status: "running",
    experiment: "openai-2026-11-20",
    engine: "openai",
    percent: 5,
    shadow_percent: 20,
    forced: 1,
    since: 2,
    changed_at: "2026-11-20T10:00:00.000Z",
    changed_by: "anna",
    reason: "first look",
    limits: LIMITS,
    ...more,
  };
}

const rate = (hits: number, n: number, low: number, high: number) => ({
  hits,
  n,
  share: n === 0 ? null : hits / n,
  low,
  high,
});

function arm(n: number, failed: Arm["failed"]): Arm {
  return {
    utterances: n,
    failed,
    empty: rate(0, n, 0, n === 0 ? 1 : 0.02),
    hallucinated: rate(0, n, 0, n === 0 ? 1 : 0.02),
    finals: n,
    p50_ms: n === 0 ? null : 420,
    p95_ms: n === 0 ? null : 1_250,
    micros_per_minute: n === 0 ? null : 6_000,
    unpriced: 0,
  };
}

function rollout(more: Partial<Rollout> = {}): Rollout {
  return {
    plan: plan(),
    control: arm(1_000, rate(10, 1_000, 0.0047, 0.021)),
    candidate: arm(120, rate(30, 120, 0.163, 0.363)),
    compared: {
      utterances: 200,
      failures: 4,
      wer: 0.12,
      cer: 0.05,
      precision: 0.9,
      recall: 0.95,
      cost_micros: 12_000,
    },
    breach: "",
    history: [
      {
        version: 3,
        status: "running",
        percent: 5,
        shadow_percent: 20,
        at: "2026-11-20T10:00:00.000Z",
        by: "anna",
        reason: "first look",
      },
    ],
    ...more,
  };
}

const answer = (what: Rollout, etag = `"${what.plan.version}.aa"`) => told(what, { ETag: etag });

function enter(role: Role) {
  session.value = { name: "anna", role, userId: "u1", sessionId: "s1" };
}

function show() {
  return render(
    <>
      <RolloutPage />
      <NewsCorner />
    </>,
  );
}

const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const submit = (dialog: HTMLElement) => fireEvent.submit(dialog.querySelector("form") as Element);

beforeEach(() => {
  enter("admin");
});

afterEach(() => {
  session.value = null;
  vi.useRealTimers();
});

test("each rate is told with its sample and its bounds, and a difference that is sure is said", async () => {
  answering({ "GET /api/v1/rollout": () => answer(rollout()) });
  show();
  const table = await screen.findByRole("table", { name: "How both arms do" });
  const failed = within(table).getByRole("row", { name: /^Failed/ });
  expect(failed.textContent).toContain("30 of 120");
  expect(failed.textContent).toContain("16.3% to 36.3%");
  expect(failed.textContent).toContain("surely worse");
  const empty = within(table).getByRole("row", { name: /^Empty/ });
  expect(empty.textContent).toContain("not sure");
});

test("without a sample nothing is claimed", async () => {
  const none = arm(0, rate(0, 0, 0, 1));
  answering({ "GET /api/v1/rollout": () => answer(rollout({ control: none, candidate: none })) });
  show();
  const table = await screen.findByRole("table", { name: "How both arms do" });
  const failed = within(table).getByRole("row", { name: /^Failed/ });
  expect(within(failed).getAllByText("no sample")).toHaveLength(2);
  expect(within(table).getByText("too few to judge")).toBeTruthy();
});

test("why it was taken back is said at once, with who did it", async () => {
  const back = {
    version: 4,
    status: "rolled-back" as const,
    percent: 0,
    shadow_percent: 0,
    at: "2026-11-21T10:00:00.000Z",
    by: "guard",
    reason: "failed: 25 % of 120 utterances, surely above 10 %",
  };
  const taken = plan({ ...back, status: "rolled-back", changed_by: "guard", reason: back.reason });
  answering({
    "GET /api/v1/rollout": () => answer(rollout({ plan: taken, history: [back] })),
  });
  show();
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("by guard: failed: 25 %");
  expect(screen.getByRole("button", { name: "Resume" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Change the share" })).toBeNull();
});

test("a share is set with the ETag that was seen, and the news tell the server's answer", async () => {
  const server = answering({
    "GET /api/v1/rollout": () => answer(rollout()),
    "PUT /api/v1/rollout/share": () =>
      answer(rollout({ plan: plan({ version: 4, percent: 10.01, shadow_percent: 20 }) })),
  });
  show();
  fireEvent.click(await screen.findByRole("button", { name: "Change the share" }));
  const dialog = await screen.findByRole("dialog");
  type(within(dialog).getByLabelText("Callers on trial, percent"), "10");
  expect(within(dialog).getByText("of the callers, about one of 10")).toBeTruthy();
  type(within(dialog).getByLabelText("Reason"), "it does well");
  submit(dialog);
  await screen.findByText(/Now 10.01% of the callers are on trial/);
  const put = server.asked.find((each) => each.method === "PUT");
  expect(put?.headers.get("If-Match")).toBe('"3.aa"');
  expect(put?.body).toEqual({ percent: 10, shadow_percent: 20, reason: "it does well" });
});

test("a plan that was changed meanwhile must be seen before it is changed, and what was typed stays", async () => {
  let now = rollout();
  const server = answering({
    "GET /api/v1/rollout": () => answer(now),
    "PUT /api/v1/rollout/share": ({ headers }) => {
      if (headers.get("If-Match")?.startsWith('"3.') === true) {
        now = rollout({ plan: plan({ version: 4, percent: 1, changed_by: "boris" }) });
        return refusal(412, "changed");
      }
      return answer(now);
    },
  });
  show();
  fireEvent.click(await screen.findByRole("button", { name: "Change the share" }));
  const dialog = await screen.findByRole("dialog");
  const field = within(dialog).getByLabelText<HTMLInputElement>("Callers on trial, percent");
  type(field, "25");
  type(within(dialog).getByLabelText("Reason"), "it does well");
  submit(dialog);
  await within(dialog).findByText(/Changed meanwhile by boris/);
  const set = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Set the share" });
  expect([field.value, set.disabled]).toEqual(["25", true]);
  fireEvent.click(within(dialog).getByRole("button", { name: "I have seen it" }));
  await waitFor(() => expect(set.disabled).toBe(false));
  submit(dialog);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const puts = server.asked.filter((each) => each.method === "PUT");
  expect(puts[1]?.headers.get("If-Match")).toBe('"4.aa"');
});

test("the switch works in two steps, without typing, even when the plan cannot be read", async () => {
  const off = plan({ version: 4, status: "off", percent: 0, shadow_percent: 0 });
  const server = answering({
    "GET /api/v1/rollout": () => refusal(409, "conflict", { detail: "It cannot be read." }),
    "POST /api/v1/rollout/kill": () => answer(rollout({ plan: off })),
  });
  show();
  await screen.findByText("It cannot be read.");
  fireEvent.click(screen.getByRole("button", { name: "Switch off" }));
  expect(server.asked.some((each) => each.method === "POST")).toBe(false);
  submit(await screen.findByRole("dialog"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const sent = server.asked.find((each) => each.method === "POST");
  expect(sent?.body).toEqual({ reason: "Switched off by hand" });
  expect(sent?.headers.get("If-Match")).toBeNull();
  expect(screen.getAllByText(/It is off: everybody is heard by control/).length).toBeGreaterThan(0);
});

test("whoever is no admin sees all of it and changes nothing", async () => {
  enter("supervisor");
  answering({ "GET /api/v1/rollout": () => answer(rollout()) });
  show();
  await screen.findByText("An admin changes it.");
  for (const name of ["Switch off", "Pause", "Change the share"])
    expect(screen.queryByRole("button", { name })).toBeNull();
});

test("it is read again every few seconds, and a problem leaves what was shown", async () => {
  let isDown = false;
  const server = answering({
    "GET /api/v1/rollout": () =>
      isDown ? refusal(429, "too-many", {}, { "Retry-After": "7" }) : answer(rollout()),
  });
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  show();
  await screen.findByRole("table", { name: "How both arms do" });
  const before = server.asked.length;
  isDown = true;
  vi.advanceTimersByTime(3_000);
  expect(await screen.findByText("Worth trying again in 7 seconds.")).toBeTruthy();
  expect(server.asked.length).toBe(before + 1);
  expect(screen.getByRole("table", { name: "How both arms do" })).toBeTruthy();
});

test("a house that never tried anything says how to begin", async () => {
  const none = rollout({ plan: plan({ version: 0, status: "off", engine: "" }), history: [] });
  answering({ "GET /api/v1/rollout": () => answer(none) });
  show();
  expect(await screen.findByText("Nothing was ever tried")).toBeTruthy();
  expect(screen.getByText(/rollout start/)).toBeTruthy();
});
