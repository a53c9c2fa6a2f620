// What the board costs: 500 calls, some of them hostile, whose board is told ten times a
// second; and how long it is from an event in Redis to the pixel.
//
// Processor time is that of all of Chromium's processes, as the system counts it. A task of the
// page is as long as the processor worked on it: how long it took by the clock says on a busy
// machine more about the neighbours. The delay is by the clock, so it has three attempts.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHouse, type House } from "./kit/house";
import { browser, done, open, shot, type Watched } from "./kit/open";

const CALLS = 500;
const HZ = 10;
const SECONDS = 20;
const MOST_SHARE = 0.5;
const MOST_TASK_MS = 100;
const MOST_DELAY_MS = 300;
const PROBES = 60;
const ATTEMPTS = 3;
const TASKS = "disabled-by-default-devtools.timeline";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
let house: House;

beforeAll(async () => {
  house = await startHouse({ callers: 0, live: CALLS, hz: HZ });
});
afterAll(() => house.stop());

async function board(): Promise<Watched> {
  const page = await open("supervisor", "/", { house: house.ready });
  await page.locator(".live-row").nth(10).waitFor();
  return page;
}

/** Processor seconds of Chromium so far, by the kind of process. */
async function usedS(): Promise<ReadonlyMap<string, number>> {
  const session = await (await browser()).newBrowserCDPSession();
  const told = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const used = new Map<string, number>();
  for (const each of told.processInfo)
    used.set(each.type, (used.get(each.type) ?? 0) + each.cpuTime);
  return used;
}

interface Traced {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Return the longest task of the main threads of pages, in ms of the processor. */
function longestMs(trace: string): number {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: readonly Traced[] };
  const key = (each: Traced) => `${each.pid} ${each.tid}`;
  const main = new Set(
    traceEvents
      .filter((each) => each.name === "thread_name" && each.args?.name === "CrRendererMain")
      .map(key),
  );
  const tasks = traceEvents.filter((each) => each.name === "RunTask" && main.has(key(each)));
  return Math.max(0, ...tasks.map((each) => (each.tdur ?? 0) / 1_000));
}

test(`${CALLS} calls at ${HZ} Hz cost less than half a core and no long task`, async () => {
  const page = await board();
  await sleep(3_000); // the first render and the compiler are not what is measured
  await page.evaluate(() => {
    const changes = { n: 0 };
    Object.assign(globalThis, { changes });
    const rows = document.querySelector(".live-rows");
    new MutationObserver((list) => (changes.n += list.length)).observe(rows ?? document, {
      ...{ subtree: true, childList: true, characterData: true },
    });
  });
  await (await browser()).startTracing(page, { categories: [TASKS] });
  const [before, beganMs] = [await usedS(), Date.now()];
  await sleep(SECONDS * 1_000);
  const [after, tookS] = [await usedS(), (Date.now() - beganMs) / 1_000];
  const longest = longestMs((await (await browser()).stopTracing()).toString());
  const changes = await page.evaluate(
    () => (globalThis as unknown as { changes: { n: number } }).changes.n,
  );
  const shares = [...after].map(
    ([kind, s]) => [kind, (s - (before.get(kind) ?? 0)) / tookS] as const,
  );
  const whole = shares.reduce((sum, [, share]) => sum + share, 0);
  const told = shares.map(([kind, share]) => `${kind} ${(share * 100).toFixed(0)} %`).join(", ");
  console.log(`board of ${CALLS} at ${HZ} Hz: ${(whole * 100).toFixed(0)} % of a core (${told})`);
  console.log(`  ${changes} changes of the page, longest task ${longest.toFixed(0)} ms`);
  await shot(page, "live-load");
  expect(changes).toBeGreaterThan(SECONDS); // it did move
  expect(whole).toBeLessThan(MOST_SHARE);
  expect(longest).toBeGreaterThan(0); // it was measured
  expect(longest).toBeLessThanOrEqual(MOST_TASK_MS);
  await done(page);
});

// the words of the oldest call are the time of their publishing
const PROBE = `
import sys, time, random, trio
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import EventDraft
from callcore.shared.state import names

async def main(url, call_id, n):
    async with open_state(url) as state:
        for _ in range(n):
            now = time.time()
            fields = {"said_agent": f"probe {now * 1000:.0f}"}
            await state.publish([EventDraft(names.CALL_UPDATED, now, call_id, fields)])
            await trio.sleep(0.15 + random.random() * 0.25)

trio.run(main, sys.argv[1], sys.argv[2], int(sys.argv[3]))
`;

/** Publish words that say when, and return how long each took to the pixel, sorted. */
async function probed(page: Watched, callId: string): Promise<readonly number[]> {
  const python = join(ROOT, ".venv", "bin", "python");
  const given = ["-c", PROBE, house.ready.redis_url, callId, String(PROBES)];
  await run(python, given, { cwd: ROOT });
  await sleep(500);
  const delays = await page.evaluate(() =>
    (globalThis as unknown as { delays: number[] }).delays.splice(0),
  );
  return delays.sort((a, b) => a - b);
}

test("an event in Redis is a pixel within 300 ms, on the same busy board", async () => {
  const page = await board();
  await page.evaluate(() => {
    const delays: number[] = [];
    Object.assign(globalThis, { delays });
    let last = "";
    new MutationObserver(() => {
      const said = document.querySelector(".live-row .live-phrase:last-child .said")?.textContent;
      const atMs = Number(/^probe (\d+)$/.exec(said ?? "")?.[1]);
      if (said === undefined || said === last || !(atMs > 0)) return;
      last = said;
      // the second frame begins when the first one has been painted
      requestAnimationFrame(() => {
        requestAnimationFrame(() => delays.push(Date.now() - atMs));
      });
    }).observe(document.querySelector(".live-rows") ?? document, {
      ...{ subtree: true, childList: true, characterData: true },
    });
  });
  const callId = await page.locator(".live-row").first().getAttribute("data-call");
  let p95 = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && p95 > MOST_DELAY_MS; attempt += 1) {
    const delays = await probed(page, callId ?? "");
    const at = (share: number) => delays[Math.ceil(delays.length * share) - 1] ?? Infinity;
    console.log(`event to pixel: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`);
    expect(delays.length).toBeGreaterThan(PROBES / 2); // the row itself also changes its words
    p95 = at(0.95);
  }
  expect(p95).toBeLessThanOrEqual(MOST_DELAY_MS);
  await done(page);
});
