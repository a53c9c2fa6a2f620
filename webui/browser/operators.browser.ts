// Operators, queues, hand-overs and the worklist in a real Chromium, against a real house.
import { describe, expect, it } from "vitest";
import { axe, done, open, shot, themed } from "./kit/open";

const ROW = "tbody tr";

describe("the operators' page", () => {
  it("makes an operator, sets his presence, changes and removes him", async () => {
    const page = await open("supervisor", "/operators");
    await page.locator(ROW).first().waitFor();
    await shot(page, "operators-light");
    await axe(page);
    await themed(page, "dark");
    await axe(page);
    await shot(page, "operators-dark");

    await page.getByRole("button", { name: "Add operator" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("Nina <i>New</i>");
    await dialog.getByLabel("Interface").fill("PJSIP/199");
    await dialog.getByLabel("Skills").fill("oil, tyres");
    await axe(page);
    await dialog.getByRole("button", { name: "Save" }).click();
    const row = page.locator(ROW, { hasText: "Nina <i>New</i>" });
    await row.waitFor();

    await row.getByRole("button", { name: /^Presence of/ }).click();
    await dialog.getByLabel("Presence", { exact: true }).selectOption("paused");
    await dialog.getByLabel("Reason").fill("lunch");
    await dialog.getByRole("button", { name: "Set" }).click();
    await row.getByText("lunch").waitFor();

    // the version has moved by the presence: that alone stops nobody
    await row.getByRole("button", { name: /^Change/ }).click();
    await dialog.getByLabel("Skills").fill("oil");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });

    await row.getByRole("button", { name: /^Remove/ }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await row.waitFor({ state: "detached" });
    await done(page);
  });

  it("tells how the queues did, and leads to their hand-overs and calls", async () => {
    const page = await open("viewer", "/operators/queues?period=90d");
    await page.locator(ROW, { hasText: "%" }).first().waitFor();
    await axe(page);
    await shot(page, "operators-queues");
    expect(await page.getByRole("button", { name: "Add queue" }).count()).toBe(0);
    await page.locator(ROW, { hasText: "sales" }).getByRole("link").click();
    await page.waitForURL(/\/operators\/handovers\?period=90d&queue=sales/);
    await page.locator(ROW).first().waitFor();
    await page.getByLabel("Answered").selectOption("false");
    await page.waitForURL(/answered=false/);
    await page.locator(`${ROW} .badge`, { hasText: "caller gave up" }).first().waitFor();
    await axe(page);
    await shot(page, "operators-handovers");
    await page.locator(ROW).first().getByRole("link", { name: /^Open/ }).click();
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}/);
    await done(page);
  });

  it("shows a number to who takes an item on; it is finished and opened again", async () => {
    const page = await open("operator", "/operators/worklist?claimed=nobody&kind=callback");
    const row = page.locator(ROW, { has: page.getByRole("button", { name: "Take it on" }) });
    await row.first().waitFor();
    await axe(page);
    await themed(page, "dark");
    await axe(page);
    await shot(page, "operators-worklist");
    expect(await page.locator(".operators-phone").first().innerText()).toMatch(/\*|…|•/);
    const first = page.locator(ROW).first();
    await first.getByRole("button", { name: "Take it on" }).click();
    await first.getByText("you", { exact: true }).waitFor();
    expect(await first.locator(".operators-phone").innerText()).toMatch(/^\+?\d+$/);
    await first.getByRole("button", { name: "Done…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Outcome").selectOption("not-reached");
    await dialog.getByLabel("Note").fill("rang twice");
    await dialog.getByRole("button", { name: "Finish" }).click();
    await first.getByText("not reached").waitFor();
    await first.getByRole("button", { name: "Open again" }).click();
    await first.getByText("opened again once").waitFor();
    await done(page);
  });

  it("is of use on a phone, in Russian", async () => {
    const page = await open("operator", "/operators/worklist?state=all", {
      ...{ width: 390, height: 844, locale: "ru" },
    });
    await page.locator(ROW).first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    await axe(page);
    await shot(page, "operators-phone-ru");
    await done(page);
  });
});
