// The page "audit": its door.
import { Page } from "@/ui/page";

export default function Door() {
  return <Page title="audit">{null}</Page>;
}
