import { expect, test } from "vitest";
import { jsonOfProtobuf } from "./protobuf.ts";

type Part = [number: number, value: string | Buffer];

/** A message of fields that have lengths. */
function message(...parts: Part[]): Buffer {
  return Buffer.concat(
    parts.map(([number, value]) => {
      const bytes = Buffer.from(value);
      return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return Buffer.from(bytes);
  }
}

function sent(kind: string, raw: Buffer): Buffer {
  const type = message([1, "v1"], [2, kind]);
  return Buffer.concat([Buffer.from("k8s\0"), message([1, type], [2, raw], [3, ""], [4, ""])]);
}

test("a ConfigMap that kubectl sends in protobuf is the one that it would send in JSON", () => {
  const long = "é".repeat(300);
  const body = sent(
    "ConfigMap",
    Buffer.concat([
      message([1, message([1, "azure-clusterconfig"], [3, "azure-arc"])]),
      message([2, message([1, "A"], [2, "b"])], [2, message([1, "LONG"], [2, long])]),
      // A field that is not read: immutable, a number.
      Buffer.from([(4 << 3) | 0, 1]),
    ]),
  );
  expect(JSON.parse(jsonOfProtobuf(body))).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "azure-clusterconfig", namespace: "azure-arc" },
    data: { A: "b", LONG: long },
  });
});

test("what is cut short, of an unknown kind or without a prefix is refused in Kubernetes' words", () => {
  const whole = sent("ConfigMap", message([1, message([1, "a"])]));
  for (const body of [whole.subarray(0, -9), sent("Pod", Buffer.alloc(0)), Buffer.from("{}")]) {
    expect(() => jsonOfProtobuf(body)).toThrow("must be of type ProtoBuf");
  }
});
