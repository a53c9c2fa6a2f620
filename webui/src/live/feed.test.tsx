import { render } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "@/api/problem";
import { session } from "@/api/session";
import type { Listener } from "@/api/socket";
import { Feed, feed as theFeed, LINGER_MS, SILENT_MS, useFeed, type World } from "@/live/feed";
import { ServerTime } from "@/live/servertime";
import { aCall, anEvent, aSnapshot, events, idOf, NOW_S } from "@/testing/live";

interface Opened {
  readonly listener: Listener;
  readonly sent: string[];
  closed: boolean;
}

class Server implements World {
  readonly sockets: Opened[] = [];
  refusal: Problem | null = null;
  readonly time = new ServerTime();
  readonly chance = () => 0;
  readonly open: World["open"] = (_purpose, listener) => {
    if (this.refusal !== null) return Promise.reject(this.refusal);
    const one: Opened = { listener, sent: [], closed: false };
    this.sockets.push(one);
    return Promise.resolve({
      send: (message) => void one.sent.push(typeof message === "string" ? message : "bytes"),
      close: () => void (one.closed = true),
    });
  };
  get last(): Opened {
    const one = this.sockets.at(-1);
    if (one === undefined) throw new Error("nobody has opened a socket");
    return one;
  }
  async say(...messages: object[]): Promise<void> {
    for (const each of messages) this.last.listener.heard(JSON.stringify(each));
    await vi.advanceTimersByTimeAsync(20);
  }
  async accept(): Promise<void> {
    await vi.advanceTimersByTimeAsync(0);
    this.last.listener.opened?.();
  }
}

const WHO = { name: "a", role: "supervisor", userId: "u", sessionId: "s" } as const;
let server: Server;
let feed: Feed;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  session.value = WHO;
  server = new Server();
  feed = new Feed(server);
  stop = feed.watch();
});

afterEach(() => {
  stop();
  vi.advanceTimersByTime(LINGER_MS);
  vi.useRealTimers();
  session.value = undefined;
});

async function live() {
  await server.accept();
  await server.say(aSnapshot());
}

test("the first snapshot makes it live; the server is not kept waiting for a first word", async () => {
  expect(feed.state.value).toEqual({ is: "connecting" });
  await live();
  expect(server.last.sent).toEqual(['{"resume":null}']);
  expect(feed.state.value).toEqual({ is: "live" });
  expect(feed.ids.value).toEqual([idOf(1), idOf(2)]);
});

test("stale is said with its time, and only a snapshot ends it", async () => {
  await live();
  await server.say({ type: "stale", since_s: NOW_S - 5 });
  expect(feed.state.value).toEqual({ is: "stale", sinceS: NOW_S - 5 });
  await server.say(events(11), { type: "workers", workers: [] }, { type: "alive", at_s: NOW_S });
  expect(feed.state.value.is).toBe("stale");
  await server.say(aSnapshot());
  expect(feed.state.value).toEqual({ is: "live" });
});

test("a socket that goes is lost since the last word, what is known stays, and it resumes", async () => {
  await live();
  await server.say(events(11, anEvent("call:updated", 1, { turn: 9 })));
  vi.advanceTimersByTime(3_000);
  server.last.listener.closed(1006, "");
  const lost = feed.state.value;
  expect(lost).toMatchObject({ is: "lost", why: "gone" });
  expect(Math.round((lost as { sinceS: number }).sinceS - NOW_S)).toBe(0);
  expect(feed.ids.value).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(500);
  expect(feed.state.value.is).toBe("lost");
  await server.accept();
  expect(server.last.sent).toEqual(['{"resume":{"epoch":"e","seq":11}}']);
  await server.say(events(12, anEvent("call:updated", 1, { turn: 10 })));
  expect(feed.state.value).toEqual({ is: "live" });
  expect(feed.call(idOf(1)).value?.turn).toBe(10);
});

test("twenty-five seconds without a word are a lost connection", async () => {
  await live();
  await vi.advanceTimersByTimeAsync(SILENT_MS - 1_000);
  await server.say({ type: "alive", at_s: NOW_S + 24 });
  await vi.advanceTimersByTimeAsync(SILENT_MS - 1_000);
  expect(feed.state.value.is).toBe("live");
  const first = server.last;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(feed.state.value).toMatchObject({ is: "lost", why: "silent" });
  expect(first.closed).toBe(true);
});

test("waits between tries grow, and start anew after a connection that held", async () => {
  await live();
  vi.advanceTimersByTime(6_000);
  const at: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    const before = server.sockets.length;
    server.last.listener.closed(1006, "");
    let ms = 0;
    while (server.sockets.length === before) {
      await vi.advanceTimersByTimeAsync(50);
      ms += 50;
    }
    at.push(ms);
  }
  expect(at).toEqual([250, 500, 1_000, 2_000]);
  await live();
  vi.advanceTimersByTime(6_000);
  server.last.listener.closed(1006, "");
  await vi.advanceTimersByTimeAsync(250);
  expect(server.sockets).toHaveLength(6);
});

