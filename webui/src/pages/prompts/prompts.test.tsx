// The page as a whole, against a server that answers as the real one does.
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { session, type Role } from "@/api/session";
import { answering, refusal, told } from "@/testing/server";
import { NewsCorner } from "@/ui/telling";
import { go } from "@/ui/router";
import { editOf, forget } from "./edits";
import Prompts from "./index";
import type { Prompt } from "./reading";
import { prompt, row, run } from "./testing";

const USED = row({
  prompt_id: "p0",
  version: "autumn",
  state: "published",
  published_by: "boris",
  published_at: "2026-11-01T00:00:00.000Z",
  taken_back_at: null,
});
const shelf = { items: [row(), USED], next: null, packaged: ["v1", "v2"] };
const noRuns = { items: [], runner_seen_at: null, runner_there: true };
const difference = {
  before: "autumn",
  after: "winter",
  lines: { en: ["@@ -1,2 +1,2 @@", "-Sell tyres", "+Sell tyres.", " {canary}"], ru: [], uk: [] },
};
const one = (more: Partial<Prompt> = {}, etag = '"1"') => told(prompt(more), { ETag: etag });
const usual = {
  "GET /api/v1/prompts": () => shelf,
  "GET /api/v1/prompts/:id": () => one(),
  "GET /api/v1/prompts/:id/regressions": () => noRuns,
  "GET /api/v1/prompts/:id/diff": () => difference,
};

function enter(role: Role) {
  session.value = { name: "anna", role, userId: "u1", sessionId: "s1" };
}

function show(id?: string) {
  return render(
    <>
      <Prompts params={id === undefined ? {} : { id }} />
      <NewsCorner />
    </>,
  );
}

const area = async () => await screen.findByLabelText<HTMLTextAreaElement>("Text, Ukrainian");
const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));

beforeEach(() => {
  enter("admin");
  go("/prompts");
});

afterEach(() => {
  forget("p1");
  session.value = null;
});

test("the list says what new calls use, and sorts drafts from what was used before", async () => {
  answering(usual);
  show();
  const used = await screen.findByRole("region", { name: "New calls use" });
  expect(within(used).getByRole("link").textContent).toBe("autumn");
  expect(within(used).getByText(/published by boris/)).toBeTruthy();
  const drafts = screen.getByRole("table", { name: "Drafts" });
  expect(within(drafts).getByRole("link").textContent).toBe("winter");
});

test("the version that a call names leads to its prompt", async () => {
  answering(usual);
  go("/prompts?version=autumn");
  show();
  await waitFor(() => expect(location.pathname).toBe("/prompts/p0"));
});

test("a version that was rolled back says so in the list", async () => {
  const bad = row({
    version: "hasty",
    state: "retired",
    taken_back_at: "2026-11-02T00:00:00.000Z",
  });
  answering({
    ...usual,
    "GET /api/v1/prompts": () => ({ ...shelf, items: [...shelf.items, bad] }),
  });
  show();
  const cell = (await screen.findByText("hasty")).closest("th");
  expect(cell?.textContent).toContain("taken back");
  expect(screen.getAllByText("taken back")).toHaveLength(1);
});

test("a version that is not there any more leaves the list", async () => {
  answering(usual);
  go("/prompts?version=%3Cgone%3E");
  show();
  await screen.findByText("autumn");
  expect(location.pathname).toBe("/prompts");
});

test("a supervisor makes drafts, but neither rolls back nor publishes", async () => {
  answering(usual);
  enter("supervisor");
  const list = show();
  await screen.findByText("New calls use");
  expect(screen.queryByRole("button", { name: "Roll back" })).toBeNull();
  expect(screen.getByRole("button", { name: "New draft" })).toBeTruthy();
  list.unmount();
  show("p1");
  await area();
  expect(screen.queryByRole("button", { name: "Publish" })).toBeNull();
  expect(screen.getByText("An admin publishes it.")).toBeTruthy();
});

