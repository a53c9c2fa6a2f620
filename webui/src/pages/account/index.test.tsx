import { fireEvent, render, screen } from "@testing-library/preact";
import { beforeEach, expect, test, vi } from "vitest";
import { answering, refusal } from "@/testing/server";
import { NewsCorner } from "@/ui/telling";
import Door from "./index";

const SESSION = {
  session_id: "6f0f3f3e-0000-4000-8000-00000000000a",
  created_at: "2026-11-20T10:00:00Z",
  used_at: "2026-11-20T10:05:00Z",
  ends_at: "2026-11-23T10:05:00Z",
  address: "10.0.0.7",
  user_agent: "a browser",
  current: true,
};
const usual = {
  "GET /api/v1/me": () => ({ second_factor: false, recovery_codes: 0 }),
  "GET /api/v1/me/sessions": () => ({ items: [SESSION] }),
};

beforeEach(() => {
  // happy-dom knows no dialogs
  HTMLDialogElement.prototype.showModal = vi.fn(function (this: HTMLDialogElement) {
    this.open = true;
  });
  HTMLDialogElement.prototype.close = vi.fn();
});

async function change(present: string, chosen: string, repeat: string): Promise<void> {
  await screen.findByText("a browser");
  const type = (label: string, value: string) =>
    fireEvent.input(screen.getByLabelText(label), { target: { value } });
  type("Present password", present);
  type("New password", chosen);
  type("New password again", repeat);
  fireEvent.submit(screen.getByText("Change the password").closest("form") as HTMLFormElement);
}

function show() {
  render(
    <>
      <Door />
      <NewsCorner />
    </>,
  );
}

test("two new passwords that differ are not sent", async () => {
  const { asked } = answering(usual);
  show();
  await change("old", "five quiet geese", "five quiet goose");
  expect(screen.getByText("The two are not the same.")).toBeTruthy();
  expect(asked.some((each) => each.path.endsWith("/password"))).toBe(false);
});

test("a changed password tells how many sessions have ended, and leaves the fields empty", async () => {
  answering({ ...usual, "POST /api/v1/me/password": () => ({ ended: 2 }) });
  show();
  await change("old", "five quiet geese", "five quiet geese");
  await screen.findByText("The password was changed; 2 other sessions have ended.");
  expect(screen.getByLabelText<HTMLInputElement>("New password").value).toBe("");
});

test("what the server has against a password stands at its field", async () => {
  const errors = [{ where: "body.new_password", problem: "repeats a few characters" }];
  answering({ ...usual, "POST /api/v1/me/password": () => refusal(422, "invalid", { errors }) });
  show();
  await change("old", "aaaaaaaaaaaa", "aaaaaaaaaaaa");
  await screen.findByText("repeats a few characters");
  expect(screen.getByLabelText("New password").getAttribute("aria-invalid")).toBe("true");
});

test("a wrong password does not show the secret of the second factor", async () => {
  answering({ ...usual, "POST /api/v1/me/second-factor": () => refusal(401, "wrong-login") });
  show();
  fireEvent.click(await screen.findByText("Turn on"));
  fireEvent.submit(document.querySelector("dialog form") as HTMLFormElement);
  await screen.findByText("The password or the code is wrong.");
  expect(document.querySelector(".account-qr")).toBeNull();
});

test("the session that one looks from cannot be ended here by mistake", async () => {
  answering(usual);
  show();
  await screen.findByText("here");
  expect(screen.queryByRole("button", { name: "End" })).toBeNull();
  expect(screen.queryByText("End all others")).toBeNull();
});
