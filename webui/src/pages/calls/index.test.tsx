import { fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it } from "vitest";
import { session, type Role } from "@/api/session";
import { answering, refusal, type AskedRequest } from "@/testing/server";
import { keysNow } from "@/ui/keys";
import { go, place } from "@/ui/router";
import Door from "./index";
import type { CallRow } from "./listing";

const HOSTILE = '<img src=x onerror="alert(1)">\u202Eevil 😀 ';

function row(id: string, more: Partial<CallRow> = {}): CallRow {
  return {
    call_id: id,
    started_at: "2026-11-23T07:00:00Z",
    ended_at: "2026-11-23T07:01:05Z",
    duration_ms: 65_000,
    caller: "+38050***33",
    did: "380440000001",
    language: "uk",
    worker: "w1",
    prompt: "v2",
    stt_arm: "control",
    next: "end",
    outcome: "ended",
    reason: "goodbye",
    turns: 4,
    barge_ins: 0,
    tool_calls: 1,
    tool_errors: 0,
    degradations: 0,
    worst_turn_ms: 1_250,
    cost_micros: 12_300,
    unpriced: 0,
    order_ids: [],
    recorded: false,
    ...more,
  };
}

const NO_FACETS = {
  ...{ did: [], language: [], outcome: [], reason: [], worker: [], prompt: [], stt_arm: [] },
};

function house(calls: (asked: AskedRequest) => object | Response, views: object[] = []) {
  return answering({
    "POST /api/v1/auth/refresh": () => refusal(401, "unauthorized"),
    "GET /api/v1/calls": calls,
    "GET /api/v1/calls/facets": () => NO_FACETS,
    "GET /api/v1/views": () => ({ items: views }),
  });
}

function enter(role: Role): void {
  session.value = { name: "anna", role, userId: "u1", sessionId: "s1" };
}

const page = (items: CallRow[], more: object = {}) => ({
  items,
  next: null,
  total: { count: items.length, exact: true },
  ...more,
});

