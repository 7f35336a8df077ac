export * from './app.ts';
export * from './client.ts';
export * from './restaurant.ts';
export * from './socket.ts';
