// Bare node:http and a constant answer, a process of its own: what is measured against it is the generator.

import { createServer } from "node:http";

const text = JSON.stringify({ status: "ok" });
const server = createServer((_req, res) => {
  res.writeHead(200, { "Content-Type": "application/json", "Content-Length": text.length });
  res.end(text);
}).listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
