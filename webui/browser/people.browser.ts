// Users, audit and one's own account in a real Chromium.
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { axe, done, logIn, open, openLoggedOut, shot, themed, type Watched } from "./kit/open";

const THEMES = ["light", "dark"] as const;

async function looked(page: Watched, name: string): Promise<void> {
  for (const theme of THEMES) {
    await themed(page, theme);
    await axe(page);
    await shot(page, `${name}-${theme}`);
  }
}

test("the login is clean in both themes, and a wrong password is one sentence", async () => {
  const page = await openLoggedOut("/costs", { allow: /401/ });
  await looked(page, "login");
  await page.locator("input[name=username]").fill("nobody");
  await page.locator("input[name=current-password]").fill("not his password");
  await page.locator("form button[type=submit]").click();
  await page.getByText("Name, password or code is wrong.").waitFor();
  await axe(page);
  await logIn(page, "admin");
  expect(new URL(page.url()).pathname).toBe("/costs"); // where he wanted to go
  await done(page);
});

test("users and the audit are clean in both themes", async () => {
  const page = await open("admin", "/users");
  await page.getByRole("table", { name: "Users" }).waitFor();
  await looked(page, "users");
  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("heading", { name: /^Sessions of/ }).waitFor();
  await looked(page, "user");
  await page.goto(new URL("/audit", page.url()).href);
  await page.getByRole("table", { name: "Entries of the audit" }).waitFor();
  await looked(page, "audit");
  await done(page);
});

test("a user is made, logs in with his own password, and is removed", async () => {
  const admin = await open("admin", "/users");
  const name = `taras-${Date.now().toString(36)}`;
  await admin.getByRole("button", { name: "New user" }).click();
  await axe(admin);
  await admin.getByRole("dialog").getByLabel("Name").fill(name);
  await admin.getByRole("dialog").getByLabel("Role").selectOption("viewer");
  await admin.getByRole("button", { name: "Make the user" }).click();
  const password = await admin.locator(".users-password").innerText();
  await admin.getByRole("button", { name: "I have passed it on" }).click();

  const his = await openLoggedOut("/", { allow: /401/ });
  await his.locator("input[name=username]").fill(name);
  await his.locator("input[name=current-password]").fill(password);
  await his.locator("form button[type=submit]").click();
  await his.locator("input[name=new-password]").fill("five quiet geese cross the river");
  await his.locator("form button[type=submit]").click();
  await his.locator(".house").waitFor();
  // a viewer sees neither money nor people
  expect(await his.getByRole("link", { name: "Users" }).count()).toBe(0);
  await his.goto(new URL("/users", his.url()).href);
  await his.getByRole("heading", { name: "This page is not for your role" }).waitFor();

  await admin.getByLabel("Search by name").fill(name);
  await admin.getByRole("link", { name }).click();
  await admin.getByRole("button", { name: "Remove" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await admin.getByText(`${name} was removed.`).waitFor();
  // his token is dead: the next thing he asks for ends at the login
  await his.getByRole("link", { name: "Calls" }).click();
  await his.locator("input[name=username]").waitFor();
  await done(his);
  await done(admin);
});

test("the second factor is turned on with a telephone, asked for, and turned off", async () => {
  const page = await open("operator", "/account", { alone: true, allow: /401/ });
  await page.getByRole("table", { name: "Where I am logged in" }).waitFor();
  await looked(page, "account");
  await page.getByRole("button", { name: "Turn on" }).click();
  await proof(page);
  await page.getByRole("dialog").getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("img", { name: "QR code of the secret" }).waitFor();
  await axe(page);
  await shot(page, "account-qr");
  const secret = await page.locator(".account-secret").innerText();
  await page.getByRole("textbox", { name: "Code" }).fill(totp(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  const codes = page.locator(".account-codes li");
  await codes.first().waitFor();
  const recovery = await codes.first().innerText();
  await page.getByRole("button", { name: "I have kept them" }).click();

  await page.getByRole("button", { name: "Log out" }).click();
  await logInWithCode(page, recovery);
  await page.goto(new URL("/account", page.url()).href);
  await page.getByRole("button", { name: "Turn off" }).click();
  await proof(page);
  await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("button", { name: "Turn on" }).waitFor();
  await done(page);
});

async function proof(page: Watched): Promise<void> {
  const { inject } = await import("vitest");
  const field = page.getByLabel("Your password, as proof that it is you");
  await field.fill(inject("house").users.operator.password);
}

async function logInWithCode(page: Watched, code: string): Promise<void> {
  const { inject } = await import("vitest");
  const user = inject("house").users.operator;
  await page.locator("input[name=username]").fill(user.name);
  await page.locator("input[name=current-password]").fill(user.password);
  await page.locator("form button[type=submit]").click();
  await page.locator("input[name=one-time-code]").fill(code);
  await page.locator("form button[type=submit]").click();
  await page.locator(".house").waitFor();
}

/** The code that a telephone shows now (RFC 6238: SHA-1, 30 s, six digits). */
function totp(secret: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(secret.replace(/[\s=]/g, ""))
    .map((each) => letters.indexOf(each.toUpperCase()).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((each) => Number.parseInt(each, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const from = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
