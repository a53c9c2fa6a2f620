import { fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it } from "vitest";
import { session } from "@/api/session";
import { answering, refusal } from "@/testing/server";
import { go } from "@/ui/router";
import Door from "./index";
import { differenceOf } from "./whatif";
import { bucketsOf } from "./spread";
import { urgency } from "./ends";
import { usualPrice } from "./entries";

const line = (day: string, model: string, amount: number, unpriced = 0) => ({
  day,
  component: "stt",
  provider: "google",
  model,
  lines: 2,
  unpriced,
  amount_micros: amount,
  aside_micros: 0,
});
const COSTS = {
  since: "2026-05-01",
  until: "2026-05-03",
  currency: "EUR",
  total_micros: 4_000_000,
  unpriced: 3,
  by_component_micros: { stt: 4_000_000 },
  items: [line("2026-05-02", "chirp", 3_000_000), line("2026-05-01", "<b>x</b>", 1_000_000, 3)],
  cut: false,
};
const CALLS = {
  since: "2026-05-01",
  until: "2026-05-03",
  currency: "EUR",
  calls: 4,
  unpriced: 1,
  total_micros: 2_000_000,
  p50_micros: 1_500,
  p90_micros: 9_000,
  p95_micros: 9_000,
  p99_micros: 9_000,
  most_micros: 9_000,
  histogram: [
    { to_micros: 1_000, calls: 0 },
    { to_micros: 2_000, calls: 3 },
    { to_micros: 5_000, calls: 0 },
    { to_micros: null, calls: 1 },
  ],
};
const choice = (name: string, amount: number | null, more = {}) => ({
  name,
  opened: "call",
  requests: 1,
  billed_ms: 61_000,
  amount_micros: amount,
  thousand_calls_micros: amount,
  times_cheapest: null,
  unpriced: 0,
  latency: "one request after his speech: not measured",
  price_id: null,
  shutdown: null,
  ...more,
});
const TABLE = {
  table_id: "7",
  sha256: "ab".repeat(32),
  currency: "EUR",
  entries: 2,
  note: "spring",
  made_by: "ann",
  made_at: "2026-05-01T10:00:00Z",
  active_by: "",
  active_from: null as string | null,
  active: false,
};

function enter(role: "admin" | "supervisor") {
  session.value = { name: "ann", role, userId: "u", sessionId: "s" };
}

beforeEach(() => {
  enter("admin");
  go("/costs");
});

describe("the overview", () => {
  const rules = { "GET /api/v1/costs": () => COSTS, "GET /api/v1/costs/calls": () => CALLS };

  it("asks for the days of the address and shows sums in the server's currency", async () => {
    const server = answering(rules);
    go("/costs?since=2026-05-01&until=2026-05-03");
    render(<Door params={{}} />);
    await screen.findByRole("heading", { name: "By provider and model" });
    const asked = server.asked.find((each) => each.path === "/api/v1/costs");
    expect(asked?.query.toString()).toBe("since=2026-05-01&until=2026-05-03");
    const engines = within(screen.getByRole("table", { name: "By provider and model" }));
    expect(engines.getByRole("row", { name: /chirp/ }).textContent).toContain("€3.0075%");
    expect(engines.getByText("<b>x</b>")).toBeTruthy(); // a name is text, whatever it says
    expect(engines.getByRole("row", { name: /Total/ }).textContent).toContain("€4.00100%");
  });

  it("points out what has no price", async () => {
    answering(rules);
    render(<Door params={{}} />);
    expect(await screen.findByText(/3 lines have no price/)).toBeTruthy();
    expect(await screen.findByText(/1 call cost more than it says/)).toBeTruthy();
  });

  it("says so when nothing was spent, and when sums are too low because rows were left out", async () => {
    let told = { ...COSTS, items: [] as typeof COSTS.items };
    answering({ ...rules, "GET /api/v1/costs": () => told });
    const { unmount } = render(<Door params={{}} />);
    expect(await screen.findByText("Nothing was spent in this time")).toBeTruthy();
    unmount();
    told = { ...COSTS, cut: true };
    render(<Door params={{}} />);
    expect(await screen.findByText(/the sums below are too low/)).toBeTruthy();
  });

  it("shows a refusal with its wait and asks again on demand", async () => {
    let refuses = true;
    const limited = () => (refuses ? refusal(429, "too-many", {}, { "Retry-After": "7" }) : COSTS);
    answering({ ...rules, "GET /api/v1/costs": limited });
    render(<Door params={{}} />);
    expect(await screen.findByText("Worth trying again in 7 seconds.")).toBeTruthy();
    refuses = false;
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: "By day" })).toBeTruthy();
  });
});

describe("the spread over calls", () => {
  it("goes from the first to the last bar with calls and marks where p50 and p95 lie", () => {
    const found = bucketsOf(CALLS).map((each) => [each.toMicros, each.calls, each.marks.join()]);
    expect(found).toEqual([
      [2_000, 3, "p50"],
      [5_000, 0, ""],
      [null, 1, "p95,p99"],
    ]);
    expect(bucketsOf({ ...CALLS, histogram: [{ to_micros: null, calls: 0 }] })).toEqual([]);
  });
});

