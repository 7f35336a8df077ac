/** Kinds of tax numbers whose form can be checked. */
export const TaxIdKind = { ETHIOPIA_TIN: 'ETHIOPIA_TIN', INDONESIA_NPWP: 'INDONESIA_NPWP' } as const;
export type TaxIdKind = keyof typeof TaxIdKind;

export interface TaxIdCheck {
  readonly valid: boolean;
  /** Digits only, leading zeros kept; null when it is not valid. */
  readonly normalized: string | null;
  /** For people; null when it is valid. */
  readonly reason: string | null;
}

interface Form {
  readonly name: string;
  /** Characters that may stand between the digits. */
  readonly separators: RegExp;
  readonly separatorNames: string;
  readonly lengths: readonly number[];
}

const forms: Readonly<Record<TaxIdKind, Form>> = {
  ETHIOPIA_TIN: { name: 'A TIN', separators: /[\s\p{Pd}]/gu, separatorNames: 'spaces and dashes', lengths: [10] },
  INDONESIA_NPWP: { name: 'An NPWP', separators: /[\s.\p{Pd}]/gu, separatorNames: 'spaces, dots and dashes', lengths: [15, 16] },
};

/**
 * Whether a text has the form of a tax number (payments reference §8.2). No check digit is published for either kind, so a
 * number of the right form may not exist.
 */
export function checkTaxId(kind: TaxIdKind, value: string): TaxIdCheck {
  const { name, separators, separatorNames, lengths } = forms[kind];
  const digits = value.replace(separators, '');
  const wrong = (reason: string): TaxIdCheck => ({ valid: false, normalized: null, reason });
  if (!/^[0-9]*$/.test(digits)) return wrong(`${name} has only digits, with ${separatorNames} between them.`);
  if (!lengths.includes(digits.length)) return wrong(`${name} has ${lengths.join(' or ')} digits, not ${digits.length}.`);
  return { valid: true, normalized: digits, reason: null };
}
