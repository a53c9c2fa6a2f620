// What was changed, by whom and why; what the guard took back stands out.
import { t } from "./messages";
import { StatusBadge } from "./plan";
import { GUARD, type Step } from "./reading";
import { Badge } from "@/ui/bits";
import { dateTime, percent } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty } from "@/ui/states";
import { Table } from "@/ui/table";

export function History({ steps }: { steps: readonly Step[] }) {
  return (
    <Section title={t("history")}>
      {steps.length === 0 ? (
        <Empty title={t("no-history")} />
      ) : (
        <Table
          caption={t("history")}
          rows={steps}
          keyOf={(step) => step.version}
          columns={[
            {
              key: "version",
              head: t("version"),
              number: true,
              heads: true,
              cell: (step) => String(step.version),
            },
            { key: "at", head: t("when"), cell: (step) => dateTime(step.at) },
            { key: "by", head: t("changed-by"), cell: (step) => <By step={step} /> },
            {
              key: "status",
              head: t("status"),
              cell: (step) => <StatusBadge status={step.status} />,
            },
            {
              key: "share",
              head: t("share"),
              number: true,
              cell: (step) => percent(step.percent / 100, 2),
            },
            {
              key: "shadow",
              head: t("shadow-share"),
              number: true,
              cell: (step) => percent(step.shadow_percent / 100, 2),
            },
            {
              key: "reason",
              head: t("reason"),
              cell: (step) => <span class="said rollout-reason">{step.reason}</span>,
            },
          ]}
        />
      )}
    </Section>
  );
}

function By({ step }: { step: Step }) {
  return step.by === GUARD ? <Badge tone="bad">{t("by-guard")}</Badge> : step.by;
}
