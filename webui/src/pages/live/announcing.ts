// What a screen reader is told of the board: short sums, not every change. Pure.
import type { LiveEvent } from "@/live/feed";
import type { Alert } from "./alerts";

/** What came since the last time. */
export interface News {
  readonly started: number;
  readonly degraded: number;
  readonly alerts: readonly Alert[];
}

/** Remembers what was told. What was there at first is shown and not told. */
export class Announcer {
  #last: LiveEvent | undefined;
  #told = new Set<string>();
  #begun = false;

  /** Return the news since the last time; null if there are none. */
  since(happenings: readonly LiveEvent[], alerts: readonly Alert[]): News | null {
    const from = this.#last === undefined ? 0 : happenings.lastIndexOf(this.#last) + 1;
    const fresh = this.#begun ? happenings.slice(from) : [];
    const newAlerts = alerts.filter((each) => !this.#told.has(nameOf(each)));
    this.#last = happenings.at(-1);
    this.#told = new Set(alerts.map(nameOf));
    const news = {
      started: countOf(fresh, "call:started"),
      degraded: countOf(fresh, "call:degraded"),
      // those of calls are counted above
      alerts: this.#begun ? newAlerts.filter((each) => each.kind !== "degraded") : [],
    };
    this.#begun = true;
    return news.started + news.degraded + news.alerts.length > 0 ? news : null;
  }
}

function nameOf(alert: Alert): string {
  return `${alert.kind} ${alert.key}`;
}

function countOf(events: readonly LiveEvent[], name: string): number {
  return events.filter((each) => each.name === name).length;
}
