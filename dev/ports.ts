import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 20;

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until a program listens on its port. False if it ends instead, or does not in time. */
export async function isListening(
  child: ChildProcess,
  { port, timeout_ms }: { port: number; timeout_ms: number },
): Promise<boolean> {
  const deadline = Date.now() + timeout_ms;
  while (child.exitCode === null && Date.now() < deadline) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return true;
    await sleep(PAUSE_MS);
  }
  return false;
}
