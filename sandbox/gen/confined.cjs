// Made by npm run generate. Do not edit.
"use strict";

// sandbox/isolate/entry.ts
var import_node_fs2 = require("node:fs");

// sandbox/isolate/serve.ts
var import_node_fs = require("node:fs");

// sandbox/isolate/code-cache.ts
var import_node_vm = require("node:vm");
function withCodeCache(engine, text) {
  const script = new import_node_vm.Script(text, { filename: "hermes:realm" });
  exercise(script, "solution", ({ driver, bind }) => {
    bind?.("solution", (value) => value);
    driver("names", "", "");
    driver("call", "solution", '[[1,{"a":"b"}]]');
  });
  exercise(script, "test", ({ driver }) => {
    driver("define", '["solution"]', "solution");
    driver(
      "test",
      "assert.equal(solution({ a: [1] }), 1); assert.deepEqual(solution(1), 1); console.assert(true)",
      ""
    );
  });
  const data = script.createCachedData();
  const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  return { text, cache: new engine.ExternalCopy(bytes) };
}
function exercise(script, kind, use) {
  const context = (0, import_node_vm.createContext)({});
  const install = script.runInContext(context);
  const nothing = () => {
  };
  const installed = install(
    kind,
    nothing,
    nothing,
    nothing,
    () => "",
    () => '{"k":"value","v":1}'
  );
  installed.configure('{"seed":1,"logCharacters":100,"outputCharacters":1000}');
  use(installed);
  (0, import_node_vm.runInContext)('console.log(1, "a", { a: [1] }); Math.random(); Date.now()', context);
  for (const operation of ["settled", "waiting", "due", "uncaught", "last"])
    installed.driver(operation, "", "");
}

// sandbox/isolate/event-loop.ts
var neverSettled = {
  k: "error",
  e: {
    n: "NeverSettledError",
    m: "The promise never settles: nothing is left that could settle it.",
    s: ""
  }
};
var EventLoop = class {
  #solution;
  #test;
  #settled = /* @__PURE__ */ new Map();
  constructor(solution) {
    this.#solution = solution;
  }
  /** Lets the test's isolate take part. */
  join(test) {
    this.#test = test;
  }
  /** Turns the loop until the answer's promise settles, or nothing is left to do. */
  settle(realm, answer) {
    if (answer.k === "done") return { k: "value", v: null };
    if (answer.k !== "promise") return answer;
    for (; ; ) {
      this.#deliver();
      const outcome = this.#settled.get(realm)?.get(answer.id);
      if (outcome !== void 0) return outcome;
      if (!this.#fireNext()) return neverSettled;
    }
  }
  /** Turns the loop until only intervals and unreferenced timers remain. */
  drain() {
    for (; ; ) {
      this.#deliver();
      const waiting = this.#realms().some((realm) => Number(realm.call("waiting")) > 0);
      if (!waiting || !this.#fireNext()) return;
    }
  }
  #realms() {
    return this.#test === void 0 ? [this.#solution] : [this.#solution, this.#test];
  }
  /** Collects what settled and hands the solution's promises to the test, until nothing more moves. */
  #deliver() {
    for (const realm of this.#realms()) this.#collect(realm, realm.call("settled"));
  }
  #collect(realm, text) {
    if (text === "[]") return;
    if (realm === this.#solution && this.#test !== void 0) {
      this.#test.call("settle", text);
      this.#collect(this.#test, this.#test.call("settled"));
      this.#collect(realm, realm.call("settled"));
      return;
    }
    const outcomes = this.#settled.get(realm) ?? /* @__PURE__ */ new Map();
    this.#settled.set(realm, outcomes);
    for (const [id, outcome] of JSON.parse(text)) outcomes.set(id, outcome);
  }
  #fireNext() {
    const due = this.#realms().map((realm) => ({ realm, ms: Number(realm.call("due")) }));
    const next = due.filter(({ ms }) => !Number.isNaN(ms)).sort((a, b) => a.ms - b.ms)[0];
    if (next === void 0) return false;
    for (const { realm } of due) if (realm !== next.realm) realm.call("advance", String(next.ms));
    next.realm.call("fire");
    return true;
  }
};

