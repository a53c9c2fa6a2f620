// The page "users": its door.
import { Page } from "@/ui/page";

export default function Door() {
  return <Page title="users">{null}</Page>;
}
