import { BlockList, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";

/** Addresses that nothing of the published lists can have; a name that leads there leads astray. */
const NEVER: readonly (readonly [network: string, bits: number, what: string])[] = [
  ["0.0.0.0", 8, "no address at all"],
  ["127.0.0.0", 8, "the portal's own machine"],
  ["169.254.0.0", 16, "a link-local address, as the metadata services of clouds have"],
  ["168.63.129.16", 32, "Azure's own platform address"],
  ["192.0.0.0", 24, "a reserved address"],
  ["198.18.0.0", 15, "a reserved address"],
  ["224.0.0.0", 4, "a multicast address"],
  ["240.0.0.0", 4, "a reserved address"],
  ["::", 128, "no address at all"],
  ["::1", 128, "the portal's own machine"],
  ["2001::", 32, "an address of a tunnel"],
  ["2002::", 16, "an address of a tunnel"],
  ["fe80::", 10, "a link-local address"],
  ["fec0::", 10, "a reserved address"],
  ["ff00::", 8, "a multicast address"],
  ["fd00:ec2::254", 128, "a metadata service of a cloud"],
  ["100.100.100.200", 32, "a metadata service of a cloud"],
];

/** Addresses inside of organisations: RFC 1918, RFC 6598, RFC 4193. Private Link gives such addresses to public names. */
const PRIVATE: readonly (readonly [network: string, bits: number])[] = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["fc00::", 7],
];

const never = NEVER.map(([network, bits, what]) => ({ list: listOf([[network, bits]]), what }));
const inside = listOf(PRIVATE);

/**
 * Why an address is not connected to, or null when it may be. `allowed` is the operator's own list, which comes
 * before everything else.
 */
export function refusalOf(
  address: string,
  { privateLink, allowed }: { privateLink: boolean; allowed: BlockList },
): string | null {
  const plain = unmapped(address);
  if (holds(allowed, plain)) return null;
  const found = never.find(({ list }) => holds(list, plain));
  if (found) return found.what;
  if (ownAddresses().has(plain)) return "the portal's own address";
  if (holds(inside, plain) && !privateLink) {
    return "a private address, and Azure has no Private Link for this name";
  }
  return null;
}

/** An IPv4 address that is written as IPv6, mapped or for translation, is the IPv4 address. */
function unmapped(address: string): string {
  const [whole = address] = address.split("%");
  if (!isIPv6(whole)) return whole;
  // The URL parser writes every spelling of an IPv6 address in one way, and without dots.
  const { hostname } = new URL(`http://[${whole}]`);
  const tail = /^\[(?:::ffff:|64:ff9b::|::)([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname);
  if (!tail) return hostname.slice(1, -1);
  const [high, low] = [Number.parseInt(tail[1] ?? "", 16), Number.parseInt(tail[2] ?? "", 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

function listOf(networks: readonly (readonly [network: string, bits: number])[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) {
    list.addSubnet(network, bits, isIPv6(network) ? "ipv6" : "ipv4");
  }
  return list;
}

function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => unmapped(address)));
}
