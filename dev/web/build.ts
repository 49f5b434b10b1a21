import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { compressFolder, hashOf } from "./compress.ts";

export const checkout = join(import.meta.dirname, "../..");
export const source = join(checkout, "web");
export const target = join(source, "dist");

/** What the browser loads, by the names in index.html. */
interface Built {
  /** The names of the built files, by the names of their sources. */
  names: Map<string, string>;
  /** The scripts that the first one imports at the start. */
  preloads: string[];
}

/** Browsers since 2024, which have `light-dark()` and `<dialog>`. */
const browsers = ["chrome123", "edge123", "firefox120", "safari17.5"];

/** How esbuild makes the scripts and the style sheet. */
export const bundle = {
  entryPoints: [join(source, "main.tsx"), join(source, "styles/main.css")],
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  metafile: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  target: browsers,
  loader: { ".woff2": "file" },
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  absWorkingDir: checkout,
  logLevel: "silent",
} satisfies BuildOptions;

/** Files that index.html names and esbuild does not see. */
const copied = ["assets/icon.svg", "assets/manifest.webmanifest"];

/**
 * Builds the app into web/dist: hashed names, compressed copies, and `assets/build.json` with the ID of
 * the build. The folder is replaced when all of it is there. Throws if a source cannot be built.
 */
export async function buildWeb(inputs: string): Promise<Metafile> {
  const folder = `${target}.${process.pid}`;
  await rm(folder, { recursive: true, force: true });
  try {
    const assets = join(folder, "assets");
    await mkdir(assets, { recursive: true });
    const { metafile } = await build({ ...bundle, outdir: assets });
    const built = await copyRest(assets, namesIn(metafile));
    const id = idOf(built);
    await writePage(folder, { ...built, id });
    await cp(join(source, "assets/licences.txt"), join(assets, "licences.txt"));
    await writeFile(join(assets, "build.json"), JSON.stringify({ id }));
    await writeFile(join(folder, "inputs"), inputs);
    await compressFolder(assets);
    await replace(folder);
    return metafile;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function namesIn({ outputs }: Metafile): Built {
  const names = new Map<string, string>();
  const preloads: string[] = [];
  for (const [path, { entryPoint, imports, inputs }] of Object.entries(outputs)) {
    const [only] = Object.keys(inputs);
    if (entryPoint) names.set(nameOfEntry(entryPoint), basename(path));
    else if (path.endsWith(".woff2") && only) names.set(basename(only), basename(path));
    if (entryPoint === "web/main.tsx") {
      for (const { path: imported, kind } of imports) {
        if (kind === "import-statement") preloads.push(basename(imported));
      }
    }
  }
  return { names, preloads };
}

/** index.html names what a source becomes: main.js for main.tsx. */
function nameOfEntry(path: string): string {
  return basename(path).replace(/\.tsx?$/, ".js");
}

/** Copies what esbuild does not see, under names with a hash of the content. */
async function copyRest(assets: string, built: Built): Promise<Built> {
  for (const path of copied) {
    let content = await readFile(join(source, path));
    for (const [name, hashed] of built.names) {
      content = Buffer.from(content.toString().replaceAll(`"${name}"`, `"${hashed}"`));
    }
    const name = basename(path);
    const hashed = name.replace(/(?=\.\w+$)/, `-${hashOf(content)}`);
    await writeFile(join(assets, hashed), content);
    built.names.set(name, hashed);
  }
  return built;
}

/** Puts the hashed names into index.html. Throws if it names a file that does not exist. */
async function writePage(
  folder: string,
  { names, preloads, id }: Built & { id: string },
): Promise<void> {
  const page = await readFile(join(source, "index.html"), "utf8");
  const links = preloads.map((name) => `<link rel="modulepreload" href="/assets/${name}" />\n    `);
  const filled = page
    .replace(/(?<="\/assets\/)[^"]+/g, (name) => {
      const hashed = names.get(name);
      if (hashed === undefined)
        throw new Error(`web/index.html names ${name}, which is not built.`);
      return hashed;
    })
    .replace(/(?=<script)/, links.join(""))
    .replace('data-build=""', `data-build="${id}"`);
  await writeFile(join(folder, "index.html"), filled);
}

function idOf({ names }: Built): string {
  return hashOf(Buffer.from([...names].sort().flat().join("\n")));
}

/** Two processes may build at the same time; each leaves a complete folder. */
async function replace(folder: string): Promise<void> {
  const old = `${folder}.old`;
  await rename(target, old).catch(ignoreMissing);
  await rename(folder, target);
  await rm(old, { recursive: true, force: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
