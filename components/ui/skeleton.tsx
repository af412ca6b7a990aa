const ROWS = ["w-11/12", "w-4/5", "w-10/12", "w-3/4", "w-5/6", "w-2/3"];

/** The outline of a page with a list, while the page is on its way. Screen readers hear one word. */
export function PageSkeleton() {
  return (
    <div role="status" className="motion-safe:animate-pulse">
      <span className="sr-only">Loading</span>
      <div aria-hidden className="h-4 w-40 rounded-sm bg-subtle" />
      <div aria-hidden className="mt-3 h-6 w-96 max-w-full rounded-sm bg-subtle" />
      <div aria-hidden className="mt-6 mb-6 h-8 w-full border-b border-line" />
      {ROWS.map((width) => (
        <div key={width} aria-hidden className="border-b border-line py-3">
          <div className={`h-4 rounded-sm bg-subtle ${width}`} />
        </div>
      ))}
    </div>
  );
}
