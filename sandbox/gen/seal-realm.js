// Made by npm run generate. Do not edit.
((outside, require, sealUrl) => {
"use strict";
const { globalThis, process, Error, Buffer, URL, Request, AbortSignal, setTimeout, clearTimeout, setInterval, queueMicrotask } = outside;
function freezeRealm() {
  const seen = new Set();
  const freeze = (value) => {
    if (value === null || (typeof value !== "object" && typeof value !== "function") || seen.has(value)) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const { value: own, get, set } = Reflect.getOwnPropertyDescriptor(value, key);
      for (const part of [own, get, set]) freeze(part);
    }
    freeze(Reflect.getPrototypeOf(value));
    Object.freeze(value);
  };
  const realm = (0, eval)("globalThis");
  for (const key of Reflect.ownKeys(realm)) freeze(Reflect.getOwnPropertyDescriptor(realm, key).value);
  const kinds = [function () {}, async () => {}, function* () {}, async function* () {}];
  for (const kind of kinds) freeze(Reflect.getPrototypeOf(kind));
  for (const iterable of [[], "", new Map(), new Set(), /./[Symbol.matchAll]("")]) {
    const iterator = typeof iterable.next === "function" ? iterable : iterable[Symbol.iterator]();
    freeze(Reflect.getPrototypeOf(iterator));
  }
}
// sandbox/network/seal-from-environment.ts
const { writeSync: writeSync2 } = require("node:fs");
const { isMainThread: isMainThread3 } = require("node:worker_threads");

// sandbox/errors.ts
var CodedError = class extends Error {
  /** Constant of the form `HERMES_<AREA>_<WHAT>`. */
  code;
  /** What happened, without code and fix. */
  rawMessage;
  value;
  /** What the reader can do about it. */
  fix;
  constructor(code, { message, value, fix, cause }) {
    super(`[${code}] ${message} Fix: ${fix}`, cause === void 0 ? void 0 : { cause });
    this.code = code;
    this.rawMessage = message;
    this.value = value;
    this.fix = fix;
  }
};
var SandboxError = class extends CodedError {
  name = "SandboxError";
};

// sandbox/network/canary-routes.ts
const { ChildProcess: ChildProcess2 } = require("node:child_process");
const { createSocket: createSocket2 } = require("node:dgram");
const { readFileSync } = require("node:fs");
const { Resolver: Resolver2 } = require("node:dns");
const { Socket: Socket2 } = require("node:net");

// sandbox/network/native-handles.ts
const { ChildProcess } = require("node:child_process");
const { createSocket } = require("node:dgram");
const { Resolver } = require("node:dns");
const { Socket } = require("node:net");
const { getSystemErrorMap } = require("node:util");
function nativePrototypes() {
  return {
    tcp: handleOfSocket({ host: "127.0.0.1", port: 9 }),
    pipe: handleOfSocket({ path: "/nonexistent/hermes-seal" }),
    udp: datagramPrototype(),
    resolver: prototypeOf(Reflect.get(new Resolver(), "_handle")),
    process: prototypeOf(Reflect.get(new ChildProcess(), "_handle"))
  };
}
function nativeBinding(name) {
  try {
    const binding = Reflect.get(process, "binding");
    if (typeof binding !== "function") return null;
    const found = Reflect.apply(binding, process, [name]);
    return typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}
function accessDenied() {
  for (const [number3, [name]] of getSystemErrorMap()) if (name === "EACCES") return number3;
  return -13;
}
function datagramHandle(socket) {
  for (const key of Object.getOwnPropertySymbols(socket)) {
    const state = Reflect.get(socket, key);
    const handle = isObject(state) ? Reflect.get(state, "handle") : null;
    if (isObject(handle)) return handle;
  }
  throw new TypeError("a dgram socket without a handle: this Node version is not known to the seal");
}
function handleOfSocket(target2) {
  const socket = new Socket();
  socket.on("error", () => {
  });
  socket.connect(target2);
  const handle = Reflect.get(socket, "_handle");
  socket.destroy();
  return prototypeOf(handle);
}
function datagramPrototype() {
  const socket = createSocket("udp4");
  const prototype = prototypeOf(datagramHandle(socket));
  socket.close();
  return prototype;
}
function prototypeOf(handle) {
  const prototype = isObject(handle) ? Object.getPrototypeOf(handle) : null;
  if (isObject(prototype)) return prototype;
  throw new TypeError("a native handle is missing: this Node version is not known to the seal");
}
function isObject(value) {
  return typeof value === "object" && value !== null;
}

// node_modules/zod/v4/core/util.js
function getEnumValues(entries) {
  const numericValues = Object.values(entries).filter((v) => typeof v === "number");
  const values = Object.entries(entries).filter(([k, _]) => numericValues.indexOf(+k) === -1).map(([_, v]) => v);
  return values;
}
function jsonStringifyReplacer(_, value) {
  if (typeof value === "bigint")
    return value.toString();
  return value;
}
var Cached = class {
  constructor(getter) {
    this._getter = getter;
    this._value = void 0;
  }
  get value() {
    const getter = this._getter;
    if (getter !== void 0) {
      this._value = getter();
      this._getter = void 0;
    }
    return this._value;
  }
};
function cached(getter) {
  return new Cached(getter);
}
function cleanRegex(source) {
  const start2 = source.startsWith("^") ? 1 : 0;
  const end2 = source.endsWith("$") ? source.length - 1 : source.length;
  return source.slice(start2, end2);
}
function assignProp(target2, prop, value) {
  Object.defineProperty(target2, prop, {
    value,
    writable: true,
    enumerable: true,
    configurable: true
  });
}
function rawShape(def) {
  const desc = Object.getOwnPropertyDescriptor(def, "shape");
  return desc?.get ? desc.get.raw : desc?.value;
}
var captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {
};
function isObject2(data) {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
function isPlainObject(o) {
  if (isObject2(o) === false)
    return false;
  const ctor = o.constructor;
  if (ctor === void 0)
    return true;
  if (typeof ctor !== "function")
    return true;
  const prot = ctor.prototype;
  if (isObject2(prot) === false)
    return false;
  if (Object.prototype.hasOwnProperty.call(prot, "isPrototypeOf") === false) {
    return false;
  }
  return true;
}
function shallowClone(o) {
  if (isPlainObject(o))
    return { ...o };
  if (Array.isArray(o))
    return [...o];
  if (o instanceof Map)
    return new Map(o);
  if (o instanceof Set)
    return new Set(o);
  return o;
}
var propertyKeyTypes = /* @__PURE__ */ new Set(["string", "number", "symbol"]);
function escapeRegex(str) {
  return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
function clone(inst, def, params) {
  const cl = new inst._zod.constr(def ?? inst._zod.def);
  if (!def || params?.parent)
    cl._zod.parent = inst;
  return cl;
}
function normalizeParams(_params) {
  const params = _params;
  if (!params)
    return {};
  if (typeof params === "string")
    return { error: () => params };
  if (params?.message !== void 0) {
    if (params?.error !== void 0)
      throw new Error("Cannot specify both `message` and `error` params");
    params.error = params.message;
  }
  delete params.message;
  if (typeof params.error === "string")
    return { ...params, error: () => params.error };
  return params;
}
function optionalKeys(shape) {
  return Object.keys(shape).filter((k) => {
    return shape[k]._zod.optin !== void 0 && shape[k]._zod.optout === "optional";
  });
}
var NUMBER_FORMAT_RANGES = /* @__PURE__ */ (() => ({
  safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  float32: [-34028234663852886e22, 34028234663852886e22],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE]
}))();
function aborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue !== true) {
      return true;
    }
  }
  return false;
}
function explicitlyAborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue === false) {
      return true;
    }
  }
  return false;
}
function prefixIssues(path, issues) {
  return issues.map((iss) => {
    var _a2;
    (_a2 = iss).path ?? (_a2.path = []);
    iss.path.unshift(path);
    return iss;
  });
}
function unwrapMessage(message) {
  return typeof message === "string" ? message : message?.message;
}
function sizeCaps(defChecks) {
  const caps = [];
  for (const ch of defChecks ?? []) {
    const d = ch._zod.def;
    if (!/_(length|size)$|_equals$/.test(d.check))
      break;
    const max = d.maximum ?? d.length ?? d.size;
    if (max >= 0)
      caps.push([max, ch]);
  }
  return caps;
}
function attachSchema(issues, start2, inst) {
  var _a2;
  for (let i = start2; i < issues.length; i++) {
    (_a2 = issues[i]).schema ?? (_a2.schema = inst);
  }
}
function finalizeIssue(iss, ctx, config2) {
  var _a2;
  const traits = iss.inst?._zod?.traits;
  if (traits?.has("$ZodType")) {
    if (traits.has("$ZodCheck"))
      (_a2 = iss).schema ?? (_a2.schema = iss.inst);
    else
      iss.schema = iss.inst;
  }
  const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
  const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config2.customError?.(iss)) ?? unwrapMessage(config2.localeError?.(iss)) ?? "Invalid input";
  const full = {};
  for (const k of Object.keys(iss)) {
    if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__")
      continue;
    full[k] = iss[k];
  }
  full.path ?? (full.path = []);
  full.message = message;
  if (ctx?.reportInput) {
    full.input = iss.input;
  }
  return full;
}
function members(proto, table) {
  for (const key in table) {
    const desc = Object.getOwnPropertyDescriptor(table, key);
    if (desc.get)
      Object.defineProperty(proto, key, { ...desc, enumerable: false });
    else
      defineBound(proto, key, desc.value);
  }
}
function own(inst, key, value, enumerable = true) {
  Object.defineProperty(inst, key, { configurable: true, writable: true, enumerable, value });
  return value;
}
function hide(inst, key, value) {
  return own(inst, key, value, false);
}
function defineBound(proto, key, fn) {
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      return this == null ? fn : own(this, key, fn.bind(this));
    },
    set(value) {
      own(this, key, value);
    }
  });
}
function claim(inst, sentinel) {
  const proto = Object.getPrototypeOf(inst);
  return sentinel in proto ? void 0 : proto;
}
var installing;
var broke = false;
var breaker = {
  configurable: true,
  get() {
    broke = true;
    return void 0;
  }
};
function defineLazyInternal(inst, key, compute) {
  const proto = Object.getPrototypeOf(inst._zod);
  if (key in proto && installing !== inst._zod) {
    installing = void 0;
    return;
  }
  installing = inst._zod;
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      Object.defineProperty(this, key, breaker);
      const outer = broke;
      broke = false;
      try {
        const value = compute(this);
        if (broke)
          delete this[key];
        else
          Object.defineProperty(this, key, { configurable: true, writable: true, value });
        broke = broke || outer;
        return value;
      } catch (err) {
        delete this[key];
        broke = broke || outer;
        throw err;
      }
    },
    set(value) {
      Object.defineProperty(this, key, { configurable: true, writable: true, value });
    }
  });
}
function installLazyProp(inst, key, make, enumerable) {
  const proto = claim(inst, key);
  if (!proto)
    return;
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      const desc = { configurable: true, writable: true, enumerable, value: void 0 };
      Object.defineProperty(this, key, desc);
      desc.value = make(this);
      Object.defineProperty(this, key, desc);
      return desc.value;
    },
    set(value) {
      Object.defineProperty(this, key, { configurable: true, writable: true, enumerable, value });
    }
  });
}

