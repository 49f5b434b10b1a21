// A process of its own: node:http with a constant response. A load on it measures the generator.

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
