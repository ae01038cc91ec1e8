import { existsSync, readFileSync } from 'node:fs';
import * as http from 'node:http';
import { join } from 'node:path';
import { HermesError, textOf } from '../contract/errors.ts';

type Environment = Record<string, string | undefined>;

const defaultHub = 'https://huggingface.co';

/** Address of the Hub, without a slash at its end: what was asked for, `HF_ENDPOINT`, or huggingface.co. Throws HERMES_CONFIG_INVALID. */
export function hubUrlOf(asked: string | undefined, env: Environment): string {
  const [name, text] = asked === undefined ? ['HF_ENDPOINT', env['HF_ENDPOINT']] : ['--hub-url', asked];
  if (text === undefined || text.trim() === '') return defaultHub;
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new HermesError('HERMES_CONFIG_INVALID', {
      message: `${name} is ${JSON.stringify(text)}, which is no address of a Hub.`,
      value: text,
      fix: `write ${name} as https://host, or leave it away for ${defaultHub}.`,
    });
  }
  return text.trim().replace(/\/+$/, '');
}

/** A token for the Hub, and where it was found. */
export interface HubToken {
  token: string;
  /** `HF_TOKEN`, or the path of a file. */
  from: string;
}

/**
 * The token that `hf` would use: `HF_TOKEN`, else the file that `hf auth login` writes (`HF_TOKEN_PATH`, `HF_HOME/token`, `~/.cache/huggingface/token`). Undefined when
 * there is none, or `HF_HUB_DISABLE_IMPLICIT_TOKEN` is set. Throws HERMES_CONFIG_INVALID on a file that cannot be read or holds no token.
 */
export function hubToken(env: Environment): HubToken | undefined {
  if (isSet(env['HF_HUB_DISABLE_IMPLICIT_TOKEN'])) return undefined;
  const given = env['HF_TOKEN']?.trim();
  if (given) return { token: checked(given, 'HF_TOKEN'), from: 'HF_TOKEN' };
  const path = tokenPath(env);
  if (path === undefined || !existsSync(path)) return undefined;
  const token = readToken(path).trim();
  return token === '' ? undefined : { token: checked(token, path), from: path };
}

function tokenPath(env: Environment): string | undefined {
  if (env['HF_TOKEN_PATH']) return env['HF_TOKEN_PATH'];
  if (env['HF_HOME']) return join(env['HF_HOME'], 'token');
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'huggingface', 'token');
  const home = env['HOME'] ?? env['USERPROFILE'];
  return home ? join(home, '.cache', 'huggingface', 'token') : undefined;
}

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HermesError('HERMES_CONFIG_INVALID', {
      message: `the token file ${path} cannot be read: ${textOf(cause)}.`,
      fix: 'make it readable, or set HF_TOKEN.',
      cause,
    });
  }
}

/** A header cannot carry anything else; the token itself is never printed. */
function checked(token: string, from: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new HermesError('HERMES_CONFIG_INVALID', {
    message: `${from} holds something that is no token of a Hub.`,
    fix: 'log in again with `hf auth login`, or set HF_TOKEN to the token alone.',
  });
}

/** Does something while `fetch` goes through the proxies of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (or in small letters). Rejects with HERMES_CONFIG_INVALID. */
export async function throughProxies<T>(env: Environment, action: () => Promise<T>): Promise<T> {
  const restore = useProxies(env);
  try {
    return await action();
  } finally {
    restore();
  }
}

const proxyVariables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];

function useProxies(env: Environment): () => void {
  const set = proxyVariables.filter((name) => env[name]);
  if (set.length === 0) return () => {};
  const names = set.join(', ');
  if (typeof http.setGlobalProxyFromEnv !== 'function') {
    throw new HermesError('HERMES_CONFIG_INVALID', {
      message: `${names} is set, and Node ${process.versions.node} cannot use proxies.`,
      fix: 'use Node 24.14 or later, or unset it.',
    });
  }
  try {
    return http.setGlobalProxyFromEnv(env);
  } catch (cause) {
    throw new HermesError('HERMES_CONFIG_INVALID', {
      message: `${names} names no proxy that can be used: ${textOf(cause)}.`,
      fix: 'write it as http://host:port.',
      cause,
    });
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());
}
