import { existsSync, readFileSync } from 'node:fs';
import { datagramRoutes, nameRoutes, streamRoutes, webRoutes } from './egress-network-routes.fixture.ts';
import { binding, child, net, route, thread, type EgressRoute } from './egress-source.fixture.ts';

const hasVsock =
  existsSync('/proc/net/protocols') && readFileSync('/proc/net/protocols', 'utf8').includes('AF_VSOCK');

export { resolverRoutes } from './egress-network-routes.fixture.ts';

const bindingRoutes: EgressRoute[] = [
  route(
    'binding tcp_wrap',
    binding(
      'tcp_wrap',
      'const request = new b.TCPConnectWrap(); native(new b.TCP(b.constants.SOCKET).connect(request, host, t.tcp)); await promised((done) => { request.oncomplete = (code) => done(code ? Object.assign(new Error(), { code }) : null); });',
    ),
  ),
  route(
    'binding pipe_wrap, abstract',
    binding(
      'pipe_wrap',
      "native(new b.Pipe(b.constants.SOCKET).connect(new b.PipeConnectWrap(), '\\0' + t.abstract));",
    ),
  ),
  route(
    'binding pipe_wrap, foreign',
    binding(
      'pipe_wrap',
      'native(new b.Pipe(b.constants.SOCKET).connect(new b.PipeConnectWrap(), t.foreign));',
    ),
  ),
  route(
    'binding udp_wrap',
    binding(
      'udp_wrap',
      "const handle = new b.UDP(); const request = new b.SendWrap(); const sent = handle.send(request, [Buffer.from('x')], 1, t.udp, host, true); if (sent < 0) native(sent); await promised((done) => { request.oncomplete = () => done(); if (sent > 0) done(); });",
    ),
  ),
  route(
    'binding cares_wrap',
    binding(
      'cares_wrap',
      "const channel = new b.ChannelWrap(500, 1, 0); channel.setServers([[4, host, t.dns]]); const request = new b.QueryReqWrap(); native(channel.queryA(request, 'a.invalid')); await promised((done) => { request.oncomplete = () => done(); });",
    ),
  ),
  route(
    'the handle of a socket',
    net(
      "const socket = new net.Socket(); socket.on('error', () => {}); socket.connect({ port: t.tcp, host }); const Handle = socket._handle.constructor; native(new Handle(0).connect({}, host, t.tcp)); return 'through';",
    ),
  ),
];

const processRoutes: EgressRoute[] = [
  route('worker thread', thread('await threaded(new Worker(inner, { eval: true }));')),
  route(
    'worker thread with bare options',
    thread('await threaded(new Worker(inner, { eval: true, env: {}, execArgv: [] }));'),
  ),
  route(
    "worker thread by its prototype's constructor",
    thread('await threaded(new Worker.prototype.constructor(inner, { eval: true, env: {}, execArgv: [] }));'),
  ),
  route(
    'child Node with a loader',
    child(
      "await exited(cp.spawn(process.execPath, ['--loader', t.loader, t.script], { stdio: 'ignore', env: { CODE: 'process.exit(7)' } }));",
    ),
  ),
  route(
    'child Node with a loader in its options',
    child(
      "await exited(cp.spawn(process.execPath, [t.script], { stdio: 'ignore', env: { CODE: 'process.exit(7)', NODE_OPTIONS: '--experimental-loader=' + t.loader } }));",
    ),
  ),
  route(
    'worker thread of a module',
    thread(
      "await threaded(new Worker(new URL('data:text/javascript,' + encodeURIComponent(\"import net from 'node:net'; net.connect(\" + t.tcp + \", '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(7))\")), {}));",
    ),
  ),
  route('child Node', child("await exited(cp.spawn(process.execPath, ['-e', inner], { stdio: 'ignore' }));")),
  route(
    'child Node with an empty environment',
    child("await exited(cp.spawn(process.execPath, ['-e', inner], { stdio: 'ignore', env: {} }));"),
  ),
  route(
    'spawnSync',
    child(
      "const done = cp.spawnSync(process.execPath, ['-e', inner], { env: {} }); if (done.error) throw done.error; status(done.status);",
    ),
  ),
  route(
    'a shell that starts Node',
    child('await exited(cp.exec(\'"\' + process.execPath + \'" -e "$CODE"\', { env: { CODE: inner } }));'),
  ),
  route(
    'grandchild Node',
    child(
      "await exited(cp.spawn(process.execPath, ['-e', 'process.exit(require(\"node:child_process\").spawnSync(process.execPath, [\"-e\", process.argv[1]], { env: {} }).status)', inner], { stdio: 'ignore', env: {} }));",
    ),
  ),
  route(
    'cluster.fork',
    "const cluster = process.getBuiltinModule('cluster'); cluster.setupPrimary({ exec: t.script, silent: true }); await exited(cluster.fork({ CODE: inner }).process);",
  ),
  route(
    'binding spawn_sync',
    binding(
      'spawn_sync',
      "const done = b.spawn({ file: process.execPath, args: ['node', '-e', inner], envPairs: ['PATH=/usr/bin:/bin'], stdio: [{ type: 'ignore' }, { type: 'ignore' }, { type: 'ignore' }] }); native(done.error); status(done.status);",
    ),
  ),
  route(
    'module.register',
    'const module = process.getBuiltinModule(\'module\'); module.register(\'data:text/javascript,\' + encodeURIComponent(\'import net from "node:net"; await new Promise((ok) => net.connect(\' + t.tcp + \', "127.0.0.1").on("connect", ok).on("error", ok))\'));',
  ),
  route(
    'inspector.open',
    "const inspector = process.getBuiltinModule('inspector'); inspector.open(0, host); const open = inspector.url(); inspector.close(); if (open) return 'through';",
  ),
  route('process.execve', "process.execve(process.execPath, [process.execPath, '-e', inner], {});", {
    isFinal: true,
  }),
];

