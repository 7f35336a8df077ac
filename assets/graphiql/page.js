// The page at /graphiql: GraphiQL with the start document, one-click sign-in and live subscriptions, without the internet.
const { createElement: h, useState } = window.React;
const { GraphiQL } = window;
const start = JSON.parse(document.getElementById('start').textContent);
const endpoint = new URL('/graphql', window.location.href);
const socketAddress = endpoint.href.replace(/^http/, 'ws');
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { message } } }';

async function post(operation, headers) {
  const response = await fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(operation) });
  return response.json();
}

function isSubscription({ operationName }, documentAST) {
  const operations = documentAST?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  const chosen = operationName ? operations.find(({ name }) => name?.value === operationName) : operations[0];
  return chosen?.operation === 'subscription';
}

/** A socket of its own for each subscription: it begins with the headers that the editor holds then. */
function subscribe(operation, headers) {
  return {
    subscribe(observer) {
      const client = window.graphqlWs.createClient({ url: socketAddress, connectionParams: headers, retryAttempts: 0 });
      const ended = (end) => {
        end();
        client.dispose();
      };
      client.subscribe(operation, {
        next: (message) => observer.next(message),
        error: (error) => ended(() => observer.error(error instanceof CloseEvent ? closed(error) : error)),
        complete: () => ended(() => observer.complete()),
      });
      return { unsubscribe: () => client.dispose() };
    },
  };
}

function closed({ code, reason }) {
  return new Error(`The socket was closed: ${code} ${reason}`);
}

function fetcher(operation, { headers = {}, documentAST } = {}) {
  return isSubscription(operation, documentAST) ? subscribe(operation, headers) : post(operation, headers);
}

/** GraphiQL reads the first tab's variables from its storage, and from nowhere else. */
const INITIAL = { 'graphiql:variables': asText(start.variables) };

/** Tabs are kept for this database only: ids of another would not be found. */
const storage = {
  getItem: (name) => localStorage.getItem(keyOf(name)) ?? INITIAL[name] ?? null,
  setItem: (name, value) => localStorage.setItem(keyOf(name), value),
  removeItem: (name) => localStorage.removeItem(keyOf(name)),
  clear: () => localStorage.clear(),
  get length() {
    return localStorage.length;
  },
};

function keyOf(name) {
  return `${start.variables.outletId ?? ''}:${name}`;
}

function asText(value) {
  return JSON.stringify(value, null, 2);
}

async function headersOf({ tenant, username, password }) {
  const guest = tenant === null ? {} : { 'X-Tenant-ID': tenant };
  if (username === null) return guest;
  const { data, errors } = await post({ query: SIGN_IN, variables: { input: { username, password } } }, guest);
  const [problem] = errors ?? data.signIn.userErrors;
  if (problem) throw new Error(`${username}: ${problem.message}`);
  return { Authorization: `Bearer ${data.signIn.session.accessToken}` };
}

function SignIns({ onHeaders }) {
  const [told, tell] = useState('');
  const act = (person) => async () => {
    try {
      onHeaders(asText(await headersOf(person)));
      tell(`Now ${person.username ?? 'guest'}${person.tenant === null ? '' : ` of ${person.tenant}`}`);
    } catch (error) {
      tell(error.message);
    }
  };
  const brands = [...new Set(start.people.map(({ tenant }) => tenant))];
  return brands
    .map((tenant) =>
      h(
        'span',
        { key: tenant ?? '', className: 'brand' },
        h('b', null, tenant ?? 'Platform'),
        start.people
          .filter((person) => person.tenant === tenant)
          .map((person) => h('button', { key: person.username ?? '', type: 'button', onClick: act(person) }, person.username ?? 'guest')),
      ),
    )
    .concat(h('output', { key: 'told' }, told));
}

function Page() {
  const [headers, setHeaders] = useState(asText(start.headers));
  const tab = { query: start.document, variables: asText(start.variables), headers };
  const explorer = h(GraphiQL, {
    fetcher,
    storage,
    headers,
    onEditHeaders: setHeaders,
    defaultTabs: [tab],
    defaultHeaders: headers,
    defaultQuery: '',
    defaultEditorToolsVisibility: 'headers',
  });
  const hint = `Headers (above): guests send X-Tenant-ID; all others Authorization: Bearer and an access token, which lives ${start.accessTokenMinutes} minutes. The platform's admin signs in without X-Tenant-ID.`;
  const footer = h(
    'footer',
    null,
    h(SignIns, { onHeaders: setHeaders }),
    h('p', null, hint, ' ', h('a', { href: '/' }, 'Apollo Sandbox'), ' needs the internet.'),
  );
  return h(window.React.Fragment, null, h('main', null, explorer), footer);
}

window.ReactDOM.createRoot(document.getElementById('page')).render(h(Page));
