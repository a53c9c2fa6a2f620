// Prompts in a real browser, on a real house: from a draft to new calls and back again.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { axe, done, open, shot, themed } from "./kit/open";

const THEMES = ["light", "dark"] as const;
const unique = () => `try-${Date.now().toString(36)}`;

async function makeDraft(page: Page): Promise<string> {
  const name = unique();
  await page.getByRole("button", { name: "New draft" }).click();
  await page.getByLabel("Name of the version").fill(name);
  await page.getByRole("button", { name: "Make the draft" }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  return name;
}

async function look(page: Page, name: string): Promise<void> {
  for (const theme of THEMES) {
    await themed(page, theme);
    await shot(page, `prompts-${name}-${theme}`);
    await axe(page);
  }
}

function news(page: Page, text: string) {
  return page.locator(".news-item", { hasText: text });
}

/** Roll back, and see that the page did what its dialog had said. */
async function rollBack(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Roll back" }).click();
  const dialog = page.getByRole("dialog");
  const title = (await dialog.getByRole("heading").textContent()) ?? "";
  const version = title.replace("Back to ", "").replace("?", "");
  await dialog.getByLabel("Reason").fill("a browser test");
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await news(page, `Rolled back. New calls use ${version}.`).waitFor();
  await page.locator(".prompts-used", { hasText: version }).waitFor();
}

test("a draft is edited, compared, published, used by new calls, and rolled back", async () => {
  const page = await open("admin", "/prompts");
  const used = page.locator(".prompts-used");
  const before = (await used.textContent()) ?? "";
  await look(page, "list");

  const name = await makeDraft(page);
  const text = page.getByLabel("Text, Ukrainian");
  await text.fill(`${await text.inputValue()}\n13. Дякуй за дзвінок.`);
  await page.getByText("Not saved: Ukrainian.").waitFor();
  await look(page, "texts");
  await page.keyboard.press("Control+s");
  await news(page, "Saved.").waitFor();

  await page.getByRole("link", { name: "Differences" }).click();
  await page.locator(".prompts-diff-new", { hasText: "Дякуй за дзвінок" }).waitFor();
  await look(page, "diff");

  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("not tried").waitFor();
  const sure = dialog.getByRole("button", { name: "Publish untried" });
  expect(await sure.isDisabled()).toBe(true);
  await dialog.getByLabel("Publish although").check();
  await dialog.getByLabel("Reason").fill("a browser test");
  await dialog.locator(".prompts-diff-new").waitFor();
  await look(page, "publish");
  await sure.click();
  await news(page, `New calls use ${name}`).waitFor();
  await page.locator(".page-head .badge", { hasText: "in use" }).waitFor();

  await page.getByRole("link", { name: "Prompts" }).click();
  await page.locator(".prompts-used", { hasText: name }).waitFor();
  // what was used before is not always the last: the house's past holds one that was rolled back
  for (let tries = 0; (await used.textContent()) !== before && tries < 4; tries++)
    await rollBack(page);
  expect(await used.textContent()).toBe(before);
  await done(page);
});

test("two who change one draft: the second sees both versions and loses nothing", async () => {
  const first = await open("supervisor", "/prompts");
  await makeDraft(first);
  const second = await open("admin", new URL(first.url()).pathname, { allow: /412/ });
  const mine = second.getByLabel("Text, Ukrainian");
  const theirs = first.getByLabel("Text, Ukrainian");
  await mine.fill(`${await mine.inputValue()}\nМоє.`);
  await theirs.fill(`${await theirs.inputValue()}\nЧуже.`);
  await first.getByRole("button", { name: "Save", exact: true }).click();
  await news(first, "Saved.").waitFor();

  await second.getByRole("button", { name: "Save", exact: true }).click();
  const conflict = second.locator(".prompts-conflict");
  await conflict.getByText("Чуже.").waitFor();
  await conflict.getByText("Моє.").waitFor();
  expect(await mine.inputValue()).toContain("Моє.");
  await look(second, "conflict");
  await second.getByRole("button", { name: "Go on with mine" }).click();
  await second.getByRole("button", { name: "Save", exact: true }).click();
  await news(second, "Saved.").waitFor();
  await done(second);
  await done(first);
});

test("unsaved text holds a link and the back button, and a draft can be deleted", async () => {
  const page = await open("supervisor", "/prompts");
  const name = await makeDraft(page);
  const address = page.url();
  const text = page.getByLabel("Text, Ukrainian");
  await text.fill(`${await text.inputValue()}\nЩе рядок.`);
  await page.getByRole("link", { name: "Calls" }).click();
  await page.getByRole("button", { name: "Stay here" }).click();
  await page.goBack();
  await page.getByRole("button", { name: "Stay here" }).click();
  expect(page.url()).toBe(address);
  expect(await text.inputValue()).toContain("Ще рядок.");
  await page.getByRole("button", { name: "Drop the changes" }).click();

  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await news(page, `${name} is deleted`).waitFor();
  await page.locator(".prompts-used").waitFor();
  expect(await page.getByRole("link", { name }).count()).toBe(0);
  await done(page);
});

test("a regression run is asked for and watched", async () => {
  const page = await open("supervisor", "/prompts");
  await makeDraft(page);
  await page.getByRole("link", { name: "Regression" }).click();
  await page.getByText("No run yet").waitFor();
  await page.getByRole("button", { name: "Run the regression" }).click();
  const state = page.locator(".prompts-run .badge").first();
  await state.filter({ hasText: /waits|runs|passed/ }).waitFor();
  await done(page);
});

test("a run that failed shows its dialogues", async () => {
  const page = await open("supervisor", "/prompts");
  await page.getByRole("link", { name: "v3-short" }).click();
  await page.getByRole("link", { name: "Regression" }).click();
  await page.getByText("Dialogues that failed").waitFor();
  await page.locator(".prompts-failing", { hasText: "en-order-two-tyres" }).waitFor();
  await look(page, "runs");
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, "prompts-runs-phone");
  await done(page);
});
