import { act, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { expect, test } from "vitest";
import { useAct, useAsk } from "@/api/asking";
import { Problem } from "@/api/problem";
import { Shown } from "@/ui/states";

function Number({ of }: { of: (signal: AbortSignal) => Promise<number> }) {
  const asked = useAsk("same", of);
  return (
    <>
      <Shown asked={asked}>{(data) => <p>the number is {data}</p>}</Shown>
      <button onClick={asked.again}>ask</button>
    </>
  );
}

test("it is loading, then it is there", async () => {
  render(<Number of={() => Promise.resolve(7)} />);
  expect(screen.getByRole("status").textContent).toContain("Loading");
  await screen.findByText("the number is 7");
});

test("what failed can be asked again", async () => {
  let fails = true;
  const of = () => (fails ? Promise.reject(new Problem("unavailable")) : Promise.resolve(8));
  render(<Number of={of} />);
  await screen.findByText(/A part of the house is down/);
  fails = false;
  fireEvent.click(screen.getByText("Try again"));
  await screen.findByText("the number is 8");
  expect(screen.queryByRole("alert")).toBeNull();
});

test("data stay in sight when asking again fails", async () => {
  let fails = false;
  const of = () => (fails ? Promise.reject(new Problem("offline")) : Promise.resolve(9));
  render(<Number of={of} />);
  await screen.findByText("the number is 9");
  fails = true;
  fireEvent.click(screen.getByText("ask"));
  await screen.findByText(/cannot be reached/);
  expect(screen.getByText("the number is 9")).toBeTruthy();
});

test("an answer that comes after the question has changed is dropped", async () => {
  const late: ((value: string) => void)[] = [];
  const Word = ({ word }: { word: string }) => {
    const asked = useAsk(word, () => new Promise<string>((done) => late.push(done)));
    return <p>got {asked.data ?? "nothing"}</p>;
  };
  const { rerender } = render(<Word word="first" />);
  rerender(<Word word="second" />);
  await waitFor(() => expect(late).toHaveLength(2));
  await act(async () => {
    late[1]?.("the second");
    late[0]?.("the first");
    await Promise.resolve();
  });
  await screen.findByText("got the second");
});

function Pressed({ work }: { work: (key: string, what: string) => Promise<string> }) {
  const say = useAct(work);
  return (
    <>
      <button onClick={() => void say.run("a")}>a</button>
      <button onClick={() => void say.run("b")}>b</button>
      <p>{say.busy ? "busy" : (say.told ?? say.problem?.word ?? "idle")}</p>
    </>
  );
}

test("an act tells its real result, and a second press while it runs does nothing", async () => {
  const keys: string[] = [];
  let finish: (told: string) => void = () => undefined;
  const work = (key: string) => {
    keys.push(key);
    return new Promise<string>((done) => (finish = done));
  };
  render(<Pressed work={work} />);
  fireEvent.click(screen.getByText("a"));
  fireEvent.click(screen.getByText("a"));
  expect(screen.getByText("busy")).toBeTruthy();
  await act(() => finish("caller-left"));
  await screen.findByText("caller-left");
  expect(keys).toHaveLength(1);
});

test("after a lost answer the same intent has the same key, another one a new key", async () => {
  const keys: string[] = [];
  const work = (key: string) => {
    keys.push(key);
    return Promise.reject(new Problem("offline"));
  };
  render(<Pressed work={work} />);
  for (const button of ["a", "a", "b"]) {
    fireEvent.click(screen.getByText(button));
    await screen.findByText("offline");
  }
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

test("after a refusal the same press is a new intent", async () => {
  const keys: string[] = [];
  const work = (key: string) => {
    keys.push(key);
    return Promise.reject(new Problem("conflict", { status: 409 }));
  };
  render(<Pressed work={work} />);
  for (const button of ["a", "a"]) {
    fireEvent.click(screen.getByText(button));
    await screen.findByText("conflict");
  }
  expect(keys[1]).not.toBe(keys[0]);
});
