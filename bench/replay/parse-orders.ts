import { readFileSync } from 'node:fs';

/** One line of the file; money in US cents. The unit price is the result of an exact division. */
export interface FileLine {
  readonly item: string;
  readonly quantity: number;
  readonly unitCents: number;
  readonly totalCents: number;
  readonly options: readonly string[];
}

export interface FileOrder {
  readonly number: number;
  readonly lines: readonly FileLine[];
  readonly totalCents: number;
}

const HEADER = 'order_id\tquantity\titem_name\tchoice_description\titem_total_price';

export function readOrders(file: URL): FileOrder[] {
  return parseOrders(readFileSync(file, 'utf8'));
}

/** The orders of the file, in file order. Throws on a line that cannot be parsed exactly. */
export function parseOrders(text: string): FileOrder[] {
  const [header, ...rows] = text.split(/\r?\n/);
  if (header !== HEADER) throw new Error('The first line does not name the expected columns.');
  const lines = new Map<number, FileLine[]>();
  rows.forEach((row, index) => {
    if (row === '') return;
    const [number, line] = parseRow(row, index + 2);
    const others = lines.get(number);
    if (others) others.push(line);
    else lines.set(number, [line]);
  });
  return [...lines].map(([number, own]) => ({ number, lines: own, totalCents: own.reduce((sum, line) => sum + line.totalCents, 0) }));
}

function parseRow(row: string, at: number): [number, FileLine] {
  const [number = '', quantity = '', item = '', choices = '', price = '', ...more] = row.split('\t');
  const amount = /^\$(\d+)\.(\d\d)$/.exec(price.trim());
  if (!/^\d+$/.test(number) || !/^[1-9]\d*$/.test(quantity) || item === '' || !amount || more.length > 0) throw new Error(`Line ${at} is not an order line.`);
  const units = Number(quantity);
  const totalCents = Number(amount[1]) * 100 + Number(amount[2]);
  if (totalCents % units !== 0) throw new Error(`Line ${at}: ${totalCents} cents are not ${units} equal prices.`);
  return [Number(number), { item, quantity: units, unitCents: totalCents / units, totalCents, options: parseOptions(choices) }];
}

function parseOptions(choices: string): string[] {
  return choices === 'NULL' ? [] : choices.split(',').map((option) => option.trim());
}
