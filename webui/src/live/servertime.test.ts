import { expect, test } from "vitest";
import { ServerTime } from "@/live/servertime";

function clocks(wallS: number) {
  const now = { monotonicS: 100, wallS };
  return {
    now,
    time: new ServerTime(
      () => now.monotonicS,
      () => now.wallS,
    ),
  };
}

test("without a word of the server the browser's clock counts", () => {
  expect(clocks(5_000).time.nowS()).toBe(5_000);
});

test("a browser whose clock is hours wrong shows the server's time, and goes on with it", () => {
  const { now, time } = clocks(90_000);
  time.told(5_000);
  now.monotonicS += 12.5;
  now.wallS -= 7_000; // somebody sets the clock
  expect(time.nowS()).toBe(5_012.5);
});

test("the least delayed of the last words is believed", () => {
  const { now, time } = clocks(0);
  time.told(5_000);
  now.monotonicS += 10;
  time.told(5_007); // three seconds on its way
  expect(time.nowS()).toBe(5_010);
});

test("an old word is forgotten after six newer ones", () => {
  const { now, time } = clocks(0);
  time.told(5_000);
  for (let n = 1; n <= 6; n += 1) {
    now.monotonicS += 10;
    time.told(5_000 + n * 10 - 2); // the server's clock was set back
  }
  expect(time.nowS()).toBe(5_058);
});

test("after a lost connection the first new word replaces all old ones", () => {
  const { time } = clocks(0);
  time.told(5_000);
  time.doubt();
  expect(time.nowS()).toBe(5_000);
  time.told(4_000);
  expect(time.nowS()).toBe(4_000);
});

test("nonsense is no time", () => {
  const { time } = clocks(7);
  time.told(Number.NaN);
  expect(time.nowS()).toBe(7);
});
