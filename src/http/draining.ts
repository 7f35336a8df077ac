import type { ServerResponse } from 'node:http';
import type { Listener } from './http-server.ts';

/**
 * Has clients leave their connections before the server stops: from {@link start} on, every answer says `Connection: close`,
 * also those of requests that are under way. So a load balancer sends no request on a connection that is about to end.
 */
export class Draining {
  readonly #underWay = new Set<ServerResponse>();
  #hasStarted = false;

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  start(): void {
    this.#hasStarted = true;
    for (const response of this.#underWay) leave(response);
  }

  listener(next: Listener): Listener {
    return (request, response) => {
      if (this.#hasStarted) leave(response);
      else {
        this.#underWay.add(response);
        response.once('close', () => this.#underWay.delete(response));
      }
      next(request, response);
    };
  }
}

function leave(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
