import type { Route } from "next";
import Link from "next/link";
import { SENSOR_POLICIES } from "@/lib/workspaces/model";
import { Disclosure } from "../ui/disclosure";

/** How default workspaces come about, and how to use another one. */
export function Convention() {
  return (
    <div className="mb-4 max-w-4xl">
      <p className="m-0">
        A sensor sends what it sees through a Log Analytics workspace to Defender for Cloud. The
        workspace keeps none of the data, so it is not billed for it.
      </p>
      <details className="mt-1">
        <Disclosure>Default and custom workspaces</Disclosure>
        <ul className="my-1 pl-5">
          <li>
            Unless one is assigned, each region of a subscription has a default workspace:{" "}
            <code>DefaultWorkspace-[subscription-ID]-[geo]</code> in the resource group{" "}
            <code>DefaultResourceGroup-[geo]</code>. Both are created once, when the first sensor
            needs them.
          </li>
          <li>
            To use another one, assign it by Azure Policy:{" "}
            <Link href={definitionHref(SENSOR_POLICIES.aks)} prefetch={false} className="underline">
              for AKS clusters
            </Link>
            ,{" "}
            <Link href={definitionHref(SENSOR_POLICIES.arc)} prefetch={false} className="underline">
              for Arc-enabled clusters
            </Link>
            . The next fix uses it, and so does automatic provisioning; clusters that report
            elsewhere are moved on the assignment's page.
          </li>
        </ul>
      </details>
    </div>
  );
}

function definitionHref(name: string): Route {
  return `/policy/definitions/${name}?tab=assignments` as Route;
}
