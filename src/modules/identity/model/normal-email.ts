import { domainToASCII } from 'node:url';
import { cleanText } from '../../../kernel/values/text.ts';

/**
 * The normal form of an e-mail address, the same for each way to write a mailbox: lower case, the domain in ASCII (IDNA,
 * `xn--…`) and without a dot at the end. A text without @ is only cleaned, trimmed and put in lower case.
 */
export function normalEmail(text: string): string {
  const written = cleanText(text).trim().toLowerCase();
  const at = written.lastIndexOf('@');
  if (at < 0) return written;
  const domain = written.slice(at + 1).replace(/\.$/, '');
  return `${written.slice(0, at)}@${domainToASCII(domain) || domain}`;
}
