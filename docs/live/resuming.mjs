/** A graphql-ws client whose feeds go on after the last sequence they saw, however often it connects again. */
export function resuming(client) {
  const subscribe = (payload, sink) => {
    const variables = { ...payload.variables }; // Read again each time the subscription is sent.
    const next = (result) => {
      const [message] = Object.values(result.data ?? {});
      sink.next(result);
      if (Number.isInteger(message?.sequence)) variables.after = message.sequence;
    };
    return client.subscribe({ ...payload, variables }, { next, error: (error) => sink.error(error), complete: () => sink.complete() });
  };
  return { ...client, subscribe };
}