describe("what if", () => {
  it("tells each way's difference from what was, with its sign", async () => {
    const rows = [
      choice("as it was", 2_000_000, { opened: null, latency: "as it was" }),
      choice("thrifty", 500_000),
      choice("dear", 3_000_000),
      choice("unknown", null),
    ];
    const told = { ...COSTS, calls: 2, utterances: 5, left: 1, rows };
    answering({ "GET /api/v1/costs/what-if": () => told });
    go("/costs/what-if");
    render(<Door params={{}} />);
    const table = within(await screen.findByRole("table"));
    expect(table.getByRole("row", { name: /thrifty/ }).textContent).toContain("−€1.50 (−75%)");
    expect(table.getByRole("row", { name: /dear/ }).textContent).toContain("+€1.00 (+50%)");
    expect(table.getByRole("row", { name: /unknown/ }).textContent).toContain("no price");
    expect(screen.getByText(/1 older line was left out/)).toBeTruthy();
  });

  it("has no share of what was free", () => {
    const free = choice("as it was", 0);
    expect(differenceOf(choice("x", 5), free)).toEqual({ micros: 5, share: null });
    expect(differenceOf(choice("x", 5), choice("as it was", null))).toBeNull();
  });
});

describe("price tables", () => {
  const rules = {
    "GET /api/v1/prices": () => ({ items: [TABLE], active: null }),
    "GET /api/v1/prices/ends": () => ({ items: [] }),
  };

  it("keeps the text and points to the line when the server refuses it, then keeps a draft", async () => {
    let wrong = true;
    const errors = [
      {
        where: "body.yaml",
        problem: "price table as uploaded, entry a.1, field micros: it must be…",
      },
    ];
    const server = answering({
      ...rules,
      "POST /api/v1/prices": () => (wrong ? refusal(422, "invalid", { errors }) : TABLE),
    });
    go("/costs/prices");
    render(<Door params={{}} />);
    fireEvent.click(await screen.findByRole("button", { name: "Upload a draft" }));
    const area = screen.getByLabelText("Table");
    const yaml = "prices:\n  - id: a.1\n    micros: cheap";
    fireEvent.input(area, { target: { value: yaml } });
    fireEvent.click(screen.getByRole("button", { name: "Check and keep as a draft" }));
    expect(await screen.findByText("Line 3 of the text:")).toBeTruthy();
    expect(screen.getByText("micros: cheap")).toBeTruthy();
    expect((area as HTMLTextAreaElement).value).toBe(yaml);
    wrong = false;
    fireEvent.click(screen.getByRole("button", { name: "Check and keep as a draft" }));
    await waitFor(() => expect(screen.queryByLabelText("Table")).toBeNull());
    const posts = server.asked.filter((each) => each.method === "POST");
    expect(posts.map((each) => each.body)).toEqual([
      { yaml, note: "" },
      { yaml, note: "" },
    ]);
    expect(posts[0]?.headers.get("Idempotency-Key")).toMatch(/.{30}/);
  });

  it("offers no upload to those who may not", async () => {
    enter("supervisor");
    answering(rules);
    go("/costs/prices");
    render(<Door params={{}} />);
    expect(await screen.findByText("table 7")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Upload a draft" })).toBeNull();
  });

  it("lets a table hold from a time on, and reads it again", async () => {
    let version = TABLE;
    const server = answering({
      ...rules,
      "GET /api/v1/prices/:id": () => ({ version, yaml: "x", prices: [], ends: [] }),
      "GET /api/v1/prices/:id/diff": () => ({
        items: [{ price_id: "a.1", before: "x: 5 micros", after: "x: 7 micros" }],
      }),
      "POST /api/v1/prices/:id/activate": () => {
        version = { ...TABLE, active_from: "2999-01-01T00:00:00Z" };
        return version;
      },
    });
    go("/costs/prices/7");
    render(<Door params={{ id: "7" }} />);
    fireEvent.click(await screen.findByRole("button", { name: "Let it hold…" }));
    expect(await screen.findByText(/1 price differs/)).toBeTruthy();
    fireEvent.input(screen.getByLabelText("When"), { target: { value: "later" } });
    const act = screen.getByRole("button", { name: "Let it hold" });
    expect((act as HTMLButtonElement).disabled).toBe(true);
    fireEvent.input(screen.getByLabelText(/^Time/), { target: { value: "2998-12-31T12:00" } });
    fireEvent.click(act);
    expect(await screen.findByText(/^from .*2999|^from .*2998/)).toBeTruthy();
    const sent = server.asked.find((each) => each.method === "POST");
    expect(sent?.body).toEqual({ at: new Date("2998-12-31T12:00").toISOString() });
  });
});

it("a model that ends is urgent only while calls use it", () => {
  const end = { provider: "x", model: "m", shutdown: "2026-01-01", successor: "" };
  const tone = (days_left: number, used: boolean) => urgency({ ...end, days_left, used });
  expect([tone(10, true), tone(60, true), tone(200, true), tone(10, false)]).toEqual([
    "bad",
    "warn",
    "plain",
    "plain",
  ]);
});

it("a price is shown for a minute or a million, as vendors write it", () => {
  expect(usualPrice({ unit: "audio_ms", micros: 6_000, per: 15_000 })).toEqual({
    micros: 24_000,
    word: "a-minute",
  });
  expect(usualPrice({ unit: "chars", micros: 30, per: 1 }).micros).toBe(30_000_000);
});
