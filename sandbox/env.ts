// Prints the shell exports that point the clouds' command line tools at the running sandbox:
//   eval "$(npm run --silent sandbox:env)"
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pointAwsCliAt } from "./aws-cli.ts";
import { pointAzureCliAt } from "./azure-cli.ts";
import { pointGcloudAt } from "./gcloud.ts";
import { type RunningSandbox, readRunningSandbox } from "./running-sandbox.ts";
import { shellExports, shellQuote } from "./shell-exports.ts";

const { values } = parseArgs({ options: { data: { type: "string", default: ".data/sandbox" } } });
const dataFolder = resolve(values.data);

const sandbox = findSandbox();
if (sandbox) process.stdout.write(`${describe(sandbox)}\n`);

function findSandbox(): RunningSandbox | undefined {
  try {
    return readRunningSandbox(dataFolder);
  } catch {
    process.stderr.write(`There is no sandbox in ${dataFolder}. Start one with: npm start\n`);
    process.exitCode = 1;
    return undefined;
  }
}

function describe(found: RunningSandbox): string {
  const { cliClientId, cliClientSecret, tenantId } = found;
  const login = `az login --service-principal -u ${cliClientId} -p ${shellQuote(cliClientSecret)} --tenant ${tenantId}`;
  return [
    `# The Azure CLI, pointed at ${found.url}. Sign in with:`,
    `#   ${login}`,
    shellExports(pointAzureCliAt(found, join(dataFolder, "cli"))),
    ...describeAws(found),
    ...describeGcloud(found),
  ].join("\n");
}

/** The first account's administrator; the keys of the others are there to be chosen instead. */
function describeAws({ awsUrl, aws }: RunningSandbox): string[] {
  const [first, ...others] = aws.accounts;
  return [
    "",
    `# The AWS CLI, pointed at ${awsUrl} as the administrator of ${first?.name} (${first?.id}).`,
    "# Versions before 2.13 don't read AWS_ENDPOINT_URL and want this besides:",
    `#   alias aws='aws --endpoint-url ${awsUrl}'`,
    ...(first ? [shellExports(pointAwsCliAt({ awsUrl }, first))] : []),
    ...others.map(
      ({ id, name, accessKeyId, secretAccessKey }) =>
        `# ${name} (${id}): AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${shellQuote(secretAccessKey)}`,
    ),
  ];
}

/** The first project's owner; the tokens of the others are in sandbox.json. */
function describeGcloud({ gcpUrl, gcp }: RunningSandbox): string[] {
  const [first, ...others] = gcp.projects;
  return [
    "",
    `# gcloud, pointed at ${gcpUrl} as the owner of ${first?.projectId} (${first?.projectNumber}).`,
    ...(first ? [shellExports(pointGcloudAt({ gcpUrl }, first, join(dataFolder, "cli")))] : []),
    ...others.map(
      (other) => `# ${gcloudVariables(pointGcloudAt({ gcpUrl }, other, join(dataFolder, "cli")))}`,
    ),
  ];
}

/** What differs from project to project. */
function gcloudVariables(variables: Readonly<Record<string, string>>): string {
  const names = ["CLOUDSDK_CORE_PROJECT", "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE"];
  return names.map((name) => `${name}=${shellQuote(variables[name] ?? "")}`).join(" ");
}
