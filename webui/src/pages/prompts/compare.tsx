// What differs between this version and another one.
import { useMemo } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Diffs } from "./diffview";
import { editOf } from "./edits";
import { linesOf } from "./lines";
import { t } from "./messages";
import { versionsOf } from "./newdraft";
import { inUse, LANGUAGES, type Difference, type Shelf, type Tagged } from "./reading";
import { SelectField } from "@/ui/fields";
import { Section } from "@/ui/page";
import { goQuery, place } from "@/ui/router";
import { Empty, Shown } from "@/ui/states";

export function Compare({ tagged, shelf }: { tagged: Tagged; shelf: Shelf }) {
  const { prompt } = tagged;
  const used = inUse(shelf).version;
  const options = versionsOf(shelf, used).filter(([version]) => version !== prompt.version);
  const wanted = place.value.query.get("against") ?? prompt.based_on;
  const [first] = options;
  const usual = used === prompt.version ? (first?.[0] ?? used) : used;
  const against = options.some(([version]) => version === wanted) ? wanted : usual;
  return (
    <Section
      title={t("part-diff")}
      actions={
        <SelectField
          label={t("compare-with")}
          value={against}
          options={options}
          onInput={(version) => goQuery({ against: version })}
        />
      }
    >
      {editOf(prompt.prompt_id) !== null && <p class="muted">{t("diff-of-saved")}</p>}
      <DiffAgainst tagged={tagged} against={against} />
    </Section>
  );
}

/** The server's diff from another version to this one. */
export function DiffAgainst({ tagged, against }: { tagged: Tagged; against: string }) {
  const { prompt, etag } = tagged;
  const asked = useAsk(`diff ${prompt.prompt_id} ${etag} ${against}`, (signal) => {
    const params = { path: { prompt_id: prompt.prompt_id }, query: { against } };
    return ask(api.GET("/api/v1/prompts/{prompt_id}/diff", { params, signal }));
  });
  return <Shown asked={asked}>{(difference) => <Told difference={difference} />}</Shown>;
}

function Told({ difference }: { difference: Difference }) {
  const { before, after } = difference;
  const lines = useMemo(
    () => LANGUAGES.map((each) => [each, linesOf(difference.lines[each] ?? [])] as const),
    [difference],
  );
  if (lines.every(([, each]) => each.length === 0))
    return <Empty title={t("all-same", { before, after })} />;
  return <Diffs before={before} after={after} lines={lines} />;
}