// sandbox/isolate/identifiers.ts
var maxNames = 5e4;
var identifierPattern = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;
var reservedWords = new Set(
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield".split(" ")
);
function identifiersOf(source) {
  const names = /* @__PURE__ */ new Set();
  for (const [name] of source.matchAll(identifierPattern)) {
    if (!reservedWords.has(name)) names.add(name);
    if (names.size >= maxNames) break;
  }
  return [...names];
}
function bindNames(realm, names) {
  const valid = names.filter((name) => !reservedWords.has(name) && isIdentifier(name));
  const lines = valid.map(
    (name) => `try{typeof ${name}==="function"&&$0(${JSON.stringify(name)},${name})}catch{}`
  );
  realm.context.evalClosureSync(['"use strict"', ...lines].join("\n"), [realm.bind().derefInto()], {
    filename: "hermes:bind"
  });
}
function isIdentifier(name) {
  return new RegExp(`^${identifierPattern.source}$`, "u").test(name);
}

// sandbox/isolate/outside-url.ts
var maxRequest = 1048576;
var partNames = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash"
];
function answerUrl(request) {
  if (typeof request !== "string" || request.length > maxRequest) return "";
  try {
    const [operation, input, third, fourth] = JSON.parse(request);
    if (operation === "set") return setPart(String(input), String(third), String(fourth));
    const url = URL.parse(String(input), third);
    return url === null ? "" : partsOf(url);
  } catch {
    return "";
  }
}
function setPart(href, name, value) {
  const part = partNames.find((known) => known === name && known !== "origin");
  if (part === void 0 || part === "origin") return "";
  const url = new URL(href);
  url[part] = value;
  return partsOf(url);
}
function partsOf(url) {
  return JSON.stringify(Object.fromEntries(partNames.map((name) => [name, url[name]])));
}

