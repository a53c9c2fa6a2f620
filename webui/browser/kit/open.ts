// Opens pages of the UI as a user of a role, and watches them: whatever the browser complains
// about (console errors, uncaught errors, the content security policy) fails the test.
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, inject } from "vitest";
import { launch } from "./chromium";
import type { Ready, Role } from "./house";

export type Theme = "light" | "dark";

export interface OpenOptions {
  readonly theme?: Theme;
  readonly locale?: "en" | "uk" | "ru";
  readonly width?: number;
  readonly height?: number;
  /** Another house than the one that all share. */
  readonly house?: Ready;
  /** What the browser may complain about here, because the test makes it so. */
  readonly allow?: RegExp;
  /** A login of its own, for tests that log out. */
  readonly alone?: boolean;
}

/** A page that is watched. */
export interface Watched extends Page {
  /** What the browser complained about since the page was opened. */
  readonly complaints: readonly string[];
}

/** Where screenshots for review are written. */
export const SHOTS = fileURLToPath(new URL("../../../.cache/webui-shots", import.meta.url));
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let running: Promise<Browser> | null = null;
const contexts = new Map<string, Promise<BrowserContext>>();

/** The Chromium of this file; it ends with the file. */
export async function browser(): Promise<Browser> {
  running ??= launch();
  return await running;
}

afterAll(async () => {
  const mine = running;
  running = null;
  contexts.clear();
  if (mine !== null) await (await mine).close();
});

/** Open a page as a user of a role, logged in. Close it with `done(page)`. */
export async function open(role: Role, path = "/", options: OpenOptions = {}): Promise<Watched> {
  const house = options.house ?? inject("house");
  const context = await contextOf(house, role, options);
  const page = await watch(context, options);
  await page.goto(house.url + path);
  await page.locator(".page h1").first().waitFor();
  return page;
}

/** Open a page where nobody is logged in. */
export async function openLoggedOut(path = "/", options: OpenOptions = {}): Promise<Watched> {
  const house = options.house ?? inject("house");
  const page = await watch(await (await browser()).newContext(), options);
  await page.goto(house.url + path);
  await page.locator("form input[name=username]").waitFor();
  return page;
}

/** Log in through the form of a page that shows it. */
export async function logIn(page: Page, role: Role, house = inject("house")): Promise<void> {
  const user = house.users[role];
  await page.locator("input[name=username]").fill(user.name);
  await page.locator("input[name=current-password]").fill(user.password);
  await page.locator("form button[type=submit]").click();
  await page.locator(".house").waitFor();
}

/** Close a page; throws if the browser complained about anything. */
export async function done(page: Watched): Promise<void> {
  const complaints = [...page.complaints];
  await page.close();
  if (complaints.length > 0) throw new Error(`the browser complained:\n${complaints.join("\n")}`);
}

/** Run axe over the page; throws with what it found, if anything. What is still loading is
 * waited for: it fades in, and half of the way its contrast is nobody's. */
export async function axe(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".state-loading") === null);
  // through DevTools: a script element would need an exception in the policy
  const { readFile } = await import("node:fs/promises");
  await page.evaluate(await readFile(AXE, "utf8"));
  const found = await page.evaluate(async (rules) => {
    const runner = (globalThis as unknown as { axe: AxeRunner }).axe;
    const told = await runner.run(document, { runOnly: { type: "tag", values: rules } });
    return told.violations.map(
      (each) => `${each.id}: ${each.help}\n    ${each.nodes.map((n) => n.html).join("\n    ")}`,
    );
  }, RULES);
  if (found.length > 0) throw new Error(`axe found ${found.length}:\n  ${found.join("\n  ")}`);
}

interface AxeRunner {
  run: (
    at: Document,
    how: object,
  ) => Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>;
}

/** Write a screenshot for review: .cache/webui-shots/NAME.png. */
export async function shot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), animations: "disabled" });
}

/** Switch the theme of a page that is open. */
export async function themed(page: Page, theme: Theme): Promise<void> {
  await page.evaluate((wanted) => (document.documentElement.dataset["theme"] = wanted), theme);
}

async function contextOf(house: Ready, role: Role, options: OpenOptions): Promise<BrowserContext> {
  if (options.alone === true) return await entered(house, role);
  const key = `${house.url} ${role}`;
  const known = contexts.get(key) ?? entered(house, role);
  contexts.set(key, known);
  return await known;
}

/** A context with a session: its cookie belongs to it alone, since refreshing replaces it. */
async function entered(house: Ready, role: Role): Promise<BrowserContext> {
  const context = await (await browser()).newContext({ permissions: ["microphone"] });
  const page = await context.newPage();
  await page.goto(house.url);
  await logIn(page, role, house);
  await page.close();
  return context;
}

async function watch(context: BrowserContext, options: OpenOptions): Promise<Watched> {
  const page = await context.newPage();
  await page.setViewportSize({ width: options.width ?? 1_440, height: options.height ?? 900 });
  await page.emulateMedia({ colorScheme: options.theme ?? "light" });
  await page.addInitScript((locale) => {
    localStorage.setItem("callcore.locale", locale);
  }, options.locale ?? "en");
  const complaints: string[] = [];
  const complain = (text: string) => {
    if (options.allow?.test(text) !== true) complaints.push(text);
  };
  page.on("console", (message) => {
    const where = message.location().url;
    if (message.type() === "error" || message.type() === "warning")
      complain(`${message.type()}: ${message.text()} (${where})`);
  });
  page.on("pageerror", (error) => complain(`uncaught: ${error.stack ?? error.message}`));
  return Object.assign(page, { complaints });
}
