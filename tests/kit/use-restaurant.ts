import { afterAll, beforeAll } from 'vitest';
import { startTestApp, type TestApp, type TestAppOptions } from './app.ts';
import { makeRestaurant, type Restaurant, type RestaurantOptions } from './restaurant.ts';

/** A server for the tests of a file: starts before and stops after them. Call it at the top level, not inside a test. */
export function useTestApp(options: TestAppOptions = {}): TestApp {
  let app: TestApp | undefined;
  beforeAll(async () => {
    app = await startTestApp(options);
  });
  afterAll(() => app?.stop());
  return madeLater(() => app);
}

/** A server with a restaurant for the tests of a file, see {@link useTestApp}. */
export function useRestaurant(options: TestAppOptions & RestaurantOptions = {}): { readonly app: TestApp; readonly restaurant: Restaurant } {
  const app = useTestApp(options);
  let restaurant: Restaurant | undefined;
  beforeAll(async () => {
    restaurant = await makeRestaurant(app, options);
  });
  return { app, restaurant: madeLater(() => restaurant) };
}

/** A proxy for an object that a hook creates later, so that a constant can hold it now. */
function madeLater<T extends object>(get: () => T | undefined): T {
  const made = (): T => {
    const value = get();
    if (!value) throw new Error('this is created before the first test; it cannot be read earlier');
    return value;
  };
  return new Proxy({} as T, {
    get: (_, name) => Reflect.get(made(), name),
    has: (_, name) => Reflect.has(made(), name),
    ownKeys: () => Reflect.ownKeys(made()),
    getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(made(), name),
  });
}
