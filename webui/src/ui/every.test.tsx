import { render } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useEvery } from "@/ui/every";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function Doing({ act, periodMs }: { act: () => void; periodMs: number | null }) {
  useEvery(periodMs, act);
  return null;
}

function see(state: "visible" | "hidden") {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

test("it is done once in a period while the page is seen", () => {
  const act = vi.fn();
  render(<Doing act={act} periodMs={1_000} />);
  expect(act).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(3_000);
  expect(act).toHaveBeenCalledTimes(3);
});

test("a hidden page rests, and is done at once when it is seen again", () => {
  const act = vi.fn();
  render(<Doing act={act} periodMs={1_000} />);
  see("hidden");
  vi.advanceTimersByTime(10_000);
  expect(act).toHaveBeenCalledTimes(0);
  see("visible");
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(2);
});

test("without a period, and after the component is gone, nothing is done", () => {
  const act = vi.fn();
  const { rerender, unmount } = render(<Doing act={act} periodMs={null} />);
  vi.advanceTimersByTime(5_000);
  rerender(<Doing act={act} periodMs={1_000} />);
  unmount();
  vi.advanceTimersByTime(5_000);
  expect(act).toHaveBeenCalledTimes(0);
});
