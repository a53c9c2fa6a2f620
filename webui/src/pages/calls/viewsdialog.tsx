// Where views are saved, renamed, shared, changed and deleted.
import { useState } from "preact/hooks";
import { useAct, type Asked } from "@/api/asking";
import { api, ask } from "@/api/client";
import { session } from "@/api/session";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField, TextField, wrongWith } from "@/ui/fields";
import { Failed, Shown } from "@/ui/states";
import { tell } from "@/ui/telling";
import { keptOf, seesNumbers, type Filter } from "./filter";
import { filterShown } from "./shown";
import { tv } from "./viewmessages";
import { addressOfView, filterOfView, PAGE, tagOf, type View, type Views } from "./viewrows";

const LONGEST_NAME = 100;

interface DialogProps {
  asked: Asked<Views>;
  filter: Filter;
  onClose: () => void;
}

export function ViewsDialog({ asked, filter, onClose }: DialogProps) {
  return (
    <Dialog title={tv("views")} wide onClose={onClose}>
      <NewView filter={filter} onSaved={asked.again} />
      <Shown asked={asked}>
        {({ items }) => (
          <>
            <Kept filter={filter} views={items.filter((each) => each.mine)} again={asked.again} />
            <Others views={items.filter((each) => !each.mine)} />
          </>
        )}
      </Shown>
    </Dialog>
  );
}

function Kept(props: { filter: Filter; views: readonly View[]; again: () => void }) {
  return (
    <section class="stack" aria-label={tv("view-mine")}>
      <h3>{tv("view-mine")}</h3>
      {props.views.length === 0 && <p class="muted">{tv("view-none")}</p>}
      <ul class="calls-others">
        {props.views.map((each) => (
          <OwnView key={each.view_id} view={each} filter={props.filter} again={props.again} />
        ))}
      </ul>
    </section>
  );
}

function Others({ views }: { views: readonly View[] }) {
  if (views.length === 0) return null;
  return (
    <section class="stack" aria-label={tv("view-others")}>
      <h3>{tv("view-others")}</h3>
      <ul class="calls-others">
        {views.map((each) => (
          <li key={each.view_id}>
            <a class="said" dir="auto" href={addressOfView(each)}>
              {each.name}
            </a>{" "}
            <span class="muted">{tv("view-by", { owner: each.owner })}</span>
            <Finds filter={filterOfView(each)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Finds({ filter }: { filter: Filter }) {
  const parts = filterShown(filter);
  const what = parts.length === 0 ? tv("view-everything") : parts.join("; ");
  return <p class="muted small said">{tv("view-is", { what })}</p>;
}

function NewView({ filter, onSaved }: { filter: Filter; onSaved: () => void }) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const act = useAct((key, wanted: { name: string; shared: boolean }) =>
    ask(
      api.POST("/api/v1/views", {
        params: { header: { "Idempotency-Key": key } },
        body: { ...wanted, page: PAGE, query: keptOf(filter) },
      }),
    ),
  );
  const save = async () => {
    const told = await act.run({ name: name.trim(), shared });
    if (told === undefined) return;
    tell(tv("view-saved", { name: told.name }));
    setName("");
    onSaved();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h3>{tv("view-new")}</h3>
      <Finds filter={filter} />
      <NameAndShared {...{ name, setName, shared, setShared, wrong: wrongOf(act.problem) }} />
      {act.problem !== null && <Failed problem={act.problem} />}
      <div class="row">
        <Button type="submit" kind="primary" busy={act.busy} disabled={name.trim() === ""}>
          {tv("view-save")}
        </Button>
      </div>
    </form>
  );
}

function wrongOf(problem: Parameters<typeof wrongWith>[0]): string | undefined {
  return wrongWith(problem, "body.name");
}

function NameAndShared(props: {
  name: string;
  setName: (name: string) => void;
  shared: boolean;
  setShared: (shared: boolean) => void;
  wrong: string | undefined;
}) {
  return (
    <>
      <TextField
        label={tv("view-name")}
        value={props.name}
        wrong={props.wrong}
        maxLength={LONGEST_NAME}
        onInput={props.setName}
      />
      {seesNumbers(session.value?.role) && (
        <>
          <CheckField label={tv("view-shared")} value={props.shared} onInput={props.setShared} />
          <p class="field-hint">{tv("view-numbers")}</p>
        </>
      )}
    </>
  );
}

interface Change {
  readonly name: string;
  readonly shared: boolean;
  readonly query: Record<string, string>;
}

function OwnView({ view, filter, again }: { view: View; filter: Filter; again: () => void }) {
  const [name, setName] = useState(view.name);
  const [shared, setShared] = useState(view.shared);
  const act = useAct((_key, wanted: Change, tag: string) =>
    ask(
      api.PUT("/api/v1/views/{view_id}", {
        params: { path: { view_id: view.view_id }, header: { "If-Match": tag } },
        body: wanted,
      }),
    ),
  );
  const change = async (query: Record<string, string>) => {
    const told = await act.run({ name: name.trim(), shared, query }, tagOf(view));
    if (told !== undefined) tell(tv("view-saved", { name: told.name }));
    again(); // after a refusal too: somebody may have changed it elsewhere
  };
  return (
    <li class="card calls-view">
      <div class="row">
        <a class="grow said calls-open-view" dir="auto" href={addressOfView(view)}>
          {view.name}
        </a>
        {view.shared && <Badge tone="info">{tv("view-is-shared")}</Badge>}
      </div>
      <Finds filter={filterOfView(view)} />
      <details>
        <summary>{tv("view-change")}</summary>
        <div class="stack calls-more-inside">
          <NameAndShared {...{ name, setName, shared, setShared, wrong: wrongOf(act.problem) }} />
          {act.problem !== null && <Failed problem={act.problem} />}
          <div class="row">
            <Button busy={act.busy} onClick={() => void change(view.query)}>
              {tv("view-rename")}
            </Button>
            <Button busy={act.busy} onClick={() => void change(keptOf(filter))}>
              {tv("view-update")}
            </Button>
            <Deleting view={view} again={again} />
          </div>
        </div>
      </details>
    </li>
  );
}

/** Asks once more, in its place. */
function Deleting({ view, again }: { view: View; again: () => void }) {
  const [sure, setSure] = useState(false);
  const act = useAct((_key, tag: string) =>
    ask(
      api.DELETE("/api/v1/views/{view_id}", {
        params: { path: { view_id: view.view_id }, header: { "If-Match": tag } },
      }),
    ).then(() => true),
  );
  if (!sure)
    return (
      <Button kind="danger" onClick={() => setSure(true)}>
        {tv("view-delete")}
      </Button>
    );
  const remove = async () => {
    if ((await act.run(tagOf(view))) === true) tell(tv("view-deleted", { name: view.name }));
    again();
  };
  return (
    <div class="row" role="group" aria-label={tv("view-delete-ask", { name: view.name })}>
      <span class="said">{tv("view-delete-ask", { name: view.name })}</span>
      <Button kind="danger" busy={act.busy} onClick={() => void remove()}>
        {tv("view-delete")}
      </Button>
      <Button onClick={() => setSure(false)}>{tv("view-keep")}</Button>
      {act.problem !== null && <Failed problem={act.problem} />}
    </div>
  );
}
