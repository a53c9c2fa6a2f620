import { expect, test } from "vitest";
import { begun, changed, read } from "@/live/protocol";
import { aCall, anEvent, aSnapshot, NOW_S } from "@/testing/live";

test("a message is read as what it is", () => {
  expect(read(JSON.stringify(aSnapshot()))?.type).toBe("snapshot");
  expect(read('{"type": "alive", "at_s": 5}')).toEqual({ type: "alive", at_s: 5 });
});

test("what a newer server says besides is left alone", () => {
  expect(read('{"type": "weather", "rain": true}')).toBeNull();
  expect(read('{"type": "toString"}')).toBeNull();
});

test.each(["", "[1]", "null", "5", "{", '{"type": "events"}', '{"type": "snapshot", "calls": 3}'])(
  "what is no message is an error: %s",
  (text) => {
    const meant = () => {
      if (read(text) === null) throw new SyntaxError("nothing");
    };
    expect(meant).toThrow(SyntaxError);
  },
);

test("bytes are an error", () => {
  expect(() => read(new ArrayBuffer(3))).toThrow(SyntaxError);
});

test("a call begins with what its event says, and blanks", () => {
  const call = begun(anEvent("call:started", 7, { caller: "+380•••07", worker: "w", later: 1 }));
  expect(call).toMatchObject({ caller: "+380•••07", worker: "w", turn: 0, gone: false });
  expect(call.started_s).toBe(NOW_S);
  expect(call.call_id).toMatch(/7$/);
});

test("a change takes only fields of a call, of their kind, and never another id", () => {
  const told = { turn: 4, state: 7, call_id: "x", later: "y", said_caller: "так" };
  const call = changed(aCall(1), anEvent("call:updated", 1, told));
  expect(call).toMatchObject({ turn: 4, state: "listening", said_caller: "так" });
  expect(call.call_id).toBe(aCall(1).call_id);
  expect(call.updated_s).toBe(NOW_S);
});