// sandbox/isolate/realm-isolate.ts
var IsolateExhausted = class extends Error {
};
var engineSpareMib = 32;
var byReference = { reference: true };
var RealmIsolate = class {
  kind;
  isolate;
  context;
  /** First promise that was rejected without a handler. */
  unhandled;
  #driver;
  #realm;
  #outside;
  constructor(engine, source, kind) {
    this.kind = kind;
    this.isolate = new engine.Isolate({ memoryLimit: kind.memoryMiB + engineSpareMib });
    this.context = this.isolate.createContextSync();
    const script = this.isolate.compileScriptSync(source.text, {
      filename: "hermes:realm",
      cachedData: source.cache
    });
    const install = script.runSync(this.context, byReference);
    const functions = [
      (text) => this.#outside?.log(text),
      (api) => this.#outside?.refuse(api),
      (what) => this.#outside?.assertion(what),
      (what) => this.#outside?.note(what),
      answerUrl,
      (name, args) => this.#outside?.invoke(name, args)
    ];
    this.#realm = install.applySync(void 0, [kind.kind, ...functions], {
      result: byReference
    });
    this.#driver = this.#realm.getSync("driver", byReference);
  }
  /** Takes the isolate into use for one program. */
  use({ config, outside }) {
    this.#outside = outside;
    const configure = this.#realm.getSync("configure", byReference);
    configure.applySync(void 0, [JSON.stringify(config)]);
    return this;
  }
  /** The function of a solution's realm that takes the program's functions by name. */
  bind() {
    return this.#realm.getSync("bind", byReference);
  }
  /** Works the realm's driver. Throws IsolateExhausted when the memory limit was hit. */
  call(operation, a = "", b = "") {
    try {
      return this.#work(operation, a, b);
    } catch (error) {
      this.notice(error);
    }
    return this.#work("last", "", "");
  }
  /** Takes note of an error that V8 threw past the driver: an unhandled rejection, or the end of the isolate. */
  notice(error) {
    if (this.isolate.isDisposed) throw new IsolateExhausted();
    this.unhandled ??= errorParts(error);
  }
  dispose() {
    if (!this.isolate.isDisposed) this.isolate.dispose();
  }
  #work(...strings) {
    return this.#driver.applySync(void 0, strings, { result: { copy: true } });
  }
};
function errorParts(error) {
  if (typeof error !== "object" || error === null)
    return { n: "NonError", m: String(error).slice(0, 8192), s: "" };
  const { name, message, stack } = error;
  const text = typeof stack === "string" ? stack : "";
  const boundary = text.indexOf("\n    at (<isolated-vm boundary>)");
  return {
    n: String(name).slice(0, 200),
    m: String(message).slice(0, 8192),
    s: withoutOwnFrames(boundary < 0 ? text : text.slice(0, boundary)).slice(0, 8192)
  };
}
function withoutOwnFrames(stack) {
  const own = /^ {4}at .*(?:[(/]node:|confined\.cjs:)/;
  return stack.split("\n").filter((line) => !own.test(line)).join("\n");
}

// sandbox/isolate/run-program.ts
var testMemoryMib = 128;
var maxRefusedNames = 100;
var losses = /* @__PURE__ */ new Set(["instance", "part", "changed"]);
function runProgram(job, tools) {
  const run = new ProgramRun(job, tools);
  try {
    run.execute();
  } catch (error) {
    if (!(error instanceof IsolateExhausted) && !run.isExhausted()) throw error;
    run.report.outOfMemory = true;
  }
  run.dispose();
  return run.report;
}
var ProgramRun = class {
  report = {
    cases: [],
    assertions: { total: 0, failed: 0 },
    outOfMemory: false,
    refused: {},
    notes: []
  };
  #job;
  #tools;
  #solution;
  #test;
  #loop;
  /** How often the test called the program. */
  #calls = 0;
  constructor(job, tools) {
    this.#job = job;
    this.#tools = tools;
    this.#solution = this.#realm("solution", job.memoryMiB);
    this.#loop = new EventLoop(this.#solution);
  }
  execute() {
    if (this.#load()) {
      for (const args of this.#job.cases) this.report.cases.push(this.#call(args));
      if (this.#job.call) this.report.value = this.#call("[]");
      if (this.#job.test !== void 0) this.report.test = this.#examine(this.#job.test);
      this.#loop.drain();
    }
    this.#takeUncaught();
  }
  isExhausted() {
    return this.#solution.isolate.isDisposed || this.#test?.isolate.isDisposed === true;
  }
  dispose() {
    this.#solution.dispose();
    this.#test?.dispose();
  }
  /** Defines the program and finds its entry point. */
  #load() {
    const { form, code, entryPoint } = this.#job;
    if (form === "body") {
      const answer = JSON.parse(this.#solution.call("body", code));
      if (answer.k === "error") this.report.broken = answer.e;
      else this.#solution.call("export", entryPoint);
    } else {
      this.#define(code);
    }
    if (this.report.broken !== void 0) return false;
    if (this.#names().includes(entryPoint)) return true;
    this.report.broken = {
      n: "ReferenceError",
      m: `The program does not define a function named ${entryPoint}.`,
      s: ""
    };
    return false;
  }
  #define(code) {
    const { isolate, context } = this.#solution;
    try {
      isolate.compileScriptSync(code, { filename: "program.js" }).runSync(context);
    } catch (error) {
      if (isolate.isDisposed) throw new IsolateExhausted();
      this.report.broken = errorParts(error);
      return;
    }
    const { entryPoint, test } = this.#job;
    const names = [entryPoint, ...test === void 0 ? [] : identifiersOf(code)];
    try {
      bindNames(this.#solution, names);
    } catch (error) {
      this.#solution.notice(error);
    }
    if (!this.#names().includes(entryPoint)) this.#solution.call("export", entryPoint);
  }
  #names() {
    return JSON.parse(this.#solution.call("names"));
  }
  #call(args) {
    const answer = JSON.parse(this.#solution.call("call", this.#job.entryPoint, args));
    return this.#loop.settle(this.#solution, answer);
  }
  /** Runs the trusted test: in an isolate of its own, or in the program's realm where the task asks for that. */
  #examine(test) {
    if (this.#job.crossing === "realm") return this.#runTest(this.#solution, test);
    this.#test = this.#realm("test", testMemoryMib);
    this.#loop.join(this.#test);
    const asked = /* @__PURE__ */ new Set([this.#job.entryPoint, ...identifiersOf(test)]);
    const names = this.#names().filter((name) => asked.has(name));
    this.#test.call("define", JSON.stringify(names), this.#job.entryPoint);
    return this.#runTest(this.#test, test);
  }
  #runTest(realm, test) {
    return this.#loop.settle(realm, JSON.parse(realm.call("test", test)));
  }
  #takeUncaught() {
    for (const realm of [this.#test, this.#solution]) {
      if (realm === void 0) continue;
      const thrown = realm.call("uncaught");
      const uncaught = realm.unhandled ?? (thrown === "" ? void 0 : JSON.parse(thrown));
      if (uncaught !== void 0) this.report.uncaught ??= uncaught;
    }
  }
  #realm(kind, memoryMiB) {
    const { spares, log } = this.#tools;
    const job = this.#job;
    return spares.take({ kind, memoryMiB }).use({
      config: {
        seed: kind === "test" ? job.seed + 1 : job.seed,
        logCharacters: job.logBytes,
        outputCharacters: job.outputBytes
      },
      outside: {
        log: (text) => log(text.slice(0, job.logBytes)),
        refuse: (api) => this.#refuse(api),
        assertion: (what) => {
          if (kind === "test" || job.crossing === "realm") this.#count(what);
        },
        note: (what) => this.#note(what),
        invoke: (name, args) => {
          if (kind !== "test") return "";
          this.#calls += 1;
          return this.#solution.call("callFromTest", name, args);
        }
      }
    });
  }
  #refuse(api) {
    const { refused } = this.report;
    const name = api === "require" ? this.#job.importName : api.slice(0, 40);
    if (!(name in refused) && Object.keys(refused).length >= maxRefusedNames) return;
    refused[name] = (refused[name] ?? 0) + 1;
  }
  #note(what) {
    const { notes } = this.report;
    if (losses.has(what)) {
      if (!notes.includes(what)) notes.push(what);
      return;
    }
    const isCertain = what === "syntax" || what === "module" || what === "crossing";
    if (isCertain || this.#calls === 0) this.report.testFault ??= what;
  }
  #count(what) {
    const { assertions } = this.report;
    if (what === "excused") assertions.failed -= 1;
    else {
      assertions.total += 1;
      if (what === "failed") assertions.failed += 1;
    }
  }
};

// sandbox/isolate/spares.ts
var Spares = class {
  #engine;
  #source;
  #waiting = [];
  #taken = [];
  constructor(engine, source) {
    this.#engine = engine;
    this.#source = source;
  }
  /** An isolate that nothing was executed in. */
  take(kind) {
    this.#taken.push(kind);
    const index = this.#waiting.findIndex(({ kind: its }) => isSame(its, kind));
    const [spare] = index < 0 ? [] : this.#waiting.splice(index, 1);
    return spare ?? new RealmIsolate(this.#engine, this.#source, kind);
  }
  /** Prepares what the last program took, as the next one will most likely take the same. */
  refill() {
    for (const spare of this.#waiting) spare.dispose();
    this.#waiting = this.#taken.map((kind) => new RealmIsolate(this.#engine, this.#source, kind));
    this.#taken = [];
  }
};
function isSame(a, b) {
  return a.kind === b.kind && a.memoryMiB === b.memoryMiB;
}

// sandbox/isolate/serve.ts
var answersFd = 3;
var logPauseMs = 5;
function serve(engine, realmText2, permission) {
  const spares = new Spares(engine, withCodeCache(engine, realmText2));
  warmUp(spares);
  let pieces = [];
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (chunk) => {
    const end = chunk.indexOf("\n");
    if (end < 0) return void pieces.push(chunk);
    const line = `${pieces.join("")}${chunk.slice(0, end)}`;
    pieces = [];
    work(JSON.parse(line), spares);
  });
  process.stdin.on("end", () => process.exit(0));
  say({ type: "ready", permission });
}
function warmUp(spares) {
  const job = {
    type: "run",
    id: "",
    code: "function solution(x) { console.log(x); return x; }",
    form: "definitions",
    entryPoint: "solution",
    cases: ['[[1,{"a":"b"}]]'],
    call: false,
    crossing: "data",
    memoryMiB: 256,
    outputBytes: 1e3,
    logBytes: 1e3,
    seed: 0,
    importName: "require"
  };
  runProgram(job, { spares, log: () => {
  } });
  spares.refill();
}
function work(job, spares) {
  say({ type: "started", id: job.id });
  const log = createLog(job.id);
  const report = runProgram(job, { spares, log: log.add });
  log.flush();
  say({ type: "result", id: job.id, report });
  spares.refill();
  setImmediate(() => say({ type: "idle", id: job.id }));
}
function createLog(id) {
  let pending = "";
  let lastMs = 0;
  const flush = () => {
    if (pending !== "") say({ type: "log", id, text: pending });
    pending = "";
    lastMs = performance.now();
  };
  return {
    add(text) {
      pending += text;
      if (performance.now() - lastMs > logPauseMs) flush();
    },
    flush
  };
}
function say(message) {
  const bytes = Buffer.from(`${JSON.stringify(message)}
`);
  let at = 0;
  while (at < bytes.length) {
    try {
      at += (0, import_node_fs.writeSync)(answersFd, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

// sandbox/isolate/drop-permissions.ts
var scopes = ["addon", "child", "worker", "wasi", "fs.write"];
function dropPermissions(paths) {
  const { permission } = process;
  if (permission === void 0) return false;
  permission.drop?.("addon");
  for (const path of paths) permission.drop?.("fs.read", path);
  return !scopes.some((scope) => permission.has(scope)) && !paths.some((path) => permission.has("fs.read", path));
}

// sandbox/isolate/entry.ts
var [, entryPath, addonPath, realmPath] = process.argv;
var addon = { exports: {} };
process.dlopen(addon, addonPath);
var realmText = (0, import_node_fs2.readFileSync)(realmPath, "utf8");
serve(addon.exports.ivm, realmText, dropPermissions([entryPath, addonPath, realmPath]));
