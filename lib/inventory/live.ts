export { connectedClusterNow } from "./read-now.ts";
