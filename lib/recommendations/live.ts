export { assessmentLines } from "./export.ts";
export { listQueryOf } from "./list-query.ts";
