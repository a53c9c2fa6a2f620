import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { session } from "@/api/session";
import { setLocale } from "@/i18n";
import { answering, refusal } from "@/testing/server";
import Door from "./index";
import { detailWord, failureWord, partWord } from "./partmessages";
import { fitting } from "./settings";

const STANDIN = "nothing; another engine stands in";
const part = (name: string, state: string, hears = "nothing", uk = hears) => ({
  name,
  state,
  since_s: 1_000,
  hears: { en: hears, ru: hears, uk },
  detail: "",
  workers: [],
});
const worker = (name: string, health: Record<string, string>) => ({
  worker: name,
  load: 3,
  capacity: 100,
  draining: false,
  version: "1",
  address: "a",
  http: "h",
  beat_s: 1_000,
  health,
});
const WELL = {
  state: "ok",
  at_s: Date.now() / 1_000,
  dependencies: [part("redis", "ok")],
  workers: [worker("w1", { stt: "" })],
};
const ILL = {
  ...WELL,
  state: "degraded",
  dependencies: [
    part("worker.stt", "degraded", STANDIN, "нічого; працює інший рушій"),
    part("regression", "unknown"),
    part("redis", "ok"),
  ],
  workers: [worker("w1", { stt: STANDIN }), worker("w2", { stt: "" })],
};
const SETTINGS = [
  { variable: "ADMINAPI_PORT", value: "8080", origin: "environment", about: "port of the API" },
  { variable: "ADMINAPI_HOST", value: "", origin: "default", about: "address of the API" },
];

function enter(role: "admin" | "viewer") {
  session.value = { name: "ann", role, userId: "u", sessionId: "s" };
}

beforeEach(() => enter("viewer"));
afterEach(() => {
  cleanup(); // while the timers that it must stop are still the same
  vi.useRealTimers();
});

describe("the lights", () => {
  it("say in words what callers hear of what is not well, and of nothing else", async () => {
    answering({ "GET /api/v1/health": () => ILL });
    render(<Door />);
    const overall = within(await screen.findByRole("region", { name: "What callers hear now" }));
    expect(overall.getByText("The house runs degraded.", { exact: false })).toBeTruthy();
    expect(overall.getAllByRole("listitem").map((each) => each.textContent)).toEqual([
      `Speech to text: ${STANDIN}`,
    ]);
  });

  it("speak the user's language, for each worker, too", async () => {
    answering({ "GET /api/v1/health": () => ILL });
    setLocale("uk");
    render(<Door />);
    const table = within(await screen.findByRole("table"));
    const troubled = table.getByRole("row", { name: /w1/ });
    expect(troubled.textContent).toContain("нічого; працює інший рушій");
    expect(table.getByRole("row", { name: /w2/ }).textContent).not.toContain("нічого");
  });

  it("warn of clocks that differ", async () => {
    answering({ "GET /api/v1/health": () => ({ ...WELL, at_s: Date.now() / 1_000 - 120 }) });
    render(<Door />);
    expect(await screen.findByText(/clocks .* differ by 2:0\d/)).toBeTruthy();
  });
});

describe("for admins", () => {
  const rules = {
    "GET /api/v1/health": () => WELL,
    "GET /api/v1/house/settings": () => ({ settings: SETTINGS, workers: [] }),
  };

  it("settings are searched; others do not see them", async () => {
    answering(rules);
    const { unmount } = render(<Door />);
    await screen.findByText(/All is well/);
    expect(screen.queryByText("Settings in force")).toBeNull();
    unmount();
    enter("admin");
    render(<Door />);
    expect(await screen.findByText("2 settings")).toBeTruthy();
    fireEvent.input(screen.getByLabelText("Search"), { target: { value: "8080 PORT" } });
    expect(await screen.findByText("1 setting")).toBeTruthy();
    expect(screen.queryByText("ADMINAPI_HOST")).toBeNull();
  });

  it("a worker's log level is set, and a refusal is told beside it", async () => {
    enter("admin");
    let gone = false;
    const server = answering({
      ...rules,
      "PUT /api/v1/house/log-level": () =>
        gone ? refusal(404, "worker-gone") : { result: "done", fields: {} },
    });
    render(<Door />);
    fireEvent.input(await screen.findByLabelText("Log level of w1"), {
      target: { value: "debug" },
    });
    fireEvent.click(screen.getByRole("button", { name: "Set" }));
    await waitFor(() =>
      expect(server.asked.at(-1)?.body).toEqual({ worker: "w1", level: "debug" }),
    );
    const button = screen.getByRole("button", { name: "Set" });
    await waitFor(() => expect(button.getAttribute("aria-busy")).toBe("false"));
    gone = true;
    fireEvent.click(button);
    expect((await screen.findByRole("alert")).textContent).toContain("not there any more");
  });
});

it("parts that nobody knows here are shown as the server calls them", () => {
  expect([partWord("worker.stt"), partWord("worker.fax"), failureWord("fax")]).toEqual([
    "Speech to text",
    "fax",
    "",
  ]);
  expect(detailWord("workers", "3/200")).toBe("3 of 200 calls");
  expect(detailWord("archive", "1")).toBe("1 record waits");
  expect(detailWord("prices", "12 days")).toBe("12 days old");
  expect(detailWord("fax", "paper")).toBe("paper");
});

it("settings fit when they have all the words", () => {
  const names = (text: string, onlySet = false) =>
    fitting(SETTINGS, text, onlySet).map((each) => each.variable);
  expect(names("api address")).toEqual(["ADMINAPI_HOST"]);
  expect(names("", true)).toEqual(["ADMINAPI_PORT"]);
});

describe("while somebody looks, the lights", () => {
  it("are asked again while they are looked at", async () => {
    vi.useFakeTimers();
    let told = WELL;
    answering({ "GET /api/v1/health": () => told });
    render(<Door />);
    await vi.advanceTimersByTimeAsync(100);
    expect(screen.getByText(/All is well/)).toBeTruthy();
    told = ILL;
    await vi.advanceTimersByTimeAsync(5_100);
    expect(screen.getByText(/The house runs degraded/)).toBeTruthy();
  });

  it("say how old they are when the server stops to answer, and go on asking", async () => {
    vi.useFakeTimers();
    let answers = true;
    const server = answering({
      "GET /api/v1/health": () => (answers ? WELL : refusal(503, "unavailable")),
    });
    render(<Door />);
    await vi.advanceTimersByTimeAsync(100);
    answers = false;
    await vi.advanceTimersByTimeAsync(12_000);
    expect(screen.getByRole("alert").textContent).toMatch(/This is from 1\d seconds ago/);
    const before = server.asked.length;
    answers = true;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(server.asked.length).toBeGreaterThan(before);
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
