import type { SandboxStart } from '../http/sandbox.ts';
import type { Services } from '../kernel/context.ts';
export async function sandboxStart(_services: Services): Promise<SandboxStart> { return { document: '{ __typename }', variables: {}, headers: {} }; }
