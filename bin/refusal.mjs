/** A reason to stop that the person at the terminal can act upon: one plain sentence, shown without a stack. */
export class Refusal extends Error {
  name = "Refusal";
}
