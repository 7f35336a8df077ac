import type { Services } from '../kernel/context.ts';
export async function seedDemo(_services: Services): Promise<boolean> { return false; }
