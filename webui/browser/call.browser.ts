// The call page against a real house: a recorded call is heard and read in step, a live one
// is followed, spoken to, taken over and found again as a record.
import { expect, inject, test } from "vitest";
import type { components } from "../src/api/schema";
import { axe, done, open, shot, themed, type Watched } from "./kit/open";

type Row = components["schemas"]["CallRow"];
type Detail = components["schemas"]["CallDetail"];

const PATIENCE_MS = 60_000;
const MOST_STEP_MS = 50; // of a processor: a longer task can be felt

let token = "";

/** Ask the API as an admin, beside the browser. */
async function told<Shape>(path: string): Promise<Shape> {
  const house = inject("house");
  if (token === "") {
    const { name, password } = house.users.admin;
    const answer = await fetch(`${house.url}/api/v1/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: house.origin },
      body: JSON.stringify({ name, password }),
    });
    token = ((await answer.json()) as { access_token: string }).access_token;
  }
  const answer = await fetch(house.url + path, { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as Shape;
}

async function calls(query: string): Promise<readonly Row[]> {
  return (await told<{ items: Row[] }>(`/api/v1/calls?${query}`)).items;
}

/** A call with a recording and some turns: of the callers of now if one has ended. */
async function recorded(): Promise<Row> {
  const found = await calls("recorded=true&limit=50");
  const row = found.find((each) => each.turns >= 3);
  if (row === undefined) throw new Error("the house has no recorded call");
  return row;
}

async function clockOf(page: Watched): Promise<number> {
  return Number(await page.locator(".call-wave").getAttribute("aria-valuenow"));
}

test("a recorded call is heard, and its words keep step with the sound", async () => {
  const row = await recorded();
  const page = await open("supervisor", `/calls/${row.call_id}`);
  await page.locator(".call-wave-canvas").first().waitFor();
  const painted = await page.locator("canvas.call-wave-canvas").evaluateAll((all) =>
    all.map((each) => {
      const canvas = each as HTMLCanvasElement;
      const pen = canvas.getContext("2d");
      const data = pen?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let dots = 0;
      for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 0) > 0) dots += 1;
      return dots / (data.length / 4 / canvas.height); // columns' mean height in dots
    }),
  );
  expect(painted).toHaveLength(2);
  for (const each of painted) expect(each).toBeGreaterThan(1);

  const times = page.locator(".call-time-play");
  const second = times.nth(2);
  await second.click();
  await page.locator(".call-line-now").waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  const before = await clockOf(page);
  await expect.poll(() => clockOf(page), { timeout: PATIENCE_MS }).toBeGreaterThan(before);
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press(" ");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();

  // a click into the waveform moves the playhead, and with it the marked line
  const box = await page.locator(".call-wave").boundingBox();
  if (box === null) throw new Error("no waveform");
  await page.mouse.click(box.x + box.width * 0.9, box.y + box.height / 3);
  const lastS = ((row.duration_ms ?? 0) / 1_000) * 0.85;
  await expect.poll(() => clockOf(page)).toBeGreaterThan(lastS - 1);
  expect(await page.locator(".call-line-now").count()).toBe(1);
  await done(page);
});

test("the link to a turn leads to it", async () => {
  const row = await recorded();
  const { turns } = await told<Detail>(`/api/v1/calls/${row.call_id}`);
  const last = turns.at(-1)?.turn ?? 0;
  const page = await open("supervisor", `/calls/${row.call_id}?turn=${last}`);
  const turn = page.locator(`#turn-${last}`);
  await expect.poll(() => turn.getAttribute("aria-current")).toBe("true");
  await expect
    .poll(() => turn.evaluate((each) => each.getBoundingClientRect().top < innerHeight))
    .toBe(true);
  await expect.poll(() => clockOf(page)).toBeGreaterThan(0);
  await page.keyboard.press("k");
  await expect.poll(() => new URL(page.url()).searchParams.get("turn")).not.toBe(String(last));
  await shot(page, "call-turn-light");
  await done(page);
});

test("a record has no faults that axe finds, in both themes, and fits a telephone", async () => {
  const row = await recorded();
  const page = await open("supervisor", `/calls/${row.call_id}`);
  await page.locator(".call-turn").first().waitFor();
  await page.locator(".call-tool summary").first().click();
  await page.getByRole("button", { name: "Show the raw events" }).click();
  await page.locator(".call-events tbody tr").first().waitFor();
  await axe(page);
  await shot(page, "call-light");
  await themed(page, "dark");
  await axe(page);
  await shot(page, "call-dark");
  await page.setViewportSize({ width: 390, height: 844 });
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  await shot(page, "call-phone");
  await done(page);
});

test("viewers read the words and hear nothing", async () => {
  const row = await recorded();
  const page = await open("viewer", `/calls/${row.call_id}`);
  await page.getByText("Supervisors and admins can listen to recordings.").waitFor();
  await page.locator(".call-turn").first().waitFor();
  expect(await page.locator(".call-wave").count()).toBe(0);
  await axe(page);
  await done(page);
});

test("half an hour with 400 hostile turns is moved through without long stops", async () => {
  const row = await recorded();
  const real = await told<Detail>(`/api/v1/calls/${row.call_id}`);
  const sample = real.turns.find((each) => each.total_ms !== null) ?? real.turns[0];
  if (sample === undefined) throw new Error("a call without turns");
  const hostile = `<b>\u202eשלום 😀</b> ${"ш".repeat(300)}`;
  const turns = Array.from({ length: 400 }, (_, at) => ({
    ...sample,
    turn: at,
    at_s: at * 4.5,
    phrases: sample.phrases.map((each, one) => ({
      ...each,
      seq: at * 10 + one,
      at_s: at * 4.5 + one,
      text: at % 7 === 0 ? hostile.repeat(33) : each.text,
    })),
  }));
  const page = await open("supervisor", "/account");
  await page.route(`**/api/v1/calls/${row.call_id}`, (route) =>
    route.fulfill({ json: { ...real, turns, recording_ms: 1_800_000 } }),
  );
  // processor time of the page's thread: the clock on the wall tells of the machine's load
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const spentMs = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1_000 * (metrics.find((each) => each.name === "TaskDuration")?.value ?? 0);
  };
  await page.evaluate((path) => {
    const link = document.createElement("a");
    link.href = path;
    document.body.append(link);
    link.click();
    link.remove();
  }, `/calls/${row.call_id}`);
  await page.locator("#turn-399").waitFor({ state: "attached" });
  const openedMs = await spentMs();
  const steps = 40;
  for (let at = 0; at < steps; at += 1) await page.keyboard.press("j");
  await expect.poll(() => page.locator("#turn-39").getAttribute("aria-current")).toBe("true");
  const stepMs = ((await spentMs()) - openedMs) / steps;
  console.log(`400 turns: opened in ${openedMs.toFixed(0)} ms, a step ${stepMs.toFixed(1)} ms`);
  expect(openedMs).toBeGreaterThan(0);
  expect(stepMs).toBeLessThan(MOST_STEP_MS);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  await done(page);
});

