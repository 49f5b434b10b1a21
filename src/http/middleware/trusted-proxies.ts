import { BlockList, isIP } from "node:net";

/** Whether a proxy at this address is trusted; `hop` is 0 for the one that connects to Slacky. */
export type ProxyTrust = (address: string, hop: number) => boolean;

/** `trustProxy` is the number of proxies in front of Slacky, or their addresses and networks. */
export function createProxyTrust(trustProxy: number | readonly string[]): ProxyTrust {
  if (typeof trustProxy === "number") return (_address, hop) => hop < trustProxy;
  const networks = new BlockList();
  for (const network of trustProxy) {
    const [address = "", prefix] = network.split("/");
    if (prefix === undefined) networks.addAddress(address, familyOf(address));
    else networks.addSubnet(address, Number(prefix), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && networks.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
