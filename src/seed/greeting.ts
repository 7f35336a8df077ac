import type { Config } from '../config.ts';
export function greeting(url: string, _config: Config): string { return `Dapur listens on ${url}\n`; }
