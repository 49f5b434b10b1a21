/** Builds the app in the browser, for an installation that is not started with `npm start`. */
export async function build(): Promise<void> {
  const { buildIfChanged } = await import("../../dev/web/build-if-changed.ts");
  const isBuilt = await buildIfChanged();
  console.log(
    isBuilt ? "The app is built: web/dist." : "The app was built from these files before.",
  );
}
