import { render } from "preact";
import { App } from "./shell/app.tsx";
import { applyTheme } from "./shell/theme.ts";
import { startStore } from "./store/feed/start-store.ts";

applyTheme();
startStore();
const root = document.getElementById("app");
if (root) render(<App />, root);
