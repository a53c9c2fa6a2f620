import { expect, it, vi } from "vitest";
import { csv, plainMoney, save } from "./csv";

it("quotes what is special and doubles quotes", () => {
  expect(csv(["a", "b"], [['say "x", y', null]])).toBe('\uFEFFa,b\r\n"say ""x"", y",\r\n');
});

it("lets no spreadsheet run a name as a formula, and leaves numbers alone", () => {
  const text = csv(["x"], [["=HYPERLINK(1)"], ["-0.5"], ["-cmd"], [-3]]);
  expect(text).toBe("\uFEFFx\r\n'=HYPERLINK(1)\r\n-0.5\r\n'-cmd\r\n-3\r\n");
});

it("writes money with all its digits and a point", () => {
  expect([plainMoney(1_234_567), plainMoney(-5), plainMoney(null)]).toEqual([
    "1.234567",
    "-0.000005",
    "",
  ]);
});

it("saves a file under the name it is given and forgets its address", () => {
  const clicked = vi.fn();
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
  const revoked = vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked(this.download, this.getAttribute("href"));
  });
  save("costs.csv", "a");
  expect(clicked).toHaveBeenCalledWith("costs.csv", "blob:x");
  expect(revoked).toHaveBeenCalledWith("blob:x");
});
