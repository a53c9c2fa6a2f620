import { afterEach, expect, test } from "vitest";
import { session } from "@/api/session";
import { changesOf, editOf, forget, rebased, setEdit, type Edit } from "./edits";
import { textsOf } from "./reading";
import { tagged } from "./testing";

const base = tagged();

function edit(more: Partial<Edit["texts"]> = {}, note = ""): Edit {
  return { base, texts: { ...textsOf(base.prompt.texts), ...more }, note };
}

afterEach(() => {
  forget("p1");
  session.value = null;
});

test("text that is typed back to what it was is no edit", () => {
  setEdit("p1", edit({ uk: "Інше" }));
  expect(editOf("p1")?.texts.uk).toBe("Інше");
  setEdit("p1", edit());
  expect(editOf("p1")).toBeNull();
});

test("an edit tells its parts", () => {
  expect(changesOf(edit({ ru: "Другое" }, "why"))).toEqual(["ru", "note"]);
});

test("on a newer version mine stays where I typed, theirs elsewhere", () => {
  const texts = { ...base.prompt.texts, en: "Their English", uk: "Їхня" };
  const newer = tagged({ texts, note: "theirs" }, '"2"');
  const mine = rebased(edit({ uk: "Моя" }), newer);
  expect([mine.texts.uk, mine.texts.en, mine.note]).toEqual(["Моя", "Their English", "theirs"]);
  expect(changesOf(mine)).toEqual(["uk"]);
});

test("another user does not see what was typed, and the one who typed finds it again", () => {
  const who = { name: "anna", role: "admin", userId: "u1", sessionId: "s1" } as const;
  session.value = who;
  setEdit("p1", edit({ uk: "Інше" }));
  session.value = { ...who, name: "boris", userId: "u2", sessionId: "s2" };
  expect(editOf("p1")).toBeNull();
  session.value = { ...who, sessionId: "s3" };
  expect(editOf("p1")?.texts.uk).toBe("Інше");
  forget("p1");
});