// node_modules/zod/v4/core/core.js
var _a;
var _zodDesc = { value: void 0, enumerable: false };
var _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
  const E = _E;
  if (E) {
    const saved = E.stackTraceLimit;
    if (typeof saved === "number") {
      try {
        E.stackTraceLimit = 0;
      } catch {
        _E = null;
        return new Definition();
      }
      try {
        return new Definition();
      } finally {
        E.stackTraceLimit = saved;
      }
    }
  }
  return new Definition();
}
// @__NO_SIDE_EFFECTS__
function $constructor(name, initializer2, proto, params) {
  const zodProto = {};
  function Internals(def) {
    this.def = def;
    this.constr = _;
    this.traits = /* @__PURE__ */ new Set();
  }
  Internals.prototype = zodProto;
  const protoMembers = proto;
  const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
  function init(inst, def) {
    if (!inst._zod) {
      _zodDesc.value = new Internals(def);
      try {
        Object.defineProperty(inst, "_zod", _zodDesc);
      } finally {
        _zodDesc.value = void 0;
      }
    } else if (inst._zod.traits.has(name)) {
      return;
    }
    inst._zod.traits.add(name);
    initializer2(inst, def);
    if (initialized) {
      const own2 = Object.getPrototypeOf(inst);
      const ctorProto = inst._zod.constr.prototype;
      let up = own2;
      while (up && up !== ctorProto)
        up = Object.getPrototypeOf(up);
      const target2 = up ?? own2;
      if (!initialized.has(target2)) {
        initialized.add(target2);
        members(target2, protoMembers);
      }
    }
    const proto2 = _.prototype;
    for (const k in proto2) {
      if (!Object.prototype.hasOwnProperty.call(proto2, k))
        continue;
      if (!(k in inst)) {
        inst[k] = proto2[k].bind(inst);
      }
    }
  }
  const Parent = params?.Parent ?? Object;
  class Definition extends Parent {
  }
  Object.defineProperty(Definition, "name", { value: name });
  function _(def) {
    const inst = params?.Parent ? newError(Definition) : this;
    init(inst, def);
    const deferred = inst._zod.deferred;
    if (deferred) {
      for (const fn of deferred) {
        fn();
      }
      inst._zod.deferred = void 0;
    }
    const pp = globalThis.__zod_globalConfig?.postProcessor;
    if (pp)
      pp(inst);
    return inst;
  }
  Object.defineProperty(_, "init", { value: init });
  Object.defineProperty(_, Symbol.hasInstance, {
    value: (inst) => {
      if (params?.Parent && inst instanceof params.Parent)
        return true;
      return inst?._zod?.traits?.has(name);
    }
  });
  Object.defineProperty(_, "name", { value: name });
  return _;
}
var $ZodAsyncError = class extends Error {
  constructor() {
    super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
  }
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
var globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
  if (newConfig)
    Object.assign(globalConfig, newConfig);
  return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
  const internals = this._zod;
  internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
  return internals.message;
}
function _setMessage(value) {
  this._zod.message = value;
}
var _messageDesc = {
  get: _getMessage,
  set: _setMessage,
  enumerable: true,
  configurable: true
};
var _issuesDesc = { value: void 0, enumerable: false };
var _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
var initializer = (inst, def) => {
  inst.name = "$ZodError";
  _issuesDesc.value = def;
  Object.defineProperty(inst, "issues", _issuesDesc);
  _issuesDesc.value = void 0;
  Object.defineProperty(inst, "message", _messageDesc);
  const proto = Object.getPrototypeOf(inst);
  if (!_installedToString.has(proto)) {
    _installedToString.add(proto);
    Object.defineProperty(proto, "toString", {
      configurable: true,
      enumerable: false,
      get() {
        const value = () => this.message;
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
        return value;
      },
      set(value) {
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
      }
    });
  }
};
var $ZodError = $constructor("$ZodError", initializer);
var $ZodRealError = $constructor("$ZodError", initializer, void 0, {
  Parent: Error
});

