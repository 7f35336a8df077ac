import type { ServerResponse } from 'node:http';
import type { Listener } from './http-server.ts';

/**
 * Has clients leave their connections before the server stops: from {@link start} on, every answer says `Connection: close`,
 * also those of requests that are under way. So a load balancer sends no request on a connection that is about to end.
 */
export class Draining {
  readonly #underWay = new Set<ServerResponse>();
  /** One function for all responses: it is called for each request of the fastest path. */
  readonly #end: (this: ServerResponse) => void;
  #hasStarted = false;

  constructor() {
    const underWay = this.#underWay;
    this.#end = function () {
      underWay.delete(this);
    };
  }

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
        response.on('close', this.#end);
      }
      next(request, response);
    };
  }
}

function leave(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
