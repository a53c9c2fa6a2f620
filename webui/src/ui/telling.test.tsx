import { act, fireEvent, render, screen } from "@testing-library/preact";
import { expect, test, vi } from "vitest";
import { NewsCorner, tell } from "@/ui/telling";

test("news are read out, can be put away, and go by themselves", async () => {
  vi.useFakeTimers();
  render(<NewsCorner />);
  await act(() => {
    tell("first");
    tell("<b>second</b>", "bad");
  });
  expect(screen.getByRole("status").textContent).toContain("<b>second</b>");
  fireEvent.click(screen.getAllByRole("button", { name: "Close" })[0] as HTMLElement);
  expect(screen.queryByText("first")).toBeNull();
  await act(() => void vi.advanceTimersByTime(9_000));
  expect(screen.getByRole("status").textContent).toBe("");
  vi.useRealTimers();
});

test("many news at once keep the newest", async () => {
  render(<NewsCorner />);
  await act(() => {
    for (const each of "abcdef") tell(`news ${each}`);
  });
  expect(screen.queryByText("news b")).toBeNull();
  expect(screen.getByText("news f")).toBeTruthy();
});
