/** A shield with a wave that breaks on it. */
export function Logo() {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className="size-7 shrink-0">
      <path
        d="M16 3.5l10.5 3.7v8.3c0 6.3-4.2 10.9-10.5 13-6.3-2.1-10.5-6.7-10.5-13V7.2z"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinejoin="round"
      />
      <path
        d="M9 15.5c2.3-2.6 4.6-2.6 7 0s4.7 2.6 7 0M10.5 20.5c1.8-2 3.6-2 5.5 0s3.7 2 5.5 0"
        fill="none"
        stroke="currentColor"
        strokeOpacity="0.75"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}
