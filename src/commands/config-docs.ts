import { readFileSync, writeFileSync } from 'node:fs';
import { configDocuments } from '../config-documents.ts';

/** Writes what docs/operate.md and .env.example say of the variables. */
for (const [path, text] of Object.entries(configDocuments((name) => readFileSync(name, 'utf8')))) writeFileSync(path, text);
