// What lies behind a lazy door: loaded once, shown, and kept from breaking the house.
import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { Failed, Loading } from "@/ui/states";
import { Problem } from "@/api/problem";
import type { PageProps, PageRow } from "@/shell/pages";
import { t } from "@/shell/messages";

const loaded = new Map<string, ComponentType<PageProps>>();

/** Show a page. If its code cannot be fetched (a deploy, no network), say so. */
export function Door({ page, params }: { page: PageRow; params: PageProps["params"] }) {
  const [turn, setTurn] = useState(0);
  const [, setShown] = useState("");
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let here = true;
    if (loaded.has(page.name)) return;
    setFailed(false);
    page.door().then(
      (inside) => {
        loaded.set(page.name, inside.default);
        if (here) setShown(page.name);
      },
      () => {
        if (here) setFailed(true);
      },
    );
    return () => {
      here = false;
    };
  }, [page, turn]);
  const Inside = loaded.get(page.name);
  if (Inside !== undefined)
    return (
      <Fence key={page.name}>
        <Inside params={params} />
      </Fence>
    );
  if (!failed) return <Loading />;
  return <Failed problem={new Problem("offline")} again={() => setTurn(turn + 1)} />;
}

/** A page that throws while it renders takes only itself down. */
class Fence extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <div class="page">
        <div class="state state-failed" role="alert">
          <h1>{t("broken")}</h1>
          <p>{t("broken-about")}</p>
          <Button onClick={() => location.reload()}>{t("reload")}</Button>
        </div>
      </div>
    );
  }
}
