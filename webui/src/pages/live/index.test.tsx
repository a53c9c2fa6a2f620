import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { session } from "@/api/session";
import { openLine, type Listener } from "@/api/socket";
import { LINGER_MS } from "@/live/feed";
import { aCall, anEvent, aPresence, aSnapshot, aWorker, events, idOf, NOW_S } from "@/testing/live";
import { go, place } from "@/ui/router";
import { NewsCorner } from "@/ui/telling";
import Live from "./index";

vi.mock("@/api/socket", () => ({ openLine: vi.fn() }));

let listener: Listener;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("ResizeObserver", Watcher);
  session.value = { name: "a", role: "supervisor", userId: "u", sessionId: "s" };
  vi.mocked(openLine).mockImplementation((_purpose, given) => {
    listener = given;
    return Promise.resolve({ send: () => undefined, close: () => undefined });
  });
  go("/");
});

afterEach(() => {
  cleanup();
  vi.advanceTimersByTime(LINGER_MS + 100); // effects end in a frame of their own
  vi.useRealTimers();
  session.value = undefined;
});

class Watcher {
  observe() {
    return;
  }
  disconnect() {
    return;
  }
}

async function hear(...messages: object[]): Promise<void> {
  await act(async () => {
    for (const each of messages) listener.heard(JSON.stringify(each));
    await vi.advanceTimersByTimeAsync(20);
  });
}

async function shown(snapshot: object = aSnapshot()) {
  const page = render(
    <>
      <Live />
      <NewsCorner />
    </>,
  );
  await act(async () => {
    await vi.advanceTimersByTimeAsync(0);
    listener.opened?.();
  });
  await hear(snapshot);
  return page;
}

const links = () =>
  screen.queryAllByRole("rowheader").map((each) => within(each).getByRole("link"));
const callers = () => links().map((each) => each.textContent);
const press = async (key: string) => {
  await act(() => void fireEvent.keyDown(document.body, { key }));
};
const seconds = async (n: number) => {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(n * 1_000);
  });
};

test("a row shows who calls, how long, what is going on, the last words, and the rest", async () => {
  await shown(aSnapshot({ calls: [aCall(1, { worst_turn_ms: 2_100, order_id: "A1" })] }));
  const row = screen.getAllByRole("row")[1];
  const said = row?.textContent ?? "";
  for (const part of [
    ...["+380•••01", "uk · 100", "1:39", "listens", "turn 1", "order", "добрий день"],
    ...["Вітаю", "800 ms", "worst 2.1 s", "slower than 1.2 s", "$0.0120", "control", "w1", "tyres"],
  ])
    expect(said).toContain(part);
  expect(links()[0]?.getAttribute("href")).toBe(`/calls/${idOf(1)}`);
  expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("2");
});

test("a duration ticks by the server's clock and is never negative", async () => {
  await shown(aSnapshot({ calls: [aCall(1), aCall(2, { started_s: NOW_S + 500 })] }));
  await seconds(3);
  const rows = screen.getAllByRole("row").map((each) => each.textContent);
  expect(rows[1]).toMatch(/1:4[12]/);
  expect(rows[2]).toContain("0:00");
});

test("calls come, change and go as they are heard", async () => {
  await shown();
  await hear(
    events(11, anEvent("call:started", 9, { caller: "+380•••09", started_s: NOW_S })),
    events(12, anEvent("call:updated", 9, { state: "speaking", said_agent: "Так, є" })),
  );
  expect(callers()).toEqual(["+380•••01", "+380•••02", "+380•••09"]);
  expect(screen.getAllByRole("row").at(-1)?.textContent).toContain("Так, є");
  await hear(events(13, anEvent("call:ended", 1, { next: "end" })));
  expect(callers()).toEqual(["+380•••02", "+380•••09"]);
});

test("hostile words are text, on one line, cut", async () => {
  const markup = "<img src=x onerror=alert(1)>";
  const calls = [aCall(1, { said_caller: markup, said_agent: "\u202e" + "a".repeat(10_000) })];
  const { container } = await shown(aSnapshot({ calls }));
  expect(container.querySelector("img")).toBeNull();
  const said = [...container.querySelectorAll(".live-phrase .said")];
  expect(said[0]?.textContent).toBe(markup);
  expect(said[1]?.textContent.length).toBeLessThan(250);
  expect(said.map((each) => each.getAttribute("dir"))).toEqual(["auto", "auto"]);
});

test("a call without a worker and a degraded call say so in words", async () => {
  const calls = [aCall(1, { gone: true }), aCall(2, { degraded: "second-engine" })];
  await shown(aSnapshot({ calls }));
  expect(screen.getByText("worker gone")).toBeTruthy();
  expect(screen.getByText("degraded: second engine")).toBeTruthy();
  expect(screen.getByText("1 call has lost its worker")).toBeTruthy();
  fireEvent.click(
    within(screen.getByText("1 call is degraded").closest("li") as HTMLElement).getByRole("button"),
  );
  await seconds(1);
  expect(place.value.query.get("q")).toBe("degraded:yes");
  expect(callers()).toEqual(["+380•••02"]);
});

