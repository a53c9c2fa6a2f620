// Rollout in a real browser, on a real house. What is switched off here is started again.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, expect, inject, test } from "vitest";
import { axe, done, open, shot, themed } from "./kit/open";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START = `
import sys, psycopg
from psycopg.rows import dict_row
from callcore.shared import stamps
from callcore.shared.rollout import changes, plantable
with psycopg.connect(sys.argv[1], row_factory=dict_row) as connection:
    plan = plantable.read(connection)
    if plan is not None and plan.status == "off":
        trial = changes.Trial("again", "salt", plan.engine, 500, 500)
        signed = changes.Signature("demo", "on again", stamps.now_text())
        plantable.apply(connection, lambda plan, by: changes.started(plan, trial, by), signed)
`;

afterAll(async () => {
  const python = `${ROOT}.venv/bin/python`;
  await promisify(execFile)(python, ["-c", START, inject("house").database_url], { cwd: ROOT });
});

async function look(page: Page, name: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await themed(page, theme);
    await shot(page, `rollout-${name}-${theme}`);
    await axe(page);
  }
}

function newest(page: Page) {
  return page.getByRole("table", { name: "History" }).locator("tbody tr").first();
}

test("ten percent of the callers are tried, and the history says who did it and why", async () => {
  const page = await open("admin", "/rollout");
  await page
    .getByRole("table", { name: "How both arms do" })
    .getByText(/of 4\d\d$/)
    .first()
    .waitFor();
  await look(page, "page");
  await page.getByRole("button", { name: "Change the share" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Callers on trial, percent").fill("10");
  await dialog.getByLabel("Reason").fill("a browser test");
  await look(page, "share");
  await dialog.getByRole("button", { name: "Set the share" }).click();
  await page.locator(".news-item", { hasText: "Now 10% of the callers" }).waitFor();
  await newest(page).getByText("a browser test").waitFor();
  expect(await newest(page).textContent()).toContain("10%");
  await done(page);
});

test("a change by somebody else appears by itself, and must be seen before mine is made", async () => {
  const mine = await open("admin", "/rollout");
  await mine.getByRole("button", { name: "Change the share" }).click();
  const dialog = mine.getByRole("dialog");
  await dialog.getByLabel("Callers on trial, percent").fill("25");
  await dialog.getByLabel("Reason").fill("mine");

  const other = await open("admin", "/rollout");
  await other.getByRole("button", { name: "Pause" }).click();
  await other.getByRole("dialog").getByLabel("Reason").fill("theirs");
  await other.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await other.getByRole("button", { name: "Paused" }).waitFor();

  await dialog.getByText(/Changed meanwhile by .*: theirs/).waitFor();
  const set = dialog.getByRole("button", { name: "Set the share" });
  expect(await set.isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: "I have seen it" }).click();
  await set.click();
  await mine.locator(".news-item", { hasText: "Now 25% of the callers" }).waitFor();
  await done(other);
  await done(mine);
});

test("a supervisor sees how it does, and has no switch", async () => {
  const page = await open("supervisor", "/rollout", { width: 390, height: 844 });
  await page.getByText("An admin changes it.").waitFor();
  expect(await page.getByRole("button", { name: "Switch off" }).count()).toBe(0);
  await look(page, "phone");
  await done(page);
});

test("the switch takes two presses", async () => {
  const page = await open("admin", "/rollout");
  await page.getByRole("button", { name: "Switch off" }).click();
  await look(page, "switch");
  await page.getByRole("button", { name: "Switch off now" }).click();
  await page.locator(".news-item", { hasText: "It is off" }).waitFor();
  await page.getByText("Try another one").waitFor();
  expect(await newest(page).textContent()).toContain("Switched off by hand");
  await done(page);
});
