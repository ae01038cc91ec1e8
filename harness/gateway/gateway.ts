import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import type { ChatClient, Sampling } from '../contract/chat.ts';
import { type Json, parsedJson } from '../contract/json.ts';
import { isSecret } from '../wire/secret.ts';
import { DialectError, dialectErrorOf } from './dialect-error.ts';
import { ChatCompletionStream, chatCompletion } from './openai-chat-reply.ts';
import { readChatCompletion } from './openai-chat-request.ts';

/** What answers behind a gateway, and how requests are completed that leave something open. */
export interface GatewayOptions {
  chat: ChatClient;
  /** Name of the model, as `GET /v1/models` gives it. Requests may name any model: this one answers. */
  model: string;
  /** Tokens one request may use, prompt and answer together. */
  contextSize: number;
  /** What a request leaves out. */
  sampling: Sampling;
  seed: number;
  /** Refuse requests that do not bring it as `Authorization: Bearer …`. */
  apiKey?: string | undefined;
}

const maxBodyBytes = 32 * 1024 * 1024;

/** Model calls over HTTP, as agents make them: OpenAI's Chat Completions. What would change the answer and cannot be done is refused in the dialect's own words. */
export function createGateway(options: GatewayOptions): Hono {
  const app = new Hono();
  app.onError((error, context) => refuse(context, dialectErrorOf(error)));
  app.notFound((context) =>
    refuse(context, new DialectError(404, `there is no ${context.req.method} ${context.req.path} here`)),
  );
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.use('/v1/*', async (context, next) => {
    const { apiKey } = options;
    if (apiKey !== undefined && !isSecret(context.req.header('authorization'), `Bearer ${apiKey}`)) {
      throw new DialectError(401, 'the API key is missing or wrong', { code: 'invalid_api_key' });
    }
    await next();
  });
  app.use(
    '/v1/*',
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => {
        throw new DialectError(413, `a request has ${maxBodyBytes} bytes at most`);
      },
    }),
  );
  app.get('/v1/models', (context) => context.json({ object: 'list', data: [modelCard(options.model)] }));
  app.get('/v1/models/:name{.+}', (context) => context.json(modelCard(options.model)));
  app.post('/v1/chat/completions', async (context) => chatCompletions(context, options));
  app.post('/v1/embeddings', () => {
    throw new DialectError(400, 'embeddings are not served: the model is one that answers', {
      code: 'unsupported_endpoint',
    });
  });
  return app;
}

async function chatCompletions(context: Context, options: GatewayOptions): Promise<Response> {
  const asked = readChatCompletion(await bodyOf(context), options);
  const { signal } = context.req.raw;
  if (!asked.stream) {
    const answers = await Promise.all(
      asked.requests.map(async (request) => (await options.chat.complete(request, { signal })).reply),
    );
    return context.json(chatCompletion(asked, answers));
  }
  const stream = new ChatCompletionStream(asked);
  return streamSSE(context, async (sse) => {
    const abort = new AbortController();
    sse.onAbort(() => abort.abort(new Error('the client went away')));
    const send = (chunk: object | string) =>
      sse.writeSSE({ data: typeof chunk === 'string' ? chunk : JSON.stringify(chunk) });
    try {
      await Promise.all(
        asked.requests.map(async (request, index) => {
          let sent = send(stream.opening(index));
          const { reply } = await options.chat.complete(request, {
            signal: abort.signal,
            onText: (text) => {
              sent = sent.then(() => send(stream.text(index, text)));
            },
          });
          await sent;
          for (const chunk of stream.ending(index, reply)) await send(chunk);
        }),
      );
      for (const chunk of stream.usage()) await send(chunk);
    } catch (error) {
      if (!abort.signal.aborted) await send(dialectErrorOf(error).body());
    }
    await send('[DONE]');
  });
}

/** JSON only: a page of a browser cannot send that here without asking first, and nobody answers its question. */
async function bodyOf(context: Context): Promise<Json> {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new DialectError(415, 'the body must be application/json');
  }
  const body = parsedJson(await context.req.text());
  if (body === undefined) throw new DialectError(400, 'the body is no JSON');
  return body;
}

function refuse(context: Context, error: DialectError): Response {
  if (error.retryAfterSeconds !== undefined) context.header('retry-after', String(error.retryAfterSeconds));
  return context.json(error.body(), error.status);
}

function modelCard(id: string): object {
  return { id, object: 'model', created: 0, owned_by: 'hermes' };
}
