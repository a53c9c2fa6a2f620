// The price table that comes with callcore: it holds while no other does.
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Shown } from "@/ui/states";
import { Entries } from "./entries";
import { p } from "./pricemessages";
import { TableText } from "./tabletext";

export function Packaged() {
  const asked = useAsk("packaged prices", (signal) =>
    ask(api.GET("/api/v1/prices/packaged", { signal })),
  );
  return (
    <>
      <p>
        <a href="/costs/prices">{p("back")}</a>
      </p>
      <Shown asked={asked}>
        {(told) => (
          <>
            <p>{p("packaged-about")}</p>
            <Entries prices={told.prices} currency={told.currency} />
            <TableText name="prices-packaged.yaml" yaml={told.yaml} />
          </>
        )}
      </Shown>
    </>
  );
}
