export type Json = Record<string, unknown>;

/** A role: who may take it, and what it may do. */
export function role(
  name: unknown,
  spec: {
    trust: Json;
    actions: readonly string[];
    managed?: readonly string[];
    resource?: unknown;
    tags?: Json[];
    DependsOn?: string;
  },
): Json {
  const { trust, actions, managed = [], resource = "*", tags, DependsOn } = spec;
  const statement = { Effect: "Allow", Action: actions, Resource: resource };
  return {
    Type: "AWS::IAM::Role",
    ...(DependsOn ? { DependsOn } : {}),
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
      ...(managed.length > 0 ? { ManagedPolicyArns: managed.map(managedArn) } : {}),
      ...(actions.length > 0
        ? {
            Policies: [
              {
                PolicyName: "breakwater",
                PolicyDocument: { Version: "2012-10-17", Statement: [statement] },
              },
            ],
          }
        : {}),
      ...(tags ? { Tags: tags } : {}),
    },
  };
}

/** Trust in whoever brings a token of the issuer with these claims. AWS knows an issuer by its address without https. */
export function byToken(issuer: string, claims: Record<string, string>): Json {
  const host = issuer.replace(/^https:\/\//, "");
  const conditions = Object.entries(claims).map(([claim, value]) => [`${host}:${claim}`, value]);
  return {
    Effect: "Allow",
    Principal: { Federated: { "Fn::Sub": arnOf(`oidc-provider/${literal(host)}`) } },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: Object.fromEntries(conditions) },
  };
}

/** ARN of something of IAM in the account that the template is applied to, for Fn::Sub. */
export function arnOf(resource: string): string {
  return `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${resource}`;
}

/** Text within Fn::Sub: `${` would begin a variable. */
function literal(text: string): string {
  return text.replaceAll("${", "${!");
}

function managedArn(name: string): Json {
  return { "Fn::Sub": `arn:\${AWS::Partition}:iam::aws:policy/${name}` };
}
