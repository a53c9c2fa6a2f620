import { fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test, vi } from "vitest";
import { Door } from "@/shell/door";
import { PAGES, pageAt, type PageRow } from "@/shell/pages";

afterEach(() => vi.restoreAllMocks());

const page = (name: string, door: PageRow["door"]): PageRow => ({
  name,
  paths: ["/x"],
  roles: ["admin"],
  door,
});

test("a page is shown when its code has come", async () => {
  const Inside = ({ params }: { params: Readonly<Record<string, string>> }) => (
    <p>it is {params["id"]}</p>
  );
  render(
    <Door page={page("a", () => Promise.resolve({ default: Inside }))} params={{ id: "seven" }} />,
  );
  expect(screen.getByRole("status")).toBeTruthy();
  await screen.findByText("it is seven");
});

test("code that cannot be fetched can be fetched again", async () => {
  const door = vi
    .fn<PageRow["door"]>()
    .mockRejectedValueOnce(new TypeError("network"))
    .mockResolvedValue({ default: () => <p>there</p> });
  render(<Door page={page("b", door)} params={{}} />);
  fireEvent.click(await screen.findByText("Try again"));
  await screen.findByText("there");
});

test("a page that throws takes only itself down", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const Broken = () => {
    throw new Error("a bug");
  };
  render(
    <>
      <p>the house</p>
      <Door page={page("c", () => Promise.resolve({ default: Broken }))} params={{}} />
    </>,
  );
  await screen.findByText("This page broke");
  expect(screen.getByText("the house")).toBeTruthy();
});

test("every address of the table leads to its own page", () => {
  for (const row of PAGES)
    for (const path of row.paths) {
      const found = pageAt(path.replace(":id", "6f0f3f3e"));
      expect(found?.page.name, path).toBe(row.name);
    }
  expect(pageAt("/calls/1")?.params).toEqual({ id: "1" });
  expect(pageAt("/no/such/page")).toBeNull();
});
