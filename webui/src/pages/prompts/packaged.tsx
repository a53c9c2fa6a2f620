// A prompt that came with callcore: to be read, and to begin a draft with.
import { useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { t } from "./messages";
import { NewDraft } from "./newdraft";
import { inUse, LANGUAGES, readShelf, textsOf, type Packaged } from "./reading";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { languageName } from "@/ui/format";
import { Page, Section } from "@/ui/page";
import { Shown } from "@/ui/states";

export function PackagedOne({ version }: { version: string }) {
  const asked = useAsk(version, (signal) =>
    ask(api.GET("/api/v1/prompts/packaged/{version}", { params: { path: { version } }, signal })),
  );
  const shelf = useAsk("shelf", readShelf);
  const [isOpen, setOpen] = useState(false);
  const used = shelf.data === undefined ? "" : inUse(shelf.data).version;
  return (
    <Page
      title={version}
      lead={
        <span class="row">
          <Badge>{t("came-with")}</Badge>
          {used === version && <Badge tone="good">{t("state-published")}</Badge>}
        </span>
      }
      actions={
        <Button disabled={shelf.data === undefined} onClick={() => setOpen(true)}>
          {t("draft-of-this")}
        </Button>
      }
    >
      <Shown asked={asked}>{(told) => <Texts told={told} />}</Shown>
      {isOpen && shelf.data !== undefined && (
        <NewDraft shelf={shelf.data} base={version} onClose={() => setOpen(false)} />
      )}
    </Page>
  );
}

function Texts({ told }: { told: Packaged }) {
  const texts = textsOf(told.texts);
  return LANGUAGES.map((each) => (
    <Section key={each} title={languageName(each)}>
      <pre
        class="prompts-text said"
        dir="auto"
        tabIndex={0}
        role="group"
        aria-label={t("text-of", { language: languageName(each) })}
      >
        {texts[each]}
      </pre>
    </Section>
  ));
}
