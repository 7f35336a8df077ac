import { type ExecutionArgs, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { newId } from '../../kernel/database/tenant-owned.ts';
import { ProcessorBusy } from '../../kernel/processor/job.ts';
import { processorOf } from '../../kernel/processor/processor.ts';
import { contextFor, type Services } from '../../kernel/request/context.ts';
import { partyOf } from '../../kernel/request/party.ts';
import type { Session } from '../../kernel/request/session.ts';
import { RequestError, type RequestErrorCode } from '../../kernel/values/errors.ts';
import { coerceVariables } from '../base/coerce-variables.ts';
import { processorBusyError } from '../base/errors.ts';
import type { DocumentReference, TrustedDocuments } from '../base/graphql-request.ts';
import { checkDocument } from '../graphql/check-document.ts';
import type { CheckedDocument, Documents } from '../graphql/documents.ts';
import type { Admission, makeAdmission } from '../limits/admission.ts';

export interface PreparationOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly admit: ReturnType<typeof makeAdmission>;
  readonly documents: Documents;
  readonly trusted: TrustedDocuments;
}

export interface SubscriberInfo {
  readonly session: Session;
  readonly ip: string;
  /** Number of subscriptions of the socket, this one included. */
  readonly open: number;
}

export type PreparedSubscription = { readonly args: ExecutionArgs; readonly admission: Admission } | { readonly errors: readonly GraphQLError[] };

const MAX_SUBSCRIPTIONS = 20;

/** The checks of a subscription before it begins: the same as over HTTP for document, variables and cost; subscriptions only. */
export function subscriptionPreparation(options: PreparationOptions): (who: SubscriberInfo, payload: SubscribePayload) => Promise<PreparedSubscription> {
  const { schema, services, admit, documents, trusted } = options;
  const processor = processorOf(services);
  return async ({ session, ip, open }, payload) => {
    if (open > MAX_SUBSCRIPTIONS) return refused('RATE_LIMITED', `At most ${MAX_SUBSCRIPTIONS} subscriptions per socket.`);
    const elsewhere = await elsewhereError(services, session);
    if (elsewhere) return { errors: [elsewhere] };
    const query = trusted.documentOf(payload as DocumentReference);
    if (query instanceof GraphQLError) return { errors: [query] };
    if (query === undefined) return refused('BAD_USER_INPUT', 'There is no document.');
    const party = partyOf({ session, ip });
    processor.noteRequest(party);
    let checked: CheckedDocument;
    try {
      if (party.isGuest) await processor.enter(party);
      checked = await checkDocument(documents, processor, query, party);
    } catch (error) {
      if (error instanceof ProcessorBusy) return { errors: [processorBusyError()] };
      throw error;
    }
    if ('errors' in checked) return { errors: checked.errors };
    const { document } = checked;
    // An empty name counts as missing.
    const operationName = payload.operationName || undefined;
    const operation = getOperationAST(document, operationName);
    if (!operation) return refused('BAD_USER_INPUT', 'The document has no operation of that name, or several and none is named.');
    if (operation.operation !== 'subscription') return refused('BAD_USER_INPUT', 'Only subscriptions go over WebSocket; send queries and mutations over HTTP.');
    const { errors } = coerceVariables(schema, document, operationName, payload.variables ?? {});
    if (errors) return { errors };
    const admission = admit({ document, operationName, variables: payload.variables }, session, ip);
    if (admission.error) return { errors: [admission.error] };
    const contextValue = contextFor(session, services, { requestId: newId(), ip });
    return { admission, args: { schema, document, operationName, variableValues: payload.variables ?? {}, contextValue } };
  };
}

/** A socket may be open for a moment after its tenant has moved. */
async function elsewhereError({ cells }: Services, { tenantId }: Session): Promise<GraphQLError | null> {
  try {
    if (tenantId !== null) await cells?.requireHere(tenantId);
    return null;
  } catch (error) {
    if (error instanceof RequestError) return new GraphQLError(error.message, { originalError: error });
    throw error;
  }
}

function refused(code: RequestErrorCode, message: string): { readonly errors: readonly GraphQLError[] } {
  return { errors: [subscriptionError(code, message)] };
}

export function subscriptionError(code: RequestErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { originalError: new RequestError(code, message) });
}
