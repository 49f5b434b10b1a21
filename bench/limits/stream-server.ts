// The least that an idle stream can cost: node:http alone, which keeps every response open.

import { createServer, type ServerResponse } from "node:http";

const answers: ServerResponse[] = [];
createServer((_req, res) => {
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  res.write("retry: 1500\n\n");
  answers.push(res);
}).listen(Number(process.env.PORT), "127.0.0.1");
