/** A reason not to start that the operator can repair: printed as one line, exit code 1. */
export class StartupError extends Error {}
