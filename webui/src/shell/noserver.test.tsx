import { act, fireEvent, render, screen } from "@testing-library/preact";
import { expect, test, vi } from "vitest";
import { Problem } from "@/api/problem";
import { NoServer } from "@/shell/noserver";

test("it asks again when the server said, and at once when the user wants", async () => {
  vi.useFakeTimers();
  const again = vi.fn();
  render(<NoServer problem={new Problem("too-many", { retryAfterS: 3 })} again={again} />);
  expect(screen.getByText(/Worth trying again in 3 seconds/)).toBeTruthy();
  await act(() => void vi.advanceTimersByTime(2_900));
  expect(again).not.toHaveBeenCalled();
  await act(() => void vi.advanceTimersByTime(200));
  expect(again).toHaveBeenCalledTimes(1);
  fireEvent.click(screen.getByText("Try again"));
  expect(again).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