describe("the call list", () => {
  beforeEach(() => {
    enter("supervisor");
    go("/calls");
  });

  it("asks the server for what the address says, and shows what it tells", async () => {
    go("/calls?outcome=human&min_duration_ms=5000&sort=cost");
    const { asked } = house(() => page([row("c1", { outcome: "human", reason: "asked" })]));
    render(<Door />);
    const link = await screen.findByRole("link", { name: /2026/ });
    expect(link.getAttribute("href")).toBe("/calls/c1");
    const query = asked.find((each) => each.path === "/api/v1/calls")?.query;
    expect(query?.get("outcome")).toBe("human");
    expect(query?.get("min_duration_ms")).toBe("5000");
    expect(query?.get("sort")).toBe("cost");
    expect(screen.getByText("1 call")).toBeTruthy();
    expect(screen.getByText("asked for a human")).toBeTruthy();
  });

  it("shows a chip for each condition, and takes out the one that is pressed", async () => {
    go("/calls?outcome=human&degraded=true");
    house(() => page([row("c1")]));
    render(<Door />);
    fireEvent.click(await screen.findByRole("button", { name: "Take out: Degraded: yes" }));
    expect(place.value.query.toString()).toBe("outcome=human");
  });

  it("keeps the way back when a filter changes", () => {
    house(() => page([]));
    render(<Door />);
    const before = history.length;
    fireEvent.input(screen.getByLabelText("Outcome"), { target: { value: "lost" } });
    expect(place.value.query.get("outcome")).toBe("lost");
    expect(history.length).toBe(before + 1);
  });

  it("says which parts of the address it left out, and takes them out", async () => {
    go("/calls?q=oil&colour=red");
    const { asked } = house(() => page([]));
    render(<Door />);
    await screen.findByText(/left out: colour/);
    await waitFor(() => expect(asked.some((each) => each.path === "/api/v1/calls")).toBe(true));
    expect(asked.every((each) => !each.query.has("colour"))).toBe(true);
    fireEvent.click(screen.getByRole("button", { name: "Take out of the address" }));
    expect(place.value.query.toString()).toBe("q=oil");
  });

  it("adds the next page below, of the same period, and goes on over an empty one", async () => {
    go("/calls?period=24h");
    const pages: Record<string, object> = {
      "": page([row("c1")], { next: "a", total: { count: 1_000_000, exact: false } }),
      a: page([], { next: "b" }),
      b: page([row("c2")], { next: null }),
    };
    const { asked } = house(({ query }) => pages[query.get("cursor") ?? ""] ?? {});
    render(<Door />);
    await screen.findByText("about 1,000,000 calls, 1 shown");
    fireEvent.click(screen.getByRole("button", { name: "Show more" }));
    await waitFor(() => expect(screen.getAllByRole("link", { name: /2026/ })).toHaveLength(2));
    const since = asked.filter((each) => each.path === "/api/v1/calls");
    expect(since).toHaveLength(3);
    expect(new Set(since.map((each) => each.query.get("since"))).size).toBe(1);
    // nothing is left to ask for: now the number is known
    expect(screen.getByText("2 calls")).toBeTruthy();
  });

  it("offers the fields of a caller's number to supervisors only", async () => {
    house(() => page([]));
    const { unmount } = render(<Door />);
    expect(screen.getByLabelText("Caller's number")).toBeTruthy();
    unmount();
    enter("operator");
    render(<Door />);
    expect(screen.queryByLabelText("Caller's number")).toBeNull();
    expect(await screen.findByText("There are no calls yet")).toBeTruthy();
  });

  it("refuses a value by name before the server does", async () => {
    house(() => page([]));
    render(<Door />);
    await screen.findByText("There are no calls yet");
    fireEvent.input(screen.getByLabelText("Lasted at least, s"), { target: { value: "long" } });
    fireEvent.click(screen.getByRole("button", { name: "Apply" }));
    await screen.findByText("This is no value for it.");
    expect(place.value.query.toString()).toBe("");
    fireEvent.input(screen.getByLabelText("Lasted at least, s"), { target: { value: "1.5" } });
    await waitFor(() => expect(screen.queryByText("This is no value for it.")).toBeNull());
    fireEvent.click(screen.getByRole("button", { name: "Apply" }));
    expect(place.value.query.get("min_duration_ms")).toBe("1500");
  });

  it("shows what the server will not do, and that it may be tried again", async () => {
    let times = 0;
    house(() => {
      times += 1;
      return times === 1 ? refusal(429, "too-many", {}, { "Retry-After": "7" }) : page([row("c1")]);
    });
    render(<Door />);
    await screen.findByText("Worth trying again in 7 seconds.");
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("link", { name: /2026/ });
  });

  it("shows hostile texts as texts", async () => {
    house(() => page([row("c1", { did: HOSTILE, reason: HOSTILE.repeat(300), prompt: HOSTILE })]));
    render(<Door />);
    await screen.findByRole("link", { name: /2026/ });
    expect(document.querySelector("td img")).toBeNull();
    expect(screen.getAllByTitle(/^<img src=x/).length).toBeGreaterThan(0);
  });

  it("walks through the rows with j and k, and finds the words with /", async () => {
    house(() => page([row("c1"), row("c2", { started_at: "2026-11-22T07:00:00Z" })]));
    render(<Door />);
    const links = await screen.findAllByRole("link", { name: /2026/ });
    await waitFor(() => expect(keysNow.value.flat().map((each) => each.key)).toContain("j"));
    fireEvent.keyDown(document, { key: "j" });
    expect(document.activeElement).toBe(links[0]);
    fireEvent.keyDown(document, { key: "j" });
    expect(document.activeElement).toBe(links[1]);
    fireEvent.keyDown(document, { key: "k" });
    expect(document.activeElement).toBe(links[0]);
    fireEvent.keyDown(document, { key: "/" });
    expect(document.activeElement).toBe(screen.getByLabelText("Words of the call"));
  });

  it("links to saved views and marks the one that is shown", async () => {
    const view = {
      ...{ view_id: "v1", name: "Slow", page: "calls", shared: true, mine: false, owner: "eva" },
      ...{ query: { min_turn_ms: "2000", of_a_newer_version: "1" }, version: 3 },
    };
    go("/calls?min_turn_ms=2000");
    house(() => page([]), [view]);
    render(<Door />);
    const nav = screen.getByRole("navigation", { name: "Saved views" });
    const link = await within(nav).findByRole("link", { name: /Slow/ });
    expect(link.getAttribute("href")).toBe("/calls?min_turn_ms=2000");
    expect(link.getAttribute("aria-current")).toBe("page");
    expect(link.textContent).toContain("by eva");
  });
});
