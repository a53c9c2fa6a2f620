// Every page as it is in every house: one that has just been installed and one with a past; in
// both themes and all languages; and what a page does when the server will not.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHouse, type House } from "./kit/house";
import { axe, done, open, shot, themed, type Watched } from "./kit/open";

const PAGES = [
  "/",
  "/calls",
  "/operators",
  "/operators/queues",
  "/operators/handovers",
  "/operators/worklist",
  "/try",
  "/prompts",
  "/rollout",
  "/costs",
  "/costs/what-if",
  "/costs/prices",
  "/health",
  "/users",
  "/audit",
  "/account",
  "/no/such/page",
] as const;
const NO_CALL = "/calls/00000000-0000-4000-8000-000000000000";
const nameOf = (path: string) => path.replaceAll("/", "-").replace(/^-/, "") || "live";

/** Wait until nothing is loading any more. */
async function settled(page: Watched): Promise<void> {
  await page.locator(".page h1").first().waitFor();
  await expect.poll(() => page.locator(".state-loading").count(), { timeout: 20_000 }).toBe(0);
}

/** Go there as a link would: a load of its own would ask for a new token each time. */
async function goTo(page: Watched, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await settled(page);
}

let empty: House;
beforeAll(async () => {
  empty = await startHouse({ callers: 0 });
});
afterAll(() => empty.stop());

test("a house without a past has no page that is broken, bare or unreadable", async () => {
  const page = await open("admin", "/", { house: empty.ready });
  for (const path of PAGES) {
    await goTo(page, path);
    expect(await page.locator(".state-failed").count(), path).toBe(0);
    expect((await page.locator("main").innerText()).length, path).toBeGreaterThan(20);
    await axe(page);
    await shot(page, `empty-${nameOf(path)}`);
  }
  expect(page.complaints).toEqual([]);
  await done(page);
});

test.each(["light", "dark"] as const)("axe finds nothing on any page (%s)", async (theme) => {
  const page = await open("admin", "/", { theme });
  for (const path of PAGES) {
    await goTo(page, path);
    await axe(page);
    await shot(page, `page-${nameOf(path)}-${theme}`);
  }
  await done(page);
});

test.each(["uk", "ru"] as const)(
  "no page is too wide on a telephone, or untranslated (%s)",
  async (locale) => {
    const page = await open("admin", "/", { locale, width: 390, height: 844 });
    expect(await page.locator("html").getAttribute("lang")).toBe(locale);
    for (const path of PAGES) {
      await goTo(page, path);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wider, path).toBeLessThanOrEqual(0);
      expect(await page.locator("h1").first().innerText(), path).toMatch(/\p{Script=Cyrillic}/u);
    }
    await themed(page, "dark");
    await shot(page, `phone-${locale}`);
    await done(page);
  },
);

test("a call that is not there is one sentence", async () => {
  const page = await open("supervisor", NO_CALL, { allow: /404/ });
  await page.getByText("There is no such call").first().waitFor();
  await axe(page);
  await done(page);
});

test.each([
  [429, "too-many", { "Retry-After": "7" }, /Worth trying again in 7 seconds/],
  [500, "bug", {}, /Request 0f0e0d0c/],
  [503, "unavailable", {}, /A part of the house is down/],
] as const)(
  "a page that is answered %i says so, and can be asked again",
  async (status, word, headers, said) => {
    const page = await open("admin", "/health", { allow: new RegExp(String(status)) });
    let refuses = true;
    await page.route("**/api/v1/audit?*", (route) =>
      refuses
        ? route.fulfill({
            status,
            headers,
            contentType: "application/problem+json",
            body: JSON.stringify({ type: `/problems/${word}`, status, request_id: "0f0e0d0c" }),
          })
        : route.continue(),
    );
    await page.getByRole("navigation").getByRole("link", { name: "Audit" }).click();
    await page.getByText(said).first().waitFor();
    await axe(page);
    refuses = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("table", { name: "Entries of the audit" }).waitFor();
    await done(page);
  },
);

test("when even the start is refused, the page says so and comes in by itself", async () => {
  const page = await open("viewer", "/health", { allow: /429/ });
  let refuses = true;
  await page.route("**/api/v1/auth/refresh", (route) =>
    refuses
      ? route.fulfill({
          status: 429,
          headers: { "Retry-After": "1" },
          contentType: "application/problem+json",
          body: JSON.stringify({ type: "/problems/too-many", status: 429 }),
        })
      : route.continue(),
  );
  await page.reload();
  await page.getByText("Too many requests in a short time.").waitFor();
  await axe(page);
  refuses = false;
  await page.getByRole("heading", { name: "Health", level: 1 }).waitFor();
  await done(page);
});

test("an act in the middle of which the token ends is done once, with a new token", async () => {
  const page = await open("admin", "/users", { allow: /401/ });
  const keys: (string | undefined)[] = [];
  let ended = false;
  await page.route("**/api/v1/users", async (route) => {
    const isAct = route.request().method() === "POST";
    if (isAct) keys.push(route.request().headers()["authorization"]);
    if (!isAct || ended) {
      await route.continue();
      return;
    }
    ended = true;
    await route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "/problems/unauthorized", status: 401 }),
    });
  });
  await page.getByRole("button", { name: "New user" }).click();
  const name = `late-${Date.now().toString(36)}`;
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make the user" }).click();
  await page.locator(".users-password").waitFor();
  expect(keys).toHaveLength(2);
  expect(keys[0]).not.toBe(keys[1]);
  await page.getByRole("button", { name: "I have passed it on" }).click();
  await page.getByLabel("Search by name").fill(name);
  await expect.poll(() => page.getByRole("table").locator("tbody tr").count()).toBe(1);
  await done(page);
});