// node_modules/zod/v4/core/parse.js
var _parse = (_Err) => {
  const fn = (schema, value, _ctx, _params) => {
    const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise) {
      throw new $ZodAsyncError();
    }
    if (result.issues.length) {
      const e = new (_params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e, _params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parse = /* @__PURE__ */ _parse($ZodRealError);
var _parseAsync = (_Err) => {
  const fn = async (schema, value, _ctx, params) => {
    const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
      result = await result;
    if (result.issues.length) {
      const e = new (params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e, params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parseAsync = /* @__PURE__ */ _parseAsync($ZodRealError);
var _safeParse = (_Err) => (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
  const result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise) {
    throw new $ZodAsyncError();
  }
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParse = /* @__PURE__ */ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
  let error;
  return {
    success: false,
    get error() {
      if (!error) {
        error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
        issues = void 0;
        ctx = void 0;
      }
      return error;
    },
    set error(e) {
      error = e;
      issues = void 0;
      ctx = void 0;
    }
  };
}
var _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
  let result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise)
    result = await result;
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParseAsync = /* @__PURE__ */ _safeParseAsync($ZodRealError);

// node_modules/zod/v4/core/regexes.js
var anyString = /^[\s\S]{0,}$/;
var number = /^-?\d+(?:\.\d+)?$/;
var boolean = /^(?:true|false)$/i;

// node_modules/zod/v4/core/checks.js
var $ZodCheck = /* @__PURE__ */ $constructor("$ZodCheck", (inst, def) => {
  var _a2;
  inst._zod ?? (inst._zod = {});
  inst._zod.def = def;
  (_a2 = inst._zod).onattach ?? (_a2.onattach = []);
});
var $ZodCheckNumberFormat = /* @__PURE__ */ $constructor("$ZodCheckNumberFormat", (inst, def) => {
  $ZodCheck.init(inst, def);
  def.format = def.format || "float64";
  const isInt = def.format?.includes("int");
  const origin = isInt ? "int" : "number";
  const [minimum, maximum] = NUMBER_FORMAT_RANGES[def.format];
  inst._zod.check = (payload) => {
    const input = payload.value;
    if (isInt) {
      if (!Number.isInteger(input)) {
        payload.issues.push({
          expected: origin,
          format: def.format,
          code: "invalid_type",
          continue: false,
          input,
          inst
        });
        return;
      }
      if (!Number.isSafeInteger(input)) {
        if (input > 0) {
          payload.issues.push({
            input,
            code: "too_big",
            maximum: Number.MAX_SAFE_INTEGER,
            note: "Integers must be within the safe integer range.",
            inst,
            origin,
            inclusive: true,
            continue: !def.abort
          });
        } else {
          payload.issues.push({
            input,
            code: "too_small",
            minimum: Number.MIN_SAFE_INTEGER,
            note: "Integers must be within the safe integer range.",
            inst,
            origin,
            inclusive: true,
            continue: !def.abort
          });
        }
        return;
      }
    }
    if (input < minimum) {
      payload.issues.push({
        origin: "number",
        input,
        code: "too_small",
        minimum,
        inclusive: true,
        inst,
        continue: !def.abort
      });
    }
    if (input > maximum) {
      payload.issues.push({
        origin: "number",
        input,
        code: "too_big",
        maximum,
        inclusive: true,
        inst,
        continue: !def.abort
      });
    }
  };
});

// node_modules/zod/v4/core/versions.js
var version = {
  major: 4,
  minor: 6,
  patch: 7
};

// node_modules/zod/v4/core/schemas.js
var $ZodType = /* @__PURE__ */ $constructor("$ZodType", (inst, def) => {
  var _a2;
  inst ?? (inst = {});
  inst._zod.def = def;
  inst._zod.bag = inst._zod.bag || {};
  inst._zod.version = version;
  const defChecks = inst._zod.def.checks;
  const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
  for (const ch of checks) {
    for (const fn of ch._zod.onattach) {
      fn(inst);
    }
  }
  if (checks.length === 0) {
    (_a2 = inst._zod).deferred ?? (_a2.deferred = []);
    inst._zod.deferred?.push(() => {
      inst._zod.run = inst._zod.parse;
    });
  } else {
    const runChecks = (payload, checks2, ctx) => {
      if (payload.memo)
        return payload;
      let isAborted = aborted(payload);
      let asyncResult;
      for (const ch of checks2) {
        if (ch._zod.def.when) {
          if (explicitlyAborted(payload))
            continue;
          const shouldRun = ch._zod.def.when(payload);
          if (!shouldRun)
            continue;
        } else if (isAborted) {
          continue;
        }
        const currLen = payload.issues.length;
        const _ = ch._zod.check(payload);
        if (_ instanceof Promise && ctx?.async === false) {
          throw new $ZodAsyncError();
        }
        if (asyncResult || _ instanceof Promise) {
          asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
            await _;
            const nextLen = payload.issues.length;
            if (nextLen === currLen)
              return;
            attachSchema(payload.issues, currLen, inst);
            if (!isAborted)
              isAborted = aborted(payload, currLen);
          });
        } else {
          const nextLen = payload.issues.length;
          if (nextLen === currLen)
            continue;
          attachSchema(payload.issues, currLen, inst);
          if (!isAborted)
            isAborted = aborted(payload, currLen);
        }
      }
      if (asyncResult) {
        return asyncResult.then(() => {
          return payload;
        });
      }
      return payload;
    };
    const handleCanaryResult = (canary, payload, ctx) => {
      if (aborted(canary)) {
        canary.aborted = true;
        return canary;
      }
      const checkResult = runChecks(payload, checks, ctx);
      if (checkResult instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return checkResult.then((checkResult2) => inst._zod.parse(checkResult2, ctx));
      }
      return inst._zod.parse(checkResult, ctx);
    };
    inst._zod.run = (payload, ctx) => {
      if (ctx.skipChecks) {
        return inst._zod.parse(payload, ctx);
      }
      if (ctx.direction === "backward") {
        const canary = inst._zod.parse({ value: payload.value, issues: [] }, { ...ctx, skipChecks: true });
        if (canary instanceof Promise) {
          return canary.then((canary2) => {
            return handleCanaryResult(canary2, payload, ctx);
          });
        }
        return handleCanaryResult(canary, payload, ctx);
      }
      const result = inst._zod.parse(payload, ctx);
      if (result instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return result.then((result2) => runChecks(result2, checks, ctx));
      }
      return runChecks(result, checks, ctx);
    };
  }
}, {
  // Wrappers extend this by installing a richer factory over it; reading it eagerly would defeat the laziness.
  get "~standard"() {
    return hide(this, "~standard", standardProps(this));
  },
  set "~standard"(value) {
    own(this, "~standard", value);
  }
});
var toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
  const ctx = { async: true };
  return toStandardResult(await inst._zod.run({ value, issues: [] }, ctx), ctx);
}
function standardProps(inst) {
  return {
    validate: (value) => {
      const ctx = { async: false };
      try {
        const r = inst._zod.run({ value, issues: [] }, ctx);
        if (!(r instanceof Promise))
          return toStandardResult(r, ctx);
      } catch (_) {
      }
      return validateAsync(inst, value);
    },
    vendor: "zod",
    version: 1
  };
}
var $ZodString = /* @__PURE__ */ $constructor("$ZodString", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = def.pattern ?? anyString;
  inst._zod.parse = (payload, _) => {
    if (def.coerce)
      try {
        payload.value = String(payload.value);
      } catch (_2) {
      }
    if (typeof payload.value === "string")
      return payload;
    payload.issues.push({
      expected: "string",
      code: "invalid_type",
      input: payload.value,
      inst
    });
    return payload;
  };
});
var $ZodNumber = /* @__PURE__ */ $constructor("$ZodNumber", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = number;
  inst._zod.parse = (payload, _ctx) => {
    if (def.coerce)
      try {
        payload.value = Number(payload.value);
      } catch (_) {
      }
    const input = payload.value;
    if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) {
      return payload;
    }
    const received = typeof input === "number" ? Number.isNaN(input) ? "NaN" : !Number.isFinite(input) ? String(input) : void 0 : void 0;
    payload.issues.push({
      expected: "number",
      code: "invalid_type",
      input,
      inst,
      ...received ? { received } : {}
    });
    return payload;
  };
});
var $ZodNumberFormat = /* @__PURE__ */ $constructor("$ZodNumberFormat", (inst, def) => {
  $ZodCheckNumberFormat.init(inst, def);
  $ZodNumber.init(inst, def);
});
var $ZodBoolean = /* @__PURE__ */ $constructor("$ZodBoolean", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = boolean;
  inst._zod.parse = (payload, _ctx) => {
    if (def.coerce)
      try {
        payload.value = Boolean(payload.value);
      } catch (_) {
      }
    const input = payload.value;
    if (typeof input === "boolean")
      return payload;
    payload.issues.push({
      expected: "boolean",
      code: "invalid_type",
      input,
      inst
    });
    return payload;
  };
});
var $ZodNever = /* @__PURE__ */ $constructor("$ZodNever", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.parse = (payload, _ctx) => {
    payload.issues.push({
      expected: "never",
      code: "invalid_type",
      input: payload.value,
      inst
    });
    return payload;
  };
});
function capSize(inst, size) {
  const caps = sizeCaps(inst._zod.def.checks);
  if (!caps.length)
    return;
  const cap = Math.min(...caps.map((c) => c[0]));
  const parse2 = inst._zod.parse;
  inst._zod.parse = (payload, ctx) => {
    const n = size(payload.value);
    if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
      for (const [max, ch] of sizeCaps(inst._zod.def.checks)) {
        if (n > max && ch._zod.def.when(payload)) {
          const start2 = payload.issues.length;
          ch._zod.check(payload);
          payload.issues[start2].continue = false;
          attachSchema(payload.issues, start2, inst);
          return payload;
        }
      }
    }
    return parse2(payload, ctx);
  };
}
var arraySize = (input) => Array.isArray(input) ? input.length : -1;
function handleArrayResult(result, final, index) {
  if (result.issues.length) {
    final.issues.push(...prefixIssues(index, result.issues));
  }
  final.value[index] = result.value;
}
var $ZodArray = /* @__PURE__ */ $constructor("$ZodArray", (inst, def) => {
  $ZodType.init(inst, def);
  const memo = globalConfig.memoizer;
  memo?.attach(inst);
  inst._zod.parse = (payload, ctx) => {
    const input = payload.value;
    if (!Array.isArray(input)) {
      payload.issues.push({
        expected: "array",
        code: "invalid_type",
        input,
        inst
      });
      return payload;
    }
    payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
    const proms = [];
    const abortEarly = ctx?.abortEarly;
    for (let i = 0; i < input.length; i++) {
      const item = input[i];
      const result = def.element._zod.run({
        value: item,
        issues: []
      }, ctx);
      if (result instanceof Promise) {
        proms.push(result.then((result2) => handleArrayResult(result2, payload, i)));
      } else {
        handleArrayResult(result, payload, i);
        if (abortEarly && result.issues.length !== 0 && aborted(result))
          break;
      }
    }
    if (proms.length) {
      return Promise.all(proms).then(() => payload);
    }
    return payload;
  };
  capSize(inst, arraySize);
});
function handlePropertyResult(result, final, key, input, optin, optout) {
  const isPresent = key in input;
  const isOptionalOut = optout === "optional";
  if (!isPresent && isOptionalOut && optin === "optional") {
    return;
  }
  if (result.issues.length) {
    if (optin !== void 0 && isOptionalOut && !isPresent) {
      return;
    }
    final.issues.push(...prefixIssues(key, result.issues));
  }
  if (!isPresent && optin === void 0) {
    if (!result.issues.length) {
      final.issues.push({
        code: "invalid_type",
        expected: "nonoptional",
        input: void 0,
        path: [key]
      });
    }
    return;
  }
  if (result.value === void 0) {
    if (isPresent || optin === "defaulted" && !isOptionalOut) {
      final.value[key] = void 0;
    }
  } else {
    final.value[key] = result.value;
  }
}
var NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
  const keys = Object.keys(def.shape);
  const ownSymbols = Object.getOwnPropertySymbols(def.shape);
  const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
  const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
  for (const k of allKeys) {
    if (!def.shape?.[k]?._zod?.traits?.has("$ZodType")) {
      throw new Error(`Invalid element at key "${String(k)}": expected a Zod schema`);
    }
  }
  const okeys = optionalKeys(def.shape);
  return {
    ...def,
    allKeys,
    symbolKeys,
    // string-only: handleCatchall matches it against `for...in`, which never yields a symbol
    keySet: new Set(keys),
    numKeys: keys.length,
    optionalKeys: new Set(okeys)
  };
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
  const unrecognized = [];
  const keySet = def.keySet;
  const _catchall = def.catchall._zod;
  const t = _catchall.def.type;
  const optin = _catchall.optin;
  const optout = _catchall.optout;
  let seen = 0;
  for (const key in input) {
    if (abortEarly && payload.issues.length !== seen) {
      if (aborted(payload, seen))
        break;
      seen = payload.issues.length;
    }
    if (keySet.has(key))
      continue;
    if (key === "__proto__") {
      if (t === "never")
        unrecognized.push(key);
      continue;
    }
    if (t === "never") {
      unrecognized.push(key);
      continue;
    }
    const r = _catchall.run({ value: input[key], issues: [] }, ctx);
    if (r instanceof Promise) {
      proms.push(r.then((r2) => handlePropertyResult(r2, payload, key, input, optin, optout)));
    } else {
      handlePropertyResult(r, payload, key, input, optin, optout);
    }
  }
  if (unrecognized.length) {
    payload.issues.push({
      code: "unrecognized_keys",
      keys: unrecognized,
      input,
      inst,
      // Describes the shape of the input, not the validity of the parsed value, so it never aborts. The parse still fails; the schema's own checks just get to run first, and an enclosing intersection can reconcile the key against a sibling operand.
      continue: true
    });
  }
  if (!proms.length)
    return payload;
  return Promise.all(proms).then(() => {
    return payload;
  });
}
var $ZodObject = /* @__PURE__ */ $constructor("$ZodObject", (inst, def) => {
  $ZodType.init(inst, def);
  const desc = Object.getOwnPropertyDescriptor(def, "shape");
  const sh = desc?.get ? desc.get.raw : def.shape ?? {};
  if (sh) {
    const get = () => {
      const newSh = { ...sh };
      Object.defineProperty(def, "shape", { value: newSh });
      get.raw = newSh;
      return newSh;
    };
    get.raw = sh;
    Object.defineProperty(def, "shape", { get });
  }
  const _normalized = cached(() => normalizeDef(def));
  defineLazyInternal(inst, "propValues", (zod) => {
    const shape = zod.def.shape;
    const propValues = {};
    for (const key in shape) {
      const field = shape[key]._zod;
      if (field.values) {
        if (!Object.prototype.hasOwnProperty.call(propValues, key)) {
          assignProp(propValues, key, /* @__PURE__ */ new Set());
        }
        for (const v of field.values)
          propValues[key].add(v);
        if (field.optin !== void 0)
          propValues[key].add(void 0);
      }
    }
    return propValues;
  });
  const isObject4 = isObject2;
  const catchall = def.catchall;
  let value;
  const memo = globalConfig.memoizer;
  memo?.attach(inst);
  inst._zod.parse = (payload, ctx) => {
    value ?? (value = _normalized.value);
    const input = payload.value;
    if (!isObject4(input)) {
      payload.issues.push({
        expected: "object",
        code: "invalid_type",
        input,
        inst
      });
      return payload;
    }
    payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
    const proms = [];
    const shape = value.shape;
    const abortEarly = ctx?.abortEarly;
    let seen = payload.issues.length;
    for (const key of value.allKeys) {
      if (abortEarly && payload.issues.length !== seen) {
        if (aborted(payload, seen))
          break;
        seen = payload.issues.length;
      }
      if (key === "__proto__")
        continue;
      const el = shape[key];
      const optin = el._zod.optin;
      const optout = el._zod.optout;
      const r = el._zod.run({ value: input[key], issues: [] }, ctx);
      if (r instanceof Promise) {
        proms.push(r.then((r2) => handlePropertyResult(r2, payload, key, input, optin, optout)));
      } else {
        handlePropertyResult(r, payload, key, input, optin, optout);
      }
    }
    if (!catchall) {
      return proms.length ? Promise.all(proms).then(() => payload) : payload;
    }
    return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
  };
});
function handleUnionResults(results, final, inst, ctx) {
  for (const result of results) {
    if (result.issues.length === 0) {
      final.value = result.value;
      return final;
    }
  }
  const nonaborted = results.filter((r) => !aborted(r));
  if (nonaborted.length === 1) {
    final.value = nonaborted[0].value;
    return nonaborted[0];
  }
  final.issues.push({
    code: "invalid_union",
    input: final.value,
    inst,
    errors: results.map((result) => result.issues.map((iss) => finalizeIssue(iss, ctx, config())))
  });
  return final;
}
var $ZodUnion = /* @__PURE__ */ $constructor("$ZodUnion", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "optin", (zod) => zod.def.options.some((o) => o._zod.optin === "defaulted") ? "defaulted" : zod.def.options.some((o) => o._zod.optin !== void 0) ? "optional" : void 0);
  defineLazyInternal(inst, "optout", (zod) => zod.def.options.some((o) => o._zod.optout === "optional") ? "optional" : void 0);
  defineLazyInternal(inst, "values", (zod) => {
    if (zod.def.options.every((o) => o._zod.values)) {
      return new Set(zod.def.options.flatMap((option) => Array.from(option._zod.values)));
    }
    return void 0;
  });
  defineLazyInternal(inst, "pattern", (zod) => {
    if (zod.def.options.every((o) => o._zod.pattern)) {
      const patterns = zod.def.options.map((o) => o._zod.pattern);
      return new RegExp(`^(${patterns.map((p) => cleanRegex(p.source)).join("|")})$`);
    }
    return void 0;
  });
  const first = def.options.length === 1 ? def.options[0]._zod.run : null;
  inst._zod.parse = (payload, ctx) => {
    if (first) {
      return first(payload, ctx);
    }
    let async = false;
    const results = [];
    for (const option of def.options) {
      const result = option._zod.run({
        value: payload.value,
        issues: []
      }, ctx);
      if (result instanceof Promise) {
        results.push(result);
        async = true;
      } else {
        if (result.issues.length === 0)
          return result;
        results.push(result);
      }
    }
    if (!async)
      return handleUnionResults(results, payload, inst, ctx);
    return Promise.all(results).then((results2) => {
      return handleUnionResults(results2, payload, inst, ctx);
    });
  };
});
function discriminatorMap(def) {
  const map = /* @__PURE__ */ new Map();
  for (const option of def.options) {
    const values = option._zod.propValues?.[def.discriminator];
    if (!values || values.size === 0)
      throw new Error(`Invalid discriminated union option at index "${def.options.indexOf(option)}"`);
    for (const value of values) {
      if (map.has(value)) {
        if (value !== void 0)
          throw new Error(`Duplicate discriminator value "${String(value)}"`);
        map.set(value, null);
      } else {
        map.set(value, option);
      }
    }
  }
  return map;
}
var $ZodDiscriminatedUnion = /* @__PURE__ */ $constructor("$ZodDiscriminatedUnion", (inst, def) => {
  def.inclusive = false;
  $ZodUnion.init(inst, def);
  const _super = inst._zod.parse;
  defineLazyInternal(inst, "propValues", (zod) => {
    const propValues = {};
    let undefinedCount = 0;
    for (const option of zod.def.options) {
      const pv = option._zod.propValues;
      if (!pv || Object.keys(pv).length === 0)
        throw new Error(`Invalid discriminated union option at index "${zod.def.options.indexOf(option)}"`);
      if (pv[zod.def.discriminator]?.has(void 0))
        undefinedCount++;
      for (const [k, v] of Object.entries(pv)) {
        if (!Object.prototype.hasOwnProperty.call(propValues, k)) {
          assignProp(propValues, k, /* @__PURE__ */ new Set());
        }
        for (const val of v) {
          propValues[k].add(val);
        }
      }
    }
    if (!zod.def.unionFallback && undefinedCount > 1)
      propValues[zod.def.discriminator]?.delete(void 0);
    return propValues;
  });
  def.options.forEach((option, i) => {
    const propShape = rawShape(option._zod.def);
    if (propShape && !Object.prototype.hasOwnProperty.call(propShape, def.discriminator)) {
      throw new Error(`Invalid discriminated union option at index "${i}"`);
    }
  });
  const disc = cached(() => discriminatorMap(def));
  inst._zod.parse = (payload, ctx) => {
    const input = payload.value;
    if (!isObject2(input)) {
      payload.issues.push({
        code: "invalid_type",
        expected: "object",
        input,
        inst
      });
      return payload;
    }
    const value = input?.[def.discriminator];
    const opt = disc.value.get(value);
    if (opt && (value !== void 0 || ctx.direction !== "backward")) {
      return opt._zod.run(payload, ctx);
    }
    if (def.unionFallback || ctx.direction === "backward") {
      return _super(payload, ctx);
    }
    payload.issues.push({
      code: "invalid_union",
      errors: [],
      note: "No matching discriminator",
      discriminator: def.discriminator,
      options: Array.from(disc.value.keys()).filter((value2) => disc.value.get(value2) !== null),
      input,
      path: [def.discriminator],
      inst
    });
    return payload;
  };
});
var $ZodEnum = /* @__PURE__ */ $constructor("$ZodEnum", (inst, def) => {
  $ZodType.init(inst, def);
  const values = getEnumValues(def.entries);
  const valuesSet = new Set(values);
  inst._zod.values = valuesSet;
  defineLazyInternal(inst, "pattern", (zod) => {
    const patternValues = getEnumValues(zod.def.entries).filter((k) => propertyKeyTypes.has(typeof k));
    return new RegExp(patternValues.length ? `^(${patternValues.map((o) => escapeRegex(o.toString())).join("|")})$` : "^[^\\s\\S]$");
  });
  inst._zod.parse = (payload, _ctx) => {
    const input = payload.value;
    if (valuesSet.has(input)) {
      return payload;
    }
    payload.issues.push({
      code: "invalid_value",
      values,
      input,
      inst
    });
    return payload;
  };
});
var $ZodLiteral = /* @__PURE__ */ $constructor("$ZodLiteral", (inst, def) => {
  $ZodType.init(inst, def);
  const values = new Set(def.values);
  inst._zod.values = values;
  defineLazyInternal(inst, "pattern", (zod) => {
    const vals = zod.def.values;
    return new RegExp(vals.length ? `^(${vals.map((o) => typeof o === "string" ? escapeRegex(o) : o ? escapeRegex(o.toString()) : String(o)).join("|")})$` : "^[^\\s\\S]$");
  });
  inst._zod.parse = (payload, _ctx) => {
    const input = payload.value;
    if (values.has(input)) {
      return payload;
    }
    payload.issues.push({
      code: "invalid_value",
      values: def.values,
      input,
      inst
    });
    return payload;
  };
});
var $ZodNullable = /* @__PURE__ */ $constructor("$ZodNullable", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin);
  defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
  defineLazyInternal(inst, "pattern", (zod) => {
    const pattern = zod.def.innerType._zod.pattern;
    return pattern ? new RegExp(`^(${cleanRegex(pattern.source)}|null)$`) : void 0;
  });
  defineLazyInternal(inst, "values", (zod) => {
    return zod.def.innerType._zod.values ? /* @__PURE__ */ new Set([...zod.def.innerType._zod.values, null]) : void 0;
  });
  inst._zod.parse = (payload, ctx) => {
    if (payload.value === null)
      return payload;
    return def.innerType._zod.run(payload, ctx);
  };
});
var $ZodDefault = /* @__PURE__ */ $constructor("$ZodDefault", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.optin = "defaulted";
  defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      return def.innerType._zod.run(payload, ctx);
    }
    if (payload.value === void 0) {
      payload.value = def.defaultValue;
      return payload;
    }
    const result = def.innerType._zod.run(payload, ctx);
    if (result instanceof Promise) {
      return result.then((result2) => handleDefaultResult(result2, def));
    }
    return handleDefaultResult(result, def);
  };
});
function handleDefaultResult(payload, def) {
  if (payload.value === void 0) {
    payload.value = def.defaultValue;
  }
  return payload;
}

// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
  if (def.checks)
    def.checks = [...def.checks];
  return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
  return new Class(snapshotChecks({ type: "string", ...normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _number(Class, params) {
  return new Class(snapshotChecks({ type: "number", checks: [], ...normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _int(Class, params) {
  return new Class({
    type: "number",
    check: "number_format",
    abort: false,
    format: "safeint",
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _boolean(Class, params) {
  return new Class({
    type: "boolean",
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _never(Class, params) {
  return new Class({
    type: "never",
    ...normalizeParams(params)
  });
}

// node_modules/zod/v4/mini/schemas.js
var ZodMiniType = /* @__PURE__ */ $constructor("ZodMiniType", (inst, def) => {
  if (!inst._zod)
    throw new Error("Uninitialized schema in ZodMiniType.");
  $ZodType.init(inst, def);
  inst.def = def;
  inst.type = def.type;
}, {
  // `with` is an alias for `check`: the same function object, not a wrapper.
  get with() {
    return this.check;
  },
  set with(value) {
    own(this, "with", value);
  },
  parse(data, params) {
    return parse(this, data, params, { callee: this.parse });
  },
  parseAsync(data, params) {
    return parseAsync(this, data, params, { callee: this.parseAsync });
  },
  safeParse(data, params) {
    return safeParse(this, data, params);
  },
  safeParseAsync(data, params) {
    return safeParseAsync(this, data, params);
  },
  check(...checks) {
    const def = this.def;
    return this.clone({
      ...def,
      checks: [
        ...def.checks ?? [],
        ...checks.map((ch) => typeof ch === "function" ? { _zod: { check: ch, def: { check: "custom" }, onattach: [] } } : ch)
      ]
    }, { parent: true });
  },
  clone(_def, params) {
    return clone(this, _def, params);
  },
  brand() {
    return this;
  },
  register(reg, meta2) {
    reg.add(this, meta2);
    return this;
  },
  apply(fn, ...args) {
    return args.length === 0 ? fn(this) : fn(this, ...args);
  }
});
var ZodMiniString = /* @__PURE__ */ $constructor("ZodMiniString", (inst, def) => {
  $ZodString.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string2(params) {
  return _string(ZodMiniString, params);
}
var ZodMiniNumber = /* @__PURE__ */ $constructor("ZodMiniNumber", (inst, def) => {
  $ZodNumber.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function number2(params) {
  return _number(ZodMiniNumber, params);
}
var ZodMiniNumberFormat = /* @__PURE__ */ $constructor("ZodMiniNumberFormat", (inst, def) => {
  $ZodNumberFormat.init(inst, def);
  ZodMiniNumber.init(inst, def);
});
function int(params) {
  return _int(ZodMiniNumberFormat, params);
}
var ZodMiniBoolean = /* @__PURE__ */ $constructor("ZodMiniBoolean", (inst, def) => {
  $ZodBoolean.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function boolean2(params) {
  return _boolean(ZodMiniBoolean, params);
}
var ZodMiniNever = /* @__PURE__ */ $constructor("ZodMiniNever", (inst, def) => {
  $ZodNever.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function never(params) {
  return _never(ZodMiniNever, params);
}
var ZodMiniArray = /* @__PURE__ */ $constructor("ZodMiniArray", (inst, def) => {
  $ZodArray.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function array(element, params) {
  return new ZodMiniArray({
    type: "array",
    element,
    ...normalizeParams(params)
  });
}
var ZodMiniObject = /* @__PURE__ */ $constructor("ZodMiniObject", (inst, def) => {
  $ZodObject.init(inst, def);
  ZodMiniType.init(inst, def);
  installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
});
// @__NO_SIDE_EFFECTS__
function strictObject(shape, params) {
  return new ZodMiniObject({
    type: "object",
    shape,
    catchall: /* @__PURE__ */ never(),
    ...normalizeParams(params)
  });
}
var ZodMiniDiscriminatedUnion = /* @__PURE__ */ $constructor("ZodMiniDiscriminatedUnion", (inst, def) => {
  $ZodDiscriminatedUnion.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function discriminatedUnion(discriminator, options, params) {
  return new ZodMiniDiscriminatedUnion({
    type: "union",
    options,
    discriminator,
    ...normalizeParams(params)
  });
}
var ZodMiniEnum = /* @__PURE__ */ $constructor("ZodMiniEnum", (inst, def) => {
  $ZodEnum.init(inst, def);
  ZodMiniType.init(inst, def);
  inst.options = [...inst._zod.values];
});
// @__NO_SIDE_EFFECTS__
function _enum(values, params) {
  const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
  return new ZodMiniEnum({
    type: "enum",
    entries,
    ...normalizeParams(params)
  });
}
var ZodMiniLiteral = /* @__PURE__ */ $constructor("ZodMiniLiteral", (inst, def) => {
  $ZodLiteral.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function literal(value, params) {
  return new ZodMiniLiteral({
    type: "literal",
    values: Array.isArray(value) ? value : [value],
    ...normalizeParams(params)
  });
}
var ZodMiniNullable = /* @__PURE__ */ $constructor("ZodMiniNullable", (inst, def) => {
  $ZodNullable.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function nullable(innerType) {
  return new ZodMiniNullable({
    type: "nullable",
    innerType
  });
}
var ZodMiniDefault = /* @__PURE__ */ $constructor("ZodMiniDefault", (inst, def) => {
  $ZodDefault.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function _default(innerType, defaultValue) {
  return new ZodMiniDefault({
    type: "default",
    innerType,
    get defaultValue() {
      return typeof defaultValue === "function" ? defaultValue() : shallowClone(defaultValue);
    }
  });
}

// sandbox/network/policy.ts
var sealVariable = "HERMES_SEAL";
var SealRole = _enum(["launcher", "project", "run-host", "model-worker", "agent", "sandbox"]);
var CanaryTargets = strictObject({
  tcpPort: int(),
  udpPort: int(),
  httpPort: int(),
  dnsPort: int(),
  /** Name of an abstract Unix socket, without its leading NUL; null where the platform has none. */
  abstractSocket: nullable(string2()),
  /** A path-named Unix socket outside every allowed prefix. */
  foreignSocket: nullable(string2()),
  /** A file of this user that no agent needs. */
  foreignFile: _default(nullable(string2()), null)
});
var Replay = strictObject({
  /** Folder that holds `<name>.json` files in nock's recorder format. */
  folder: string2(),
  names: array(string2()),
  /** A replayed request that has no answer after this long fails (nock 14 can hang on keep-alive). */
  deadlineMs: number2()
});
var SealPolicy = strictObject({
  role: SealRole,
  /** Directories whose path-named Unix sockets may be used. */
  socketPrefixes: array(string2()),
  /** Directory of the `<role>-<pid>.jsonl` files; null keeps the record in memory only. */
  ledgerDir: nullable(string2()),
  /** Where its own file of these is open, for appending, in a process that may open none itself. */
  ledgerDescriptor: _default(nullable(int()), null),
  mayStartChildren: boolean2(),
  /**
   * Whether children and threads get this seal too. False only in a process that also starts others than ours (Vitest's main process, whose
   * workers run everybody's tests): those of the run then bring their own seal.
   */
  childrenInherit: _default(boolean2(), true),
  useNock: boolean2(),
  canaries: nullable(CanaryTargets),
  /** Unix time in ms that `atMs` counts from. */
  runStartMs: number2(),
  /** The process was started inside a network namespace of its own, so the kernel's canaries must be refused. */
  kernel: _default(boolean2(), false),
  /** Pid of the process that made this policy for its child: it must be the parent, and the child ends itself when it is not. */
  parentPid: _default(nullable(int()), null),
  /** The process has a root of its own, and pids, among which `parentPid` is nobody: there the kernel alone ends it. */
  hasOwnRoot: _default(boolean2(), false),
  /** Directory that paths in recorded stacks are relative to. */
  root: _default(string2(), ""),
  /** Loopback ports that the launcher may connect to, because the config names them and it relays them. */
  relayedPorts: _default(array(int()), []),
  replay: _default(nullable(Replay), null),
  suite: _default(nullable(string2()), null),
  task: _default(nullable(string2()), null),
  /** Names the process in the ledger in place of its pid: in a pid namespace all have the same. */
  label: _default(nullable(string2()), null)
});
function encodePolicy(policy) {
  return JSON.stringify(SealPolicy.parse(policy));
}
function decodePolicy(text) {
  const fix = "start the process with the Launch that sealedLaunch() returns.";
  if (text === void 0 || text === "") {
    throw new SandboxError("HERMES_SEAL_POLICY", { message: `${sealVariable} is not set.`, fix });
  }
  try {
    return SealPolicy.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${sealVariable} is not a seal policy: ${text.slice(0, 200)}`;
    throw new SandboxError("HERMES_SEAL_POLICY", { message, fix, cause });
  }
}

// sandbox/network/canary-routes.ts
var deadlineMs = 2e3;
function canaryRoutes(guard, originals, targets) {
  const { policy } = guard;
  const host = "127.0.0.1";
  const tcp = { host, port: targets.tcpPort };
  const publicConnect = Reflect.get(Socket2.prototype, "connect");
  const publicResolve = Reflect.get(Resolver2.prototype, "resolve4");
  const routes = [
    { layer: "socket", name: "tcp", fire: () => connect(publicConnect, tcp) },
    { layer: "socket", name: "udp", fire: () => sendPublic(targets.udpPort) },
    { layer: "socket", name: "dns", fire: () => resolve(targets.dnsPort, publicResolve) },
    { layer: "handle", name: "tcp", fire: () => connect(originals.socketConnect, tcp) },
    { layer: "handle", name: "udp", fire: () => sendOriginal(originals, targets.udpPort) },
    { layer: "handle", name: "dns", fire: () => resolve(targets.dnsPort, originals.resolve4) },
    { layer: "process", name: "child", fire: () => startChild() }
  ];
  if (policy.useNock) routes.unshift({ layer: "nock", name: "http", fire: () => request(targets.httpPort) });
  if (policy.role === "agent" && targets.foreignFile !== null) {
    const path = targets.foreignFile;
    routes.push({ layer: "files", name: "read", fire: () => readForeign(path) });
  }
  if (policy.kernel) routes.push(...kernelRoutes(guard, originals, targets));
  return routes;
}
function kernelRoutes(guard, originals, targets) {
  const raw = (to) => () => connect(originals.socketConnect, to, guard);
  const host = "127.0.0.1";
  const { abstractSocket, foreignSocket } = targets;
  return [
    { layer: "kernel", name: "tcp", fire: raw({ host, port: targets.tcpPort }) },
    { layer: "kernel", name: "http", fire: raw({ host, port: targets.httpPort }) },
    { layer: "kernel", name: "udp", fire: () => sendOriginal(originals, targets.udpPort, guard) },
    { layer: "kernel", name: "dns", fire: () => resolve(targets.dnsPort, originals.resolve4, guard) },
    ...abstractSocket === null ? [] : [{ layer: "kernel", name: "abstract", fire: raw({ path: `\0${abstractSocket}` }) }],
    ...foreignSocket === null ? [] : [{ layer: "mount", name: "unix", fire: raw({ path: foreignSocket }) }]
  ];
}
function readForeign(path) {
  try {
    readFileSync(path);
    return Promise.resolve({ reached: true, detail: "files of the user are there" });
  } catch (error) {
    return Promise.resolve({ reached: false, detail: describe2(error) });
  }
}
function request(port) {
  return settle((done) => {
    const get = process.getBuiltinModule("node:http").get({ host: "127.0.0.1", port, path: "/canary", agent: false }, (response) => {
      response.destroy();
      done(null);
    });
    get.on("error", done);
    return () => get.destroy();
  });
}
function connect(method, to, aside) {
  return settle((done) => {
    const socket = new Socket2();
    socket.on("error", done).on("connect", () => done(null));
    const call = () => Reflect.apply(method, socket, [to]);
    if (aside === void 0) call();
    else aside.standAside(call);
    exempt(aside, Reflect.get(socket, "_handle"));
    return () => socket.destroy();
  });
}
function sendPublic(port) {
  return settle((done) => {
    const socket = createSocket2("udp4").on("error", done);
    socket.send("canary", port, "127.0.0.1", done);
    return () => socket.close();
  });
}
function sendOriginal(originals, port, aside) {
  return settle((done) => {
    const socket = createSocket2("udp4").on("error", done);
    exempt(aside, datagramHandle(socket));
    socket.once("listening", () => {
      Reflect.apply(originals.datagramSend, socket, ["canary", port, "127.0.0.1", done]);
    });
    Reflect.apply(originals.datagramBind, socket, [{ port: 0 }]);
    return () => socket.close();
  });
}
function resolve(port, method, aside) {
  return settle((done) => {
    const resolver = new Resolver2({ timeout: 500, tries: 1 });
    exempt(aside, Reflect.get(resolver, "_handle"));
    resolver.setServers([`127.0.0.1:${port}`]);
    const answer = (error) => {
      done(error !== null && error.code !== "ENOTFOUND" && error.code !== "ETIMEOUT" ? error : null);
    };
    Reflect.apply(method, resolver, ["canary.invalid", answer]);
    return () => resolver.cancel();
  });
}
function startChild() {
  const envPairs = [];
  const inherits = () => envPairs.some((pair) => pair.startsWith(`${sealVariable}=`));
  return settle((done) => {
    const child = new ChildProcess2().on(
      "error",
      () => done(inherits() ? new Error("a child inherits the seal") : null)
    );
    const file = "/nonexistent/hermes-canary";
    Reflect.apply(Reflect.get(child, "spawn"), child, [
      { file, args: [file], envPairs, stdio: "ignore" }
    ]);
    return () => {
    };
  });
}
function exempt(guard, handle) {
  if (guard !== void 0 && typeof handle === "object" && handle !== null) guard.exempt.add(handle);
}
function settle(start2) {
  return new Promise((resolveOutcome) => {
    const timer = setTimeout(
      () => finish({ reached: true, detail: `no refusal in ${deadlineMs} ms` }),
      deadlineMs
    );
    let stop = () => {
    };
    function finish(outcome) {
      clearTimeout(timer);
      resolveOutcome(outcome);
      queueMicrotask(() => stop());
    }
    try {
      stop = start2(
        (error) => finish(
          error === null || error === void 0 ? { reached: true, detail: "reached its listener" } : { reached: false, detail: describe2(error) }
        )
      );
    } catch (error) {
      finish({ reached: false, detail: describe2(error) });
    }
  });
}
function describe2(error) {
  if (!(error instanceof Error)) return String(error);
  const code = Reflect.get(error, "code");
  return typeof code === "string" ? code : error.message;
}

// sandbox/network/refusal.ts
var sealLayers = ["nock", "socket", "handle", "process", "kernel"];
var SealRefusal = class extends SandboxError {
  layer;
  api;
  target;
  constructor(at) {
    super("HERMES_SEAL_REFUSED", {
      message: `the ${at.layer} layer of the seal refused ${at.api} to ${at.target}.`,
      fix: "a run reaches no network: read local files, or let the config name the loopback port so that the launcher relays it."
    });
    this.name = "SealRefusal";
    this.layer = at.layer;
    this.api = at.api;
    this.target = at.target;
  }
};
function refusingLayer(error) {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("layer" in at && "code" in at && at.code === "HERMES_SEAL_REFUSED") return at.layer;
    if (at.name === "NetConnectNotAllowedError") return "nock";
  }
  return null;
}

// sandbox/network/canaries.ts
async function runCanaries(at) {
  const { guard, ledger, originals } = at;
  const { policy } = guard;
  const results = [];
  const report = (layer, result, detail) => {
    const entry = { atMs: ledger.elapsedMs(), process: ledger.processName, layer, result, detail };
    results.push({ type: "canary", ...entry });
    ledger.write({ type: "canary", ...entry });
  };
  const routes = (policy.canaries === null ? [] : canaryRoutes(guard, originals, policy.canaries)).filter(
    ({ layer }) => layer !== "process" || policy.childrenInherit
  );
  for (const { layer, name, fire } of routes) {
    const { value, refusedBy } = await guard.probing(fire);
    report(layer, judge({ layer, policy }, value, refusedBy), `${name}: ${value.detail}`);
  }
  const told = policy.role === "agent" ? ["mount", "files"] : ["mount"];
  for (const layer of [...sealLayers, ...told]) {
    if (routes.every((route) => route.layer !== layer)) report(layer, "absent", whyAbsent(policy, layer));
  }
  return results;
}
function assertSealed(policy, results) {
  if (policy.canaries === null) return;
  const through = results.find((entry) => entry.result === "through");
  if (through !== void 0) {
    throw new SandboxError("HERMES_SEAL_BROKEN", {
      message: `in ${through.process} a canary got through the ${through.layer} layer (${through.detail}).`,
      fix: "run `hermes doctor`; do not trust any result of this run."
    });
  }
  for (const layer of demandedLayers(policy)) {
    const found = results.filter((entry) => entry.layer === layer);
    const weak = found.find((entry) => entry.result !== "refused");
    if (found.length > 0 && weak === void 0) continue;
    throw new SandboxError("HERMES_SEAL_UNPROVEN", {
      message: `in ${policy.role} ${process.pid} the ${layer} layer did not refuse its canary (${weak?.detail ?? "none fired"}).`,
      fix: "run `hermes doctor`; see docs/hermeticity.md."
    });
  }
}
function demandedLayers(policy) {
  return sealLayers.filter(
    (layer) => (layer !== "nock" || policy.useNock) && (layer !== "kernel" || policy.kernel) && (layer !== "process" || policy.childrenInherit)
  );
}
function judge({ layer, policy }, outcome, refusedBy) {
  if (layer === "files") return outcome.reached ? policy.hasOwnRoot ? "through" : "absent" : "refused";
  if (layer === "mount") return outcome.reached ? "absent" : "refused";
  if (outcome.reached) return "through";
  if (layer === "kernel") return refusedBy.length === 0 ? "refused" : "absent";
  if (layer === "process") return "refused";
  return refusedBy.length > 0 && refusedBy.every((by) => by === layer) ? "refused" : "absent";
}
function whyAbsent(policy, layer) {
  if (policy.canaries === null) return "no canary targets";
  if (layer === "nock") return "this role does not use nock";
  if (layer === "process") return "children of this process bring their own seal";
  return "level process: no namespace of its own";
}

// sandbox/launch/parent-watch.ts
const { isMainThread } = require("node:worker_threads");
var heartbeatMs = 250;
function watchParent(parentPid) {
  if (parentPid === null || !isMainThread) return;
  const check = () => {
    if (process.ppid !== parentPid) process.kill(process.pid, "SIGKILL");
  };
  check();
  setInterval(check, heartbeatMs).unref();
}

// sandbox/network/seal.ts
const { Socket: Socket5 } = require("node:net");
const { Socket: DatagramSocket } = require("node:dgram");
const { Resolver: Resolver3 } = require("node:dns");

// sandbox/network/guard.ts
const { lstatSync, realpathSync } = require("node:fs");
const { basename, dirname, join, resolve: resolve2, sep } = require("node:path");

// sandbox/network/stack.ts
const { fileURLToPath } = require("node:url");
var keptFrames = 8;
var ownFrame = /sandbox[\\/]network[\\/](?!.*\.(?:test|fixture)\.)|sandbox[\\/]gen[\\/]seal|node:internal|node_modules[\\/](?:nock|@mswjs)[\\/]/;
function callerStack(stack, root) {
  const frames = stack.split("\n").map((line) => line.trim()).filter((line) => line.startsWith("at ") && !ownFrame.test(line));
  return frames.slice(0, keptFrames).map((line) => relative(line, root)).join("\n");
}
function relative(line, root) {
  const plain = line.replace(/file:\/\/[^\s)]*/g, (url) => pathOf(url));
  return root === "" ? plain : plain.replaceAll(root.endsWith("/") ? root : `${root}/`, "");
}
function pathOf(url) {
  try {
    const place = /(?::\d+){0,2}$/.exec(url)?.[0] ?? "";
    return fileURLToPath(url.slice(0, url.length - place.length)) + place;
  } catch {
    return url;
  }
}

// sandbox/network/guard.ts
var Guard = class {
  policy;
  /** Handles on which the handle layer stands aside, so that a canary can reach the kernel. */
  exempt = /* @__PURE__ */ new WeakSet();
  #ledger;
  #prefixes;
  #context;
  #probe = null;
  #aside = false;
  #refusesNativeCode;
  constructor(policy, ledger) {
    this.policy = policy;
    this.#ledger = ledger;
    this.#prefixes = policy.socketPrefixes.flatMap((prefix) => [resolve2(prefix), realPath(prefix)]);
    this.#context = { suite: policy.suite, task: policy.task };
    this.#refusesNativeCode = policy.role === "agent";
  }
  /** Names the suite and task that attempts from now on belong to. */
  setContext(context) {
    this.#context = context;
  }
  /** True where no addon may be loaded: in agents always, elsewhere from `refuseNativeCode()` on. */
  get refusesNativeCode() {
    return this.#refusesNativeCode;
  }
  /** From now on no native addon may be loaded. */
  refuseNativeCode() {
    this.#refusesNativeCode = true;
  }
  /** True for a path-named Unix socket that is allowed by its own path or by its directory, symbolic links resolved. */
  allowsSocket(path) {
    return this.socketPath(path) !== null;
  }
  /** The path by which the kernel shall be asked for an allowed socket, free of links where it is short enough; null for any other socket. */
  socketPath(path) {
    if (typeof path !== "string" || path === "" || path.includes("\0")) return null;
    const real = realPath(path);
    if (!this.isAmongSockets(real) || isHardLinked(real)) return null;
    return real.length <= longestSocketPath ? real : resolve2(path);
  }
  /** True for a real path at or below a place where sockets are allowed. */
  isAmongSockets(real) {
    return this.#prefixes.some((prefix) => isWithin(real, prefix));
  }
  /** True for a path whose making would change what lies where sockets are allowed: at, below or above such a place. */
  isPlaceOfSockets(path) {
    const place = join(realPath(dirname(resolve2(path))), basename(path));
    return this.isAmongSockets(place) || this.#prefixes.some((prefix) => isWithin(prefix, place));
  }
  /** Only the launcher may listen on TCP or UDP (canary listeners, relay), and only on loopback. */
  allowsListening(host) {
    return this.policy.role === "launcher" && typeof host === "string" && isLoopback(host);
  }
  /** Only the launcher connects to TCP, and only to the loopback ports that the config names (see loopback-relay.ts). */
  allowsTcp(host, port) {
    const { role, relayedPorts } = this.policy;
    return role === "launcher" && typeof host === "string" && isLoopback(host) && relayedPorts.includes(Number(port));
  }
  /** Records a refused attempt and returns the error for the caller to deliver. */
  refuse(layer, api, target2) {
    this.record({ layer, api, target: target2, stack: stackHere() });
    return new SealRefusal({ layer, api, target: target2 });
  }
  /** Records a refused attempt; what canaries do is not an attempt. */
  record(at) {
    if (this.#probe !== null) {
      this.#probe.push(at.layer);
      return;
    }
    const { policy } = this;
    const attempt = {
      type: "attempt",
      atMs: this.#ledger.elapsedMs(),
      process: this.#ledger.processName,
      layer: at.layer,
      api: at.api,
      target: at.target,
      stack: callerStack(at.stack, policy.root),
      suite: this.#context.suite,
      task: this.#context.task,
      origin: policy.role === "sandbox" ? "agent" : "ours"
    };
    this.#ledger.write(attempt);
  }
  /** Fires one canary and tells which layers refused meanwhile; those refusals are not recorded as attempts. */
  async probing(work) {
    const refusedBy = [];
    this.#probe = refusedBy;
    try {
      return { value: await work(), refusedBy };
    } finally {
      this.#probe = null;
    }
  }
  /** Calls `work` with the handle layer out of the way, for a canary of the kernel. */
  standAside(work) {
    this.#aside = true;
    try {
      return work();
    } finally {
      this.#aside = false;
    }
  }
  /** True while, or for a handle on which, a canary goes around the handle layer. */
  isAside(handle) {
    return this.#aside || typeof handle === "object" && handle !== null && this.exempt.has(handle);
  }
};
function isLoopback(host) {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
var longestSocketPath = 103;
function isWithin(path, folder) {
  return path === folder || path.startsWith(folder + sep);
}
function isHardLinked(path) {
  try {
    return lstatSync(path).nlink > 1;
  } catch {
    return false;
  }
}
function stackHere() {
  try {
    const { stack } = new Error("refused");
    return typeof stack === "string" ? stack : "";
  } catch {
    return "";
  }
}
var realpathNative = realpathSync.native;
function realPath(path) {
  const full = resolve2(path);
  try {
    return realpathNative(full);
  } catch {
    try {
      return join(realpathNative(dirname(full)), basename(full));
    } catch {
      return full;
    }
  }
}

// sandbox/network/handle-layer.ts
const { isIP } = require("node:net");

// sandbox/network/patch.ts
function patchFunction(owner, key, handler) {
  const original = Reflect.get(owner, key);
  if (typeof original !== "function") return () => {
  };
  return replaceProperty(owner, key, wrap(original, handler));
}
function patchClass(owner, key, construct) {
  const original = Reflect.get(owner, key);
  if (typeof original !== "function") return () => {
  };
  const replacement = new Proxy(original, { construct });
  const prototype = Reflect.get(original, "prototype");
  return undoAll([
    replaceProperty(owner, key, replacement),
    ...typeof prototype === "object" && prototype !== null ? [replaceProperty(prototype, "constructor", replacement)] : []
  ]);
}
function replaceProperty(owner, key, value) {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  Object.defineProperty(owner, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? true
  });
  return () => {
    if (before === void 0) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}
function undoAll(undos) {
  return () => {
    for (const undo of undos.toReversed()) undo();
  };
}
function wrap(original, handler) {
  function sealed(...args) {
    return handler({
      self: this,
      args,
      proceed: (changed = args) => Reflect.apply(original, this, changed)
    });
  }
  Object.defineProperty(sealed, "name", { value: original.name, configurable: true });
  Object.defineProperty(sealed, "length", { value: original.length, configurable: true });
  Reflect.setPrototypeOf(sealed, Reflect.getPrototypeOf(original));
  for (const key of Reflect.ownKeys(original)) copyStatic(original, sealed, key);
  return sealed;
}
function copyStatic(from, to, key) {
  if (key === "name" || key === "length" || key === "prototype") return;
  const descriptor = Object.getOwnPropertyDescriptor(from, key);
  if (descriptor !== void 0) Reflect.defineProperty(to, key, descriptor);
}

// sandbox/network/handle-layer.ts
function installHandleLayer(guard, natives) {
  return undoAll([
    ...streamGuards(guard, natives),
    ...datagramGuards(guard, natives.udp),
    ...nameGuards(guard, natives.resolver)
  ]);
}
function streamGuards(guard, { tcp, pipe }) {
  const deny = denier(guard);
  const bound = boundHandles(guard);
  return [
    ...["connect", "connect6"].map(
      (name) => deny(tcp, name, { api: `TCP.${name}`, allows: ([, host, port]) => guard.allowsTcp(host, port) })
    ),
    ...["bind", "bind6"].map((name) => deny(tcp, name, { api: `TCP.${name}`, allows: bound.bind })),
    // Without a bind before it, this listens on every address.
    deny(tcp, "listen", { api: "TCP.listen", allows: bound.has }),
    deny(tcp, "open", { api: "TCP.open", allows: () => guard.policy.role === "launcher" }),
    patchFunction(pipe, "connect", (call) => onSocket(guard, call, { api: "Pipe.connect", at: 1 })),
    patchFunction(pipe, "bind", (call) => onSocket(guard, call, { api: "Pipe.bind", at: 0 }))
  ];
}
function onSocket(guard, call, { api, at }) {
  if (guard.isAside(call.self)) return call.proceed();
  const path = guard.socketPath(call.args[at]);
  if (path !== null) return call.proceed(call.args.map((arg, index) => index === at ? path : arg));
  guard.refuse("handle", api, describe3(call.args));
  return accessDenied();
}
function boundHandles(guard) {
  const bound = /* @__PURE__ */ new WeakSet();
  return {
    bind([host], self) {
      if (!guard.allowsListening(host)) return false;
      bound.add(self);
      return true;
    },
    has: (_, self) => bound.has(self)
  };
}
function datagramGuards(guard, udp) {
  const deny = denier(guard);
  const bound = boundHandles(guard);
  const sending = ["send", "send6", "connect", "connect6", "open"];
  return [
    ...sending.map((name) => deny(udp, name, { api: `UDP.${name}`, allows: never2 })),
    ...["bind", "bind6"].map((name) => deny(udp, name, { api: `UDP.${name}`, allows: bound.bind })),
    deny(udp, "recvStart", { api: "UDP.recvStart", allows: bound.has }),
    ...["addMembership", "addSourceSpecificMembership"].map(
      (name) => deny(udp, name, { api: `UDP.${name}`, allows: never2 })
    )
  ];
}
function nameGuards(guard, resolver) {
  const deny = denier(guard);
  const queries = Object.getOwnPropertyNames(resolver).filter((name) => /^(query|getHostByAddr)/.test(name));
  const binding = nativeBinding("cares_wrap");
  const undos = queries.map((name) => deny(resolver, name, { api: `ChannelWrap.${name}`, allows: never2 }));
  if (binding === null) return undos;
  return [
    ...undos,
    deny(binding, "getnameinfo", { api: "cares.getnameinfo", allows: never2 }),
    patchFunction(binding, "getaddrinfo", (call) => getaddrinfo(guard, call))
  ];
}
function getaddrinfo(guard, call) {
  const [request2, host, family, ...rest] = call.args;
  if (typeof host === "string" && isIP(host) !== 0) return call.proceed();
  if (host === "localhost")
    return call.proceed([request2, family === 6 ? "::1" : "127.0.0.1", family, ...rest]);
  guard.refuse("handle", "cares.getaddrinfo", `dns ${String(host)}`);
  return accessDenied();
}
var never2 = () => false;
function denier(guard) {
  const denied = accessDenied();
  return (owner, key, { api, allows }) => patchFunction(owner, key, (call) => {
    if (guard.isAside(call.self) || allows(call.args, call.self)) return call.proceed();
    guard.refuse("handle", api, describe3(call.args));
    return denied;
  });
}
function describe3(args) {
  return args.filter((arg) => typeof arg === "string" || typeof arg === "number").map((arg) => String(arg).replaceAll("\0", "@")).join(":");
}

// sandbox/network/ledger.ts
const { appendFileSync, mkdirSync, readdirSync, readFileSync: readFileSync2, writeSync } = require("node:fs");
const { basename: basename2, dirname: dirname2, join: join2 } = require("node:path");
const { isMainThread: isMainThread2, threadId } = require("node:worker_threads");
var Attempt = strictObject({
  type: literal("attempt"),
  /** Milliseconds since the run started. */
  atMs: number2(),
  /** `<role>-<pid>`, or `<role>-<label>` where the policy has one, with `-t<thread>` in a worker thread. */
  process: string2(),
  layer: string2(),
  api: string2(),
  target: string2(),
  /** Frames of the code that tried, paths relative to the project. */
  stack: string2(),
  suite: nullable(string2()),
  task: nullable(string2()),
  /** `agent`: tried in a process that only runs agents' programs. */
  origin: _enum(["agent", "ours"])
});
var CanaryResult = strictObject({
  type: literal("canary"),
  atMs: number2(),
  process: string2(),
  layer: string2(),
  result: _enum(["refused", "through", "absent"]),
  detail: string2()
});
var mostAttempts = 1e3;
var Line = discriminatedUnion("type", [Attempt, CanaryResult]);
var mostCharacters = 1e3;
var LedgerWriter = class {
  processName;
  entries = [];
  #path;
  #descriptor;
  #runStartMs;
  #attempts = 0;
  constructor(policy) {
    this.processName = `${ledgerName(policy, process.pid)}${isMainThread2 ? "" : `-t${threadId}`}`;
    this.#descriptor = policy.ledgerDescriptor;
    this.#runStartMs = policy.runStartMs;
    this.#path = policy.ledgerDir === null ? null : join2(policy.ledgerDir, `${this.processName}.jsonl`);
  }
  /** Milliseconds since the run started. */
  elapsedMs() {
    return Date.now() - this.#runStartMs;
  }
  /**
   * Keeps the entry in memory and, where there is a ledger, on disk before it returns. Of more than 1,000 attempts
   * the rest is refused as well but not listed; the last line says so. A ledger that its process has filled or closed takes no more lines: what is refused stays refused.
   */
  write(entry) {
    if (entry.type === "attempt") {
      this.#attempts += 1;
      if (this.#attempts > mostAttempts + 1) return;
      if (this.#attempts === mostAttempts + 1)
        entry = { ...entry, api: "further attempts", target: "not listed", stack: "" };
    }
    const kept = shortened(entry);
    this.entries.push(kept);
    const line = `${JSON.stringify(kept)}
`;
    if (this.#descriptor !== null) appendTo(this.#descriptor, line);
    else if (this.#path !== null) append(this.#path, line);
  }
};
function ledgerName({ role, label }, pid) {
  return `${role}-${label ?? pid}`;
}
function shortened(entry) {
  if (entry.type !== "attempt") return entry;
  const cut = (text) => text.slice(0, mostCharacters);
  return { ...entry, api: cut(entry.api), target: cut(entry.target), stack: cut(entry.stack) };
}
function appendTo(descriptor, line) {
  try {
    writeSync(descriptor, line);
  } catch {
  }
}
function append(path, line) {
  try {
    appendFileSync(path, line);
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, "code") !== "ENOENT") throw error;
    mkdirSync(dirname2(path), { recursive: true, mode: 448 });
    appendFileSync(path, line);
  }
}

// sandbox/network/nock-layer.ts
const { errorMonitor } = require("node:events");
const module = require("node:module"); const { createRequire } = require("node:module");

// sandbox/network/replay.ts
const { readFileSync: readFileSync3 } = require("node:fs");
const { join: join3 } = require("node:path");
function loadRecordings(nock, replay) {
  for (const name of replay.names) {
    const path = join3(replay.folder, `${name}.json`);
    try {
      if (!/^[\w-]+$/.test(name)) throw new TypeError("a recording is named by letters, digits, - and _");
      nock.define(JSON.parse(readFileSync3(path, "utf8")));
    } catch (cause) {
      throw new SandboxError("HERMES_SEAL_REPLAY", {
        message: `the recording ${JSON.stringify(name)} (${path}) cannot be used.`,
        fix: "name a file of the replay folder in nock’s recorder format.",
        cause
      });
    }
  }
}
function answerWithin(replay, args) {
  if (replay === null) return args;
  const init = args[1] ?? {};
  const deadline = AbortSignal.timeout(replay.deadlineMs);
  const given = init.signal ?? (args[0] instanceof Request ? args[0].signal : null);
  const signal = given === null ? deadline : AbortSignal.any([given, deadline]);
  return [args[0], { ...init, signal }];
}

// sandbox/network/nock-layer.ts
function installNockLayer(guard) {
  const originals = captureOriginals();
  const require2 = createRequire(sealUrl);
  const wasLoaded = require2.cache[require2.resolve("nock")] !== void 0;
  const nock = require2("nock");
  const wasActive = wasLoaded && nock.isActive();
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  const { replay } = guard.policy;
  if (replay !== null) loadRecordings(nock, replay);
  const watch = watchRequests(guard, originals);
  module.syncBuiltinESMExports();
  return () => {
    watch();
    nock.cleanAll();
    nock.enableNetConnect();
    if (!wasActive) nock.restore();
    for (const original of originals) original.putBack();
    module.syncBuiltinESMExports();
  };
}
function captureOriginals() {
  const places = [
    ["http", "request"],
    ["http", "get"],
    ["http", "ClientRequest"],
    ["https", "request"],
    ["https", "get"]
  ];
  return places.map(([label, key]) => {
    const owner = process.getBuiltinModule(label);
    const call = Reflect.get(owner, key);
    return { owner, label, key, call, putBack: replaceProperty(owner, key, call) };
  });
}
function watchRequests(guard, originals) {
  return undoAll([
    ...originals.map((original) => watchFunction(guard, original)),
    patchFunction(globalThis, "fetch", ({ args, proceed }) => {
      const stack = new Error("fetch").stack ?? "";
      return proceed(answerWithin(guard.policy.replay, args)).catch(
        (error) => {
          if (refusingLayer(error) === "nock")
            guard.record({ layer: "nock", api: "fetch", target: requestTarget(args), stack });
          throw error;
        }
      );
    })
  ]);
}
function watchFunction(guard, original) {
  const { owner, label, key } = original;
  const api = `${label}.${key}`;
  const passes = (args) => args.some((arg) => isObject3(arg) && guard.allowsSocket(Reflect.get(arg, "socketPath")));
  if (key === "ClientRequest") {
    return patchClass(
      owner,
      key,
      (target2, args, newTarget) => passes(args) ? Reflect.construct(original.call, args) : watched(guard, { api, args }, Reflect.construct(target2, args, newTarget))
    );
  }
  return patchFunction(
    owner,
    key,
    ({ self, args, proceed }) => passes(args) ? Reflect.apply(original.call, self, args) : watched(guard, { api, args }, proceed())
  );
}
function watched(guard, at, made) {
  const request2 = made;
  const stack = new Error(at.api).stack ?? "";
  request2.on(errorMonitor, (error) => {
    if (refusingLayer(error) === "nock")
      guard.record({ layer: "nock", api: at.api, target: requestTarget(at.args), stack });
  });
  const { replay } = guard.policy;
  if (replay !== null) replayDeadline(request2, replay.deadlineMs);
  return request2;
}
function replayDeadline(request2, deadlineMs2) {
  const timer = setTimeout(
    () => request2.destroy(new Error(`no recorded answer within ${deadlineMs2} ms`)),
    deadlineMs2
  );
  const stop = () => clearTimeout(timer);
  request2.once("response", stop).once("close", stop).once(errorMonitor, stop);
}
function requestTarget(args) {
  const [first] = args;
  if (typeof first === "string") return first;
  if (first instanceof URL) return first.href;
  if (!isObject3(first)) return String(first);
  if (typeof Reflect.get(first, "url") === "string") return String(Reflect.get(first, "url"));
  const host = Reflect.get(first, "socketPath") ?? Reflect.get(first, "hostname") ?? Reflect.get(first, "host");
  return `${String(host)}:${String(Reflect.get(first, "port") ?? "")}${String(Reflect.get(first, "path") ?? "")}`;
}
function isObject3(value) {
  return typeof value === "object" && value !== null;
}

// sandbox/network/process-layer.ts
const { ChildProcess: ChildProcess3 } = require("node:child_process");
const inspector = require("node:inspector");
const module2 = require("node:module"); const { syncBuiltinESMExports } = require("node:module");

// sandbox/network/seal-files.ts
const { pathToFileURL } = require("node:url");

// sandbox/gen-files.ts
const { existsSync, realpathSync: realpathSync2 } = require("node:fs");
const { fileURLToPath: fileURLToPath2 } = require("node:url");
var folders = ["./gen/", "./", "./sandbox/gen/"];
function genPath(name) {
  const path = folders.map((folder) => fileURLToPath2(new URL(`${folder}${name}`, sealUrl))).find((path2) => existsSync(path2));
  if (path !== void 0) return realpathSync2(path);
  throw new SandboxError("HERMES_SANDBOX_PARTS", {
    message: `${name} is not where the sandbox's own code lies.`,
    fix: "reinstall the package; in a checkout, run npm run generate."
  });
}

// sandbox/network/seal-files.ts
function sealEntryUrl() {
  return pathToFileURL(genPath("seal-entry.mjs")).href;
}
function inheritedFlags() {
  return [`--require=${genPath("seal-preload.mjs")}`, `--import=${sealEntryUrl()}`];
}

// sandbox/network/child-inheritance.ts
function installChildInheritance(guard, processPrototype) {
  const binding = nativeBinding("spawn_sync");
  const handler = (refused) => (call) => start(guard, call, refused);
  const denied = accessDenied();
  return undoAll([
    patchFunction(processPrototype, "spawn", handler(denied)),
    ...binding === null ? [] : [
      patchFunction(
        binding,
        "spawn",
        handler({ error: denied, pid: 0, output: null, status: null, signal: null })
      )
    ]
  ]);
}
function start(guard, call, refused) {
  const [first] = call.args;
  const options = typeof first === "object" && first !== null ? { ...first } : null;
  const part = (key, index) => options === null ? call.args[index] : Reflect.get(options, key);
  const file = String(part("file", 0));
  const refuse = (why) => {
    guard.refuse("process", "Process.spawn", `${file}${why}`);
    return refused;
  };
  if (!guard.policy.mayStartChildren) return refuse("");
  const given = part("envPairs", 3);
  if (!Array.isArray(given)) return refuse(" without an environment");
  const args = textsOf(part("args", 1));
  if (args.some((arg) => /--build[-_]snapshot|--snapshot[-_]blob/.test(arg)))
    return refuse(" with a snapshot");
  const pairs = textsOf(given);
  const sealed = isOwnLaunch(guard, args, pairs) ? pairs : withSeal(pairs, encodePolicy({ ...guard.policy, parentPid: null, ledgerDescriptor: null }));
  showCanary(given, sealed);
  if (options !== null) return call.proceed([{ ...options, args, envPairs: sealed }]);
  return call.proceed(call.args.map((arg, index) => index === 1 ? args : index === 3 ? sealed : arg));
}
function textsOf(list) {
  if (!Array.isArray(list)) return [];
  return Array.from({ length: list.length }, (_, index) => String(list[index]));
}
function showCanary(given, sealed) {
  if (given.length === 0) for (const [index, pair] of sealed.entries()) given[index] = pair;
}
function withSeal(envPairs, policy) {
  const pairs = new Map(
    envPairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])
  );
  const options = pairs.get("NODE_OPTIONS") ?? "";
  const load = inheritedFlags().map(quote).join(" ");
  pairs.set("NODE_OPTIONS", options.startsWith(load) ? options : `${load} ${options}`.trim());
  pairs.set(sealVariable, policy);
  return [...pairs].map(([key, value]) => `${key}=${value}`);
}
function quote(flag) {
  return /[\s"\\]/.test(flag) ? `"${flag.replaceAll(/["\\]/g, "\\$&")}"` : flag;
}
function parentOf(pair) {
  const start2 = `${sealVariable}=`;
  if (!pair.startsWith(start2)) return null;
  try {
    return decodePolicy(pair.slice(start2.length)).parentPid;
  } catch {
    return null;
  }
}
var starters = ["launcher", "run-host"];
function isOwnLaunch(guard, args, envPairs) {
  const load = args.indexOf(`--import=${sealEntryUrl()}`);
  return starters.includes(guard.policy.role) && load !== -1 && !args.some(
    (arg, index) => /^(?:-r|--require)/.test(arg) || index < load && arg.startsWith("--import")
  ) && envPairs.some((pair) => parentOf(pair) === process.pid);
}

// sandbox/network/file-guards.ts
function installFileGuards(guard) {
  const binding = nativeBinding("fs");
  if (binding === null) return () => {
  };
  const refuse = (name, path) => {
    throw guard.refuse("process", `fs.${name}`, path);
  };
  return undoAll([
    ...["open", "openFileHandle"].map(
      (name) => patchFunction(binding, name, ({ args, proceed }) => {
        const [path, flags] = [pathText(args[0]), Number(args[1])];
        if (isForWriting(flags) && processMemory.test(realPath(path))) refuse("open", path);
        return proceed([path, flags, ...args.slice(2)]);
      })
    ),
    ...["link", "symlink", "rename"].map(
      (name) => patchFunction(binding, name, ({ args, proceed }) => {
        const [from, to] = [pathText(args[0]), pathText(args[1])];
        if (guard.isPlaceOfSockets(to)) refuse(name, to);
        return proceed([from, to, ...args.slice(2)]);
      })
    )
  ]);
}
var processMemory = /^\/proc\/.*\/mem$/;
function isForWriting(flags) {
  return (flags & 3) !== 0;
}
var bytesToText = Buffer.prototype.toString;
function pathText(path) {
  return typeof path === "string" ? path : Reflect.apply(bytesToText, path, ["utf8"]);
}

// sandbox/network/native-code-guards.ts
function installNativeCodeGuards(guard) {
  const { role, useNock } = guard.policy;
  return undoAll([
    patchFunction(process, "dlopen", ({ args, proceed }) => {
      if (!guard.refusesNativeCode) return proceed();
      throw guard.refuse("process", "process.dlopen", String(args[1]));
    }),
    // Without nock a process has not loaded what these live in, and starts in half the time for it.
    ...useNock ? [engines(guard)] : [],
    ...role === "agent" ? [extensions(guard)] : []
  ]);
}
function engines(guard) {
  const refuse = (owner, key, api) => patchFunction(owner, key, ({ args }) => {
    throw guard.refuse("process", api, String(args.at(-1)));
  });
  const undos = [refuse(process.getBuiltinModule("crypto"), "setEngine", "crypto.setEngine")];
  const common = process.getBuiltinModule("_tls_common") ?? {};
  const create = Reflect.get(process.getBuiltinModule("tls"), "createSecureContext");
  let isCovered = false;
  const cover = () => {
    if (isCovered) return;
    isCovered = true;
    const context = Reflect.get(Reflect.apply(create, void 0, []), "context");
    const natives = Reflect.getPrototypeOf(context);
    undos.push(
      refuse(natives, "setEngineKey", "tls privateKeyEngine"),
      refuse(natives, "setClientCertEngine", "tls clientCertEngine")
    );
  };
  for (const owner of [common, process.getBuiltinModule("tls")]) {
    undos.push(
      patchFunction(owner, "createSecureContext", ({ proceed }) => {
        cover();
        return proceed();
      }),
      patchClass(owner, "SecureContext", (target2, args, newTarget) => {
        cover();
        return Reflect.construct(target2, args, newTarget);
      })
    );
  }
  return () => undoAll(undos)();
}
function extensions(guard) {
  const sqlite = process.getBuiltinModule("node:sqlite");
  const database = sqlite === void 0 ? void 0 : Reflect.get(sqlite, "DatabaseSync");
  if (typeof database !== "function") return () => {
  };
  return patchFunction(database.prototype, "loadExtension", ({ args }) => {
    throw guard.refuse("process", "sqlite.loadExtension", String(args[0]));
  });
}

// sandbox/network/worker-inheritance.ts
const workerThreads = require("node:worker_threads");
function installWorkerInheritance(guard) {
  return patchClass(workerThreads, "Worker", (target2, args, newTarget) => {
    if (!guard.policy.mayStartChildren) {
      throw guard.refuse("process", "worker_threads.Worker", String(args[0]));
    }
    const options = sealedOptions(args[1] ?? {}, guard);
    return Reflect.construct(target2, [args[0], options], newTarget);
  });
}
function sealedOptions(given, guard) {
  const policy = encodePolicy({ ...guard.policy, parentPid: null });
  const options = { ...given };
  const own2 = typeof options.env === "object" && options.env !== null ? options.env : process.env;
  return {
    ...options,
    env: { ...own2, [sealVariable]: policy },
    execArgv: [...inheritedFlags(), ...options.execArgv ?? inheritable(process.execArgv)]
  };
}
function inheritable(execArgv) {
  const perThread = /^(--import=|--require=|--conditions=|--experimental-|--no-experimental-|--enable-source-maps|--disable-warning=|--no-warnings)/;
  return execArgv.filter((flag) => perThread.test(flag));
}

// sandbox/network/process-layer.ts
function installProcessLayer(guard, natives) {
  const refuse = refuser(guard);
  const undo = undoAll([
    ...guard.policy.mayStartChildren ? [] : [refuse(ChildProcess3.prototype, "spawn", "child_process")],
    ...guard.policy.childrenInherit ? [installChildInheritance(guard, natives.process), installWorkerInheritance(guard)] : [],
    refuse(process, "execve", "process"),
    refuse(module2, "register", "module"),
    refuse(inspector, "open", "inspector"),
    ...inspectorBinding(guard),
    installNativeCodeGuards(guard),
    // What an agent does not need: the natives below the functions that the seal and Node itself call.
    ...guard.policy.role === "agent" ? [installFileGuards(guard), refuse(process, "binding", "process")] : []
  ]);
  syncBuiltinESMExports();
  return () => {
    undo();
    syncBuiltinESMExports();
  };
}
function refuser(guard) {
  return (owner, key, label) => patchFunction(owner, key, ({ args }) => {
    throw guard.refuse("process", `${label}.${key}`, target(args));
  });
}
function inspectorBinding(guard) {
  const binding = nativeBinding("inspector");
  return binding === null ? [] : [refuser(guard)(binding, "open", "inspector binding")];
}
function target(args) {
  const [first] = args;
  if (typeof first !== "object" || first === null) return String(first);
  const file = Reflect.get(first, "file") ?? Reflect.get(first, "id") ?? Reflect.get(first, "href");
  return String(file);
}

// sandbox/network/socket-layer.ts
const { syncBuiltinESMExports: syncBuiltinESMExports2 } = require("node:module");

// sandbox/network/datagram-guards.ts
const { Socket: Socket3 } = require("node:dgram");
function installDatagramGuards(guard) {
  const refuse = (api) => (call) => deliver(guard, call, api);
  const methods = [
    "send",
    "sendto",
    "connect",
    "connectSync",
    "addMembership",
    "addSourceSpecificMembership"
  ];
  return undoAll([
    ...methods.map((name) => patchFunction(Socket3.prototype, name, refuse(`dgram.Socket.${name}`))),
    ...["bind", "bindSync"].map(
      (name) => patchFunction(
        Socket3.prototype,
        name,
        (call) => guard.allowsListening(bindAddress(call.args)) ? call.proceed() : deliver(guard, call, `dgram.Socket.${name}`)
      )
    )
  ]);
}
function deliver(guard, call, api) {
  const refusal = guard.refuse("socket", api, `udp ${describe4(call.args)}`);
  if (api.endsWith("Sync")) throw refusal;
  const callback = call.args.findLast((arg) => typeof arg === "function");
  const socket = call.self;
  process.nextTick(() => {
    if (callback === void 0 || /bind|Membership/.test(api)) socket.emit("error", refusal);
    else Reflect.apply(callback, socket, [refusal]);
  });
  return /connect|Membership/.test(api) ? void 0 : socket;
}
function describe4(args) {
  const place = args.filter((arg) => typeof arg === "number" || typeof arg === "string");
  return place.slice(-2).toReversed().join(":");
}
function bindAddress(args) {
  const [first, second] = args;
  return typeof first === "object" && first !== null ? Reflect.get(first, "address") : second;
}

// sandbox/network/dns-guards.ts
const dns = require("node:dns");
const { isIP: isIP2 } = require("node:net");
function installDnsGuards(guard) {
  const places = [
    [dns, "dns", false],
    [dns.promises, "dns.promises", true],
    [dns.Resolver.prototype, "dns.Resolver", false],
    [dns.promises.Resolver.prototype, "dns.promises.Resolver", true]
  ];
  return undoAll(
    places.flatMap(
      ([owner, label, isPromise]) => lookupNames(owner).map(
        (name) => patchFunction(owner, name, (call) => look(guard, call, { api: `${label}.${name}`, isPromise }))
      )
    )
  );
}
function lookupNames(owner) {
  return Object.getOwnPropertyNames(owner).filter((name) => /^(lookup|resolve|reverse)/.test(name));
}
function look(guard, call, at) {
  if (at.api.endsWith(".lookup")) {
    const literal2 = localAnswer(call.args);
    if (literal2 !== null) return call.proceed([literal2, ...call.args.slice(1)]);
  }
  const refusal = guard.refuse("socket", at.api, `dns ${String(call.args[0])}`);
  if (at.isPromise) return Promise.reject(refusal);
  const callback = call.args.findLast((arg) => typeof arg === "function");
  if (callback === void 0) throw refusal;
  process.nextTick(() => Reflect.apply(callback, void 0, [refusal]));
  return void 0;
}
function localAnswer(args) {
  const [host, options] = args;
  if (host === "" || host === null || host === void 0) return "";
  if (typeof host !== "string") return null;
  if (isIP2(host) !== 0) return host;
  if (host !== "localhost") return null;
  const family = typeof options === "object" && options !== null ? Reflect.get(options, "family") : options;
  return family === 6 ? "::1" : "127.0.0.1";
}

// sandbox/network/net-guards.ts
const { Server, Socket: Socket4 } = require("node:net");
function installNetGuards(guard) {
  return undoAll([
    patchFunction(Socket4.prototype, "connect", (call) => connect2(guard, call)),
    patchFunction(Server.prototype, "listen", (call) => listen(guard, call))
  ]);
}
function connect2(guard, call) {
  const target2 = connectTarget(call.args);
  const allowed = "path" in target2 ? guard.allowsSocket(target2.path) : guard.allowsTcp(target2.host, target2.port);
  if (allowed) return call.proceed();
  const refusal = guard.refuse("socket", "net.Socket.connect", describe5(target2));
  const socket = call.self;
  process.nextTick(() => socket.destroy(refusal));
  return call.proceed([{ host: "127.0.0.1", port: 9 }]);
}
function listen(guard, call) {
  const target2 = connectTarget(call.args);
  const allowed = "path" in target2 ? guard.allowsSocket(target2.path) : guard.allowsListening(target2.host);
  if (allowed) return call.proceed();
  const refusal = guard.refuse("socket", "net.Server.listen", describe5(target2));
  const server = call.self;
  process.nextTick(() => server.emit("error", refusal));
  return server;
}
function connectTarget(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === "object" && first !== null) {
    const options = first;
    if (typeof options.path === "string") return { path: options.path };
    return { host: options.host ?? "localhost", port: options.port ?? `fd ${String(options.fd)}` };
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) return { path: first };
  return { host: typeof args[1] === "string" ? args[1] : "localhost", port: first };
}
function describe5(target2) {
  return "path" in target2 ? `unix ${target2.path.replaceAll("\0", "@")}` : `tcp ${String(target2.host)}:${String(target2.port)}`;
}

// sandbox/network/web-guards.ts
function installWebGuards(guard) {
  if (!guard.policy.useNock) return () => {
  };
  return undoAll(
    ["WebSocket", "EventSource", "WebSocketStream"].map(
      (name) => patchClass(globalThis, name, (_target, args) => {
        throw guard.refuse("socket", name, String(args[0]));
      })
    )
  );
}

// sandbox/network/socket-layer.ts
function installSocketLayer(guard) {
  const undo = undoAll([
    installNetGuards(guard),
    installDatagramGuards(guard),
    installDnsGuards(guard),
    installWebGuards(guard)
  ]);
  syncBuiltinESMExports2();
  return () => {
    undo();
    syncBuiltinESMExports2();
  };
}

// sandbox/network/seal.ts
var current = /* @__PURE__ */ Symbol.for("hermes.seal");
function installSeal(input, { isPermanent = false } = {}) {
  if (Reflect.has(globalThis, current)) {
    throw new SandboxError("HERMES_SEAL_POLICY", {
      message: `process ${process.pid} is sealed already, as ${currentSeal()?.policy.role}.`,
      fix: "seal a process once."
    });
  }
  const policy = deepFreeze(
    SealPolicy.parse({
      ...input,
      root: input.root === void 0 || input.root === "" ? process.cwd() : input.root
    })
  );
  const ledger = new LedgerWriter(policy);
  const guard = new Guard(policy, ledger);
  const natives = nativePrototypes();
  const originals = captureOriginals2();
  const undo = undoAll([
    installHandleLayer(guard, natives),
    installProcessLayer(guard, natives),
    installSocketLayer(guard),
    ...policy.useNock ? [installNockLayer(guard)] : []
  ]);
  Reflect.set(process.report, "excludeNetwork", true);
  process.on("SIGUSR1", () => void 0);
  const view = Object.freeze({
    policy,
    attempts: () => ledger.entries.filter((entry) => entry.type === "attempt"),
    refuseNativeCode: () => guard.refuseNativeCode(),
    setContext: (context) => guard.setContext(context)
  });
  Reflect.defineProperty(globalThis, current, { value: view, configurable: !isPermanent, enumerable: false });
  return {
    ...view,
    dispose() {
      undo();
      Reflect.deleteProperty(globalThis, current);
    },
    runCanaries: () => runCanaries({ guard, ledger, originals })
  };
}
function currentSeal() {
  return Reflect.get(globalThis, current) ?? null;
}
function deepFreeze(value) {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
function captureOriginals2() {
  const method = (owner, key) => Reflect.get(owner, key);
  return {
    socketConnect: method(Socket5.prototype, "connect"),
    datagramSend: method(DatagramSocket.prototype, "send"),
    datagramBind: method(DatagramSocket.prototype, "bind"),
    resolve4: method(Resolver3.prototype, "resolve4")
  };
}

// sandbox/network/seal-from-environment.ts
var sealExitCode = 4;
var unproven = null;
function sealFromEnvironment() {
  if (currentSeal() !== null) return;
  try {
    const policy = decodePolicy(process.env[sealVariable]);
    watchParent(policy.hasOwnRoot ? null : policy.parentPid);
    unproven = installSeal(policy, { isPermanent: true });
  } catch (error) {
    end(error);
  }
}
async function proveSeal() {
  const seal = unproven;
  unproven = null;
  if (seal === null) return;
  try {
    assertSealed(seal.policy, await seal.runCanaries());
  } catch (error) {
    end(error);
  }
}
function end(error) {
  if (!isMainThread3) throw error;
  writeSync2(2, `${error instanceof Error ? error.message : String(error)}
`);
  process.exit(sealExitCode);
}
freezeRealm();
return {
  proveSeal,
  sealFromEnvironment
};
})
