// The house: who is in, the navigation, and the page that the address names.
import { useEffect, useState } from "preact/hooks";
import { logOut, session, type Session } from "@/api/session";
import { asProblem } from "@/api/problem";
import { setTheme, theme, THEMES, type Theme } from "@/design/theme";
import { locale, LOCALES, setLocale, type Locale } from "@/i18n";
import { Door } from "@/shell/door";
import { KeysHelp } from "@/shell/keyshelp";
import { Login } from "@/shell/login";
import { t } from "@/shell/messages";
import { PAGES, pageAt } from "@/shell/pages";
import { Button, ButtonLink } from "@/ui/button";
import { SelectField } from "@/ui/fields";
import { Page } from "@/ui/page";
import { place } from "@/ui/router";
import { Empty, Loading, sentence } from "@/ui/states";
import { NewsCorner, tell } from "@/ui/telling";

/** Everything. */
export function App() {
  const who = session.value;
  if (who === undefined) return <Loading />;
  return (
    <>
      {who === null ? <Login /> : <House who={who} />}
      <NewsCorner />
    </>
  );
}

function House({ who }: { who: Session }) {
  const [open, setOpen] = useState(false);
  const path = place.value.path;
  useEffect(() => setOpen(false), [path]);
  return (
    <div class="house">
      <a class="skip" href="#page">
        {t("skip")}
      </a>
      <header class={open ? "side side-open" : "side"}>
        <div class="side-head">
          <a class="brand" href="/">
            callcore
          </a>
          <button
            type="button"
            class="button button-quiet side-toggle"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t("menu")}
          </button>
        </div>
        <Navigation who={who} path={path} />
        <div class="side-foot">
          <Preferences />
          <Who who={who} />
        </div>
      </header>
      <main id="page" tabIndex={-1}>
        <Inside who={who} path={path} />
      </main>
      <KeysHelp />
    </div>
  );
}

function Navigation({ who, path }: { who: Session; path: string }) {
  const here = pageAt(path)?.page.name;
  const current = here === "call" ? "calls" : here;
  return (
    <nav class="nav" aria-label={t("main")}>
      {PAGES.map(({ name, nav, paths, roles }) =>
        nav !== undefined && roles.includes(who.role) ? (
          <a key={name} href={paths[0] ?? "/"} aria-current={name === current ? "page" : undefined}>
            {t(nav)}
          </a>
        ) : null,
      )}
    </nav>
  );
}

function Inside({ who, path }: { who: Session; path: string }) {
  const found = pageAt(path);
  if (found === null)
    return (
      <Page title={t("no-page")}>
        <Empty title={t("no-page-about")}>
          <ButtonLink href="/">{t("to-live")}</ButtonLink>
        </Empty>
      </Page>
    );
  if (!found.page.roles.includes(who.role))
    return (
      <Page title={t("not-yours")}>
        <Empty title={t("not-yours-about")} />
      </Page>
    );
  return <Door page={found.page} params={found.params} />;
}

export function Preferences() {
  return (
    <div class="preferences">
      <SelectField<Locale>
        label={t("language")}
        bare
        value={locale.value}
        options={LOCALES.map((each) => [each, LANGUAGES[each]] as const)}
        onInput={setLocale}
      />
      <SelectField<Theme>
        label={t("theme")}
        bare
        value={theme.value}
        options={THEMES.map((each) => [each, t(`theme-${each}`)] as const)}
        onInput={setTheme}
      />
    </div>
  );
}

const LANGUAGES: Readonly<Record<Locale, string>> = {
  en: "English",
  uk: "Українська",
  ru: "Русский",
};

function Who({ who }: { who: Session }) {
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    try {
      await logOut();
    } catch (error) {
      tell(sentence(asProblem(error)), "bad");
      setBusy(false);
    }
  };
  return (
    <div class="who">
      <a href="/account" title={t("account")} class="grow">
        <span class="who-name">{who.name}</span>
        <span class="muted small">{t(`role-${who.role}`)}</span>
      </a>
      <Button kind="quiet" busy={busy} onClick={() => void leave()}>
        {t("logout")}
      </Button>
    </div>
  );
}
