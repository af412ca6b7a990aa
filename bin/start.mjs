import { begin } from "./begin.mjs";

await begin("bin/start.ts");
