import { binding, dns, http, net, route, udp, type EgressRoute } from './egress-source.fixture.ts';

/** net, tls, http2 and listening. */
export const streamRoutes: EgressRoute[] = [
  route('net.connect', net('await up(net.connect(t.tcp, host));')),
  route(
    'net.connect from a named import',
    "const { connect } = await import('node:net'); await up(connect(t.tcp, host));",
  ),
  route(
    'net.createConnection to localhost',
    net("await up(net.createConnection({ host: 'localhost', port: t.tcp }));"),
  ),
  route('net.Socket.connect', net('await up(new net.Socket().connect({ host, port: t.tcp }));')),
  route(
    'net.connect with its own lookup',
    net(
      "await up(net.connect({ host: 'x', port: t.tcp, lookup: (h, o, ok) => ok(null, [{ address: host, family: 4 }]) }));",
    ),
  ),
  route('net.connect to a mapped IPv6 address', net("await up(net.connect(t.tcp, '::ffff:127.0.0.1'));")),
  route('net.connect to an abstract socket', net("await up(net.connect('\\0' + t.abstract));")),
  route('net.connect to a foreign Unix socket', net('await up(net.connect(t.foreign));')),
  route('net.connect to a late Unix socket', net('await up(net.connect(t.late));')),
  route(
    'net.connect through a link in the run directory',
    net(
      "const path = t.dir + '/link.sock'; const fs = process.getBuiltinModule('fs'); try { fs.symlinkSync(t.foreign, path); } catch (error) { if (error.code !== 'EEXIST') throw error; } await up(net.connect(path));",
    ),
  ),
  route(
    'tls.connect',
    "const tls = process.getBuiltinModule('tls'); await up(tls.connect({ host, port: t.tcp }));",
  ),
  route(
    'tls over a socket',
    net(
      "const tls = process.getBuiltinModule('tls'); const socket = net.connect(t.tcp, host); tls.connect({ socket }).on('error', () => {}); await up(socket);",
    ),
  ),
  route(
    'http2.connect',
    "const session = process.getBuiltinModule('http2').connect('http://127.0.0.1:' + t.tcp); await up(session);",
  ),
  route(
    'raw HTTP that starts with CRLF',
    net(
      "const socket = net.connect(t.http, host); socket.write('\\r\\nGET / HTTP/1.1\\r\\n\\r\\n'); await up(socket);",
    ),
  ),
  route(
    'listening on every address',
    net(
      "const server = net.createServer(); await new Promise((ok, no) => server.on('error', no).listen(0, '0.0.0.0', ok)); server.close(); return 'through';",
    ),
  ),
];

/** http, https, fetch and the web globals. */
export const webRoutes: EgressRoute[] = [
  route('http.get', http('await answered(http.get({ host, port: t.http }));')),
  route('http.request with a URL', http("await answered(http.request('http://127.0.0.1:' + t.http));")),
  route(
    'https.get',
    "await answered(process.getBuiltinModule('https').get({ host, port: t.tcp, rejectUnauthorized: false }));",
  ),
  route('new http.ClientRequest', http('await answered(new http.ClientRequest({ host, port: t.http }));')),
  route(
    'http with its own connection',
    net(
      http(
        'await answered(http.get({ host, port: t.http, createConnection: () => net.connect(t.http, host) }));',
      ),
    ),
  ),
  route(
    'http with its own agent',
    net(
      http(
        'class Own extends http.Agent { createConnection() { return net.connect(t.http, host); } } await answered(http.get({ host, port: t.http, agent: new Own() }));',
      ),
    ),
  ),
  route(
    'http POST that expects 100-continue',
    http(
      "await answered(http.request({ host, port: t.http, method: 'POST', headers: { Expect: '100-continue' } }));",
    ),
  ),
  route(
    'http CONNECT',
    http(
      "const request = http.request({ host, port: t.http, method: 'CONNECT', path: '/' }); request.on('connect', () => {}); await answered(request);",
    ),
  ),
  route(
    'http upgrade',
    http(
      "await answered(http.request({ host, port: t.http, headers: { Connection: 'Upgrade', Upgrade: 'websocket' } }));",
    ),
  ),
  route(
    'http over a foreign Unix socket',
    http("await answered(http.get({ socketPath: t.foreign, path: '/' }));"),
  ),
  route('fetch', "await fetch('http://127.0.0.1:' + t.http);"),
  route(
    'fetch with a hand-made dispatcher',
    "const Agent = globalThis[Symbol.for('undici.globalDispatcher.1')]?.constructor; if (!Agent) throw new Error('no dispatcher'); await fetch('http://127.0.0.1:' + t.http, { dispatcher: new Agent({ connect: {} }) });",
  ),
  route(
    'a hand-made dispatcher on its own',
    "const Agent = globalThis[Symbol.for('undici.globalDispatcher.1')]?.constructor; if (!Agent) throw new Error('no dispatcher'); const answer = await new Agent().request({ origin: 'http://127.0.0.1:' + t.http, path: '/', method: 'GET' }); await answer.body.dump();",
  ),
  route(
    'WebSocket',
    "await new Promise((ok, no) => { const socket = new WebSocket('ws://127.0.0.1:' + t.http); socket.onopen = ok; socket.onerror = () => no(new Error('refused')); });",
  ),
  route(
    'EventSource',
    "await new Promise((ok, no) => { const source = new EventSource('http://127.0.0.1:' + t.http); source.onopen = ok; source.onerror = () => { source.close(); no(new Error('refused')); }; });",
  ),
];

