"use client";

import { useEffect, useState } from "react";
import type { Options } from "@/lib/remediations/model";
import type { WorkspaceOption } from "@/lib/workspaces/queries";
import { WorkspaceSelect } from "../policy/workspace-select";
import { Field, INPUT } from "../ui/field";
import { MessageBar, Status } from "../ui/status";

/** Where Kubernetes writes its audit log unless it was told otherwise. */
const USUAL_AUDIT_LOG = "/var/log/kube-apiserver/audit.log";

interface Found {
  options: WorkspaceOption[];
  more: boolean;
}

/** What a person chooses besides the clusters: the workspace that the sensor reports to, and where the audit log is. */
export function FixOptions({
  options,
  onChange,
}: {
  options: Options;
  onChange: (options: Options) => void;
}) {
  const [found, setFound] = useState<Found | "failed" | null>(null);
  const [auditLogPath, setAuditLogPath] = useState(options.auditLogPath ?? "");
  useEffect(() => {
    const read = async () => {
      const answer = await fetch("/api/workspaces");
      setFound(answer.ok ? ((await answer.json()) as Found) : "failed");
    };
    read().catch(() => setFound("failed"));
  }, []);
  const problem =
    auditLogPath === "" || auditLogPath.startsWith("/")
      ? null
      : "The path begins with a slash, as on the cluster's control plane nodes.";
  if (found === null) return <Status tone="busy">Reading workspaces…</Status>;
  if (found === "failed") {
    return (
      <MessageBar kind="warning">
        The workspaces could not be read. Close this and try again, or go on with the assigned or
        default one.
      </MessageBar>
    );
  }
  return (
    <div className="mt-4">
      <Field
        label="Log Analytics workspace"
        hint="The sensor sends through it; it keeps none of the data and is not billed for it. Left as it is, the workspace that Azure Policy assigns is used, else the default one of the region, which is created when it is missing."
      >
        {(control) => (
          <WorkspaceSelect
            control={control}
            begun={found}
            value={options.workspaceId ?? ""}
            optional
            none="The assigned one, else the default of each cluster's region"
            onChange={(workspaceId) =>
              onChange(withOption(options, "workspaceId", workspaceId || undefined))
            }
          />
        )}
      </Field>
      <Field
        label="Audit log path"
        hint={`Optional. Where the API server writes its audit log; ${USUAL_AUDIT_LOG} if left empty.`}
        problem={problem}
      >
        {(control) => (
          <input
            {...control}
            value={auditLogPath}
            placeholder={USUAL_AUDIT_LOG}
            maxLength={4096}
            onChange={(event) => setAuditLogPath(event.target.value)}
            onBlur={() =>
              problem ?? onChange(withOption(options, "auditLogPath", auditLogPath || undefined))
            }
            className={INPUT}
          />
        )}
      </Field>
    </div>
  );
}

function withOption(options: Options, name: keyof Options, value: string | undefined): Options {
  const { [name]: _before, ...rest } = options;
  return value === undefined ? rest : { ...rest, [name]: value };
}
