import { begin } from "./begin.mjs";

await begin("bin/test.ts");
