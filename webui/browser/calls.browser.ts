// The call list in a real Chromium, against a house with a past of 2,000 calls.
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { axe, done, open, shot, themed } from "./kit/open";

const ROW = ".calls-rows tbody tr";

describe("the call list", () => {
  it("finds by filters of the address, goes back, and leads to a call", async () => {
    const page = await open("supervisor", "/calls");
    await page.locator(ROW).first().waitFor();
    await shot(page, "calls-light");
    await axe(page);
    await themed(page, "dark");
    await axe(page);
    await shot(page, "calls-dark");

    await page.getByLabel("Outcome", { exact: true }).selectOption("human");
    await page.waitForURL(/outcome=human/);
    await page.getByRole("button", { name: "Take out: Outcome: to a human" }).waitFor();
    await page.locator(`${ROW} .badge`, { hasText: "to a human" }).first().waitFor();
    await page.goBack();
    await page.waitForURL((url) => url.search === "");

    await page.keyboard.press("/");
    await page.keyboard.type("nothing-of-the-kind-was-said");
    await page.keyboard.press("Enter");
    await page.getByText("No call matches").waitFor();
    await page.goBack();
    await page.locator(ROW).first().waitFor();

    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}/);
    await done(page);
  });

  it("pages through all of them and ends with a number that was counted", async () => {
    const page = await open("viewer", "/calls?degraded=true&period=30d");
    const more = page.getByRole("button", { name: "Show more" });
    await page.locator(ROW).first().waitFor();
    const before = await page.locator(ROW).count();
    while (await more.isVisible()) {
      const shown = await page.locator(ROW).count();
      await more.click();
      await page.waitForFunction(([row, n]) => document.querySelectorAll(row).length > n, [
        ROW,
        shown,
      ] as const);
    }
    const rows = await page.locator(ROW).count();
    expect(rows).toBeGreaterThanOrEqual(before);
    const told = await page.locator(".calls-head p").innerText();
    expect(told.replace(/\D/g, "")).toBe(String(rows));
    expect(await page.getByLabel("Caller's number").count()).toBe(0);
    await done(page);
  });

  it("exports exactly the filter", async () => {
    const page = await open("supervisor", "/calls?outcome=lost");
    await page.locator(ROW).first().waitFor();
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "JSON" }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/^calls-\d{8}-\d{4}\.json$/);
    const told = JSON.parse(await readFile(await file.path(), "utf8")) as {
      items: { outcome: string }[];
      cut: boolean;
    };
    expect(told.cut).toBe(false);
    expect(told.items.length).toBeGreaterThan(0);
    expect(new Set(told.items.map((each) => each.outcome))).toEqual(new Set(["lost"]));
    await page.getByText("is in your downloads").waitFor();
    await done(page);
  });

  it("saves a filter as a view, finds it among the links, and deletes it", async () => {
    const page = await open("operator", "/calls?language=uk&period=7d");
    await page.getByRole("button", { name: "Views…" }).click();
    await page.getByLabel("Name").first().fill("Ukrainian week");
    await page.getByRole("button", { name: "Save this filter" }).click();
    const mine = page.locator("dialog .calls-view", { hasText: "Ukrainian week" });
    await mine.waitFor();
    await axe(page);
    await shot(page, "calls-views");
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    const link = page
      .getByRole("navigation", { name: "Saved views" })
      .getByRole("link", { name: "Ukrainian week" });
    expect(await link.getAttribute("aria-current")).toBe("page");
    await page.getByRole("button", { name: "Views…" }).click();
    await mine.locator("summary").click();
    await mine.getByRole("button", { name: "Delete" }).click();
    await mine.getByRole("button", { name: "Delete" }).click();
    await mine.waitFor({ state: "detached" });
    await done(page);
  });

  it("is of use on a phone, in Ukrainian, with all filters open", async () => {
    const page = await open("supervisor", "/calls?min_turn_ms=1000&foo=1", {
      ...{ width: 390, height: 844, locale: "uk", theme: "dark" },
    });
    await page.locator(ROW).first().waitFor();
    await page.getByText("її пропущено: foo").waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    await axe(page);
    await shot(page, "calls-phone-uk");
    await done(page);
  });
});
