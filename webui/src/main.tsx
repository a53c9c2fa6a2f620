// The entry: ask who is logged in, then show the house.
import "@/design/tokens.css";
import "@/design/base.css";
import "@/ui/ui.css";
import "@/shell/shell.css";
import { render } from "preact";
import { asProblem } from "@/api/problem";
import { resume } from "@/api/session";
import { showTheme } from "@/design/theme";
import { locale } from "@/i18n";
import { App } from "@/shell/app";
import { NoServer } from "@/shell/noserver";
import { listenToBrowser } from "@/ui/router";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");

document.documentElement.lang = locale.value;
showTheme();
listenToBrowser();
render(<App />, root);
await enter(root);

/** Ask with the cookie who is in; without an answer, say so and ask again. */
async function enter(at: Element): Promise<void> {
  try {
    await resume();
    render(<App />, at);
  } catch (error) {
    render(<NoServer problem={asProblem(error)} again={() => void enter(at)} />, at);
  }
}
