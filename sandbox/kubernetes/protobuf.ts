import { badRequest } from "./status.ts";

/** How kubectl from 1.33 on sends what it makes by itself, such as `kubectl create configmap`. */
export const PROTOBUF = "application/vnd.kubernetes.protobuf";

/** Before each object stands this. Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding */
const MAGIC = Buffer.from("k8s\0");

/** A message's fields by number, with the name and the type of each that is read; all others are passed over. */
type Message = Readonly<Record<number, readonly [name: string, type: FieldType]>>;
type FieldType = "text" | "bytes" | "texts" | Message;

const METADATA: Message = {
  1: ["name", "text"],
  2: ["generateName", "text"],
  3: ["namespace", "text"],
  6: ["resourceVersion", "text"],
  11: ["labels", "texts"],
  12: ["annotations", "texts"],
};
const ACCESS_SPEC: Message = {
  1: [
    "resourceAttributes",
    {
      1: ["namespace", "text"],
      2: ["verb", "text"],
      3: ["group", "text"],
      4: ["version", "text"],
      5: ["resource", "text"],
      6: ["subresource", "text"],
      7: ["name", "text"],
    },
  ],
  2: ["nonResourceAttributes", { 1: ["path", "text"], 2: ["verb", "text"] }],
};

/**
 * The kinds that can be sent so. The numbers are those of Kubernetes' own .proto files: core/v1, meta/v1 and
 * authorization/v1 of k8s.io/api, which never change.
 */
const KINDS: Readonly<Record<string, Message>> = {
  ConfigMap: { 1: ["metadata", METADATA], 2: ["data", "texts"] },
  Namespace: { 1: ["metadata", METADATA] },
  SelfSubjectAccessReview: { 1: ["metadata", METADATA], 2: ["spec", ACCESS_SPEC] },
  DeleteOptions: {},
};
const UNKNOWN: Message = {
  1: ["typeMeta", { 1: ["apiVersion", "text"], 2: ["kind", "text"] }],
  2: ["raw", "bytes"],
};
const ENTRY: Message = { 1: ["key", "text"], 2: ["value", "text"] };

/**
 * An object that came in protobuf, as the JSON that it stands for.
 * @throws StatusError 400 where it is none of the kinds that are known here, or is cut short
 */
export function jsonOfProtobuf(body: Buffer): string {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) throw unrecognized("it has no prefix");
  const { typeMeta = {}, raw = Buffer.alloc(0) } = decoded(
    body.subarray(MAGIC.length),
    UNKNOWN,
  ) as {
    typeMeta?: { apiVersion?: string; kind?: string };
    raw?: Buffer;
  };
  const message = KINDS[typeMeta.kind ?? ""];
  if (!message) throw unrecognized(`the kind ${typeMeta.kind} is not known in protobuf`);
  return JSON.stringify({ ...typeMeta, ...decoded(raw, message) });
}

function decoded(bytes: Buffer, message: Message): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const { number, value } of fields(bytes)) {
    const [name, type] = message[number] ?? [];
    if (name === undefined || type === undefined || value === null) continue;
    if (type === "text") found[name] = value.toString("utf8");
    else if (type === "bytes") found[name] = value;
    else if (type === "texts") found[name] = { ...(found[name] as object), ...entry(value) };
    else found[name] = decoded(value, type);
  }
  return found;
}

function entry(bytes: Buffer): Record<string, string> {
  const { key = "", value = "" } = decoded(bytes, ENTRY) as { key?: string; value?: string };
  return { [key]: value };
}

/** The fields of a message, in their order; `value` is null where a field has no length of its own. */
function* fields(bytes: Buffer): Generator<{ number: number; value: Buffer | null }> {
  const reader = { at: 0 };
  while (reader.at < bytes.length) {
    const tag = varint(bytes, reader);
    const number = tag >>> 3;
    const size = SIZE_OF[tag & 7]?.(bytes, reader);
    if (size === undefined) throw unrecognized("it has a field of a kind that is not used");
    const from = reader.at;
    reader.at += size;
    if (reader.at > bytes.length) throw unrecognized("it is cut short");
    yield { number, value: (tag & 7) === LENGTH ? bytes.subarray(from, reader.at) : null };
  }
}

const LENGTH = 2;
/** How many bytes follow a tag, by its wire type. */
const SIZE_OF: Readonly<Record<number, (bytes: Buffer, reader: { at: number }) => number>> = {
  0: (bytes, reader) => {
    varint(bytes, reader);
    return 0;
  },
  1: () => 8,
  [LENGTH]: varint,
  5: () => 4,
};

function varint(bytes: Buffer, reader: { at: number }): number {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[reader.at];
    if (byte === undefined || shift > 63) throw unrecognized("it is cut short");
    reader.at += 1;
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte < 0x80) return value;
  }
}

function unrecognized(why: string) {
  return badRequest(`the object provided is unrecognized (must be of type ProtoBuf): ${why}`);
}
