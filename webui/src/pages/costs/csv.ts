// CSV of what is shown, made here: the rows are on the page already.

type Value = string | number | null;

const FORMULA = /^[=+\-@\t\r]/; // a spreadsheet would run it
const SPECIAL = /[",\r\n]/;

/** Return rows as CSV (RFC 4180), with a mark by which spreadsheets know UTF-8. */
export function csv(head: readonly string[], rows: readonly (readonly Value[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(cell).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}

/** Let the browser save a text as a file. */
export function save(name: string, text: string, type = "text/csv"): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Millionths as a plain number of the currency, for machines. */
export function plainMoney(micros: number | null): string {
  return micros === null ? "" : (micros / 1e6).toFixed(6);
}

function cell(value: Value): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : value;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