/** Need the compiled helper (`t.helper`) or addon (`t.addon`). */
export const nativeRoutes: EgressRoute[] = [
  route(
    'native child, TCP',
    child("await exited(cp.spawn(t.helper, ['tcp', String(t.tcp)], { stdio: 'ignore' }));"),
    { uncovered: 'native-child' },
  ),
  route(
    'native child, UDP',
    child("await exited(cp.spawn(t.helper, ['udp', String(t.udp)], { stdio: 'ignore' }));"),
    { uncovered: 'native-child' },
  ),
  route(
    'native child, abstract socket',
    child("await exited(cp.spawn(t.helper, ['abstract', t.abstract], { stdio: 'ignore' }));"),
    { uncovered: 'native-child' },
  ),
  route(
    'native child, foreign Unix socket',
    child("await exited(cp.spawn(t.helper, ['unix', t.foreign], { stdio: 'ignore' }));"),
    { uncovered: 'native-child' },
  ),
  route(
    'native child, late Unix socket',
    child("await exited(cp.spawn(t.helper, ['unix', t.late], { stdio: 'ignore' }));"),
    { uncovered: 'late-unix-socket' },
  ),
  route(
    'native child, shared memory of others',
    child("await exited(cp.spawn(t.helper, ['shm', String(t.shm)], { stdio: 'ignore' })); return 'through';"),
    { uncovered: 'native-child' },
  ),
  ...(hasVsock
    ? [
        route(
          'native child, socket to the hypervisor',
          child("await exited(cp.spawn(t.helper, ['vsock', '-'], { stdio: 'ignore' })); return 'through';"),
          { uncovered: 'vsock' },
        ),
      ]
    : []),
  route(
    'native child that empties the environment of a Node',
    child(
      "await exited(cp.spawn('/usr/bin/env', ['-i', process.execPath, '-e', inner], { stdio: 'ignore' }));",
    ),
    { uncovered: 'native-child' },
  ),
  route(
    'native addon',
    'try { process.dlopen({ exports: {} }, t.addon); } catch (error) { if (!/self-register|ERR_DLOPEN_FAILED/.test(error.message + error.code)) throw error; }',
    { uncovered: 'native-addon' },
  ),
];

/** Every route that needs no compiler and cannot reach a resolver. */
export const egressRoutes: EgressRoute[] = [
  ...streamRoutes,
  ...webRoutes,
  ...datagramRoutes,
  ...nameRoutes,
  ...bindingRoutes,
  ...processRoutes,
];
