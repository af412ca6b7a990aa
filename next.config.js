/** @type {import("next").NextConfig} */
export default {
  typedRoutes: true,
  reactStrictMode: true,
  poweredByHeader: false,
  // Loaded by Node itself: bundling them costs build time and breaks their own file look-ups.
  serverExternalPackages: ["pg", "pg-boss", "@prisma/client", "@azure/msal-node", "pino"],
};
