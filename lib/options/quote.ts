/** Text in each language's own quotes. Whatever the text is, the language reads it back as it was. */

/** Words that no shell reads anything into. */
const PLAIN = /^[\w./:-]+$/;

/** One word of a Bash command. Within single quotes Bash reads nothing but the next single quote. */
export function bash(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A PowerShell string. PowerShell takes the typographic quotes for single quotes too, and a doubled one for itself. */
export function powershell(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

/** A Bicep string: `${` would begin an expression. */
export function bicep(text: string): string {
  const escaped = text
    .replace(/[\\']|\$(?=\{)/g, "\\$&")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
  return `'${escaped}'`;
}

/**
 * A string of HCL, which Terraform reads: `${` and `%{` would begin a template. They are written by their codes,
 * because the doubling that HCL has for it reads differently where one more dollar sign stands before it.
 */
export function hcl(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, "\\$&")
    .replace(/[$%](?=\{)|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, hclCharacter);
  return `"${escaped}"`;
}

/** JSON with no `{{`, which tools for REST calls take for a variable of theirs. It stays the same JSON. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll("{{", "{\\u007b");
}

/** JSON within a JMESPath literal, that is within backticks. */
export function jsonInQuery(value: unknown): string {
  return JSON.stringify(value).replaceAll("`", "\\u0060");
}

/** A string of an ARM template: text in brackets would be an expression. */
export function armText(text: string): string {
  return text.startsWith("[") && text.endsWith("]") ? `[${text}` : text;
}

/** One segment of a URL's path; only what RFC 3986 calls unreserved stays as it is. */
export function segment(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Text for a comment: a line break in it would end the comment and begin a command. */
export function inComment(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}

function hclCharacter(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code > 0xffff ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
}
