export { assessmentLines } from "./export.ts";
export { filterOf, listQueryOf } from "./list-query.ts";
