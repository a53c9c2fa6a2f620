// A supervisor's hour, from the login to a dead token, in one session on a house of its own.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHouse, type House } from "./kit/house";
import { done, logIn, openLoggedOut, shot, type Watched } from "./kit/open";

const PATIENCE_MS = 60_000;

let house: House;
let page: Watched;

beforeAll(async () => {
  house = await startHouse({ callers: 0, patient: 1, history: 300 });
  // the server answers a dead session with 401, and the browser writes that down
  page = await openLoggedOut("/", { house: house.ready, allow: /401/ });
});
afterAll(async () => {
  await house.stop();
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
const nav = (name: string) => page.getByRole("navigation").getByRole("link", { name, exact: true });
const dialog = () => page.getByRole("dialog");
const news = (text: string) => page.locator(".news-item", { hasText: text });

test("log in, and see who is talking", async () => {
  await logIn(page, "admin", house.ready);
  await page.locator(".live-row").first().waitFor({ timeout: PATIENCE_MS });
});

let callId = "";

test("watch a live call, and take it over", async () => {
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.locator(".call-log .said").first().waitFor({ timeout: PATIENCE_MS });
  callId = new URL(page.url()).pathname.slice("/calls/".length);
  expect(callId).toMatch(/^[0-9a-f-]{36}$/);
  await button("Take over").click();
  await dialog().getByRole("button", { name: "Take over" }).click();
  await page.getByText("The caller goes to an operator.").first().waitFor();
  await shot(page, "story-taken-over");
});

test("find it again among the calls of record", async () => {
  await nav("Calls").click();
  const link = page.locator(`a[href^="/calls/${callId}"]`);
  const found = async () => {
    await page.reload();
    await page.locator(".page h1").waitFor();
    await page.getByRole("table").first().waitFor();
    return await link.count();
  };
  await expect.poll(found, { timeout: PATIENCE_MS, interval: 2_000 }).toBeGreaterThan(0);
  await link.first().click();
  await page.getByText(callId).first().waitFor();
});

test("play turn 3 of a recorded call", async () => {
  await page.goto(`${house.url}/calls?recorded=true`);
  await page.getByRole("table").first().waitFor();
  const links = page.getByRole("table").first().locator('tbody a[href^="/calls/"]');
  const addresses = await links.evaluateAll((all) => all.map((each) => each.getAttribute("href")));
  let there = false;
  for (const address of addresses.slice(0, 12)) {
    await page.goto(`${house.url}${address ?? ""}?turn=3`);
    await page.locator(".call-turn").first().waitFor();
    there = (await page.locator("#turn-3").count()) > 0;
    if (there) break;
  }
  expect(there).toBe(true);
  await expect.poll(() => page.locator("#turn-3").getAttribute("aria-current")).toBe("true");
  await button("Play").first().click();
  const clock = () =>
    page.locator("audio").evaluate((each) => (each as HTMLAudioElement).currentTime);
  const began = await clock();
  await expect.poll(clock, { timeout: 20_000 }).toBeGreaterThan(began + 0.5);
  await button("Pause").first().click();
});

test("publish a prompt", async () => {
  await nav("Prompts").click();
  await button("New draft").click();
  await page.getByLabel("Name of the version").fill("story");
  await button("Make the draft").click();
  const text = page.getByLabel("Text, Ukrainian");
  await text.fill(`${await text.inputValue()}\n13. Дякуй за дзвінок.`);
  await page.keyboard.press("Control+s");
  await news("Saved.").waitFor();
  await button("Publish").click();
  await dialog().getByLabel("Publish although").check();
  await dialog().getByLabel("Reason").fill("the story of a test");
  await dialog().getByRole("button", { name: "Publish untried" }).click();
  await news("New calls use story").waitFor();
});

test("roll out ten percent", async () => {
  await nav("Rollout").click();
  await button("Change the share").click();
  await dialog().getByLabel("Callers on trial, percent").fill("10");
  await dialog().getByLabel("Reason").fill("the story of a test");
  await dialog().getByRole("button", { name: "Set the share" }).click();
  await news("Now 10% of the callers").waitFor();
});

test("all of it stands in the audit", async () => {
  await nav("Audit").click();
  for (const action of ["call.transfer", "recording.listen", "prompt.publish"])
    await page.getByRole("button", { name: action, exact: true }).first().waitFor();
});

test("log out: the token is dead, and so is the page that was open elsewhere", async () => {
  const other = await page.context().newPage();
  await other.goto(`${house.url}/users`);
  await other.getByRole("table", { name: "Users" }).waitFor();
  await button("Log out").click();
  await page.locator("input[name=username]").waitFor();
  // the second tab still shows what it had; the next thing that it asks for is refused
  await other.getByRole("navigation").getByRole("link", { name: "Costs", exact: true }).click();
  await other.locator("input[name=username]").waitFor();
  await other.close();
  await page.reload();
  await page.locator("input[name=username]").waitFor();
  await done(page);
});