test("typing is not saved by itself; saving sends the ETag that was read, and tells the faults", async () => {
  const server = answering({
    ...usual,
    "PUT /api/v1/prompts/:id": () => one({ faults: ["uk: it must have 200 characters."] }, '"2"'),
  });
  show("p1");
  type(await area(), "Нове {canary}");
  expect(screen.getByText("Not saved: Ukrainian.")).toBeTruthy();
  expect(server.asked.some((each) => each.method === "PUT")).toBe(false);
  press("Save");
  await screen.findByText("Saved. 1 fault keeps it from being published.");
  const put = server.asked.find((each) => each.method === "PUT");
  expect(put?.headers.get("If-Match")).toBe('"1"');
  expect(put?.body).toMatchObject({ texts: { uk: "Нове {canary}", en: "Sell tyres.\n{canary}" } });
  expect(screen.getByText("uk: it must have 200 characters.")).toBeTruthy();
  expect(editOf("p1")).toBeNull();
});

test("a change by somebody else is shown beside mine, and nothing typed is lost", async () => {
  let now = one();
  const theirs = { uk: "Чуже {canary}", ru: "Шины.\n{canary}", en: "Theirs {canary}" };
  const server = answering({
    ...usual,
    "GET /api/v1/prompts/:id": () => now.clone(),
    "PUT /api/v1/prompts/:id": ({ headers }) => {
      if (headers.get("If-Match") === '"7"') return one({}, '"8"');
      now = one({ texts: theirs }, '"7"');
      return refusal(412, "changed");
    },
  });
  show("p1");
  type(await area(), "Моє {canary}");
  press("Save");
  const both = await screen.findByRole("alert", { name: /changed this draft/ });
  expect(both.querySelector("del")?.textContent).toBe("Чуже");
  expect(both.querySelector("ins")?.textContent).toBe("Моє");
  expect((await area()).value).toBe("Моє {canary}");
  expect(screen.getByRole("button", { name: "Save" }).hasAttribute("disabled")).toBe(true);
  press("Go on with mine");
  press("Save");
  await screen.findByText("Saved.");
  const put = server.asked.filter((each) => each.method === "PUT")[1];
  expect(put?.headers.get("If-Match")).toBe('"7"');
  expect(put?.body).toMatchObject({ texts: { uk: "Моє {canary}", en: "Theirs {canary}" } });
});

test("unsaved text holds the page until the user lets it go", async () => {
  answering(usual);
  go("/prompts/p1");
  show("p1");
  type(await area(), "Нове {canary}");
  await act(() => go("/calls"));
  expect(location.pathname).toBe("/prompts/p1");
  press("Stay here");
  expect(screen.queryByText("Leave without saving?")).toBeNull();
  await act(() => go("/calls"));
  press("Leave, lose the text");
  await waitFor(() => expect(location.pathname).toBe("/calls"));
});

test("a text that came through a lost session is there again", async () => {
  answering(usual);
  const page = show("p1");
  type(await area(), "Нове {canary}");
  page.unmount(); // the login appears instead
  show("p1");
  expect((await area()).value).toBe("Нове {canary}");
});

test("what has passed is published after its diff was shown, with the ETag of what was shown", async () => {
  const server = answering({
    ...usual,
    "GET /api/v1/prompts/:id/regressions": () => ({ ...noRuns, items: [run()] }),
    "POST /api/v1/prompts/:id/publish": () => ({ version: "winter", prompt_id: "p1" }),
  });
  show("p1");
  await area();
  press("Publish");
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("passed");
  expect((await within(dialog).findByText("1 line added, 1 removed")).textContent).toBeTruthy();
  fireEvent.submit(
    within(dialog).getByRole("button", { name: "Publish" }).closest("form") as Element,
  );
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getAllByText("Published. New calls use winter.").length).toBeGreaterThan(0);
  const sent = server.asked.find((each) => each.path.endsWith("/publish"));
  expect([sent?.headers.get("If-Match"), sent?.body]).toEqual(['"1"', {}]);
  expect(sent?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
});

