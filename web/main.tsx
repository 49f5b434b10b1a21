import { render } from "preact";
import { App } from "./shell/app.tsx";
import { applyTheme } from "./shell/theme.ts";
import { applyDensity } from "./store/density.ts";
import { startStore } from "./store/feed/start-store.ts";

applyTheme();
applyDensity();
startStore();
const root = document.getElementById("app");
if (root) render(<App />, root);
