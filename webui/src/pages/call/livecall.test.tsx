import { signal } from "@preact/signals";
import { act, render, screen } from "@testing-library/preact";
import { beforeEach, expect, test, vi } from "vitest";
import { session } from "@/api/session";
import type { FeedState, Follower, LiveCall, LiveEvent } from "@/live/feed";
import { answering, refusal } from "@/testing/server";
import { LiveCallPage } from "./livecall";
import { ID, sampleCall, sampleRow } from "./sample";

const STARTED_S = Date.parse("2026-11-23T07:42:19.576Z") / 1_000;

const feed = vi.hoisted(() => ({ current: {} }));
vi.mock("@/live/feed", () => ({ useFeed: () => feed.current }));

const state = signal<FeedState>({ is: "live" });
const live = signal<LiveCall | undefined>(undefined);
const happenings = signal<readonly LiveEvent[]>([]);
const nowS = signal(STARTED_S + 65);
let followers: Follower[] = [];

function liveCall(changes: Partial<LiveCall> = {}): LiveCall {
  return {
    call_id: ID,
    worker: "w1",
    started_s: STARTED_S,
    caller: "+380••••••86",
    did: "1",
    language: "en",
    state: "listening",
    turn: 2,
    said_caller: "",
    said_agent: "",
    turn_ms: 900,
    worst_turn_ms: 1_500,
    stt_arm: "",
    prompt: "v2",
    cost_micros: 100,
    degraded: "",
    order_id: "",
    updated_s: STARTED_S,
    gone: false,
    ...changes,
  };
}

const CALL = sampleCall({
  call: sampleRow({ outcome: "live", ended_at: null, duration_ms: null, recorded: false }),
  turns: [],
});

beforeEach(() => {
  session.value = { name: "anna", role: "supervisor", userId: "u", sessionId: "s" };
  state.value = { is: "live" };
  live.value = liveCall();
  happenings.value = [];
  followers = [];
  feed.current = {
    state,
    nowS,
    happenings,
    call: () => live,
    follow: (_id: string, follower: Follower) => {
      followers.push(follower);
      return () => undefined;
    },
  };
  answering({
    "POST /api/v1/auth/refresh": () => refusal(401, "unauthorized"),
    "GET /api/v1/calls/:id/events": () => ({
      items: [{ seq: 3, t: 4, event: "caller:said", fields: { text: "Good morning" } }],
      next: null,
    }),
  });
});

function line(at_s: number, who: string, text: string): LiveEvent {
  return { name: "call:line", call_id: ID, at_s: STARTED_S + at_s, fields: { who, text } };
}

async function hear(events: readonly LiveEvent[], isStart = false): Promise<void> {
  await act(() => {
    for (const each of followers) each(events, isStart);
  });
}

test("words appear as they come, after what the archive knows already", async () => {
  render(<LiveCallPage call={CALL} again={() => undefined} />);
  await hear([line(9, "agent", "How can I help?")], true);
  expect(await screen.findByText("Good morning")).toBeTruthy();
  await hear([line(12, "caller", "Tyres, please")]);
  const words = [...document.querySelectorAll(".said")].map((each) => each.textContent);
  expect(words).toEqual(["Good morning", "How can I help?", "Tyres, please"]);
});

test("state, waits, degradations and how long it lasts are shown", () => {
  live.value = liveCall({ degraded: "phrase", state: "tooling" });
  render(<LiveCallPage call={CALL} again={() => undefined} />);
  expect(screen.getByText("1:05")).toBeTruthy();
  expect(screen.getByText("asks a tool")).toBeTruthy();
  expect(screen.getByText("a prepared phrase")).toBeTruthy();
  expect(screen.getByText(/1.5 sec \(over 1.2 sec\)/)).toBeTruthy();
});

test("what the operators do with the caller is told", async () => {
  render(<LiveCallPage call={CALL} again={() => undefined} />);
  await act(() => {
    happenings.value = [
      {
        name: "operator:handover",
        call_id: ID,
        at_s: STARTED_S + 20,
        fields: { status: "answered" },
      },
      { name: "call:degraded", call_id: "another", at_s: STARTED_S, fields: { rung: "human" } },
    ];
  });
  expect(await screen.findByText("Operators: answered")).toBeTruthy();
  expect(screen.queryByText(/Degraded: /)).toBeNull();
});

test("a call that ends is archived: the page asks again, and nothing can be done to it", async () => {
  vi.useFakeTimers();
  const again = vi.fn();
  render(<LiveCallPage call={CALL} again={again} />);
  await act(() => {
    live.value = undefined;
  });
  expect(screen.getByText(/It is being archived/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Hang up" }).disabled).toBe(true);
  expect(screen.getByText("The call is over.")).toBeTruthy();
  await act(() => void vi.advanceTimersByTime(4_100));
  expect(again.mock.calls.length).toBeGreaterThanOrEqual(2);
  await act(() => void vi.advanceTimersByTime(60_000));
  expect(screen.getByText(/does not have the whole call yet/)).toBeTruthy();
  vi.useRealTimers();
});

test("a lost connection is told of, and does not end the call", async () => {
  render(<LiveCallPage call={CALL} again={() => undefined} />);
  await act(() => {
    state.value = { is: "lost", sinceS: STARTED_S, why: "gone" };
    live.value = undefined;
  });
  expect(screen.getByText(/The connection is lost/)).toBeTruthy();
  expect(screen.queryByText(/archived/)).toBeNull();
});

test("viewers follow and cannot act", () => {
  session.value = { name: "v", role: "viewer", userId: "u", sessionId: "s" };
  render(<LiveCallPage call={CALL} again={() => undefined} />);
  expect(screen.getByText("Only supervisors and admins may act on calls.")).toBeTruthy();
});
