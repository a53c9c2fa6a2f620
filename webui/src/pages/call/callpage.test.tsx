import { fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, expect, test, vi } from "vitest";
import { session, type Role } from "@/api/session";
import { go } from "@/ui/router";
import { answering, refusal } from "@/testing/server";
import { CallPage, isSettling } from "./callpage";
import { ID, sampleCall, samplePhrase, sampleRow, sampleTool, sampleTurn } from "./sample";
import type { Call } from "./told";

const PATH = "GET /api/v1/calls/:id";
const PEAKS = "GET /api/v1/calls/:id/peaks";

function enter(role: Role): void {
  session.value = { name: "anna", role, userId: "u", sessionId: "s" };
}

beforeEach(() => {
  enter("supervisor");
  history.replaceState(null, "", `/calls/${ID}`);
  go(`/calls/${ID}?turn=`);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
});

function show(call: Call, more: Parameters<typeof answering>[0] = {}) {
  const server = answering({
    "POST /api/v1/auth/refresh": () => refusal(401, "unauthorized"),
    [PEAKS]: () => ({
      ms: 57_610,
      rate_hz: 8_000,
      channels: [
        [1, 2],
        [3, 4],
      ],
    }),
    ...more,
    [PATH]: () => call,
  });
  render(<CallPage id={ID} />);
  return server;
}

test("a turn shows what was heard, what was planned, who ended it and how long it took", async () => {
  const turn = sampleTurn({
    turn: 3,
    cut: true,
    cut_by: "caller",
    total_ms: 1_400,
    planned_text: "We have six kinds of tyres.",
    phrases: [
      samplePhrase({ seq: 1, who: "caller", at_s: 5, text: "Do you have tyres?" }),
      samplePhrase({ seq: 2, at_s: 8, text: "We have", planned: "We have six kinds of tyres." }),
    ],
  });
  show(sampleCall({ turns: [turn] }));
  const item = (await screen.findByRole("heading", { name: "Turn 3" })).closest("li");
  const inside = within(item ?? document.body);
  expect(inside.getByText("We have")).toBeTruthy();
  expect(inside.getByText("six kinds of tyres.").className).toContain("call-unheard");
  expect(inside.getByText(/interrupted: the caller spoke/)).toBeTruthy();
  expect(inside.getByText(/answered after 1.4 sec \(over 1.2 sec\)/)).toBeTruthy();
  expect(inside.getByRole("img").getAttribute("aria-label")).toContain("end of speech 500 ms");
});

test("a tool call shows its arguments, result, key, time and prompt", async () => {
  show(sampleCall({ tool_calls: [sampleTool()] }));
  const card = (await screen.findByText("create_order")).closest("details");
  const text = card?.textContent ?? "";
  for (const part of ['"quantity": 4', "954205", "key-of-the-order", "31 ms", "v2", "done"])
    expect(text).toContain(part);
});

test("the latency is a table too", async () => {
  show(sampleCall());
  fireEvent.click(await screen.findByRole("button", { name: "As a table" }));
  const table = screen.getByRole("table", { name: "Where the time went" });
  expect(within(table).getByText("300 ms")).toBeTruthy();
  expect(within(table).getByText("1 sec")).toBeTruthy();
});

test("an address with a turn highlights it", async () => {
  go(`/calls/${ID}?turn=1`);
  show(sampleCall());
  await waitFor(() => {
    expect(document.getElementById("turn-1")?.getAttribute("aria-current")).toBe("true");
  });
  expect((await screen.findByRole("slider")).getAttribute("aria-valuenow")).not.toBe("0");
});

test("j and k go from turn to turn and leave their trace in the address", async () => {
  show(sampleCall({ turns: [sampleTurn(), sampleTurn({ turn: 2, at_s: 20 })] }));
  await screen.findByRole("heading", { name: "Turn 2" });
  await screen.findByRole("slider"); // the keys work by then
  fireEvent.keyDown(document.body, { key: "j" });
  expect(location.search).toBe("?turn=1");
  fireEvent.keyDown(document.body, { key: "j" });
  expect(location.search).toBe("?turn=2");
  fireEvent.keyDown(document.body, { key: "k" });
  expect(location.search).toBe("?turn=1");
});

test("nobody is noted as a listener before he listens", async () => {
  const server = show(sampleCall());
  await screen.findByRole("slider");
  expect(server.asked.some((each) => each.path.endsWith("recording-url"))).toBe(false);
});

test("who may not listen sees the words and no player, and asks for no waveform", async () => {
  enter("viewer");
  const server = show(sampleCall());
  expect(await screen.findByText("Supervisors and admins can listen to recordings.")).toBeTruthy();
  expect(screen.getByText("Yes, six kinds.")).toBeTruthy();
  expect(screen.queryByRole("slider")).toBeNull();
  expect(server.asked.some((each) => each.path.endsWith("peaks"))).toBe(false);
});

