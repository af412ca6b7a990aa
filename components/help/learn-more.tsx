import Link from "next/link";
import { Disclosure } from "../ui/disclosure";
import { type HelpLink, type HelpTopic, TOPICS } from "./topics";

/** What a page is about and where it goes on, folded away until somebody wants to know. */
export function LearnMore({ topic }: { topic: keyof typeof TOPICS }) {
  const { says, links }: HelpTopic = TOPICS[topic];
  return (
    <details className="mb-4 max-w-4xl">
      <Disclosure>Learn more</Disclosure>
      <div className="mt-1 rounded-md border border-line bg-subtle px-4 py-1">
        {says.map((text) => (
          <p key={text} className="my-2 wrap-any">
            {text}
          </p>
        ))}
        <ul className="my-2 grid gap-x-8 pl-5 sm:grid-cols-2">
          {links.map((link) => (
            <li key={link.says} className="py-1">
              <Onward link={link} />
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function Onward({ link }: { link: HelpLink }) {
  if ("page" in link) {
    return (
      <Link href={link.page} prefetch={false}>
        {link.says}
      </Link>
    );
  }
  return (
    <a href={link.url} target="_blank" rel="noreferrer">
      {link.says}
      <span className="sr-only"> (opens a new tab)</span>
    </a>
  );
}
