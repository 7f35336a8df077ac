import type { z } from 'zod';
import { environmentName, sections } from './config-variables.ts';

const OPERATE = 'docs/operate.md';
const [BEGIN, END] = ['<!-- variables -->', '<!-- /variables -->'];

/** What a document says of a variable. */
interface VariableRow {
  readonly name: string;
  readonly form: string;
  readonly byDefault: string;
  readonly description: string;
  readonly example: string;
}

/** The documents that list the variables, by path, made from how they are now. */
export function configDocuments(read: (path: string) => string): Readonly<Record<string, string>> {
  const operate = read(OPERATE);
  const before = operate.slice(0, operate.indexOf(BEGIN) + BEGIN.length);
  const after = operate.slice(operate.indexOf(END));
  return { [OPERATE]: `${before}\n\n${tables()}\n\n${after}`, '.env.example': environmentExample() };
}

function tables(): string {
  return sectionRows()
    .map(([heading, variables]) => {
      const rows = variables.map(({ name, form, byDefault, description }) => `| \`${name}\` | ${form} | ${byDefault} | ${description} |`);
      return [`### ${heading}`, '', '| variable | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}

function environmentExample(): string {
  const parts = sectionRows().map(([heading, variables]) => {
    const lines = variables.flatMap(({ name, description, example }) => [`# ${plain(description)}`, `# ${name}=${example}`]);
    return [`# == ${heading}`, ...lines].join('\n');
  });
  return `${['# Made by npm run config:docs; do not edit.', '# Without any of these, `npm start` runs on an embedded PostgreSQL with demo data.'].join('\n')}\n\n${parts.join('\n\n')}\n`;
}

/** Markdown as a line of text. */
const plain = (markdown: string): string => markdown.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll('`', '');

function sectionRows(): readonly (readonly [heading: string, variables: readonly VariableRow[]])[] {
  return Object.entries(sections).map(([heading, section]) => [
    heading,
    Object.entries(section).map(([name, schema]) => variableRow(environmentName(name), schema)),
  ]);
}

interface Described {
  readonly def: { readonly defaultValue?: unknown; readonly innerType?: Described; readonly in?: Described };
  readonly meta: () => Readonly<Record<string, unknown>> | undefined;
}

function variableRow(name: string, schema: z.ZodType): VariableRow {
  const described = schema as unknown as Described;
  const { description, byDefault, example } = described.meta() ?? {};
  const value = textOf(described.def.defaultValue);
  return {
    name,
    form: formOf(described),
    byDefault: String(byDefault ?? (value === '' ? '–' : `\`${value}\`${name.endsWith('_SECONDS') ? inWords(Number(value)) : ''}`)),
    description: String(description),
    example: String(example ?? value),
  };
}

/** How the innermost schema says that its values are written. */
function formOf({ def, meta }: Described): string {
  const inner = def.innerType ?? def.in;
  return String(meta()?.form ?? (inner ? formOf(inner) : 'text'));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

/** ` (7 days)` of long times. */
function inWords(seconds: number): string {
  if (seconds > 0 && seconds % 86_400 === 0) return ` (${seconds / 86_400} days)`;
  return seconds % 60 === 0 ? ` (${seconds / 60} min)` : '';
}
