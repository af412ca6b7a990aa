/**
 * The first-load JavaScript of the portal's main page beside that of a bare Next.js page: `node bench/scripts.ts`,
 * started by bench.ts. Read twice: from the build's manifests, and from what Chromium fetches.
 */
import { resolve } from "node:path";
import { startBarePage } from "./bare-page.ts";
import { signIn } from "./browser-session.ts";
import { scriptBytes } from "./browser-size.ts";
import { startEstate } from "./estate.ts";
import { firstLoadBytes } from "./manifest-size.ts";

const OWNER = "olivia.owner@northwind.example";
const BUILD = resolve(import.meta.dirname, "../.next");
const CLUSTERS = 60;

/** In bytes, compressed. */
export interface ScriptReport {
  main: { manifest: number; browser: number };
  bare: { manifest: number; browser: number };
}

process.send?.({ main: await mainPage(), bare: await barePage() } satisfies ScriptReport);

async function mainPage() {
  const estate = await startEstate(CLUSTERS);
  try {
    const cookie = await signIn(estate.portalUrl, OWNER);
    return {
      manifest: firstLoadBytes(BUILD, "(portal)/environments"),
      browser: await scriptBytes(`${estate.portalUrl}/environments`, cookie),
    };
  } finally {
    await estate.stop();
  }
}

async function barePage() {
  const bare = await startBarePage();
  try {
    return { manifest: firstLoadBytes(bare.build, ""), browser: await scriptBytes(bare.url) };
  } finally {
    bare.stop();
  }
}
