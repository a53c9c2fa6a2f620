// The page "costs" against the real house: its past of calls, its price tables.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { axe, done, open, shot, themed } from "./kit/open";

const PARTS = [
  ["costs", "/costs", "By provider and model"],
  ["costs-what-if", "/costs/what-if", "What hearing these calls would have cost"],
  ["costs-prices", "/costs/prices", "Models that end"],
  ["costs-packaged", "/costs/prices/packaged", "Text of the table"],
] as const;

test.each(PARTS)("%s has no fault of access in both themes", async (name, path, heading) => {
  const page = await open("supervisor", path);
  await page.getByRole("heading", { name: heading }).waitFor();
  for (const theme of ["light", "dark"] as const) {
    await themed(page, theme);
    await axe(page);
    await shot(page, `${name}-${theme}`);
  }
  await done(page);
});

test("on a phone nothing is wider than the screen", async () => {
  for (const [name, path, heading] of PARTS) {
    const page = await open("supervisor", path, { width: 390, height: 844 });
    await page.getByRole("heading", { name: heading }).waitFor();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, name).toBeLessThanOrEqual(0);
    await shot(page, `${name}-phone`);
    await done(page);
  }
});

test("a day of the table narrows the period, and its CSV has the same sum", async () => {
  const page = await open("supervisor", "/costs?period=90d");
  await page.getByText("As a table").click();
  await page.getByRole("table", { name: "By day" }).getByRole("link").nth(1).click();
  await page.waitForURL(/since=(.*)&until=\1/);
  const total = page.locator(".costs-total");
  await total.waitFor();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  const text = await readFile(await (await saving).path(), "utf8");
  const [head = "", ...rows] = text.replace("\uFEFF", "").trim().split("\r\n");
  const at = head.split(",").indexOf("amount");
  const sum = rows.reduce((all, row) => all + Number(row.split(",")[at]), 0);
  const shown = Number((await total.textContent())?.replace("$", ""));
  expect(sum).toBeGreaterThan(0);
  expect(Math.abs(sum - shown)).toBeLessThan(0.005);
  await done(page);
});

test("pointing at a day tells its costs", async () => {
  const page = await open("supervisor", "/costs");
  const plot = page.locator(".chart-plot");
  await plot.waitFor();
  const legend = page.locator(".chart-legend strong");
  expect(await legend.textContent()).toBe("Whole period");
  await plot.hover({ position: { x: 5, y: 50 } });
  expect(await legend.textContent()).toMatch(/\d{4}/);
  await done(page);
});

test("an admin uploads a table, is told what is wrong, and lets it hold from a time on", async () => {
  const page = await open("admin", "/costs/prices", { allow: /422/ });
  await page.getByRole("button", { name: "Upload a draft" }).click();
  await page.getByRole("button", { name: "Begin with the packaged table" }).click();
  const area = page.getByLabel("Table", { exact: true });
  await page.waitForFunction(() => (document.querySelector("textarea")?.value ?? "") !== "");
  const packaged = await area.inputValue();
  const keep = page.getByRole("button", { name: "Check and keep as a draft" });
  await area.fill(packaged.replace("micros: 16000", "micros: cheap"));
  await keep.click();
  await page.getByText(/Line \d+ of the text/).waitFor();
  expect(await page.locator(".costs-wrong-line pre").textContent()).toContain("micros: cheap");
  await axe(page);
  // a text that no other run has uploaded
  await area.fill(packaged.replace("micros: 16000", `micros: ${16_000 + (Date.now() % 9_000)}`));
  await page.getByLabel("Note").fill("a browser test");
  await keep.click();
  await page.getByText(/is kept as a draft/).waitFor();
  await page
    .getByRole("row", { name: /a browser test/ })
    .first()
    .getByRole("link")
    .click();
  await page.getByRole("table", { name: "What differs" }).waitFor();
  await page.getByRole("button", { name: "Let it hold…" }).click();
  await page.getByLabel("When").selectOption("later");
  await page.getByLabel(/^Time/).fill("2900-01-01T12:00");
  await axe(page);
  await page.getByRole("button", { name: "Let it hold", exact: true }).click();
  await page.getByText(/will hold from/).waitFor();
  await page.locator(".badge", { hasText: "2900" }).waitFor();
  await shot(page, "costs-table-light");
  await done(page);
});