test("a recording that is gone or was never made is told of", async () => {
  show(sampleCall({ recording_gone_at: "2026-11-24T00:00:00Z" }));
  expect(await screen.findByText(/The recording was deleted on/)).toBeTruthy();
});

test("a recording that is missing in the storage can still be tried", async () => {
  show(sampleCall(), { [PEAKS]: () => refusal(404, "not-found") });
  expect(await screen.findByText(/There is no waveform/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Play" })).toBeTruthy();
});

test("words that retention took are told of, and the times remain", async () => {
  const turn = sampleTurn({ caller_text: "", agent_text: "" });
  show(sampleCall({ turns: [turn], transcript_gone_at: "2026-11-24T00:00:00Z" }));
  expect(await screen.findByText(/The words were deleted on/)).toBeTruthy();
  expect(screen.getByText(/answered after/)).toBeTruthy();
});

test("costs show quantity and price, and what has none", async () => {
  show(
    sampleCall({
      costs: [
        {
          component: "llm",
          provider: "openai",
          model: "m",
          amount_micros: 12_300,
          currency: "USD",
          lines: 2,
          quantities: [
            {
              unit: "tokens_in",
              quantity: 1_204,
              billed: 1_204,
              price_id: "p-12",
              price_micros_per_unit: 2,
              amount_micros: 2_408,
            },
          ],
        },
      ],
    }),
  );
  const table = await screen.findByRole("table", { name: "Costs" });
  expect(table.textContent).toContain("1,204 tokens_in × $0.0020 / 1,000");
  expect(table.textContent).toContain("p-12");
  expect(table.textContent).toContain("$0.0123");
});

test("hostile words are text, and long ones are folded", async () => {
  const evil = `<img src=x onerror=alert(1)>${"ш".repeat(10_000)}`;
  show(sampleCall({ turns: [sampleTurn({ caller_text: evil })] }));
  const fold = await screen.findByRole("button", { name: /Show all/ });
  expect(document.querySelector("img[src=x]")).toBeNull();
  expect(document.getElementById("turn-1")?.textContent.length).toBeLessThan(2_000);
  fireEvent.click(fold);
  expect(document.getElementById("turn-1")?.textContent).toContain(evil);
});

test("raw events are read when they are wanted, filtered by name", async () => {
  const events = [
    { seq: 1, t: 0.5, event: "call:started", fields: { did: "1" } },
    { seq: 2, t: 1.5, event: "caller:said", fields: { text: "hello" } },
  ];
  const server = show(sampleCall(), {
    "GET /api/v1/calls/:id/events": () => ({ items: events, next: null }),
  });
  const button = await screen.findByRole("button", { name: "Show the raw events" });
  expect(server.asked.some((each) => each.path.endsWith("events"))).toBe(false);
  fireEvent.click(button);
  await screen.findByText("call:started");
  fireEvent.input(screen.getByRole("searchbox"), { target: { value: "said" } });
  expect(screen.queryByText("call:started")).toBeNull();
  expect(screen.getByText('{"text":"hello"}')).toBeTruthy();
});

test("a call that nobody knows is told of", async () => {
  answering({
    "POST /api/v1/auth/refresh": () => refusal(401, "unauthorized"),
    [PATH]: () => refusal(404, "not-found"),
  });
  render(<CallPage id={ID} />);
  expect(await screen.findByRole("heading", { name: "There is no such call" })).toBeTruthy();
});

test("a server that fails is told of with the request, and asked again", async () => {
  let fails = true;
  answering({
    "POST /api/v1/auth/refresh": () => refusal(401, "unauthorized"),
    [PEAKS]: () => refusal(404, "not-found"),
    [PATH]: () => (fails ? refusal(500, "bug", { request_id: "r-17" }) : sampleCall()),
  });
  render(<CallPage id={ID} />);
  expect(await screen.findByText("Request r-17")).toBeTruthy();
  fails = false;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("heading", { name: "Turn 1" })).toBeTruthy();
});

test("the record of a call settles until its recording and its operators are known", () => {
  const soon = Date.parse("2026-11-23T07:44:00Z");
  const unheard = sampleCall({ call: sampleRow({ recorded: false }) });
  const handed = sampleCall({ call: sampleRow({ outcome: "human" }) });
  expect(isSettling(sampleCall(), soon)).toBe(false);
  expect(isSettling(unheard, soon)).toBe(true);
  expect(isSettling(handed, soon)).toBe(true);
  expect(isSettling(unheard, soon + 600_000)).toBe(false);
});
