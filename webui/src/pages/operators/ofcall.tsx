// Says that the list is only of one call, which the address of a link may want.
import { Banner } from "@/ui/bits";
import { Button } from "@/ui/button";
import { goQuery } from "@/ui/router";
import { tl } from "./listmessages";

export function OfCall({ query }: { query: URLSearchParams }) {
  const call = query.get("call_id") ?? "";
  if (call === "") return null;
  return (
    <Banner tone="info">
      <span class="said">
        {tl("of-call")}: <span class="mono">{call}</span>
      </span>
      <Button onClick={() => goQuery({ call_id: undefined }, {})}>{tl("all-calls")}</Button>
    </Banner>
  );
}
