// The page "account": its door.
import { Page } from "@/ui/page";

export default function Door() {
  return <Page title="account">{null}</Page>;
}
