/** A shield with a wave that breaks on it. */
export function Logo() {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className="size-7">
      <path
        d="M16 4l10 3.500v8c0 6.200-4.100 10.600-10 12.500C10.100 26.100 6 21.700 6 15.500v-8z"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <path
        d="M6.500 16.500c2.400-2.400 4.700-2.400 7.100 0s4.700 2.400 7.100 0c1.600-1.600 3.200-2.100 4.800-1.600"
        fill="none"
        stroke="#7cc4f5"
        strokeWidth="2.500"
        strokeLinecap="round"
      />
    </svg>
  );
}