/** UDP. */
export const datagramRoutes: EgressRoute[] = [
  route(
    'dgram.send',
    udp("await promised((done) => socket.on('error', done).send('x', t.udp, host, done)); socket.close();"),
  ),
  route(
    'dgram.connect',
    udp(
      "await promised((done) => socket.on('error', done).connect(t.udp, host, done)); await promised((done) => socket.send('x', done)); socket.close();",
    ),
  ),
  route(
    'dgram bound first',
    udp(
      "await promised((done) => { socket.on('error', done).bind(0, done); }); await promised((done) => socket.send('x', t.udp, host, done)); socket.close();",
    ),
  ),
];

/** Name look-ups at a server of our own. */
export const nameRoutes: EgressRoute[] = [
  route(
    'dns.resolve4',
    dns(
      "dns.setServers([host + ':' + t.dns]); await asked(promised((done) => dns.resolve4('a.invalid', done)));",
    ),
  ),
  route(
    'dns.resolve',
    dns(
      "dns.setServers([host + ':' + t.dns]); await asked(promised((done) => dns.resolve('a.invalid', 'TXT', done)));",
    ),
  ),
  route(
    'dns.reverse',
    dns(
      "dns.setServers([host + ':' + t.dns]); await asked(promised((done) => dns.reverse('192.0.2.1', done)));",
    ),
  ),
  route(
    'dns.promises.resolve4',
    dns("dns.promises.setServers([host + ':' + t.dns]); await asked(dns.promises.resolve4('a.invalid'));"),
  ),
  route(
    'dns.Resolver',
    dns(
      "const own = new dns.Resolver(); own.setServers([host + ':' + t.dns]); await asked(promised((done) => own.resolveAny('a.invalid', done)));",
    ),
  ),
  route(
    'dns.promises.Resolver',
    dns(
      "const own = new dns.promises.Resolver(); own.setServers([host + ':' + t.dns]); await asked(own.resolve6('a.invalid'));",
    ),
  ),
];

/** These would ask the machine's own resolver if the seal failed, so they run only above a spy or in a namespace. */
export const resolverRoutes: EgressRoute[] = [
  route('dns.lookup', dns("await promised((done) => dns.lookup('a.invalid', done));")),
  route('dns.promises.lookup', dns("await dns.promises.lookup('a.invalid');")),
  route('dns.lookupService', dns('await promised((done) => dns.lookupService(host, t.tcp, done));')),
  route('http.get of a name', http("await answered(http.get('http://a.invalid/'));")),
  route('fetch of a name', "await fetch('http://a.invalid/');"),
  route('net.connect to a name', net("await up(net.connect(80, 'a.invalid'));")),
  route(
    'binding cares_wrap getaddrinfo',
    binding('cares_wrap', "native(b.getaddrinfo(new b.GetAddrInfoReqWrap(), 'a.invalid', 4, 0, 0));"),
  ),
];
