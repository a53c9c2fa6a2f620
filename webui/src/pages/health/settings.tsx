// The settings in force, for admins: searched here, since there are few.
import { useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Badge } from "@/ui/bits";
import { CheckField, TextField } from "@/ui/fields";
import { Section } from "@/ui/page";
import { Empty, Shown } from "@/ui/states";
import { Table } from "@/ui/table";
import { t } from "./messages";

type Setting = components["schemas"]["SettingTold"];

export function Settings() {
  const asked = useAsk("settings", (signal) => ask(api.GET("/api/v1/house/settings", { signal })));
  const [text, setText] = useState("");
  const [onlySet, setOnlySet] = useState(false);
  return (
    <Section title={t("settings")}>
      <p class="muted">{t("settings-about")}</p>
      <Shown asked={asked}>
        {({ settings }) => {
          const found = fitting(settings, text, onlySet);
          return (
            <>
              <div class="health-search">
                <TextField
                  label={t("search")}
                  type="search"
                  placeholder={t("search-about")}
                  value={text}
                  onInput={setText}
                />
                <CheckField label={t("only-set")} value={onlySet} onInput={setOnlySet} />
                <span class="muted" role="status">
                  {t("found", { n: found.length })}
                </span>
              </div>
              {found.length === 0 ? <Empty title={t("settings-none")} /> : <All found={found} />}
            </>
          );
        }}
      </Shown>
    </Section>
  );
}

function All({ found }: { found: readonly Setting[] }) {
  return (
    <Table
      caption={t("settings")}
      rows={found}
      keyOf={(row) => row.variable}
      columns={[
        {
          key: "variable",
          head: t("variable"),
          heads: true,
          cell: (row) => <span class="mono">{row.variable}</span>,
        },
        {
          key: "value",
          head: t("value"),
          cell: (row) =>
            row.value === "" ? (
              <span class="muted">{t("empty")}</span>
            ) : (
              <span class="mono said">{row.value}</span>
            ),
        },
        { key: "origin", head: t("origin"), cell: (row) => <Origin origin={row.origin} /> },
        {
          key: "about",
          head: t("about"),
          cell: (row) => (
            <span class="health-about" lang="en">
              {row.about}
            </span>
          ),
        },
      ]}
    />
  );
}

function Origin({ origin }: { origin: string }) {
  if (origin === "default") return <span class="muted">{t("default")}</span>;
  return <Badge tone="info">{origin === "environment" ? t("environment") : origin}</Badge>;
}

/** Return the settings whose name, value or meaning has all the words. */
export function fitting(
  settings: readonly Setting[],
  text: string,
  onlySet: boolean,
): readonly Setting[] {
  const words = text.toLowerCase().split(/\s+/);
  return settings.filter((each) => {
    if (onlySet && each.origin === "default") return false;
    const whole = [each.variable, each.value, each.about].join(" ").toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
