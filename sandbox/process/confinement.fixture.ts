import { execSync, fork, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import fs from 'node:fs';
import http2 from 'node:http2';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import { dropPermissions } from '../isolate/drop-permissions.ts';

/** What real Node code in place of the isolate is given to try. */
export interface Targets {
  secretPath: string;
  writablePath: string;
  tcpPort: number;
  udpPort: number;
  unixPath: string;
  abstractName: string;
  otherAddonPath: string;
  parentPid: number;
}

/** Each attempt succeeds by returning; whatever keeps it from that has denied it. */
type Attempt = (targets: Targets) => unknown;

const waitMs = 1500;
const require = createRequire('/');

const attempts: Record<string, Attempt> = {
  'read-file': ({ secretPath }) => fs.readFileSync(secretPath),
  'read-file-by-promise': async ({ secretPath }) => fs.promises.readFile(secretPath),
  'read-through-proc-root': ({ secretPath }) => fs.readFileSync(`/proc/self/root${secretPath}`),
  'read-etc-passwd': () => fs.readFileSync('/etc/passwd'),
  'list-root': () => fs.readdirSync('/'),
  'read-proc-environ': () => fs.readFileSync('/proc/self/environ'),
  'read-parent-environ': ({ parentPid }) => fs.readFileSync(`/proc/${parentPid}/environ`),
  'open-parent-memory': ({ parentPid }) => fs.openSync(`/proc/${parentPid}/mem`, 'r+'),
  'write-file': ({ writablePath }) => fs.writeFileSync(writablePath, 'x'),
  'delete-file': ({ secretPath }) => fs.unlinkSync(secretPath),
  'make-symlink': ({ secretPath, writablePath }) => fs.symlinkSync(secretPath, writablePath),
  'change-own-entry': () => fs.appendFileSync(process.argv[1] as string, '//'),
  'change-directory': () => process.chdir('/tmp'),
  'environment-of-the-host': () => {
    const names = Object.keys(process.env).filter((name) => !['TZ', 'LC_ALL', 'HERMES_SEAL'].includes(name));
    if (names.length === 0) throw new Error('empty');
    return names;
  },
  'read-own-entry': () => fs.readFileSync(process.argv[1] as string),
  'read-own-realm': () => fs.readFileSync(process.argv[4] as string),
  'load-other-code': ({ secretPath }) => require(secretPath),
  'import-other-code': async ({ secretPath }) => import(secretPath),
  spawn: async () => spawned(spawn('/bin/true')),
  'spawn-sync': () => {
    const { error } = spawnSync('/bin/true');
    if (error !== undefined) throw error;
  },
  'exec-shell': () => execSync('true'),
  fork: async ({ secretPath }) => spawned(fork(secretPath)),
  'spawn-by-binding': () => {
    const { binding } = process as unknown as {
      binding: (name: string) => { spawn: (options: object) => object };
    };
    return binding('spawn_sync').spawn({ file: '/bin/true', args: [], stdio: [] });
  },
  worker: async () => {
    const worker = new Worker('postMessage', { eval: true });
    await new Promise((resolve, reject) => worker.once('error', reject).once('exit', resolve));
  },
  'other-addon': ({ otherAddonPath }) => process.dlopen({ exports: {} }, otherAddonPath),
  'open-inspector': () => inspector.open(0, '127.0.0.1'),
  'inspector-session': () => new inspector.Session().connect(),
  'heap-snapshot-file': ({ writablePath }) => v8.writeHeapSnapshot(writablePath),
  'report-file': ({ writablePath }) => {
    process.report.writeReport(writablePath);
    return fs.readFileSync(writablePath);
  },
  wasi: async () => {
    const { WASI } = await import('node:wasi');
    return new WASI({ version: 'preview1', preopens: { '/': '/' } });
  },
  'sqlite-file': async ({ writablePath }) => {
    const { DatabaseSync } = await import('node:sqlite');
    new DatabaseSync(writablePath).exec('CREATE TABLE canary (x)');
  },
  'core-dump-allowed': () => {
    const { userLimits } = process.report.getReport() as unknown as {
      userLimits: { core_file_size_blocks: { soft: number | string } };
    };
    if (String(userLimits.core_file_size_blocks.soft) === '0') throw new Error('core dumps are off');
  },
  'tcp-loopback': async ({ tcpPort }) => connected(net.connect(tcpPort, '127.0.0.1')),
  'tcp-raw-handle': async ({ tcpPort }) =>
    connected(new net.Socket().connect({ port: tcpPort, host: '127.0.0.1' })),
  tls: async ({ tcpPort }) =>
    connected(tls.connect({ port: tcpPort, host: '127.0.0.1', rejectUnauthorized: false })),
  http2: async ({ tcpPort }) => {
    const session = http2.connect(`http://127.0.0.1:${tcpPort}`);
    await within(new Promise((resolve, reject) => session.once('connect', resolve).once('error', reject)));
  },
  fetch: async ({ tcpPort }) => within(fetch(`http://127.0.0.1:${tcpPort}/`)),
  udp: async ({ udpPort }) => {
    const socket = createSocket('udp4');
    await within(
      new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.once('message', () => resolve());
        socket.send('hello', udpPort, '127.0.0.1', (error) => error !== null && reject(error));
      }),
    );
  },
  dns: async ({ udpPort }) => {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([`127.0.0.1:${udpPort}`]);
    await within(resolver.resolve4('hermes.invalid'));
  },
  'abstract-unix-socket': async ({ abstractName }) => connected(net.connect({ path: `\0${abstractName}` })),
  'path-unix-socket': async ({ unixPath }) => connected(net.connect({ path: unixPath })),
  'signal-parent': ({ parentPid }) => process.kill(parentPid, 'SIGCONT'),
};

async function spawned(child: ReturnType<typeof spawn>): Promise<void> {
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
}

async function connected(socket: net.Socket): Promise<void> {
  await within(new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject)));
}

async function within<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('nothing came back')), waitMs),
  );
  return Promise.race([work, late]);
}

process.on('uncaughtException', () => {});
dropPermissions([1, 3, 4].map((at) => process.argv[at] as string));
const targets = JSON.parse(process.argv[2] as string) as Targets;
for (const [name, attempt] of Object.entries(attempts)) {
  let line = { name, denied: false, why: '' };
  try {
    await attempt(targets);
  } catch (error) {
    line = { name, denied: true, why: String(error).slice(0, 200) };
  }
  fs.writeSync(3, `${JSON.stringify(line)}\n`);
}
process.exit(0);
