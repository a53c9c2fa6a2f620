import jsQR from "jsqr";
import { expect, test } from "vitest";
import { pathOf, qrOf } from "./qr";

const SCALE = 4;
const QUIET = 4;

/** What a reader of somebody else's sees in our code. */
function readBack(text: string): string | undefined {
  const grid = qrOf(text);
  if (grid === null) return undefined;
  const side = (grid.length + 2 * QUIET) * SCALE;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  grid.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (!dark) return;
      for (let dy = 0; dy < SCALE; dy += 1)
        for (let dx = 0; dx < SCALE; dx += 1) {
          const place = ((y + QUIET) * SCALE + dy) * side + (x + QUIET) * SCALE + dx;
          pixels.fill(0, place * 4, place * 4 + 3);
        }
    }),
  );
  return jsQR(pixels, side, side)?.data;
}

// every version from 1 to 12, its fullest and one byte more than the one before
test.each([1, 14, 15, 26, 42, 62, 84, 106, 107, 122, 152, 180, 181, 213, 251, 287])(
  "%d bytes can be read by a reader that is not ours",
  (length) => {
    const text = Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * 37) % 90))).join(
      "",
    );
    expect(readBack(text)).toBe(text);
  },
);

test("an address of a second factor with a name in Cyrillic can be read", () => {
  const uri = `otpauth://totp/callcore:${encodeURIComponent("Олена Кравчук")}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=callcore`;
  expect(readBack(uri)).toBe(uri);
});

test("what is too long has no code", () => {
  expect(qrOf("x".repeat(288))).toBeNull();
});

test("the path has a square for each dark module", () => {
  expect(
    pathOf([
      [true, false],
      [false, true],
    ]),
  ).toBe("M0 0h1v1h-1zM1 1h1v1h-1z");
});
