import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Breakwater", template: "%s | Breakwater" },
  description: "Protect every Kubernetes cluster with Microsoft Defender for Containers.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the headers makes every page dynamic: a page made at build time would carry no nonce.
  await headers();
  const theme = (await cookies()).get("theme")?.value;
  const chosen = theme === "light" || theme === "dark" ? theme : undefined;
  return (
    <html lang="en" {...(chosen ? { "data-theme": chosen } : {})}>
      <body className="m-0 min-h-dvh bg-canvas font-sans text-sm text-ink">{children}</body>
    </html>
  );
}
