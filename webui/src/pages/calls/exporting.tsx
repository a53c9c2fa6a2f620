// Exports of exactly the filter, into the user's downloads.
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Button } from "@/ui/button";
import { Failed } from "@/ui/states";
import { tell } from "@/ui/telling";
import { exportOf, type Filter } from "./filter";
import { t } from "./messages";

export type Format = "csv" | "json";

const TAIL_BYTES = 200;
const KEPT_MS = 60_000; // the browser reads the file while it saves it

/** Two buttons, and what became of it. */
export function Exporting({ filter }: { filter: Filter }) {
  const act = useAct(async (_key, format: Format) => {
    const query = { ...exportOf(filter, Date.now()), format };
    const file = await ask<unknown>(
      api.GET("/api/v1/calls/export", { params: { query }, parseAs: "blob" }),
    );
    return file as Blob; // parseAs says so
  });
  const run = async (format: Format) => {
    const file = await act.run(format);
    if (file === undefined) return;
    const name = nameOf(format, new Date());
    save(file, name);
    if (await isCut(file, format)) tell(t("exported-cut", { name }), "warn");
    else tell(t("exported", { name }));
  };
  return (
    <>
      <div class="row" role="group" aria-label={t("export")} title={t("export-title")}>
        <span class="muted">{t("export")}</span>
        {(["csv", "json"] as const).map((format) => (
          <Button key={format} busy={act.busy} onClick={() => void run(format)}>
            {t(`export-${format}`)}
          </Button>
        ))}
      </div>
      {act.problem !== null && <Failed problem={act.problem} />}
    </>
  );
}

/** The server says at the very end whether it left something out. */
export async function isCut(file: Blob, format: Format): Promise<boolean> {
  const tail = await file.slice(Math.max(0, file.size - TAIL_BYTES)).text();
  if (format === "json") return /"cut":\s*true\s*\}\s*$/.test(tail);
  return /(^|\n)"?cut after \d+ calls[^\n]*\s*$/.test(tail);
}

/** calls-20261123-0745.csv, in this browser's zone. */
export function nameOf(format: Format, at: Date): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const day = `${String(at.getFullYear())}${pad(at.getMonth() + 1)}${pad(at.getDate())}`;
  return `calls-${day}-${pad(at.getHours())}${pad(at.getMinutes())}.${format}`;
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
