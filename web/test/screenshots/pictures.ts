import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Demo } from "./demo.ts";
import type { Screen } from "./screen.ts";
import { screens } from "./screens.ts";
import { type Theme, take, widths } from "./take.ts";

interface Picture {
  file: string;
  screen: string;
  theme: Theme;
  width: keyof typeof widths;
}

/** What README.md and docs/app.md show. */
const pictures: readonly Picture[] = [
  { file: "board-light.png", screen: "board", theme: "light", width: "wide" },
  { file: "board-dark.png", screen: "board", theme: "dark", width: "wide" },
  { file: "palette.png", screen: "palette", theme: "light", width: "wide" },
  { file: "ticket.png", screen: "ticket", theme: "light", width: "wide" },
  { file: "conflict.png", screen: "conflict", theme: "light", width: "wide" },
  { file: "phone.png", screen: "board", theme: "light", width: "phone" },
];

export async function takePictures(demo: Demo, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const width of ["wide", "phone"] as const) {
    const page = await demo.web.newPage({ ...widths[width], user: demo.user });
    for (const { file, screen, theme } of pictures.filter((picture) => picture.width === width)) {
      await take(page, { demo, screen: screenOf(screen), file: join(folder, file), theme });
    }
    await page.context().close();
  }
}

function screenOf(name: string): Screen {
  const screen = screens.find((candidate) => candidate.name === name);
  if (!screen) throw new Error(`There is no screen ${name}.`);
  return screen;
}
