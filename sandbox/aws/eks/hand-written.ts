import { type EksRow, eks } from "./cluster-row.ts";

const prod = (product: string) => ({ env: "prod", product });

/** The clusters that each account of the company begins with, by the account's number. */
export const HAND_WRITTEN_EKS: Readonly<Record<string, readonly EksRow[]>> = {
  "412233445566": [
    eks("eks-booking-prod-euw1", "eu-west-1", {
      traits: ["allLogs", "restricted"],
      nodes: 6,
      tags: prod("booking"),
    }),
    eks("eks-tracking-prod-euw1", "eu-west-1", {
      traits: ["configMap"],
      version: "1.29",
      nodes: 4,
      tags: prod("tracking"),
    }),
    eks("eks-ledger-prod-euc1", "eu-central-1", {
      traits: ["api", "audit", "restricted"],
      tags: { ...prod("ledger"), "data-class": "PCI-DSS" },
    }),
    eks("eks-customs-prod-euc1", "eu-central-1", {
      traits: ["private", "audit"],
      tags: prod("customs"),
    }),
    eks("eks-cranes-prod-use1", "us-east-1", {
      traits: ["excludedAgents", "configMap"],
      version: "1.30",
      nodes: 2,
      tags: prod("cranes"),
    }),
    eks("eks-quotes-prod-apse1", "ap-southeast-1", {
      traits: ["excludedAgentless"],
      version: "1.30",
      tags: prod("quotes"),
    }),
  ],
  "523344556677": [
    eks("eks-booking-dev-euw1", "eu-west-1", { nodes: 2, tags: { env: "dev" } }),
    eks("eks-tracking-dev-euw1", "eu-west-1", {
      traits: ["configMap"],
      version: "1.29",
      nodes: 1,
      tags: { env: "dev" },
    }),
    eks("eks-load-test-use2", "us-east-2", {
      traits: ["api", "audit"],
      nodes: 12,
      instanceType: "c7g.xlarge",
      tags: { env: "test", "delete after": "2027-01-31" },
    }),
    eks("eks-forgotten-usw2", "us-west-2", {
      traits: ["configMap", "orphaned"],
      version: "1.28",
      nodes: 1,
      tags: { owner: "José Núñez" },
    }),
  ],
  "634455667788": [
    eks("eks-lab_Crane-Vision", "eu-north-1", {
      nodes: 1,
      instanceType: "g5.xlarge",
      tags: {
        owner: 'Robert"); DROP TABLE clusters;--',
        note: "$(touch /tmp/harbour) `id` $HOME %PATH% 'single' \"double\" \\ !!",
        lines: "first\nsecond\r\n--cli-input-json file:///etc/passwd",
        markup: "<script>alert(1)</script>",
        label: "بيئة اختبار ‮gnp.exe",
        "key with 'quotes' & $(signs)": "-rf /",
      },
    }),
    eks("eks-lab-scratch", "eu-central-2", {
      traits: ["excludedSensors", "excludedAgentless", "configMap"],
      nodes: 0,
      tags: { owner: "Zoë" },
    }),
  ],
};
