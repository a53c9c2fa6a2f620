// My account: password, second factor, where I am logged in.
import "./account.css";
import { session } from "@/api/session";
import { Page } from "@/ui/page";
import { Factor } from "./factor";
import { t } from "./messages";
import { Password } from "./password";
import { Sessions } from "./sessions";

export default function Door() {
  return (
    <Page title={t("title")} lead={session.value?.name}>
      <div class="cards">
        <Password />
        <Factor />
      </div>
      <Sessions />
    </Page>
  );
}
