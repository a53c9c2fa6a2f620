// Saved views within reach: a link for each, and the dialog where they are kept.
import { useEffect, useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { sentence } from "@/ui/states";
import { addressOf, keptOf, type Filter } from "./filter";
import { ViewsDialog } from "./viewsdialog";
import { tv } from "./viewmessages";
import { addressOfView, useViews, type View } from "./viewrows";

/** Own views first, then those that others share. */
export function ViewsBar({ filter }: { filter: Filter }) {
  const asked = useViews();
  const [open, setOpen] = useState(false);
  const here = addressOf(keptOf(filter));
  useEffect(() => setOpen(false), [here]); // a view was chosen in the dialog
  const views = ordered(asked.data?.items ?? []);
  return (
    <div class="row calls-views">
      <nav class="subnav grow" aria-label={tv("views")}>
        <a href="/calls" aria-current={here === "/calls" ? "page" : undefined}>
          {tv("views-all")}
        </a>
        {views.map((each) => (
          <ViewLink key={each.view_id} view={each} here={here} />
        ))}
      </nav>
      {asked.problem !== null && <span class="muted small">{sentence(asked.problem)}</span>}
      <Button onClick={() => setOpen(true)}>{tv("views-manage")}</Button>
      {open && <ViewsDialog asked={asked} filter={filter} onClose={() => setOpen(false)} />}
    </div>
  );
}

function ViewLink({ view, here }: { view: View; here: string }) {
  const address = addressOfView(view);
  return (
    <a href={address} aria-current={address === here ? "page" : undefined}>
      <span class="said calls-view-name" dir="auto">
        {view.name}
      </span>
      {!view.mine && <span class="muted small"> {tv("view-by", { owner: view.owner })}</span>}
    </a>
  );
}

export function ordered(views: readonly View[]): View[] {
  return [...views].sort((a, b) =>
    a.mine === b.mine ? a.name.localeCompare(b.name) : a.mine ? -1 : 1,
  );
}
