// The page "health" against the real house, and against one whose parts are broken.
import { expect, test } from "vitest";
import { startHouse } from "./kit/house";
import { axe, done, open, shot, themed } from "./kit/open";

test("health has no fault of access in both themes, and on a phone nothing is too wide", async () => {
  const page = await open("admin", "/health");
  await page.getByRole("table", { name: "Settings in force" }).waitFor();
  await page.getByRole("table", { name: "Workers" }).waitFor();
  for (const theme of ["light", "dark"] as const) {
    await themed(page, theme);
    await axe(page);
    await shot(page, `health-${theme}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(over).toBeLessThanOrEqual(0);
  await shot(page, "health-phone");
  await done(page);
});

test("an admin sets a worker's log level and hears what the worker says", async () => {
  const page = await open("admin", "/health");
  const level = page.getByLabel(/^Log level of/).first();
  await level.selectOption("debug");
  await page.getByRole("button", { name: "Set", exact: true }).first().click();
  await page.getByText(/logs at level “debug” now/).waitFor();
  await done(page);
});

test("a viewer sees the lights, and neither settings nor log levels", async () => {
  const page = await open("viewer", "/health");
  await page.getByRole("table", { name: "Workers" }).waitFor();
  expect(await page.getByText("Settings in force").count()).toBe(0);
  expect(await page.getByRole("button", { name: "Set", exact: true }).count()).toBe(0);
  await done(page);
});

test("a part that fails turns its light, tells what callers hear, and recovers", async () => {
  const house = await startHouse({ callers: 0 });
  try {
    // a session of its own is needed before Redis stands still
    const page = await open("viewer", "/health", { house: house.ready, allow: /50[0-9]|429/ });
    await page.getByText("Callers hear nothing unusual").waitFor();
    await house.control("pause redis");
    await page
      .getByText(/nobody can act on a call/)
      .first()
      .waitFor({ timeout: 20_000 });
    expect(await page.locator(".health-state").textContent()).toContain("down");
    await shot(page, "health-down-light");
    await axe(page);
    await house.control("resume redis");
    await page.getByText("Callers hear nothing unusual").waitFor({ timeout: 20_000 });
    await done(page);
  } finally {
    await house.stop();
  }
}, 180_000);