test("a live call is followed, spoken to, taken over, and turns into its record", async () => {
  const live = await expect
    .poll(async () => (await patient())?.call_id, { timeout: PATIENCE_MS })
    .toBeTruthy()
    .then(() => patient());
  if (live === undefined) throw new Error("nobody stays on the line");
  const page = await open("supervisor", `/calls/${live.call_id}`);
  await page.locator(".call-log .said").first().waitFor({ timeout: PATIENCE_MS });
  await axe(page);
  await shot(page, "call-live-light");
  await themed(page, "dark");
  await axe(page);
  await shot(page, "call-live-dark");

  await page.getByRole("button", { name: "Say a sentence" }).click();
  await page.getByRole("textbox", { name: "Sentence" }).fill("A colleague listens in.");
  await page.locator("dialog form button[type=submit]").click();
  await page.getByText(/Last act: /).waitFor({ timeout: PATIENCE_MS });

  await page.getByRole("button", { name: "Take over", exact: true }).click();
  await axe(page);
  await shot(page, "call-transfer-dark");
  await page.locator("dialog form button[type=submit]").click();
  await page.getByText("The caller goes to an operator.").first().waitFor({ timeout: PATIENCE_MS });
  await page.locator(".call-turn").first().waitFor({ timeout: PATIENCE_MS });
  await page.getByText("went to a human").first().waitFor();
  await done(page);
});

/** A call that has been on for longer than the others last. */
async function patient(): Promise<Row | undefined> {
  const on = await calls("live=true&limit=50&sort=time&order=asc");
  return on.at(0);
}
