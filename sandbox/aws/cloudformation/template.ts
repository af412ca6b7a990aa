import { isDeepStrictEqual } from "node:util";
import { type CollectionTag, parseDocument, type ScalarTag, type Tags } from "yaml";
import { z } from "zod";
import { validationError } from "./errors.ts";

const Parameter = z.looseObject({
  Type: z.string(),
  Default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  ConstraintDescription: z.string().optional(),
  Description: z.string().optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  NoEcho: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
});
export type Parameter = z.infer<typeof Parameter>;

const TemplateResource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  DeletionPolicy: z
    .enum(["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"])
    .default("Delete"),
});
export type TemplateResource = z.infer<typeof TemplateResource>;

const Template = z.strictObject({
  AWSTemplateFormatVersion: z.literal("2010-09-09").optional(),
  Description: z.string().max(1024).optional(),
  Metadata: z.record(z.string(), z.unknown()).optional(),
  Parameters: z.record(z.string(), Parameter).default({}),
  Mappings: z
    .record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Rules: z.record(z.string(), z.unknown()).optional(),
  Resources: z.record(z.string().regex(/^[A-Za-z0-9]{1,255}$/), TemplateResource),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({
        Value: z.unknown(),
        Description: z.string().optional(),
        Condition: z.string().optional(),
        Export: z.object({ Name: z.unknown() }).optional(),
      }),
    )
    .default({}),
});
export type Template = z.infer<typeof Template>;

/**
 * Reads a template in JSON or YAML.
 * @throws AwsError ValidationError in CloudFormation's words
 */
export function parsedTemplate(text: string): Template {
  const parsed = Template.safeParse(text.trimStart().startsWith("{") ? json(text) : yaml(text));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
  throw validationError(`Template format error: [/${path.join("/")}] ${message}`);
}

/** Whether two templates say the same, however they are written. */
export function sameTemplates(one: string, other: string): boolean {
  return one === other || isDeepStrictEqual(parsedTemplate(one), parsedTemplate(other));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw validationError(
      `Template format error: JSON not well-formed. (${error instanceof Error ? error.message : error})`,
    );
  }
}

function yaml(text: string): unknown {
  const document = parseDocument(text, { customTags: SHORT_FORMS });
  const [error] = document.errors;
  if (error) {
    const { line, col } = error.linePos?.[0] ?? { line: 0, col: 0 };
    throw validationError(
      `Template format error: YAML not well-formed. (line ${line}, column ${col})`,
    );
  }
  return document.toJS();
}

/** `!Sub` and its like stand for `Fn::Sub`; `!Ref` and `!Condition` have no prefix. */
const FUNCTIONS = [
  ...["Sub", "GetAtt", "Join", "If", "Equals", "Not", "And", "Or", "Select", "Split"],
  ...["FindInMap", "Base64", "Ref", "Condition"],
];

const nameOf = (short: string) =>
  short === "Ref" || short === "Condition" ? short : `Fn::${short}`;

const SHORT_FORMS: Tags = FUNCTIONS.flatMap((short): (ScalarTag | CollectionTag)[] => {
  const name = nameOf(short);
  const tag = `!${short}`;
  return [
    {
      tag,
      resolve: (value: string) => ({
        // Only the first dot parts the name of the resource from that of the attribute.
        [name]: short === "GetAtt" ? value.split(/\.(.*)/s).slice(0, 2) : value,
      }),
    },
    { tag, collection: "seq", resolve: (list) => ({ [name]: list.toJSON() }) },
  ];
});
