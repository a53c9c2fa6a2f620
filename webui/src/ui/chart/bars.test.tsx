import { fireEvent, render, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { colourOf, StackedBars } from "@/ui/chart/bars";

function shown() {
  return render(
    <StackedBars
      label="Costs by day"
      columns={["1 May", "2 May", "3 May", "4 May"]}
      axis={(at) => String(at + 1)}
      series={[
        { name: "stt", values: [10, 0, 20, 5] },
        { name: "tts", values: [10, 30, 20, 0] },
      ]}
      show={(value) => `$${value}`}
      whole="All days"
    />,
  ).container;
}

describe("stacked bars", () => {
  it("are one image with a name for screen readers", () => {
    shown();
    expect(screen.getByRole("img", { name: "Costs by day" })).toBeTruthy();
  });

  it("stand on each other, by the scale that the legend tells", () => {
    const page = shown();
    const bars = [...page.querySelectorAll("rect.chart-c0, rect.chart-c1")];
    expect(bars).toHaveLength(6); // nothing is drawn for nothing
    const third = bars.filter((each) => each.getAttribute("x")?.startsWith("52."));
    // the axis goes to 40: 20 and 20 fill the third column
    expect(third.map((each) => [each.getAttribute("y"), each.getAttribute("height")])).toEqual([
      ["50.000%", "50.000%"],
      ["0.000%", "50.000%"],
    ]);
  });

  it("tell the sums, and the column that is pointed at while it is", () => {
    const page = shown();
    const legend = page.querySelector("figcaption");
    expect(legend?.textContent).toContain("All days$95");
    const plot = screen.getByRole("img");
    plot.getBoundingClientRect = () => ({ left: 100, width: 400 }) as DOMRect;
    fireEvent.pointerMove(plot, { clientX: 250 });
    expect(legend?.textContent).toBe("2 May$30stt $0tts $30");
    fireEvent.pointerLeave(plot);
    expect(legend?.textContent).toContain("All days$95");
  });

  it("have a colour for every place", () => {
    expect([0, 4, 5, 99].map(colourOf)).toEqual(["chart-c0", "chart-c4", "chart-c5", "chart-c5"]);
  });
});