test("a token that was over is renewed at once, and everything asked for anew", async () => {
  await live();
  server.last.listener.closed(4001, "session-over");
  await vi.advanceTimersByTimeAsync(0);
  expect(server.sockets).toHaveLength(2);
  await server.accept();
  expect(server.last.sent).toEqual(['{"resume":null}']);
});

test("a session that is over stops everything and forgets what was shown", async () => {
  await live();
  const [first, call] = [server.last, feed.call(idOf(1))];
  session.value = null;
  expect(feed.state.value).toEqual({ is: "over" });
  expect([first.closed, feed.ids.value.length, call.value]).toEqual([true, 0, undefined]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.sockets).toHaveLength(1);
});

test("another role begins anew: it may not see the numbers that the first one saw", async () => {
  await live();
  session.value = { ...WHO, role: "viewer" };
  expect(feed.ids.value).toEqual([]);
  await server.accept();
  expect(server.sockets).toHaveLength(2);
  expect(server.last.sent).toEqual(['{"resume":null}']);
});

test("a ticket that is refused for now is asked for after Retry-After", async () => {
  stop();
  server.refusal = new Problem("too-many", { status: 429, retryAfterS: 7 });
  feed = new Feed(server);
  stop = feed.watch();
  await vi.advanceTimersByTimeAsync(0);
  expect(feed.state.value).toMatchObject({ is: "lost", why: "too-many" });
  server.refusal = null;
  const before = server.sockets.length;
  await vi.advanceTimersByTimeAsync(6_900);
  expect(server.sockets).toHaveLength(before);
  await vi.advanceTimersByTimeAsync(600);
  expect(server.sockets).toHaveLength(before + 1);
});

test("a client that was too slow asks for everything after a second", async () => {
  await live();
  server.last.listener.closed(4008, "too-slow");
  await vi.advanceTimersByTimeAsync(1_300);
  await server.accept();
  expect(server.last.sent).toEqual(['{"resume":null}']);
});

test("what cannot be read breaks the connection instead of showing a wrong board", async () => {
  await live();
  server.last.listener.heard("{");
  expect(feed.state.value).toMatchObject({ is: "lost", why: "bug" });
});

test("the network that is back is tried at once", async () => {
  await live();
  vi.advanceTimersByTime(6_000);
  server.last.listener.closed(1006, "");
  dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(server.sockets).toHaveLength(2);
});

test("following begins with what was known, goes on, and begins anew after a reconnect", async () => {
  const heard: string[] = [];
  const unfollow = feed.follow(idOf(1), (told, isStart) =>
    heard.push(`${isStart ? "start " : ""}${told.map((each) => each.name).join(" ")}`),
  );
  await live();
  expect(server.last.sent.at(-1)).toBe(`{"follow":"${idOf(1)}"}`);
  const line = anEvent("call:line", 1, { who: "caller", text: "так" });
  await server.say({ type: "call", call_id: idOf(1), events: [line], start: true });
  await server.say({ type: "call", call_id: idOf(1), events: [line] });
  await server.say({ type: "call", call_id: idOf(2), events: [line] }); // another's: late
  expect(heard).toEqual(["start call:line", "call:line"]);
  server.last.listener.closed(1006, "");
  await vi.advanceTimersByTimeAsync(500);
  await server.accept();
  expect(server.last.sent.at(-1)).toBe(`{"follow":"${idOf(1)}"}`);
  unfollow();
  unfollow();
  expect(server.last.sent.slice(-1)).toEqual(['{"follow":null}']);
});

test("the socket outlives a change of pages and no more", async () => {
  await live();
  stop();
  await vi.advanceTimersByTimeAsync(LINGER_MS - 1);
  stop = feed.watch();
  await vi.advanceTimersByTimeAsync(LINGER_MS);
  expect([server.sockets.length, server.last.closed]).toEqual([1, false]);
  stop();
  await vi.advanceTimersByTimeAsync(LINGER_MS);
  expect([server.last.closed, feed.state.value.is, feed.ids.value.length]).toEqual([
    ...[true, "off", 0],
  ]);
});

test("the clock ticks with the server, however wrong the browser's is", async () => {
  vi.setSystemTime(0);
  await live();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(feed.nowS.value).toBeCloseTo(NOW_S + 3, 0);
  expect(feed.clockS()).toBeCloseTo(NOW_S + 3, 0);
});

test("a socket that opens after everybody has left is closed again", async () => {
  stop();
  const late = new Server();
  let give: (() => void) | undefined;
  const slow = new Feed({
    time: late.time,
    chance: late.chance,
    open: async (purpose, listener) => {
      await new Promise<void>((done) => (give = done));
      return await late.open(purpose, listener);
    },
  });
  slow.watch()();
  await vi.advanceTimersByTimeAsync(LINGER_MS);
  give?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(late.last.closed).toBe(true);
});

test("a component that uses the feed watches it", () => {
  const watch = vi.spyOn(theFeed, "watch").mockReturnValue(() => undefined);
  function Watcher() {
    return <p>{useFeed().call(aCall(5).call_id).value?.state ?? "none"}</p>;
  }
  expect(render(<Watcher />).container.textContent).toBe("none");
  expect(watch).toHaveBeenCalledOnce();
});