test("the filter shows what passes, stands in the address, and Escape clears it", async () => {
  await shown(aSnapshot({ calls: [aCall(1), aCall(2, { language: "ru" })] }));
  await press("/");
  const field = screen.getByRole("searchbox");
  expect(document.activeElement).toBe(field);
  fireEvent.input(field, { target: { value: "language:ru" } });
  await seconds(1);
  expect(callers()).toEqual(["+380•••02"]);
  expect(screen.getByText("1 of 2 shown")).toBeTruthy();
  expect(place.value.query.get("q")).toBe("language:ru");
  fireEvent.keyDown(field, { key: "Escape" });
  await seconds(1);
  expect([callers().length, place.value.query.get("q")]).toEqual([2, null]);
});

test("an address with a filter and an order is followed, also back", async () => {
  go("/?q=language%3Aru&sort=newest");
  await shown(
    aSnapshot({ calls: [aCall(1, { language: "ru" }), aCall(2), aCall(3, { language: "ru" })] }),
  );
  expect(callers()).toEqual(["+380•••03", "+380•••01"]);
  await act(() => go("/"));
  expect(callers()).toHaveLength(3);
});

test("j and k move through the calls, Enter opens one", async () => {
  await shown();
  await press("j");
  expect(document.activeElement).toBe(links()[0]);
  await press("j");
  await press("j");
  expect(document.activeElement).toBe(links()[1]);
  await press("k");
  expect(document.activeElement).toBe(links()[0]);
  await press("Enter");
  expect(place.value.path).toBe(`/calls/${idOf(1)}`);
});

test("when the call that has the focus ends, the next one gets it", async () => {
  await shown();
  await press("j");
  await hear(events(11, anEvent("call:ended", 1)));
  expect(document.activeElement).toBe(links()[0]);
  expect(links()[0]?.textContent).toBe("+380•••02");
});

test("stale and lost are said with their time, and the end of it too", async () => {
  await shown();
  await hear({ type: "stale", since_s: NOW_S });
  expect(screen.getByRole("alert").textContent).toContain("Out of date since");
  await hear(aSnapshot());
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByText(/Connected again after/)).toBeTruthy();
  await act(() => listener.closed(1006, ""));
  expect(screen.queryByRole("alert")).toBeNull(); // a loss of a moment is none
  vi.mocked(openLine).mockRejectedValue(new TypeError("no network"));
  await seconds(3);
  expect(screen.getByRole("alert").textContent).toContain("Connection lost since");
  expect(callers()).toHaveLength(2);
});

test("a board without calls says how to make one, to whom may", async () => {
  await shown(aSnapshot({ calls: [] }));
  expect(screen.getByText("No calls now")).toBeTruthy();
  expect(screen.getByText(/talk to the agent/).getAttribute("href")).toBe("/try");
  await act(() => {
    session.value = { name: "a", role: "viewer", userId: "u", sessionId: "s" };
  });
  await seconds(0);
  await act(() => listener.opened?.());
  await hear(aSnapshot({ calls: [] }));
  expect(screen.queryByText(/talk to the agent/)).toBeNull();
});

test("a filter that nothing passes is said", async () => {
  go("/?q=nobody");
  await shown();
  expect(screen.getByText("No call matches the filter")).toBeTruthy();
});

test("operators and workers stand beside the calls, the free ones first", async () => {
  const operators = [
    aPresence("Busy", { presence: "busy" }),
    aPresence("Away", { presence: "paused", reason: "lunch", queues: [] }),
    aPresence("Free"),
  ];
  const workers = [
    aWorker("box:w1:1", { load: 10, draining: true, health: { stt: "asks again" } }),
  ];
  await shown(aSnapshot({ operators, workers }));
  const people = screen.getByRole("list", { name: "Operators" });
  expect([...people.querySelectorAll(".live-name")].map((each) => each.textContent)).toEqual([
    ...["Free", "Busy", "Away"],
  ]);
  expect(people.textContent).toContain("lunch · no queue");
  const machines = screen.getByRole("list", { name: "Workers" });
  expect(machines.textContent).toContain("10 of 10 calls");
  expect(machines.textContent).toContain("draining");
  expect(machines.textContent).toContain("stt: asks again");
  await hear({ type: "operators", operators: [] }, { type: "workers", workers: [] });
  expect(screen.getByText("No operators yet.")).toBeTruthy();
  expect(screen.getByText("No worker is there.")).toBeTruthy();
});

test("new and degraded calls are told politely, summed, not at once", async () => {
  await shown();
  await seconds(6);
  const region = () =>
    screen.getAllByRole("status").find((each) => each.matches("p.hidden-visually"));
  expect(region()?.textContent).toBe("");
  const started = [21, 22].map((n) => anEvent("call:started", n, { started_s: NOW_S }));
  await hear(events(11, ...started, anEvent("call:degraded", 1, { rung: "retry" })));
  expect(region()?.textContent).toBe("");
  await seconds(5);
  expect(region()?.textContent).toBe("2 new calls. 1 call was degraded.");
});

test("of five hundred calls only the rows that can be seen are there", async () => {
  const calls = Array.from({ length: 500 }, (_, n) => aCall(n + 1));
  await shown(aSnapshot({ calls }));
  expect(screen.getAllByRole("row").length).toBeLessThan(40);
  expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("501");
});
