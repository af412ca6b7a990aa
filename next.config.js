/** @type {import("next").NextConfig} */
export default {
  typedRoutes: true,
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are a stage of `npm test`, over the whole project; a start need not wait for them.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node itself: bundling them costs build time and breaks their own file look-ups.
  serverExternalPackages: [
    "pg",
    "pg-boss",
    "@prisma/client",
    "@azure/msal-node",
    "@aws-sdk/client-cloudwatch-logs",
    "@aws-sdk/client-ec2",
    "@aws-sdk/client-eks",
    "@aws-sdk/client-iam",
    "@aws-sdk/client-sts",
    "@googleapis/container",
    "google-auth-library",
    "pino",
  ],
};