test("what was not tried is published only by force, with a reason", async () => {
  const server = answering({
    ...usual,
    "GET /api/v1/prompts/:id/regressions": () => ({
      ...noRuns,
      items: [run({ sha: "of other texts" }), run({ run_id: "r2", state: "failed" })],
    }),
    "POST /api/v1/prompts/:id/publish": () => ({ version: "winter", prompt_id: "p1" }),
  });
  show("p1");
  await area();
  press("Publish");
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("failed");
  const sure = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Publish untried" });
  expect(sure.disabled).toBe(true);
  fireEvent.input(within(dialog).getByRole("checkbox"), { target: { checked: true } });
  const reason = await within(dialog).findByLabelText("Reason");
  type(reason, "why");
  expect(sure.disabled).toBe(true);
  type(reason, "the old one is wrong");
  await waitFor(() => expect(sure.disabled).toBe(false));
  fireEvent.submit(sure.closest("form") as Element);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getAllByText("Published. New calls use winter.").length).toBeGreaterThan(0);
  const sent = server.asked.find((each) => each.path.endsWith("/publish"));
  expect(sent?.body).toEqual({ force: "the old one is wrong" });
});

test("a roll-back tells what the server did, also when it is not what was expected", async () => {
  const server = answering({
    ...usual,
    "POST /api/v1/prompts/rollback": () => ({ version: "v1", prompt_id: null }),
  });
  show();
  fireEvent.click(await screen.findByRole("button", { name: "Roll back" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText("Back to v2?")).toBeTruthy();
  type(within(dialog).getByLabelText("Reason"), "callers complain");
  fireEvent.submit(dialog.querySelector("form") as Element);
  await screen.findByText(/New calls use v1 now, not v2/);
  const sent = server.asked.find((each) => each.method === "POST");
  expect(sent?.body).toEqual({ reason: "callers complain" });
});

test("a failed run shows its dialogues, and a missing runner is said", async () => {
  const report = {
    dialogues: [{ id: "uk-order", passed: false, broken: ["an order without a yes"], missed: [] }],
    wrong: ["uk-order: an order without a yes"],
    wrong_count: 1,
  };
  answering({
    ...usual,
    "GET /api/v1/prompts/:id/regressions": () => ({
      items: [run({ state: "failed", report })],
      runner_seen_at: null,
      runner_there: false,
    }),
  });
  go("/prompts/p1?part=runs");
  show("p1");
  expect(await screen.findByText("uk-order")).toBeTruthy();
  expect(screen.getByText("must never happen")).toBeTruthy();
  expect(screen.getByText(/Nobody takes runs at the moment/)).toBeTruthy();
});

test("a draft whose name is taken keeps what was typed and says why", async () => {
  answering({ ...usual, "POST /api/v1/prompts": () => refusal(409, "exists") });
  show();
  await screen.findByText("New calls use");
  press("New draft");
  const dialog = await screen.findByRole("dialog");
  const name = within(dialog).getByLabelText<HTMLInputElement>("Name of the version");
  type(name, "Winter!");
  expect(within(dialog).getByText(/Small Latin letters/)).toBeTruthy();
  type(name, "winter");
  fireEvent.submit(dialog.querySelector("form") as Element);
  expect(await within(dialog).findByText("There is one with this name already.")).toBeTruthy();
  expect(name.value).toBe("winter");
});

test("a hostile text is shown as text", async () => {
  const texts = { uk: "<img src=x onerror=alert(1)> {canary}", ru: "", en: "" };
  answering({ ...usual, "GET /api/v1/prompts/:id": () => one({ state: "retired", texts }) });
  const { container } = show("p1");
  expect(await screen.findByText(/<img src=x/)).toBeTruthy();
  expect(container.querySelector("img")).toBeNull();
});
