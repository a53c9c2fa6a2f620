import { expect, test } from "vitest";
import { read } from "./protocol";

test.each([
  ['{"type":"started","call_id":"c"}', { is: "started", callId: "c" }],
  ['{"type":"typed","result":"busy"}', { is: "typed", result: "busy" }],
  ['{"type":"ended","reason":"goodbye"}', { is: "ended", reason: "goodbye" }],
  [
    '{"type":"event","name":"call:line","at_s":1.5,"call_id":"c","fields":{"who":"agent"}}',
    { is: "event", event: { name: "call:line", atS: 1.5, fields: { who: "agent" } } },
  ],
])("%s is understood", (message, heard) => {
  expect(read(message)).toEqual(heard);
});

test.each(["", "null", "[]", "{}", '{"type":"new"}', "7", "<b>"])(
  "%s is passed over",
  (message) => {
    expect(read(message)).toBeNull();
  },
);

test("values of a wrong kind are empty, not trusted", () => {
  const message = '{"type":"event","name":7,"at_s":"x","fields":[1]}';
  expect(read(message)).toEqual({ is: "event", event: { name: "", atS: 0, fields: {} } });
});
