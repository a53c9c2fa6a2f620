// The live board in a real Chromium: calls that talk, the keyboard, hostile words, and what is
// shown while Redis or the admin API is away.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHouse, type House } from "./kit/house";
import { axe, done, open, shot, themed, type Watched } from "./kit/open";

const ROWS = ".live-row";
const LIVE = 30; // rows that nobody holds; every tenth says what is hostile
const HZ = 2;
let house: House;

beforeAll(async () => {
  house = await startHouse({ callers: 0, live: LIVE, hz: HZ });
});
afterAll(() => house.stop());

async function board(): Promise<Watched> {
  const page = await open("supervisor", "/", { house: house.ready });
  await page.locator(ROWS).nth(5).waitFor();
  return page;
}

const first = (page: Watched) => page.locator(ROWS).first();

test("callers who talk are seen as they talk, and axe finds nothing in either theme", async () => {
  const page = await open("supervisor", "/");
  await page.locator(ROWS).first().waitFor();
  await page
    .locator(".live-phrase .said", { hasText: /\p{L}{3}/u })
    .first()
    .waitFor();
  const before = await page.locator(".live-rows").innerText();
  await expect.poll(() => page.locator(".live-rows").innerText()).not.toBe(before);
  for (const theme of ["light", "dark"] as const) {
    await themed(page, theme);
    await axe(page);
    await shot(page, `live-${theme}`);
  }
  await done(page);
});

test("a busy board is right in both themes and on a telephone", async () => {
  const page = await board();
  for (const theme of ["light", "dark"] as const) {
    await themed(page, theme);
    await axe(page);
    await shot(page, `live-busy-${theme}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await axe(page);
  await shot(page, "live-phone");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  await done(page);
});

test("hostile words are text on one line: nothing runs, no row grows", async () => {
  const page = await open("supervisor", "/?q=did%3A9", { house: house.ready });
  await first(page).waitFor();
  const said = page.locator(".live-phrase .said");
  await expect
    .poll(() => said.filter({ hasText: /<script>|🛞|aaaa|слово/u }).count())
    .toBeGreaterThan(0);
  await shot(page, "live-hostile");
  const heights = await page
    .locator(ROWS)
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(new Set(heights).size).toBe(1);
  expect(await page.title()).toContain("callcore");
  await done(page);
});

test("the keyboard is enough: filter, move, open, come back, help", async () => {
  const page = await board();
  await page.keyboard.press("/");
  await page.keyboard.type("language:ru");
  await expect.poll(() => page.url()).toContain("q=language%3Aru");
  await expect.poll(() => page.locator(ROWS).count()).toBeLessThan(LIVE);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator(ROWS).count()).toBeGreaterThan(12);
  for (let n = 0; n < 16; n += 1) await page.keyboard.press("j");
  await page.keyboard.press("k");
  const focused = page.locator(`${ROWS} a:focus`);
  const at = await page.locator(`${ROWS}[aria-current]`).getAttribute("aria-rowindex");
  expect(Number(at)).toBe(16);
  const href = await focused.getAttribute("href");
  await page.keyboard.press("Enter");
  await expect.poll(() => new URL(page.url()).pathname).toBe(href);
  await page.goBack();
  await first(page).waitFor();
  await page.keyboard.press("?");
  await page.locator("dialog[open] kbd", { hasText: "j" }).waitFor();
  await page.keyboard.press("Escape");
  await done(page);
});

test("scrolling shows every call, and screen readers hear how many there are", async () => {
  const page = await board();
  const frame = page.locator(".live-frame");
  await frame.evaluate((at) => at.scrollTo(0, at.scrollHeight));
  const last = page.locator(`${ROWS}[aria-rowindex="${LIVE + 1}"]`);
  await last.waitFor();
  expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe(String(LIVE + 1));
  await done(page);
});

async function watched(at: House, allow?: RegExp): Promise<Watched> {
  const page = await open("supervisor", "/", {
    house: at.ready,
    ...(allow === undefined ? {} : { allow }),
  });
  await first(page).waitFor();
  return page;
}

describe("in a house that is broken", () => {
  let faulty: House;

  beforeAll(async () => {
    await house.stop();
    faulty = await startHouse({ callers: 1, patient: 2 });
  });
  afterAll(() => faulty.stop());

  test("while Redis is away the board says since when it is old, and heals by itself", async () => {
    const page = await watched(faulty);
    await faulty.control("pause redis");
    try {
      const banner = page.locator('.banner[role="alert"]');
      await banner.waitFor({ timeout: 30_000 });
      expect(await banner.innerText()).toMatch(/^Out of date since \d+:\d\d:\d\d/);
      expect(await page.locator(ROWS).count()).toBeGreaterThan(0);
      await shot(page, "live-stale");
    } finally {
      await faulty.control("resume redis");
    }
    await page.getByText(/Connected again after/).waitFor({ timeout: 30_000 });
    expect(await page.locator('.banner[role="alert"]').count()).toBe(0);
    await done(page);
  });

  test("when the admin API dies the connection is lost, and comes back without a click", async () => {
    const page = await watched(faulty, /WebSocket|ERR_CONNECTION|50[234]|Failed to load/);
    await faulty.control("kill adminapi");
    const banner = page.locator('.banner[role="alert"]');
    await banner.waitFor({ timeout: 20_000 });
    expect(await banner.innerText()).toContain("Connection lost since");
    await shot(page, "live-lost");
    await page.getByText(/Connected again after/).waitFor({ timeout: 40_000 });
    const words = await page.locator(".live-rows").innerText();
    await expect.poll(() => page.locator(".live-rows").innerText()).not.toBe(words);
    await done(page);
  });
});
