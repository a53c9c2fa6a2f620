// The page "try": its door.
import { Page } from "@/ui/page";

export default function Door() {
  return <Page title="try">{null}</Page>;
}
