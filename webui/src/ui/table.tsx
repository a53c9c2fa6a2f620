// Tables: a caption for screen readers, columns, rows; wide ones scroll in their own frame.
import type { ComponentChildren } from "preact";
import { Button } from "@/ui/button";
import { t } from "@/ui/messages";

export interface Column<Row> {
  readonly key: string;
  readonly head: ComponentChildren;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right. */
  readonly number?: boolean;
  /** This cell names its row. */
  readonly heads?: boolean;
}

export function Table<Row>(props: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** Marks the row that is chosen. */
  isCurrent?: (row: Row) => boolean;
}) {
  const { columns, rows, keyOf, isCurrent } = props;
  return (
    <div class="table-frame" tabIndex={0} role="group" aria-label={props.caption}>
      <table class="table">
        <caption class="hidden-visually">{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((each) => (
              <th key={each.key} scope="col" class={each.number === true ? "number" : undefined}>
                {each.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} aria-current={isCurrent?.(row) === true ? "true" : undefined}>
              {columns.map((each) => (
                <Cell key={each.key} column={each} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const look = column.number === true ? "number" : undefined;
  const inside = column.cell(row);
  if (column.heads !== true) return <td class={look}>{inside}</td>;
  return (
    <th scope="row" class={look}>
      {inside}
    </th>
  );
}

/** The next page of a list, added below. */
export function More(props: { there: boolean; busy: boolean; onMore: () => void }) {
  if (!props.there) return null;
  return (
    <div class="row row-center">
      <Button busy={props.busy} onClick={() => props.onMore()}>
        {t("more")}
      </Button>
    </div>
  );
}
