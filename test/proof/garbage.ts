import { once } from "node:events";
import { connect } from "node:net";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { startApi } from "../support/api.ts";
import { givenTicket, givenWorld } from "../support/given.ts";

const BYTES_MAX = 4_000;

/**
 * Measures what requests leave in V8's old space. The garbage of a request should be freed in the young space. A
 * whole request stays if an object that V8 promotes immediately refers to it: a function that is assigned to a
 * property (`query.callback = () => …`), or a getter in an object literal. Only a full collection frees that.
 */
export async function measureGarbage({ requests }: { requests: number }) {
  // Collects young objects after every megabyte, however many of them survive.
  setFlagsFromString("--semi-space-growth-factor=1");
  const api = await startApi();
  try {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    // Over a socket, so that the garbage of a client is not counted.
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    const request = [
      `GET ${world.workspacePath}/tickets/${ticket.id} HTTP/1.1`,
      "Host: x",
      `Authorization: Bearer ${world.member.token}`,
    ].join("\r\n");
    const read = async (times: number) => {
      let failed = 0;
      for (let n = 0; n < times; n += 1) {
        socket.write(`${request}\r\n\r\n`);
        const [response] = await once(socket, "data");
        if (!String(response).startsWith("HTTP/1.1 200 ")) failed += 1;
      }
      return failed;
    };
    await read(300);

    const before = oldBytes();
    const failed = await read(requests);
    const old_bytes_per_request = Math.round((oldBytes() - before) / requests);

    socket.destroy();
    return { failed, old_bytes_per_request, too_many: Number(old_bytes_per_request >= BYTES_MAX) };
  } finally {
    await api.close();
  }
}

function oldBytes(): number {
  const old = getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space");
  return old?.space_used_size ?? 0;
}
