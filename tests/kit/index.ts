export * from './app.ts';
export * from './client.ts';
export * from './commands.ts';
export * from './fingerprint.ts';
export * from './restaurant.ts';
export * from './socket.ts';
export * from './statements.ts';
