// Shows the contract by Swagger UI: with requests sent to where the page came from, whatever name the
// server knows itself by, and with a line for a shell under every operation.

const root = document.getElementById("api");
const { base } = root.dataset;

const response = await fetch(`${base}/openapi.json`);
const contract = await response.json();
contract.servers = [{ url: location.origin + base }];
for (const item of Object.values(contract.paths)) {
  for (const operation of Object.values(item)) {
    const samples = operation["x-codeSamples"] ?? [];
    const lines = samples.map(({ source }) => `\`\`\`sh\n${source}\n\`\`\``);
    operation.description = [operation.description, ...lines].join("\n\n");
  }
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

window.SwaggerUIBundle({
  spec: contract,
  domNode: root,
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  filter: true,
  tryItOutEnabled: true,
});
