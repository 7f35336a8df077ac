// Loaded into a measured server: collects garbage when it is told to, so that what is left is what is held.
process.on('SIGUSR2', () => (globalThis as { gc?: () => void }).gc?.());
