// Which days are shown: presets as links, so that they can be sent to somebody, or two days.
import { useEffect, useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { go, place } from "@/ui/router";
import { t } from "./messages";
import { inAddress, PRESETS, type Period } from "./period";

/** `since` and `until` are what the server answered for; the fields begin with them. */
export function PeriodPicker(props: { period: Period; since?: string; until?: string }) {
  const { period } = props;
  const { path } = place.value;
  return (
    <div class="costs-period">
      <nav class="row" aria-label={t("period")}>
        {PRESETS.map((preset) => (
          <a
            key={preset}
            class="button costs-preset"
            href={path + inAddress({ preset })}
            aria-current={preset === period.preset ? "true" : undefined}
          >
            {t(preset)}
          </a>
        ))}
      </nav>
      <OwnDays
        since={period.since ?? props.since ?? ""}
        until={period.until ?? props.until ?? ""}
        path={path}
      />
    </div>
  );
}

function OwnDays(props: { since: string; until: string; path: string }) {
  const [since, setSince] = useState(props.since);
  const [until, setUntil] = useState(props.until);
  useEffect(() => {
    setSince(props.since);
    setUntil(props.until);
  }, [props.since, props.until]);
  return (
    <form
      class="costs-days"
      onSubmit={(event) => {
        event.preventDefault();
        go(props.path + inAddress({ preset: null, since, until }));
      }}
    >
      <TextField
        label={t("since")}
        type="date"
        required
        max={until}
        value={since}
        onInput={setSince}
      />
      <TextField
        label={t("until")}
        type="date"
        required
        min={since}
        value={until}
        onInput={setUntil}
      />
      <Button type="submit">{t("show")}</Button>
    </form>
  );
}
