/** A way to reach a listener, tried by egress.acceptance.test.ts in every role. */
export interface EgressRoute {
  name: string;
  /** Body of an async function; `t` names the listeners. It ends when the attempt has, and throws when it was refused. */
  source: string;
  /** Name in uncovered-routes.ts of the route that this one is an instance of. */
  uncovered?: 'native-child' | 'native-addon' | 'late-unix-socket' | 'vsock' | undefined;
  /** Tried last: the process would be another program afterwards. */
  isFinal?: boolean | undefined;
}

/** Functions that the sources use; run in the process under test. */
export const egressHelpers = `
const up = (socket) => new Promise((ok, no) => socket.on('error', no).on('connect', () => { socket.destroy(); ok(); }));
const answered = (request) => new Promise((ok, no) => request.on('error', no).on('response', (r) => { r.destroy(); ok(); }).end());
const host = '127.0.0.1';
const asked = (work) => work.catch((error) => { if (!/ENOTFOUND|ETIMEOUT/.test(error.code)) throw error; });
const promised = (work) => new Promise((ok, no) => work((error) => error ? no(error) : ok()));
const status = (code) => { if (code !== 0) throw Object.assign(new Error('refused'), { code: 'status ' + code }); };
const native = (error) => { if (error) throw Object.assign(new Error('refused'), { code: error }); };
const inner = "require('node:net').connect(" + t.tcp + ", '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(7))";
const exited = (child) => new Promise((ok, no) => child.on('error', no).on('exit', ok)).then(status);
const threaded = (worker) => new Promise((ok, no) => worker.on('error', no).on('exit', ok)).then(status);
`;

export const http = (body: string): string => `const http = process.getBuiltinModule('http'); ${body}`;
export const net = (body: string): string => `const net = process.getBuiltinModule('net'); ${body}`;
export const dns = (body: string): string => `const dns = process.getBuiltinModule('dns'); ${body}`;
export const udp = (body: string): string =>
  `const socket = process.getBuiltinModule('dgram').createSocket('udp4'); ${body}`;
export const child = (body: string): string =>
  `const cp = process.getBuiltinModule('child_process'); ${body}`;
export const thread = (body: string): string =>
  `const { Worker } = process.getBuiltinModule('worker_threads'); ${body}`;
export const binding = (name: string, body: string): string =>
  `const b = process.binding('${name}'); ${body}`;

export const route = (name: string, source: string, more: Partial<EgressRoute> = {}): EgressRoute => ({
  name,
  source,
  ...more,
});
