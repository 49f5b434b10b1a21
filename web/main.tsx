import { render } from "preact";
import { App, restore } from "./shell/app.tsx";
import { offerNewVersion } from "./shell/new-version.ts";
import { followPageTitle } from "./shell/page-title.ts";
import { applyTheme } from "./shell/theme.ts";
import { applyDensity } from "./store/density.ts";
import { startStore } from "./store/feed/start-store.ts";

applyTheme();
applyDensity();
startStore();
void restore();
followPageTitle();
offerNewVersion();
const root = document.getElementById("app");
if (root) render(<App />, root);
