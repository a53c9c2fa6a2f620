// The filter and the order of the board. Both stand in the address, so that a view of the
// board can be kept as a bookmark and handed on.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/fields";
import { goQuery, place } from "@/ui/router";
import { PART_NAMES } from "./filter";
import { t } from "./messages";
import { SORTS, sortOf, type Sort } from "./sorting";

const SETTLE_MS = 300; // browsers slow down pages that change their address with every key
const MOST_CHARS = 200;

/** What is typed counts at once; the address follows, and is followed. */
export function useTyped(): readonly [string, (typed: string) => void] {
  const asked = place.value.query.get("q") ?? "";
  const [typed, setTyped] = useState(asked);
  const timer = useRef(0);
  const written = useRef(asked);
  useEffect(() => {
    if (asked !== written.current) setTyped(asked); // the back button, or a link
    written.current = asked;
  }, [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      written.current = text;
      goQuery({ q: text });
    }, SETTLE_MS);
  };
  return [typed, type];
}

export function Toolbar(props: {
  typed: string;
  onType: (typed: string) => void;
  field: { current: HTMLInputElement | null };
  shown: number;
  all: number;
}) {
  const { typed, onType, field, shown, all } = props;
  const sort = sortOf(place.value.query.get("sort"));
  return (
    <div
      class="live-tools"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.target !== field.current) return;
        onType("");
        field.current?.blur();
      }}
    >
      <div class="live-filter" title={t("filter-hint", { parts: PARTS })}>
        <TextField
          label={t("filter")}
          bare
          type="search"
          placeholder={t("filter-like")}
          maxLength={MOST_CHARS}
          inputRef={field}
          value={typed}
          onInput={onType}
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <SelectField<Sort>
        label={t("sort")}
        bare
        value={sort}
        options={SORTS.map((each) => [each, t(`sort-${each}`)] as const)}
        onInput={(wanted) => goQuery({ sort: wanted === "oldest" ? "" : wanted })}
      />
      {typed !== "" && (
        <>
          <span class="muted" role="status">
            {t("shown-of", { shown, n: all })}
          </span>
          <Button kind="quiet" onClick={() => onType("")}>
            {t("clear")}
          </Button>
        </>
      )}
    </div>
  );
}

const PARTS = PART_NAMES.map((each) => `${each}:`).join(" ");
