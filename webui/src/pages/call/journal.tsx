// The raw events of a call, a page at a time, read only when somebody wants to see them.
import { useState } from "preact/hooks";
import { api, ask } from "@/api/client";
import { usePages } from "@/api/paging";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { Section } from "@/ui/page";
import { Empty, Failed, Loading } from "@/ui/states";
import { More } from "@/ui/table";
import { t } from "./messages";
import type { CallEvent } from "./told";

const PAGE = 500;

export function Journal({ callId }: { callId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={t("events")}
      actions={!open && <Button onClick={() => setOpen(true)}>{t("events-show")}</Button>}
    >
      {open && <Events callId={callId} />}
    </Section>
  );
}

function Events({ callId }: { callId: string }) {
  const [part, setPart] = useState("");
  const pages = usePages(`events ${callId}`, (cursor, signal) =>
    ask(
      api.GET("/api/v1/calls/{call_id}/events", {
        params: {
          path: { call_id: callId },
          query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
        },
        signal,
      }),
    ),
  );
  if (pages.first === undefined)
    return pages.problem === null ? (
      <Loading />
    ) : (
      <Failed problem={pages.problem} again={pages.again} />
    );
  const shown = fitting(pages.rows, part);
  return (
    <>
      <TextField label={t("events-filter")} type="search" value={part} onInput={setPart} />
      <p class="muted small" role="status">
        {t("events-count", { n: shown.length })}
      </p>
      {shown.length === 0 ? <Empty title={t("events-none")} /> : <Rows events={shown} />}
      {pages.problem !== null && <Failed problem={pages.problem} />}
      <More there={pages.there} busy={pages.loading} onMore={pages.more} />
    </>
  );
}

/** The events whose name has this in it. */
export function fitting(events: readonly CallEvent[], part: string): readonly CallEvent[] {
  const wanted = part.trim().toLowerCase();
  return wanted === "" ? events : events.filter((each) => each.event.includes(wanted));
}

function Rows({ events }: { events: readonly CallEvent[] }) {
  return (
    <div class="table-frame call-events" tabIndex={0} role="group" aria-label={t("events")}>
      <table class="table">
        <caption class="hidden-visually">{t("events")}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">
              #
            </th>
            <th scope="col" class="number">
              {t("at")}
            </th>
            <th scope="col">{t("event")}</th>
            <th scope="col">{t("fields")}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((each) => (
            <tr key={each.seq}>
              <td class="number muted">{each.seq}</td>
              <td class="number">{each.t.toFixed(3)}</td>
              <th scope="row" class="mono">
                {each.event}
              </th>
              <td class="mono said" dir="auto">
                {JSON.stringify(each.fields)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
