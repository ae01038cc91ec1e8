// Made by npm run generate. Do not edit.
(() => {
"use strict";
var realm = (() => {
  var __defProp = Object.defineProperty;
  var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
  var __getOwnPropNames = Object.getOwnPropertyNames;
  var __hasOwnProp = Object.prototype.hasOwnProperty;
  var __export = (target, all) => {
    for (var name in all)
      __defProp(target, name, { get: all[name], enumerable: true });
  };
  var __copyProps = (to, from, except, desc) => {
    if (from && typeof from === "object" || typeof from === "function") {
      for (let key of __getOwnPropNames(from))
        if (!__hasOwnProp.call(to, key) && key !== except)
          __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
    }
    return to;
  };
  var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

  // sandbox/isolate/realm/index.ts
  var index_exports = {};
  __export(index_exports, {
    install: () => install,
    outsideNames: () => outsideNames
  });

  // sandbox/isolate/realm/primordials.ts
  var { apply } = Reflect;
  function uncurry(method) {
    return (self, ...args) => apply(method, self, args);
  }
  function getter(prototype, name) {
    const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
    return uncurry(get);
  }
  var {
    keys: objectKeys,
    defineProperty,
    getPrototypeOf,
    getOwnPropertyDescriptor,
    getOwnPropertySymbols,
    is: sameValue
  } = Object;
  var { construct } = Reflect;
  var { assign, create, setPrototypeOf } = Object;
  var RealObject = Object;
  var RealProxy = Proxy;
  var { isArray } = Array;
  var { isView } = ArrayBuffer;
  var { stringify, parse } = JSON;
  var { floor, min, max, trunc } = Math;
  var { isFinite: isFiniteNumber } = Number;
  var toText = String;
  var toNumber = Number;
  var ObjectPrototype = Object.prototype;
  var RealDate = Date;
  var RealPromise = Promise;
  var RealMap = Map;
  var RealSet = Set;
  var RealError = Error;
  var RealTypeError = TypeError;
  var RealRangeError = RangeError;
  var { isError } = Error;
  var AsyncFunction = async function() {
  }.constructor;
  var objectTag = uncurry(Object.prototype.toString);
  var hasOwn = uncurry(Object.prototype.hasOwnProperty);
  var isEnumerable = uncurry(Object.prototype.propertyIsEnumerable);
  var mapForEach = uncurry(
    Map.prototype.forEach
  );
  var mapGet = uncurry(Map.prototype.get);
  var mapSet = uncurry(Map.prototype.set);
  var mapHas = uncurry(Map.prototype.has);
  var mapDelete = uncurry(Map.prototype.delete);
  var mapSize = getter(Map.prototype, "size");
  var setForEach = uncurry(
    Set.prototype.forEach
  );
  var setHas = uncurry(Set.prototype.has);
  var setAdd = uncurry(Set.prototype.add);
  var RealWeakMap = WeakMap;
  var weakMapGet = uncurry(WeakMap.prototype.get);
  var weakMapSet = uncurry(
    WeakMap.prototype.set
  );
  var RealWeakSet = WeakSet;
  var weakSetAdd = uncurry(WeakSet.prototype.add);
  var weakSetDelete = uncurry(WeakSet.prototype.delete);
  var setSize = getter(Set.prototype, "size");
  var dateTime = uncurry(Date.prototype.getTime);
  var dateIso = uncurry(Date.prototype.toISOString);
  var regexpSource = getter(RegExp.prototype, "source");
  var regexpFlags = getter(RegExp.prototype, "flags");
  var regexpTest = uncurry(RegExp.prototype.test);
  var numberValue = uncurry(Number.prototype.valueOf);
  var stringValue = uncurry(String.prototype.valueOf);
  var booleanValue = uncurry(Boolean.prototype.valueOf);
  var bigintText = uncurry(BigInt.prototype.toString);
  var symbolText = uncurry(Symbol.prototype.toString);
  var slice = uncurry(String.prototype.slice);
  var charCode = uncurry(String.prototype.charCodeAt);
  var indexOf = uncurry(String.prototype.indexOf);
  var lastIndexOf = uncurry(String.prototype.lastIndexOf);
  var repeat = uncurry(String.prototype.repeat);
  var promiseThen = uncurry(
    Promise.prototype.then
  );
  var resolved = Promise.resolve.bind(Promise);
  var typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  var typedArrayTag = getter(typedArrayPrototype, Symbol.toStringTag);
  var typedArrayLength = getter(typedArrayPrototype, "length");
  var bufferBytes = getter(ArrayBuffer.prototype, "byteLength");
  var RealUint8Array = Uint8Array;
  function bareArray() {
    return setPrototypeOf([], null);
  }
  function bareTable(entries) {
    return setPrototypeOf(entries, null);
  }
  function defineHidden(target, name, value) {
    defineProperty(target, name, {
      __proto__: null,
      value,
      writable: true,
      configurable: true,
      enumerable: false
    });
  }

  // sandbox/isolate/realm/deep-equal.ts
  function isDeepStrictEqual(a, b) {
    return same(a, b, { pairs: new RealMap(), isLoose: false });
  }
  function isJestEqual(a, b) {
    return same(a, b, { pairs: new RealMap(), isLoose: true });
  }
  function same(a, b, seen) {
    if (sameValue(a, b)) return true;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (!sameKind(a, b, seen)) return false;
    const tag = objectTag(a);
    if (mapGet(seen.pairs, a) === b) return true;
    mapSet(seen.pairs, a, b);
    const equal = sameContents(tag, [a, b], seen) && sameProperties(a, b, seen);
    if (!equal) mapSet(seen.pairs, a, void 0);
    return equal;
  }
  function sameKind(a, b, { isLoose }) {
    if (!isLoose && getPrototypeOf(a) !== getPrototypeOf(b)) return false;
    return objectTag(a) === objectTag(b) && isArray(a) === isArray(b);
  }
  function sameContents(tag, [a, b], seen) {
    try {
      return contentsEqual(tag, [a, b], seen);
    } catch (error2) {
      if (error2 instanceof RangeError) throw error2;
      return true;
    }
  }
  function contentsEqual(tag, [a, b], seen) {
    if (isArray(a)) return a.length === b.length;
    if (isView(a)) return isView(b) && typedArrayLength(a) === typedArrayLength(b);
    return contents[tag]?.(a, b, seen) ?? true;
  }
  var never = () => false;
  var contents = bareTable({
    "[object Map]": (a, b, seen) => mapSize(a) === mapSize(b) && sameMaps(a, b, seen),
    "[object Set]": (a, b, seen) => setSize(a) === setSize(b) && sameSets(a, b, seen),
    "[object Date]": (a, b) => sameValue(dateTime(a), dateTime(b)),
    "[object RegExp]": (a, b) => regexpSource(a) === regexpSource(b) && regexpFlags(a) === regexpFlags(b) && a.lastIndex === b.lastIndex,
    "[object Error]": (a, b, seen) => sameErrors(a, b, seen),
    "[object Number]": (a, b) => sameValue(numberValue(a), numberValue(b)),
    "[object String]": (a, b) => stringValue(a) === stringValue(b),
    "[object Boolean]": (a, b) => booleanValue(a) === booleanValue(b),
    "[object ArrayBuffer]": (a, b, seen) => same(new RealUint8Array(a), new RealUint8Array(b), seen),
    "[object Symbol]": never,
    "[object Promise]": never,
    "[object WeakMap]": never,
    "[object WeakSet]": never
  });
  function sameErrors(a, b, seen) {
    if (seen.isLoose) return toText(a.message) === toText(b.message);
    return toText(a.name) === toText(b.name) && toText(a.message) === toText(b.message) && hasOwn(a, "cause") === hasOwn(b, "cause") && same(a.cause, b.cause, seen);
  }
  function sameProperties(a, b, seen) {
    if (seen.isLoose) return hasDefinedOf(a, b, seen) && hasDefinedOf(b, a, seen);
    const names2 = objectKeys(a);
    if (names2.length !== objectKeys(b).length) return false;
    const symbols = enumerableSymbols(a);
    if (symbols.length !== enumerableSymbols(b).length) return false;
    const all = [...names2, ...symbols];
    for (let at = 0; at < all.length; at += 1) {
      const key = all[at];
      if (!isEnumerable(b, key)) return false;
      if (!same(a[key], b[key], seen)) return false;
    }
    return true;
  }
  function hasDefinedOf(a, b, seen) {
    const all = [...objectKeys(a), ...enumerableSymbols(a)];
    for (let at = 0; at < all.length; at += 1) {
      const key = all[at];
      const value = a[key];
      if (value === void 0) continue;
      if (!hasOwn(b, key) || !same(value, b[key], seen)) return false;
    }
    return true;
  }
  function enumerableSymbols(value) {
    const symbols = getOwnPropertySymbols(value);
    const found = [];
    for (let at = 0; at < symbols.length; at += 1) {
      if (isEnumerable(value, symbols[at])) found[found.length] = symbols[at];
    }
    return found;
  }
  function sameMaps(a, b, seen) {
    const open = [];
    let equal = true;
    mapForEach(a, (value, key) => {
      if (!equal) return;
      if (mapHas(b, key)) equal = same(value, mapGet(b, key), seen);
      else if (typeof key === "object" && key !== null) open[open.length] = [key, value];
      else equal = false;
    });
    if (!equal || open.length === 0) return equal;
    const others = [];
    mapForEach(b, (value, key) => {
      if (typeof key === "object" && key !== null && !mapHas(a, key)) others[others.length] = [key, value];
    });
    return pairUp(open, others, (x, y) => same(x[0], y[0], seen) && same(x[1], y[1], seen));
  }
  function sameSets(a, b, seen) {
    const open = [];
    let equal = true;
    setForEach(a, (item) => {
      if (setHas(b, item)) return;
      if (typeof item === "object" && item !== null) open[open.length] = item;
      else equal = false;
    });
    if (!equal || open.length === 0) return equal;
    const others = [];
    setForEach(b, (item) => {
      if (typeof item === "object" && item !== null && !setHas(a, item)) others[others.length] = item;
    });
    return pairUp(open, others, (x, y) => same(x, y, seen));
  }
  function pairUp(items, others, equal) {
    if (items.length !== others.length) return false;
    const taken = [];
    for (let at = 0; at < items.length; at += 1) {
      let found = false;
      for (let other = 0; other < others.length && !found; other += 1) {
        if (taken[other] === true || !equal(items[at], others[other])) continue;
        taken[other] = true;
        found = true;
      }
      if (!found) return false;
    }
    return true;
  }

  // sandbox/isolate/realm/inspect.ts
  var maxItems = 100;
  var maxString = 1e4;
  var maxLevel = 3;
  function inspect(value, maxCharacters = 1e5) {
    try {
      return show(value, { parents: [], left: maxCharacters });
    } catch {
      return "[unreadable]";
    }
  }
  function show(value, state) {
    switch (typeof value) {
      case "string":
        return clip(`'${slice(stringify(slice(value, 0, maxString)), 1, -1)}'`, state);
      case "number":
        return sameValue(value, -0) ? "-0" : toText(value);
      case "bigint":
        return clip(`${bigintText(value)}n`, state);
      case "symbol":
        return clip(symbolText(value), state);
      case "function":
        return clip(functionText(value), state);
      case "object":
        return value === null ? "null" : showObject(value, state);
      case "boolean":
      case "undefined":
        return toText(value);
    }
  }
  function clip(text2, state) {
    const cut2 = text2.length > state.left ? slice(text2, 0, state.left) : text2;
    state.left -= cut2.length;
    return cut2;
  }
  function functionText(value) {
    const name = dataProperty(value, "name");
    return typeof name === "string" && name !== "" ? `[Function: ${slice(name, 0, 100)}]` : "[Function (anonymous)]";
  }
  function showObject(value, state) {
    if (state.left <= 0) return "\u2026";
    for (let at = 0; at < state.parents.length; at += 1)
      if (state.parents[at] === value) return "[Circular *1]";
    const leaf = leafText(value);
    if (leaf !== void 0) return clip(leaf, state);
    if (state.parents.length >= maxLevel) return isArray(value) ? "[Array]" : "[Object]";
    const inner = { parents: [...state.parents, value], left: state.left };
    const text2 = isArray(value) ? showArray(value, inner) : showCollection(value, inner);
    state.left = inner.left;
    return text2;
  }
  function leafText(value) {
    const tag = objectTag(value);
    try {
      if (tag === "[object Date]") return dateTime(value) === dateTime(value) ? dateIso(value) : "Invalid Date";
      if (tag === "[object RegExp]") return `/${regexpSource(value)}/${regexpFlags(value)}`;
      if (tag === "[object Error]") return errorLine(value);
      if (tag === "[object Promise]") return "Promise {}";
    } catch {
      return void 0;
    }
    return void 0;
  }
  function errorLine(value) {
    const stack = dataProperty(value, "stack");
    return typeof stack === "string" && stack !== "" ? slice(stack, 0, maxString) : `[${toText(value)}]`;
  }
  function showArray(value, state) {
    let text2 = "";
    const shown = value.length < maxItems ? value.length : maxItems;
    for (let at = 0; at < shown && state.left > 0; at += 1) {
      const descriptor = getOwnPropertyDescriptor(value, at);
      text2 += `${at === 0 ? "" : ", "}${descriptor === void 0 ? "<empty>" : showProperty(descriptor, state)}`;
      state.left -= 2;
    }
    const more = value.length > shown ? `, ... ${value.length - shown} more items` : "";
    return text2 === "" && more === "" ? "[]" : `[ ${text2}${more} ]`;
  }
  function showCollection(value, state) {
    const tag = objectTag(value);
    try {
      if (tag === "[object Map]") return showMap(value, state);
      if (tag === "[object Set]") return showSet(value, state);
      if (isView(value))
        return `${className(value)}(${typedArrayLength(value)}) [ ${typedItems(value, state)} ]`;
    } catch {
      return "[Object]";
    }
    return showPlain(value, state);
  }
  function showMap(map, state) {
    let text2 = "";
    mapForEach(map, (item, key) => {
      if (state.left > 0) text2 += `${text2 === "" ? "" : ", "}${show(key, state)} => ${show(item, state)}`;
      state.left -= 6;
    });
    return `Map(${mapSize(map)}) {${text2 === "" ? "" : ` ${text2} `}}`;
  }
  function showSet(set, state) {
    let text2 = "";
    setForEach(set, (item) => {
      if (state.left > 0) text2 += `${text2 === "" ? "" : ", "}${show(item, state)}`;
      state.left -= 2;
    });
    return `Set(${setSize(set)}) {${text2 === "" ? "" : ` ${text2} `}}`;
  }
  function typedItems(view2, state) {
    const length = typedArrayLength(view2);
    let text2 = "";
    for (let at = 0; at < length && at < maxItems && state.left > 0; at += 1) {
      text2 += `${at === 0 ? "" : ", "}${show(view2[at], state)}`;
    }
    return length > maxItems ? `${text2}, ... ${length - maxItems} more items` : text2;
  }
  function showPlain(value, state) {
    const names2 = objectKeys(value);
    let text2 = "";
    for (let at = 0; at < names2.length && at < maxItems && state.left > 0; at += 1) {
      const name = names2[at];
      const descriptor = getOwnPropertyDescriptor(value, name);
      if (descriptor === void 0) continue;
      text2 += `${text2 === "" ? "" : ", "}${clip(keyText(name), state)}: ${showProperty(descriptor, state)}`;
      state.left -= 4;
    }
    const title = className(value);
    return `${title === "Object" ? "" : `${title} `}{${text2 === "" ? "" : ` ${text2} `}}`;
  }
  function showProperty(descriptor, state) {
    if (descriptor.get !== void 0) return descriptor.set === void 0 ? "[Getter]" : "[Getter/Setter]";
    return descriptor.set === void 0 ? show(descriptor.value, state) : "[Setter]";
  }
  function keyText(name) {
    const isName = /^[A-Za-z_$][\w$]*$/.test(slice(name, 0, maxString));
    return isName ? slice(name, 0, maxString) : `'${slice(stringify(slice(name, 0, maxString)), 1, -1)}'`;
  }
  function className(value) {
    const prototype = getPrototypeOf(value);
    if (prototype === null) return "[Object: null prototype]";
    if (prototype === ObjectPrototype) return "Object";
    const maker = dataProperty(prototype, "constructor");
    const name = typeof maker === "function" ? dataProperty(maker, "name") : void 0;
    return typeof name === "string" && name !== "" ? slice(name, 0, 100) : "Object";
  }
  function dataProperty(value, name) {
    for (let at = value; at !== null; at = getPrototypeOf(at)) {
      const descriptor = getOwnPropertyDescriptor(at, name);
      if (descriptor !== void 0) return descriptor.value;
    }
    return void 0;
  }

  // sandbox/isolate/realm/assert-throws.ts
  function createMatchers(decide, excuse) {
    const settle = (operator, outcome, [expected, message]) => {
      if (!outcome.threw) return decide(missing(operator, expected, message));
      excuse(outcome.error);
      decide(judged(operator, outcome.error, [expected, message]));
    };
    return {
      throws: (block, ...rest) => settle("throws", attempt(block), rest),
      rejects: async (block, ...rest) => settle("rejects", await attemptAsync(block), rest),
      doesNotThrow: (block, ...rest) => decide(unwanted("doesNotThrow", attempt(block), rest)),
      doesNotReject: async (block, ...rest) => decide(unwanted("doesNotReject", await attemptAsync(block), rest))
    };
  }
  function attempt(block) {
    if (typeof block !== "function") throw new RealTypeError('The "fn" argument must be of type function.');
    try {
      apply(block, void 0, []);
      return { threw: false };
    } catch (error2) {
      return { threw: true, error: error2 };
    }
  }
  async function attemptAsync(block) {
    const promise = typeof block === "function" ? block() : block;
    if (typeof promise?.then !== "function") {
      throw new RealTypeError("Expected a promise or a function that returns one.");
    }
    try {
      await promise;
      return { threw: false };
    } catch (error2) {
      return { threw: true, error: error2 };
    }
  }
  function missing(operator, expected, message) {
    const text2 = operator === "throws" ? "Missing expected exception." : "Missing expected rejection.";
    const said = typeof expected === "string" ? expected : message;
    return { holds: false, operator, actual: void 0, expected, message: said, text: text2 };
  }
  function unwanted(operator, { threw, error: error2 }, [expected, message]) {
    const said = typeof expected === "string" ? expected : message;
    return {
      holds: !threw,
      operator,
      actual: error2,
      expected: void 0,
      message: said,
      text: `Got unwanted ${operator === "doesNotThrow" ? "exception" : "rejection"}: ${inspect(error2, 500)}`
    };
  }
  function judged(operator, error2, [expected, message]) {
    const complaint = complain(error2, expected);
    return {
      holds: complaint === void 0,
      operator,
      actual: error2,
      expected,
      message,
      text: complaint ?? ""
    };
  }
  function complain(error2, expected) {
    if (expected === void 0 || typeof expected === "string") return void 0;
    if (objectTag(expected) === "[object RegExp]") {
      return regexpTest(expected, toText(error2)) ? void 0 : `The error does not match: ${inspect(error2, 500)}`;
    }
    if (typeof expected === "function") return complainOfFunction(error2, expected);
    return complainOfExample(error2, expected);
  }
  function complainOfFunction(error2, expected) {
    const isClass = expected.prototype !== void 0;
    if (isClass && error2 instanceof expected) return void 0;
    if (isClass && (expected === RealError || RealError.isPrototypeOf(expected))) {
      return `The error is not an instance of ${expected.name}: ${inspect(error2, 500)}`;
    }
    const answer = apply(expected, {}, [error2]);
    return answer === true ? void 0 : "The validation function did not return true";
  }
  function complainOfExample(error2, example) {
    const names2 = objectKeys(example);
    if (example instanceof RealError) names2.push("name", "message");
    for (let at = 0; at < names2.length; at += 1) {
      const name = names2[at];
      const actual = error2?.[name];
      const wanted = example[name];
      const isPattern = objectTag(wanted) === "[object RegExp]" && typeof actual === "string" && !isArray(wanted);
      const holds = isPattern ? regexpTest(wanted, actual) : isDeepStrictEqual(actual, wanted);
      if (!holds) return `The error's ${name} is ${inspect(actual, 500)}, expected ${inspect(wanted, 500)}`;
    }
    return void 0;
  }

  // sandbox/isolate/realm/assert.ts
  var AssertionError = class extends RealError {
    code = "ERR_ASSERTION";
    generatedMessage;
    actual;
    expected;
    operator;
    constructor(options = {}) {
      super(options.message === void 0 ? "Failed" : toText(options.message));
      this.generatedMessage = options.message === void 0;
      this.actual = options.actual;
      this.expected = options.expected;
      this.operator = options.operator ?? "fail";
      defineProperty(this, "name", {
        value: "AssertionError",
        writable: true,
        configurable: true,
        enumerable: false
      });
    }
  };
  function createAssert(tally) {
    const counted = new RealWeakSet();
    const decide = (claim) => {
      tally.count(claim.holds);
      if (claim.holds) return;
      const error2 = claim.message instanceof RealError ? claim.message : failure(claim);
      weakSetAdd(counted, error2);
      throw error2;
    };
    const assert = ((value, ...rest) => decide(truthy(value, rest[0])));
    const methods2 = {
      ...comparisons(decide),
      ...createMatchers(decide, (error2) => {
        if (typeof error2 === "object" && error2 !== null && weakSetDelete(counted, error2)) tally.excuse();
      }),
      ok: (value, message) => decide(truthy(value, message)),
      fail: (message) => decide({
        holds: false,
        operator: "fail",
        actual: void 0,
        expected: void 0,
        message,
        text: "Failed"
      }),
      ifError: (value) => decide({
        holds: value === null || value === void 0,
        operator: "ifError",
        actual: value,
        expected: null,
        text: `ifError got unwanted exception: ${inspect(value, 500)}`
      }),
      AssertionError,
      strict: assert
    };
    for (const name of objectKeys(methods2)) {
      defineProperty(assert, name, {
        value: methods2[name],
        writable: true,
        configurable: true,
        enumerable: true
      });
    }
    return assert;
  }
  function truthy(value, message) {
    return {
      holds: Boolean(value),
      operator: "==",
      actual: value,
      expected: true,
      message,
      text: `The expression evaluated to a falsy value: ${inspect(value, 500)}`
    };
  }
  function failure({ message, text: text2, actual, expected, operator }) {
    return new AssertionError({ message: message ?? text2, actual, expected, operator });
  }
  function comparisons(decide) {
    const compare = (operator, holds, text2) => (actual, expected, message) => decide({
      holds: holds(actual, expected),
      operator,
      actual,
      expected,
      message,
      text: `${text2}: ${brief(actual)} and ${brief(expected)}`
    });
    const strictEqual = compare("strictEqual", sameValue, "Expected values to be strictly equal");
    const notStrictEqual = compare(
      "notStrictEqual",
      (a, b) => !sameValue(a, b),
      "Expected values to be strictly unequal"
    );
    const deepStrictEqual = compare(
      "deepStrictEqual",
      isDeepStrictEqual,
      "Expected values to be strictly deep-equal"
    );
    const notDeepStrictEqual = compare(
      "notDeepStrictEqual",
      (a, b) => !isDeepStrictEqual(a, b),
      "Expected values not to be strictly deep-equal"
    );
    return {
      equal: strictEqual,
      strictEqual,
      notEqual: notStrictEqual,
      notStrictEqual,
      deepEqual: deepStrictEqual,
      deepStrictEqual,
      notDeepEqual: notDeepStrictEqual,
      notDeepStrictEqual,
      match: compare("match", matches, "The input did not match the regular expression"),
      doesNotMatch: compare(
        "doesNotMatch",
        (a, b) => !matches(a, b),
        "The input was expected not to match the regular expression"
      )
    };
  }
  function matches(text2, pattern) {
    return typeof text2 === "string" && regexpTest(pattern, text2);
  }
  function brief(value) {
    return slice(inspect(value, 2e3), 0, 2e3);
  }

  // sandbox/isolate/realm/classes.ts
  var maxName = 100;
  function prototypesOf(names2) {
    const found = {};
    for (const name of names2) {
      const maker = globalThis[name];
      if (maker !== void 0) found[name] = maker.prototype;
    }
    return bareTable(found);
  }
  var errorNames = [
    "Error",
    "AggregateError",
    "EvalError",
    "RangeError",
    "ReferenceError",
    "SyntaxError",
    "TypeError",
    "URIError"
  ];
  var errorPrototypes = prototypesOf(errorNames);
  var builtIns = prototypesOf([
    ...errorNames,
    "Object",
    "Array",
    "Map",
    "Set",
    "Date",
    "RegExp",
    "Number",
    "String",
    "Boolean",
    "ArrayBuffer",
    "Promise",
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
    "Int32Array",
    "Uint32Array",
    "Float16Array",
    "Float32Array",
    "Float64Array",
    "BigInt64Array",
    "BigUint64Array"
  ]);
  var namesOfBuiltIns = new RealMap();
  for (const name in builtIns) mapSet(namesOfBuiltIns, builtIns[name], name);
  function builtInName(prototype) {
    return mapGet(namesOfBuiltIns, prototype);
  }
  function errorKind(error2) {
    for (let at = prototypeOf(error2); at !== null; at = prototypeOf(at)) {
      const name = builtInName(at);
      if (name !== void 0) return errorPrototypes[name] === void 0 ? "Error" : name;
    }
    return "Error";
  }
  var numbers = new RealWeakMap();
  var count = 0;
  function classMark(prototype) {
    if (prototype === null) return { c: 0, n: "", b: "" };
    let c = weakMapGet(numbers, prototype);
    if (c === void 0) {
      count += 1;
      c = count;
      weakMapSet(numbers, prototype, c);
    }
    return { c, n: className2(prototype), b: extended(prototype) };
  }
  var standIns = new RealMap();
  function standInPrototype({ c, n, b }) {
    if (c === 0) return null;
    const known = mapGet(standIns, c);
    if (known !== void 0) return known;
    const made = create(b === "" ? null : builtIns[b] ?? null);
    defineHidden(made, "constructor", standInClass(n));
    mapSet(standIns, c, made);
    return made;
  }
  function standInClass(name) {
    const made = () => {
    };
    defineHidden(made, "name", name);
    return made;
  }
  function extended(prototype) {
    for (let at = prototype; at !== null; at = prototypeOf(at)) {
      const name = builtInName(at);
      if (name !== void 0) return name;
    }
    return "";
  }
  function className2(prototype) {
    const maker = getOwnPropertyDescriptor(prototype, "constructor")?.value;
    const name = typeof maker === "function" ? getOwnPropertyDescriptor(maker, "name")?.value : void 0;
    return typeof name === "string" ? slice(name, 0, maxName) : "";
  }
  function prototypeOf(value) {
    return getPrototypeOf(value);
  }

  // sandbox/isolate/realm/decode.ts
  function decode(text2, how = {}) {
    return decodeParsed(parse(text2), how);
  }
  function decodeParsed(json, how = {}) {
    return revive(json, { known: bareArray(), how });
  }
  function revive(json, refs) {
    if (typeof json !== "object" || json === null) return json;
    if (!isArray(json) && hasOwn(json, "$")) return reviveTagged(json, refs);
    refs.known[refs.known.length] = json;
    const names2 = objectKeys(json);
    const target = json;
    for (let index = 0; index < names2.length; index += 1) {
      const name = names2[index];
      const child = target[name];
      if (typeof child === "object" && child !== null) put(target, name, revive(child, refs));
    }
    return json;
  }
  function put(target, name, value) {
    defineProperty(target, name, {
      __proto__: null,
      value,
      writable: true,
      enumerable: true,
      configurable: true
    });
  }
  function reviveTagged(tagged, refs) {
    const reviver = revivers[tagged.$];
    if (reviver === void 0) throw new RealTypeError("unknown tag in encoded value");
    return reviver(tagged, refs);
  }
  var revivers = bareTable({
    undefined: () => void 0,
    NaN: () => NaN,
    Infinity: () => Infinity,
    "-Infinity": () => -Infinity,
    "-0": () => -0,
    bigint: ({ v }) => {
      const hex = v;
      return hex[0] === "-" ? -BigInt(`0x${hex.slice(1)}`) : BigInt(`0x${hex}`);
    },
    ref: ({ v }, refs) => {
      if (!(v in refs.known)) throw new RealTypeError("unknown reference in encoded value");
      return refs.known[v];
    },
    date: ({ v }, refs) => remember(refs, new RealDate(revive(v, noRefs()))),
    regexp: ({ v, f, l }, refs) => {
      const pattern = remember(refs, new RegExp(v, f));
      if (l !== void 0) pattern.lastIndex = revive(l, refs);
      return pattern;
    },
    boxed: ({ v }, refs) => remember(refs, Object(revive(v, noRefs()))),
    object: ({ v }, refs) => fill(remember(refs, {}), v, refs),
    sparse: ({ v, n }, refs) => {
      const list = [];
      list.length = n;
      return fill(remember(refs, list), v, refs);
    },
    own: reviveOwn,
    error: reviveError,
    typed: ({ k, v }, refs) => {
      const index = reserve(refs);
      const Kind = typedKind(k);
      const items = v;
      for (let at = 0; at < items.length; at += 1) items[at] = revive(items[at], noRefs());
      return refs.known[index] = new Kind(items);
    },
    buffer: ({ v }, refs) => {
      const index = reserve(refs);
      return refs.known[index] = revive(v, refs).buffer;
    },
    map: ({ v }, refs) => {
      const map = remember(refs, new RealMap());
      const pairs2 = v;
      for (let at = 0; at < pairs2.length; at += 1) {
        const key = revive(pairs2[at]?.[0], refs);
        mapSet(map, key, revive(pairs2[at]?.[1], refs));
      }
      return map;
    },
    set: ({ v }, refs) => {
      const set = remember(refs, new RealSet());
      const items = v;
      for (let at = 0; at < items.length; at += 1) setAdd(set, revive(items[at], refs));
      return set;
    }
  });
  function noRefs() {
    return { known: bareArray(), how: {} };
  }
  function remember({ known }, value) {
    known[known.length] = value;
    return value;
  }
  function reserve({ known }) {
    known[known.length] = void 0;
    return known.length - 1;
  }
  function fill(target, v, refs) {
    const pairs2 = v;
    for (let at = 0; at < pairs2.length; at += 1) {
      put(target, pairs2[at]?.[0], revive(pairs2[at]?.[1], refs));
    }
    return target;
  }
  function reviveOwn(tagged, refs) {
    const { isPlain = false, onLoss } = refs.how;
    const value = revive(tagged["v"], refs);
    if (tagged["c"] !== void 0) {
      if (tagged["c"] !== 0) onLoss?.("instance");
      if (!isPlain) setPrototypeOf(value, standInPrototype(tagged));
    }
    return isPlain ? value : fill(value, tagged["p"], refs);
  }
  function reviveError(tagged, refs) {
    const error2 = remember(refs, new RealError());
    const { k, n, m, s, p, h, x } = tagged;
    setPrototypeOf(error2, errorPrototypes[k] ?? null);
    defineHidden(error2, "stack", s);
    const name = revive(n, refs);
    if (error2.name !== name) defineHidden(error2, "name", name);
    defineHidden(error2, "message", revive(m, refs));
    if (x !== void 0) refs.how.onLoss?.("part");
    fill(error2, p, refs);
    const hidden = h;
    for (let at = 0; at < hidden.length; at += 1) {
      defineHidden(error2, hidden[at]?.[0], revive(hidden[at]?.[1], refs));
    }
    return error2;
  }
  var typedKinds = bareTable({
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    Float16Array: globalThis.Float16Array
  });
  function typedKind(name) {
    const Kind = typedKinds[name];
    if (Kind === void 0) throw new RealTypeError("unknown typed array in encoded value");
    return Kind;
  }

  // sandbox/isolate/realm/encoder.ts
  function newEncoder(encodeValue2, left, isProven = false) {
    return { encodeValue: encodeValue2, seen: new RealMap(), count: 0, depth: 0, left, isProven };
  }
  function spend(state, text2) {
    state.left -= text2.length;
    if (state.left < 0) throw new RealRangeError("the value is larger than the output limit");
    return text2;
  }
  function quote(value, state) {
    if (value.length > state.left) throw new RealRangeError("the value is larger than the output limit");
    return stringify(value);
  }
  function numberText(value) {
    if (isFiniteNumber(value)) return sameValue(value, -0) ? '{"$":"-0"}' : toText(value);
    return value !== value ? '{"$":"NaN"}' : value > 0 ? '{"$":"Infinity"}' : '{"$":"-Infinity"}';
  }
  function pairText(name, value, state) {
    const text2 = `[${spend(state, quote(name, state))},${state.encodeValue(value, state)}]`;
    spend(state, "[,]");
    return text2;
  }
  function read(value, name) {
    return value[name];
  }
  function refuseSymbols(value) {
    const symbols = getOwnPropertySymbols(value);
    for (let at = 0; at < symbols.length; at += 1) {
      if (isEnumerable(value, symbols[at]))
        throw new RealTypeError("a property named by a symbol cannot cross as data");
    }
  }
  var maxLength = 4294967295;
  function isIndex(name) {
    const index = toNumber(name);
    return index >= 0 && index < maxLength && trunc(index) === index && toText(index) === name;
  }
  function bigintTag(value, state) {
    const hex = bigintText(value, 16);
    if (hex.length > state.left) throw new RealRangeError("the value is larger than the output limit");
    return `{"$":"bigint","v":"${hex}"}`;
  }
  function pairs(value, state) {
    const names2 = objectKeys(value);
    let text2 = "";
    for (let index = 0; index < names2.length; index += 1) {
      const name = names2[index];
      text2 += `${index === 0 ? "" : ","}${pairText(name, read(value, name), state)}`;
    }
    return `[${text2}]`;
  }
  function patternTag(pattern, state) {
    const last = read(pattern, "lastIndex");
    const rest = last === 0 ? "" : `,"l":${state.encodeValue(last, state)}`;
    return `{"$":"regexp","v":${quote(regexpSource(pattern), state)},"f":${quote(regexpFlags(pattern), state)}${rest}}`;
  }

  // sandbox/isolate/realm/error-text.ts
  var maxErrorName = 200;
  var maxErrorMessage = 8192;
  var minText = 100;
  function errorText(thrown, maxCharacters = maxErrorMessage) {
    const most = min(maxErrorMessage, max(minText, maxCharacters));
    if (typeof thrown !== "object" || thrown === null) {
      return { name: "NonError", message: bounded(plainText(thrown), most), stack: "" };
    }
    return {
      name: bounded(field(thrown, "name") ?? "NonError", maxErrorName),
      message: bounded(field(thrown, "message") ?? "an object that is no error was thrown", most),
      stack: bounded(field(thrown, "stack") ?? "", most)
    };
  }
  function errorJson(thrown) {
    const { name, message, stack } = errorText(thrown);
    return `{"n":${stringify(name)},"m":${stringify(message)},"s":${stringify(stack)}}`;
  }
  function field(thrown, name) {
    try {
      const value = thrown[name];
      return value === void 0 ? void 0 : plainText(value);
    } catch {
      return void 0;
    }
  }
  function plainText(value) {
    try {
      return toText(value);
    } catch {
      return "unreadable";
    }
  }
  function bounded(text2, maxCharacters) {
    return text2.length > maxCharacters ? `${slice(text2, 0, maxCharacters)}\u2026` : text2;
  }

  // sandbox/isolate/realm/encode-error.ts
  function encodeError(error2, state) {
    const head = `{"$":"error","k":"${errorKind(error2)}","s":${stringify(ownFrames(errorText(error2).stack))},"n":`;
    const name = state.encodeValue(cut(read(error2, "name"), maxErrorName), state);
    const message = state.encodeValue(cut(read(error2, "message"), maxErrorMessage), state);
    const shown = provenPairs(error2, objectKeys(error2), state);
    const hidden = provenPairs(error2, hiddenParts(error2), state);
    const rest = shown.isWhole && hidden.isWhole ? "" : ',"x":1';
    return `${spend(state, head)}${name},"m":${message},"p":[${shown.text}],"h":[${hidden.text}]${rest}}`;
  }
  function ownFrames(stack) {
    const ours = indexOf(stack, "hermes:realm");
    return ours < 0 ? stack : slice(stack, 0, lastIndexOf(stack, "\n", ours));
  }
  function hiddenParts(error2) {
    const parts = [];
    for (let at = 0; at < maybeHidden.length; at += 1) {
      const name = maybeHidden[at];
      if (hasOwn(error2, name) && !isEnumerable(error2, name)) parts[parts.length] = name;
    }
    return parts;
  }
  var maybeHidden = ["cause", "errors"];
  function provenPairs(value, names2, state) {
    let text2 = "";
    let isWhole = true;
    const wasProven = state.isProven;
    for (let at = 0; at < names2.length; at += 1) {
      const name = names2[at];
      const part = read(value, name);
      if (!wasProven && typeof part !== "string" && !canCross(part, state)) {
        isWhole = false;
        continue;
      }
      state.isProven = true;
      text2 += `${text2 === "" ? "" : ","}${pairText(name, part, state)}`;
      state.isProven = wasProven;
    }
    return { text: text2, isWhole };
  }
  function canCross(value, { encodeValue: encodeValue2, left }) {
    try {
      encodeValue2(value, newEncoder(encodeValue2, left, true));
      return true;
    } catch {
      return false;
    }
  }
  function cut(value, maxCharacters) {
    return typeof value === "string" ? bounded(value, maxCharacters) : value;
  }

  // sandbox/isolate/realm/encode.ts
  var maxDepth = 1e3;
  function encode(value, maxCharacters) {
    return encodeValue(value, newEncoder(encodeValue, maxCharacters));
  }
  function encodeValue(value, state) {
    switch (typeof value) {
      case "string":
        return spend(state, quote(value, state));
      case "number":
        return spend(state, numberText(value));
      case "boolean":
        return spend(state, value ? "true" : "false");
      case "undefined":
        return spend(state, '{"$":"undefined"}');
      case "bigint":
        return spend(state, bigintTag(value, state));
      case "object":
        return value === null ? spend(state, "null") : encodeObject(value, state);
      case "function":
      case "symbol":
        throw new RealTypeError(`a ${typeof value} cannot cross as data`);
    }
  }
  function encodeObject(value, state) {
    const known = mapGet(state.seen, value);
    if (known !== void 0) return spend(state, `{"$":"ref","v":${toText(known)}}`);
    mapSet(state.seen, value, state.count);
    state.count += 1;
    if (state.depth >= maxDepth) throw new RealRangeError(`the value is nested deeper than ${maxDepth} levels`);
    state.depth += 1;
    const text2 = encodeWhole(value, state);
    state.depth -= 1;
    return text2;
  }
  function encodeWhole(value, state) {
    refuseSymbols(value);
    const prototype = getPrototypeOf(value);
    if (prototype === ObjectPrototype && !isArray(value)) return encodePlain(value, state);
    const { home, more, read: read2 } = branchOf(value);
    const text2 = read2(value, state);
    const pairs2 = more === "none" ? "" : pairsBeside(value, more, state);
    const isHome = builtInName(prototype) === (typeof home === "string" ? home : home(value));
    return isHome && pairs2 === "" ? text2 : spend(state, `{"$":"own",${isHome ? "" : classText(prototype)}"p":[${pairs2}],"v":`) + `${text2}}`;
  }
  function classText(prototype) {
    const { c, n, b } = classMark(prototype);
    return `"c":${toText(c)},"n":${stringify(n)},"b":"${b}",`;
  }
  function pairsBeside(value, more, state) {
    const names2 = objectKeys(value);
    if (names2.length === 0 || more === "unindexed" && isIndex(names2[names2.length - 1])) return "";
    let text2 = "";
    for (let at = 0; at < names2.length; at += 1) {
      const name = names2[at];
      if (more === "unindexed" && isIndex(name)) continue;
      text2 += `${text2 === "" ? "" : ","}${pairText(name, read(value, name), state)}`;
    }
    return text2;
  }
  function encodeArray(value, state) {
    const length = lengthOf(value);
    if (length > state.left && objectKeys(value).length < length) return encodeSparse(value, length, state);
    let text2 = "";
    for (let index = 0; index < length; index += 1) {
      if (!hasOwn(value, index) && !(index in value)) return encodeSparse(value, length, state);
      text2 += `${index === 0 ? "" : ","}${encodeValue(value[index], state)}`;
      spend(state, ",");
    }
    return `[${text2}]`;
  }
  function lengthOf(value) {
    const length = trunc(toNumber(value.length));
    return length >= 0 ? min(length, maxLength) : 0;
  }
  function encodeSparse(value, length, state) {
    return `{"$":"sparse","n":${toText(length)},"v":${pairs(value, state)}}`;
  }
  function encodePlain(value, state) {
    const names2 = objectKeys(value);
    if (hasOwn(value, "$")) return `{"$":"object","v":${pairs(value, state)}}`;
    let text2 = "";
    for (let index = 0; index < names2.length; index += 1) {
      const name = names2[index];
      text2 += `${index === 0 ? "" : ","}${spend(state, quote(name, state))}:${encodeValue(read(value, name), state)}`;
      spend(state, ",:");
    }
    return `{${text2}}`;
  }
  function branchOf(value) {
    if (isArray(value)) return array;
    if (isError(value)) return error;
    if (isView(value)) return view;
    const branch = exotic[objectTag(value)];
    return branch !== void 0 && isBranded(branch, value) ? branch : plain;
  }
  function isBranded({ brand }, value) {
    try {
      brand?.(value);
      return true;
    } catch {
      return false;
    }
  }
  function encodeView(value, state) {
    const kind = typedArrayTag(value);
    if (kind === void 0) throw new RealTypeError("a DataView cannot cross as data");
    const length = typedArrayLength(value);
    let text2 = "";
    for (let index = 0; index < length; index += 1) {
      text2 += `${index === 0 ? "" : ","}${encodeValue(value[index], state)}`;
      spend(state, ",");
    }
    return `{"$":"typed","k":"${kind}","v":[${text2}]}`;
  }
  var array = {
    home: "Array",
    more: "unindexed",
    read: (value, state) => encodeArray(value, state)
  };
  var error = { home: errorKind, more: "none", read: encodeError };
  var view = {
    home: (value) => typedArrayTag(value) ?? "",
    more: "unindexed",
    read: (value, state) => encodeView(value, state)
  };
  var plain = { home: "Object", more: "none", read: encodePlain };
  var exotic = bareTable({
    "[object Map]": { brand: mapSize, home: "Map", more: "all", read: encodeMap },
    "[object Set]": { brand: setSize, home: "Set", more: "all", read: encodeSet },
    "[object Date]": {
      brand: dateTime,
      home: "Date",
      more: "all",
      read: (value) => `{"$":"date","v":${numberText(dateTime(value))}}`
    },
    "[object RegExp]": {
      brand: regexpSource,
      home: "RegExp",
      more: "all",
      read: patternTag
    },
    "[object Number]": {
      brand: numberValue,
      home: "Number",
      more: "all",
      read: (value) => `{"$":"boxed","v":${numberText(numberValue(value))}}`
    },
    "[object String]": {
      brand: stringValue,
      home: "String",
      more: "unindexed",
      read: (value, state) => `{"$":"boxed","v":${quote(stringValue(value), state)}}`
    },
    "[object Boolean]": {
      brand: booleanValue,
      home: "Boolean",
      more: "all",
      read: (value) => `{"$":"boxed","v":${toText(booleanValue(value))}}`
    },
    "[object ArrayBuffer]": {
      brand: bufferBytes,
      home: "ArrayBuffer",
      more: "all",
      read: (value, state) => `{"$":"buffer","v":${encodeValue(new RealUint8Array(value), state)}}`
    },
    "[object Promise]": {
      home: "Promise",
      more: "none",
      read: () => {
        throw new RealTypeError("a promise cannot cross as data: await it first");
      }
    }
  });
  function encodeMap(map, state) {
    let text2 = "";
    mapForEach(map, (value, key) => {
      text2 += `${text2 === "" ? "" : ","}[${encodeValue(key, state)},${encodeValue(value, state)}]`;
      spend(state, "[,]");
    });
    return `{"$":"map","v":[${text2}]}`;
  }
  function encodeSet(set, state) {
    let text2 = "";
    setForEach(set, (value) => {
      text2 += `${text2 === "" ? "" : ","}${encodeValue(value, state)}`;
      spend(state, ",");
    });
    return `{"$":"set","v":[${text2}]}`;
  }

  // sandbox/isolate/realm/clock.ts
  var readingMs = 1e-3;
  function createClock(epochMs2) {
    let now = epochMs2;
    return {
      now() {
        const reading = floor(now);
        now += readingMs;
        return reading;
      },
      advanceTo(ms) {
        if (ms > now) now = ms;
      }
    };
  }
  function installClock(target, clock) {
    const VirtualDate = function Date2(...parts) {
      if (new.target === void 0) return new RealDate(clock.now()).toString();
      return construct(RealDate, parts.length === 0 ? [clock.now()] : parts, new.target);
    };
    defineProperty(VirtualDate, "name", { value: "Date", configurable: true });
    defineProperty(VirtualDate, "length", { value: 7, configurable: true });
    defineProperty(VirtualDate, "prototype", { value: RealDate.prototype, writable: false });
    defineHidden(VirtualDate, "now", () => clock.now());
    defineHidden(VirtualDate, "parse", RealDate.parse);
    defineHidden(VirtualDate, "UTC", RealDate.UTC);
    defineHidden(RealDate.prototype, "constructor", VirtualDate);
    defineHidden(target, "Date", VirtualDate);
    installPerformance(target, clock);
    installFormats(clock);
  }
  function installPerformance(target, clock) {
    const origin = clock.now();
    const performance = { __proto__: null, timeOrigin: origin, now: () => clock.now() - origin };
    defineHidden(target, "performance", performance);
  }
  function installFormats(clock) {
    const { prototype } = Intl.DateTimeFormat;
    const getFormat = getOwnPropertyDescriptor(prototype, "format")?.get;
    defineProperty(prototype, "format", {
      get() {
        const format2 = apply(getFormat, this, []);
        return (date) => format2(date === void 0 ? clock.now() : date);
      },
      configurable: true
    });
    const { formatToParts } = prototype;
    defineHidden(prototype, "formatToParts", function toParts(date) {
      return apply(formatToParts, this, [date === void 0 ? clock.now() : date]);
    });
  }

  // sandbox/isolate/realm/console.ts
  function installConsole(target, printing) {
    const printer = createPrinter(printing);
    const { line, state } = printer;
    const counters = new RealMap();
    const methods2 = {
      table: (value) => line([value]),
      dir: (value) => line([value]),
      dirxml: (...args) => line(args),
      trace: (...args) => line(["Trace:", ...args]),
      group: (...args) => {
        if (args.length > 0) line(args);
        state.indent += 2;
      },
      groupEnd: () => void (state.indent = state.indent > 2 ? state.indent - 2 : 0),
      assert: (condition, ...args) => assertion(printing, line, { holds: Boolean(condition), args }),
      count: (label = "default") => {
        const count2 = (mapGet(counters, label) ?? 0) + 1;
        mapSet(counters, label, count2);
        line([`${toText(label)}: ${count2}`]);
      },
      countReset: (label = "default") => void mapSet(counters, label, 0),
      ...stopwatch(printing.clock, line)
    };
    for (const name of ["log", "info", "debug", "warn", "error"]) methods2[name] = (...args) => line(args);
    methods2["groupCollapsed"] = methods2["group"];
    const console = {};
    for (const name of Object.keys(methods2)) {
      Object.defineProperty(console, name, {
        value: methods2[name],
        writable: true,
        configurable: true,
        enumerable: true
      });
    }
    defineHidden(target, "console", console);
  }
  function createPrinter({ print, bounds }) {
    let used = 0;
    const state = { indent: 0 };
    const line = (args) => {
      const left = bounds.logCharacters - used;
      if (left <= 0) return;
      const text2 = `${repeat(" ", state.indent)}${readable(args, left)}
`;
      const cut2 = slice(text2, 0, left);
      used += cut2.length;
      print(cut2);
    };
    return { line, state };
  }
  function assertion({ assertion: report }, line, { holds, args }) {
    const message = args.length === 0 ? "Assertion failed" : `Assertion failed: ${readable(args, 2e3)}`;
    report?.(holds);
    if (!holds) line([message]);
  }
  function stopwatch(clock, line) {
    const starts = new RealMap();
    const lap = (label) => {
      const start = mapGet(starts, label);
      if (start !== void 0) line([`${toText(label)}: ${clock.now() - start}ms`]);
    };
    return {
      time: (label = "default") => void mapSet(starts, label, clock.now()),
      timeLog: (label = "default") => lap(label),
      timeEnd: (label = "default") => {
        lap(label);
        mapSet(starts, label, void 0);
      }
    };
  }
  function readable(args, maxCharacters) {
    try {
      return format(args, maxCharacters);
    } catch {
      return "[unreadable]";
    }
  }
  function format(args, maxCharacters) {
    const [first] = args;
    let text2 = "";
    let next = 0;
    if (typeof first === "string") {
      const template = slice(first, 0, maxCharacters);
      if (args.length === 1) return template;
      [text2, next] = fillIn(template, args, maxCharacters);
    }
    for (; next < args.length && text2.length <= maxCharacters; next += 1) {
      text2 += `${next === 0 ? "" : " "}${plainOrInspected(args[next], maxCharacters)}`;
    }
    return text2;
  }
  function fillIn(template, args, maxCharacters) {
    let text2 = "";
    let next = 1;
    for (let at = 0; at < template.length; at += 1) {
      const letter = template[at] === "%" ? template[at + 1] : void 0;
      const isPlaceholder = letter !== void 0 && indexOf("sdifjoOc", letter) >= 0 && next < args.length;
      if (!isPlaceholder && letter !== "%") text2 += template[at];
      else {
        text2 += isPlaceholder ? substitute(letter, args[next], maxCharacters) : "%";
        if (isPlaceholder) next += 1;
        at += 1;
      }
    }
    return [text2, next];
  }
  function plainOrInspected(value, maxCharacters) {
    return typeof value === "string" ? slice(value, 0, maxCharacters) : inspect(value, maxCharacters);
  }
  function substitute(letter, value, maxCharacters) {
    if (letter === "c") return "";
    if (letter === "s") return plainOrInspected(value, maxCharacters);
    if (letter === "j") return jsonOf(value);
    if (letter === "o" || letter === "O" || typeof value === "object") return inspect(value, maxCharacters);
    if (typeof value === "symbol") return "NaN";
    if (letter === "i") return toText(trunc(toNumber(value)));
    return toText(toNumber(value));
  }
  function jsonOf(value) {
    try {
      return stringify(value) ?? "undefined";
    } catch {
      return "[Circular]";
    }
  }

  // sandbox/isolate/realm/language.ts
  var removed = ["WebAssembly", "SharedArrayBuffer", "Atomics"];
  function installLanguage(target) {
    for (const name of removed) Reflect.deleteProperty(target, name);
    defineHidden(target, "WeakRef", KeptRef);
    defineHidden(target, "FinalizationRegistry", SilentRegistry);
  }
  var KeptRef = class WeakRef {
    #target;
    constructor(target) {
      if (Object(target) !== target && typeof target !== "symbol") {
        throw new TypeError("WeakRef: target must be an object");
      }
      this.#target = target;
    }
    deref() {
      return this.#target;
    }
    get [Symbol.toStringTag]() {
      return "WeakRef";
    }
  };
  var SilentRegistry = class FinalizationRegistry {
    constructor(cleanup) {
      if (typeof cleanup !== "function") throw new TypeError("FinalizationRegistry: cleanup must be callable");
    }
    register() {
    }
    unregister() {
      return false;
    }
    get [Symbol.toStringTag]() {
      return "FinalizationRegistry";
    }
  };

  // sandbox/isolate/realm/random.ts
  var two32 = 4294967296;
  var two26 = 67108864;
  var two53 = 9007199254740992;
  var warmUp = 12;
  function installRandom(config) {
    let next;
    const random = () => {
      next ??= sfc32(config.seed);
      return ((next() >>> 5) * two26 + (next() >>> 6)) / two53;
    };
    defineHidden(Math, "random", random);
  }
  function sfc32(seed) {
    let a = 0;
    let b = seed | 0;
    let c = seed / two32 | 0;
    let counter = 1;
    const next = () => {
      const sum = a + b + counter | 0;
      counter = counter + 1 | 0;
      a = b ^ b >>> 9;
      b = c + (c << 3) | 0;
      c = (c << 21 | c >>> 11) + sum;
      return sum >>> 0;
    };
    for (let round = 0; round < warmUp; round += 1) next();
    return next;
  }

  // sandbox/isolate/realm/refuse.ts
  var refusedFunctions = ["fetch"];
  var refusedClasses = ["WebSocket", "XMLHttpRequest", "EventSource"];
  function installRefusals(target, refuse) {
    for (const name of refusedFunctions) {
      const stub = {
        async [name]() {
          throw refusal(name, refuse);
        }
      }[name];
      defineHidden(target, name, stub);
    }
    for (const name of refusedClasses) {
      const stub = function() {
        throw refusal(name, refuse);
      };
      Object.defineProperty(stub, "name", { value: name, configurable: true });
      defineHidden(target, name, stub);
    }
  }
  function refusal(api, refuse) {
    refuse(api);
    const error2 = new RealError(`${api} is refused: a program has no network, no files and no modules.`);
    error2.name = "RefusedError";
    return error2;
  }

  // sandbox/isolate/realm/timer-heap.ts
  var TimerHeap = class {
    #items = bareArray();
    first() {
      return this.#items[0];
    }
    push(timer) {
      const items = this.#items;
      let at = items.length;
      items[at] = timer;
      while (at > 0) {
        const up = at - 1 >> 1;
        if (!isBefore(timer, items[up])) break;
        items[at] = items[up];
        at = up;
      }
      items[at] = timer;
    }
    /** Removes the first. */
    pop() {
      const items = this.#items;
      const last = items[items.length - 1];
      items.length -= 1;
      if (items.length === 0) return;
      let at = 0;
      for (; ; ) {
        let child = 2 * at + 1;
        if (child >= items.length) break;
        if (child + 1 < items.length && isBefore(items[child + 1], items[child])) child += 1;
        if (!isBefore(items[child], last)) break;
        items[at] = items[child];
        at = child;
      }
      items[at] = last;
    }
  };
  function isBefore(a, b) {
    return a.due < b.due || a.due === b.due && a.order < b.order;
  }

  // sandbox/isolate/realm/timers.ts
  var maxDelay = 2147483647;
  var Timers = class {
    #clock;
    #byId = new RealMap();
    #heap = new TimerHeap();
    #order = 0;
    #waiting = 0;
    #firstError = "";
    constructor(clock) {
      this.#clock = clock;
    }
    /** When the next timer is due in virtual milliseconds, or NaN. */
    nextDue() {
      return this.#next()?.due ?? NaN;
    }
    /** How many timers would keep a process alive: those that fire once and are not unreferenced. */
    waiting() {
      return this.#waiting;
    }
    /** Moves the clock to the next timer and runs its callback. */
    fireNext() {
      const timer = this.#next();
      if (timer === void 0) return;
      this.#heap.pop();
      this.#clock.advanceTo(timer.due);
      if (timer.every > 0) {
        this.#order += 1;
        timer.due += timer.every;
        timer.order = this.#order;
        this.#heap.push(timer);
      } else this.remove(timer.id);
      try {
        apply(timer.callback, void 0, timer.args);
      } catch (error2) {
        this.report(error2);
      }
    }
    /** The first error that a callback threw, as JSON text, or an empty string. */
    uncaught() {
      return this.#firstError;
    }
    report(error2) {
      if (this.#firstError === "") this.#firstError = errorJson(error2);
    }
    add(callback, args, { delay, every }) {
      if (typeof callback !== "function") {
        throw new RealTypeError('The "callback" argument must be of type function.');
      }
      this.#order += 1;
      const timer = {
        id: this.#order,
        due: this.#clock.now() + delay,
        order: this.#order,
        callback,
        args,
        every,
        referenced: true
      };
      mapSet(this.#byId, timer.id, timer);
      this.#heap.push(timer);
      this.#count(timer, 1);
      return new Timeout(timer, (isReferenced) => this.#reference(timer, isReferenced));
    }
    remove(id) {
      const timer = mapGet(this.#byId, id);
      if (timer === void 0) return;
      mapDelete(this.#byId, id);
      this.#count(timer, -1);
    }
    #next() {
      for (; ; ) {
        const timer = this.#heap.first();
        if (timer === void 0 || mapGet(this.#byId, timer.id) === timer) return timer;
        this.#heap.pop();
      }
    }
    #reference(timer, isReferenced) {
      const isLive = mapGet(this.#byId, timer.id) === timer;
      if (isLive) this.#count(timer, -1);
      timer.referenced = isReferenced;
      if (isLive) this.#count(timer, 1);
    }
    #count({ every, referenced }, change) {
      if (every === 0 && referenced) this.#waiting += change;
    }
  };
  var Timeout = class {
    #timer;
    #reference;
    constructor(timer, reference) {
      this.#timer = timer;
      this.#reference = reference;
    }
    static idOf(handle) {
      return typeof handle === "object" && handle !== null && #timer in handle ? handle.#timer.id : toNumber(handle);
    }
    ref() {
      this.#reference(true);
      return this;
    }
    unref() {
      this.#reference(false);
      return this;
    }
    hasRef() {
      return this.#timer.referenced;
    }
    [Symbol.toPrimitive]() {
      return this.#timer.id;
    }
  };
  function installTimers(target, timers) {
    const clear = (handle) => timers.remove(Timeout.idOf(handle));
    const functions = {
      setTimeout: (callback, delay, ...args) => timers.add(callback, args, { delay: delayOf(delay), every: 0 }),
      setInterval: (callback, delay, ...args) => timers.add(callback, args, { delay: delayOf(delay), every: delayOf(delay) }),
      setImmediate: (callback, ...args) => timers.add(callback, args, { delay: 0, every: 0 }),
      clearTimeout: (handle) => clear(handle),
      clearInterval: (handle) => clear(handle),
      clearImmediate: (handle) => clear(handle),
      queueMicrotask: (callback) => {
        if (typeof callback !== "function") {
          throw new RealTypeError('The "callback" argument must be of type function.');
        }
        const run = callback;
        promiseThen(
          resolved(),
          () => {
            try {
              run();
            } catch (error2) {
              timers.report(error2);
            }
          },
          void 0
        );
      }
    };
    for (const name of Object.keys(functions)) defineHidden(target, name, functions[name]);
  }
  function delayOf(value) {
    const delay = toNumber(value);
    return isFiniteNumber(delay) && delay >= 1 && delay <= maxDelay ? trunc(delay) : 1;
  }

  // sandbox/isolate/realm/dom-exception.ts
  var DOMException = class DOMException2 extends RealError {
    constructor(message = "", name = "Error") {
      super(toText(message));
      defineProperty(this, "name", {
        value: toText(name),
        configurable: true,
        writable: true,
        enumerable: false
      });
    }
  };
  function domException(message, name) {
    return new DOMException(message, name);
  }

  // sandbox/isolate/realm/structured-clone.ts
  function structuredClone(value, _options) {
    return clone(value, new RealMap());
  }
  function clone(value, seen) {
    if (typeof value === "function" || typeof value === "symbol") throw uncloneable(value);
    if (typeof value !== "object" || value === null) return value;
    const known = mapGet(seen, value);
    if (known !== void 0) return known;
    const made = cloneExotic(value, seen);
    if (made !== void 0) return made;
    const target = isArray(value) ? [] : {};
    if (isArray(value)) target.length = value.length;
    mapSet(seen, value, target);
    copyProperties(value, target, seen);
    return target;
  }
  function copyProperties(from, to, seen) {
    const names2 = objectKeys(from);
    for (let at = 0; at < names2.length; at += 1) {
      const name = names2[at];
      defineProperty(to, name, {
        value: clone(from[name], seen),
        writable: true,
        enumerable: true,
        configurable: true
      });
    }
  }
  function cloneExotic(value, seen) {
    if (isView(value)) return remember2(seen, value, cloneView(value, seen));
    try {
      const make = makers[objectTag(value)];
      return make?.(value, seen);
    } catch (error2) {
      if (error2 instanceof RealError && error2.name === "TypeError") return void 0;
      throw error2;
    }
  }
  var makers = {
    "[object Date]": (value, seen) => remember2(seen, value, new RealDate(dateTime(value))),
    "[object RegExp]": (value, seen) => remember2(seen, value, new RegExp(regexpSource(value), regexpFlags(value))),
    "[object Number]": (value, seen) => remember2(seen, value, Object(Number(value))),
    "[object String]": (value, seen) => remember2(seen, value, Object(toText(value))),
    "[object Boolean]": (value, seen) => remember2(seen, value, Object(Boolean.prototype.valueOf.call(value))),
    "[object ArrayBuffer]": (value, seen) => remember2(seen, value, value.slice(0, bufferBytes(value))),
    "[object Map]": (value, seen) => {
      const map = remember2(seen, value, new RealMap());
      mapForEach(value, (item, key) => mapSet(map, clone(key, seen), clone(item, seen)));
      return map;
    },
    "[object Set]": (value, seen) => {
      const set = remember2(seen, value, new RealSet());
      setForEach(value, (item) => setAdd(set, clone(item, seen)));
      return set;
    },
    "[object Error]": cloneError,
    "[object Promise]": (value) => {
      throw uncloneable(value);
    },
    "[object WeakMap]": (value) => {
      throw uncloneable(value);
    },
    "[object WeakSet]": (value) => {
      throw uncloneable(value);
    }
  };
  function cloneError(value, seen) {
    const { name, message, stack, cause } = value;
    const kinds = {
      EvalError,
      RangeError,
      ReferenceError,
      SyntaxError,
      TypeError,
      URIError
    };
    const error2 = remember2(seen, value, new (kinds[name] ?? RealError)(message));
    defineProperty(error2, "stack", { value: stack, writable: true, configurable: true });
    if (cause !== void 0) {
      defineProperty(error2, "cause", { value: clone(cause, seen), writable: true, configurable: true });
    }
    return error2;
  }
  function cloneView(view2, seen) {
    const buffer = clone(view2.buffer, seen);
    const Kind = getPrototypeOf(view2).constructor;
    const length = view2.length ?? view2.byteLength;
    return new Kind(buffer, view2.byteOffset, length);
  }
  function remember2(seen, from, to) {
    mapSet(seen, from, to);
    return to;
  }
  function uncloneable(value) {
    const text2 = typeof value === "symbol" ? "Symbol" : typeof value === "function" ? "a function" : objectTag(value);
    return domException(`${text2} could not be cloned.`, "DataCloneError");
  }

  // sandbox/isolate/realm/base64.ts
  var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  function encodeBase64(input) {
    const bytes = toText(input);
    let text2 = "";
    for (let at = 0; at < bytes.length; at += 3) {
      const [a, b, c] = [byte(bytes, at), byte(bytes, at + 1), byte(bytes, at + 2)];
      const bits = a << 16 | b << 8 | c;
      text2 += `${sextet(bits >> 18)}${sextet(bits >> 12)}`;
      text2 += at + 1 < bytes.length ? sextet(bits >> 6) : "=";
      text2 += at + 2 < bytes.length ? sextet(bits) : "=";
    }
    return text2;
  }
  function decodeBase64(input) {
    let text2 = toText(input).replace(/[\t\n\f\r ]/g, "");
    if (text2.length % 4 === 0) text2 = text2.replace(/==?$/, "");
    if (text2.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text2)) {
      throw domException("The string to be decoded is not correctly encoded.", "InvalidCharacterError");
    }
    let result = "";
    let bits = 0;
    let held = 0;
    for (let at = 0; at < text2.length; at += 1) {
      bits = (bits << 6 | indexOf(alphabet, text2[at])) & 16777215;
      held += 6;
      if (held < 8) continue;
      held -= 8;
      result += String.fromCharCode(bits >> held & 255);
    }
    return result;
  }
  function byte(text2, at) {
    if (at >= text2.length) return 0;
    const code = charCode(text2, at);
    if (code > 255) throw domException("Invalid character", "InvalidCharacterError");
    return code;
  }
  function sextet(bits) {
    return alphabet[bits & 63];
  }

  // sandbox/isolate/realm/text-codec.ts
  var replacement = 65533;
  var TextEncoder = class TextEncoder2 {
    get encoding() {
      return "utf-8";
    }
    encode(input = "") {
      const text2 = toText(input);
      const bytes = new RealUint8Array(text2.length * 3);
      const { written } = this.encodeInto(text2, bytes);
      return bytes.slice(0, written);
    }
    encodeInto(text2, target) {
      let written = 0;
      let at = 0;
      while (at < text2.length) {
        const [point, units] = codePoint(text2, at);
        const size = point < 128 ? 1 : point < 2048 ? 2 : point < 65536 ? 3 : 4;
        if (written + size > target.length) break;
        putCodePoint(target, written, [point, size]);
        written += size;
        at += units;
      }
      return { read: at, written };
    }
  };
  function codePoint(text2, at) {
    const high = charCode(text2, at);
    if (high < 55296 || high > 57343) return [high, 1];
    const low = at + 1 < text2.length ? charCode(text2, at + 1) : 0;
    if (high > 56319 || low < 56320 || low > 57343) return [replacement, 1];
    return [65536 + (high - 55296 << 10) + (low - 56320), 2];
  }
  function putCodePoint(target, at, [point, size]) {
    if (size === 1) {
      target[at] = point;
      return;
    }
    const lead = size === 2 ? 192 : size === 3 ? 224 : 240;
    target[at] = lead | point >> 6 * (size - 1);
    for (let index = 1; index < size; index += 1) {
      target[at + index] = 128 | point >> 6 * (size - 1 - index) & 63;
    }
  }
  var TextDecoder = class TextDecoder2 {
    encoding;
    fatal;
    ignoreBOM;
    #rest = [];
    constructor(label = "utf-8", options = {}) {
      const encoding = labels[toText(label).trim().toLowerCase()];
      if (encoding === void 0)
        throw new RealRangeError(`The "${toText(label)}" encoding is not supported`);
      this.encoding = encoding;
      this.fatal = Boolean(options.fatal);
      this.ignoreBOM = Boolean(options.ignoreBOM);
    }
    decode(input, options = {}) {
      const bytes = [...this.#rest, ...bytesOf(input)];
      const { text: text2, used } = decoders[this.encoding]?.(bytes, this.fatal) ?? { text: "", used: 0 };
      const stream = options.stream === true;
      this.#rest = stream ? bytes.slice(used) : [];
      if (!stream && used < bytes.length) {
        if (this.fatal) throw invalid();
        return this.#withoutMark(`${text2}\uFFFD`);
      }
      return this.#withoutMark(text2);
    }
    #withoutMark(text2) {
      return !this.ignoreBOM && text2[0] === "\uFEFF" ? text2.slice(1) : text2;
    }
  };
  var labels = {
    "utf-8": "utf-8",
    utf8: "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-16le": "utf-16le",
    "utf-16": "utf-16le",
    latin1: "windows-1252",
    ascii: "windows-1252",
    "iso-8859-1": "windows-1252",
    "windows-1252": "windows-1252"
  };
  var decoders = {
    "utf-8": decodeUtf8,
    "utf-16le": decodeUtf16,
    "windows-1252": (bytes) => ({
      text: bytes.map((byte2) => String.fromCharCode(byte2)).join(""),
      used: bytes.length
    })
  };
  function bytesOf(input) {
    if (input === void 0) return new RealUint8Array(0);
    return isView(input) ? new RealUint8Array(input.buffer, input.byteOffset, input.byteLength) : new RealUint8Array(input);
  }
  function decodeUtf16(bytes) {
    const used = bytes.length - bytes.length % 2;
    let text2 = "";
    for (let at = 0; at < used; at += 2) {
      text2 += String.fromCharCode(bytes[at] | bytes[at + 1] << 8);
    }
    return { text: text2.toWellFormed(), used };
  }
  function decodeUtf8(bytes, fatal) {
    let text2 = "";
    let at = 0;
    while (at < bytes.length) {
      const { point, size, isOpen } = readUtf8(bytes, at);
      if (isOpen) break;
      if (point < 0 && fatal) throw invalid();
      text2 += String.fromCodePoint(point < 0 ? replacement : point);
      at += size;
    }
    return { text: text2, used: at };
  }
  function readUtf8(bytes, at) {
    const lead = bytes[at];
    if (lead < 128) return { point: lead, size: 1, isOpen: false };
    const length = sizeOf(lead);
    if (length === 0) return { point: -1, size: 1, isOpen: false };
    let point = lead & 127 >> length;
    for (let index = 1; index < length; index += 1) {
      const next = bytes[at + index];
      if (next === void 0) return { point: -1, size: index, isOpen: true };
      const [low, high] = index === 1 ? secondRange(lead) : [128, 191];
      if (next < low || next > high) return { point: -1, size: index, isOpen: false };
      point = point << 6 | next & 63;
    }
    return { point, size: length, isOpen: false };
  }
  function sizeOf(lead) {
    if (lead >= 194 && lead < 224) return 2;
    if (lead >= 224 && lead < 240) return 3;
    return lead >= 240 && lead < 245 ? 4 : 0;
  }
  function secondRange(lead) {
    if (lead === 224) return [160, 191];
    if (lead === 237) return [128, 159];
    if (lead === 240) return [144, 191];
    return lead === 244 ? [128, 143] : [128, 191];
  }
  function invalid() {
    return new RealTypeError("The encoded data was not valid for encoding utf-8");
  }

  // sandbox/isolate/realm/events.ts
  var OwnEvent = class {
    type;
    cancelable;
    timeStamp = 0;
    target = null;
    defaultPrevented = false;
    #isStopped = false;
    constructor(type, options = {}) {
      this.type = toText(type);
      this.cancelable = Boolean(options.cancelable);
    }
    get currentTarget() {
      return this.target;
    }
    preventDefault() {
      if (this.cancelable) this.defaultPrevented = true;
    }
    stopPropagation() {
    }
    stopImmediatePropagation() {
      this.#isStopped = true;
    }
    static isStopped(event) {
      return event.#isStopped;
    }
  };
  var OwnEventTarget = class {
    #listeners = [];
    addEventListener(type, listener, options = {}) {
      if (listener === null) return;
      const name = toText(type);
      if (this.#listeners.some((known) => known.type === name && known.listener === listener)) return;
      this.#listeners.push({
        type: name,
        listener,
        once: typeof options === "object" && options.once === true
      });
    }
    removeEventListener(type, listener) {
      const name = toText(type);
      this.#listeners = this.#listeners.filter((known) => known.type !== name || known.listener !== listener);
    }
    dispatchEvent(event) {
      if (!(event instanceof OwnEvent))
        throw new RealTypeError('The "event" argument must be an instance of Event.');
      event.target = this;
      for (const { type, listener, once } of this.#listeners.slice()) {
        if (type !== event.type || OwnEvent.isStopped(event)) continue;
        if (once) this.removeEventListener(type, listener);
        if (typeof listener === "function") listener.call(this, event);
        else listener.handleEvent(event);
      }
      return !event.defaultPrevented;
    }
  };
  var OwnAbortSignal = class extends OwnEventTarget {
    aborted = false;
    reason = void 0;
    onabort = null;
    throwIfAborted() {
      if (this.aborted) throw this.reason;
    }
    static abort(reason) {
      const controller = new OwnAbortController();
      controller.abort(reason);
      return controller.signal;
    }
    static timeout(delayMs) {
      const controller = new OwnAbortController();
      const late = domException("The operation was aborted due to timeout", "TimeoutError");
      const timer = setTimeout(() => controller.abort(late), delayMs);
      timer.unref();
      return controller.signal;
    }
    static any(signals) {
      const controller = new OwnAbortController();
      for (const signal of signals) {
        if (signal.aborted) controller.abort(signal.reason);
        else signal.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
      }
      return controller.signal;
    }
  };
  var OwnAbortController = class {
    signal = new OwnAbortSignal();
    abort(reason = domException("This operation was aborted", "AbortError")) {
      const { signal } = this;
      if (signal.aborted) return;
      signal.aborted = true;
      signal.reason = reason;
      const event = new OwnEvent("abort");
      signal.onabort?.(event);
      signal.dispatchEvent(event);
    }
  };
  var eventGlobals = {
    Event: OwnEvent,
    EventTarget: OwnEventTarget,
    AbortController: OwnAbortController,
    AbortSignal: OwnAbortSignal
  };

  // sandbox/isolate/realm/url-search-params.ts
  var URLSearchParams = class URLSearchParams2 {
    #pairs;
    #changed;
    constructor(init = "", changed) {
      this.#pairs = pairsOf(init);
      this.#changed = typeof changed === "function" ? changed : void 0;
    }
    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      this.#update([...this.#pairs, [toText(name), toText(value)]]);
    }
    delete(name, value) {
      const [key, wanted] = [toText(name), value === void 0 ? void 0 : toText(value)];
      this.#update(this.#pairs.filter(([n, v]) => n !== key || wanted !== void 0 && v !== wanted));
    }
    get(name) {
      const key = toText(name);
      return this.#pairs.find(([n]) => n === key)?.[1] ?? null;
    }
    getAll(name) {
      const key = toText(name);
      return this.#pairs.filter(([n]) => n === key).map(([, value]) => value);
    }
    has(name, value) {
      const [key, wanted] = [toText(name), value === void 0 ? void 0 : toText(value)];
      return this.#pairs.some(([n, v]) => n === key && (wanted === void 0 || v === wanted));
    }
    set(name, value) {
      const key = toText(name);
      const first = this.#pairs.findIndex(([n]) => n === key);
      const pair = [key, toText(value)];
      if (first < 0) return this.#update([...this.#pairs, pair]);
      this.#update(
        this.#pairs.flatMap((old, index) => index === first ? [pair] : old[0] === key ? [] : [old])
      );
    }
    sort() {
      this.#update([...this.#pairs].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
    }
    forEach(callback, self) {
      for (const [name, value] of this.#pairs) callback.call(self, value, name, this);
    }
    entries() {
      return this.#pairs.map(([name, value]) => [name, value]).values();
    }
    keys() {
      return this.#pairs.map(([name]) => name).values();
    }
    values() {
      return this.#pairs.map(([, value]) => value).values();
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    toString() {
      return this.#pairs.map(([name, value]) => `${escape(name)}=${escape(value)}`).join("&");
    }
    get [Symbol.toStringTag]() {
      return "URLSearchParams";
    }
    /** Takes over what a change of the URL made of the search; only URL knows this method's use. */
    reset(search) {
      if (this.#changed !== void 0) this.#pairs = parseSearch(search);
    }
    #update(pairs2) {
      this.#pairs = pairs2;
      this.#changed?.(this.toString());
    }
  };
  function pairsOf(init) {
    if (typeof init !== "object" || init === null) return parseSearch(toText(init));
    if (!(Symbol.iterator in init)) {
      return Object.keys(init).map((name) => [name, toText(init[name])]);
    }
    return [...init].map((item) => {
      const pair = [...item];
      if (pair.length !== 2) throw new RealTypeError("Each query pair must be an iterable [name, value] tuple");
      return [toText(pair[0]), toText(pair[1])];
    });
  }
  function parseSearch(search) {
    const text2 = search.startsWith("?") ? search.slice(1) : search;
    return text2.split("&").filter((piece) => piece !== "").map((piece) => {
      const at = piece.indexOf("=");
      return at < 0 ? [unescape(piece), ""] : [unescape(piece.slice(0, at)), unescape(piece.slice(at + 1))];
    });
  }
  function unescape(text2) {
    const spaced = text2.replaceAll("+", " ");
    try {
      return decodeURIComponent(spaced);
    } catch {
      return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
        try {
          return decodeURIComponent(run);
        } catch {
          return "\uFFFD";
        }
      });
    }
  }
  function escape(text2) {
    return encodeURIComponent(text2.toWellFormed()).replaceAll("%20", "+").replace(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  }

  // sandbox/isolate/realm/url.ts
  var maxPart = 131072;
  var settable = [
    "href",
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
  function createUrlClasses(ask) {
    const request = (parts) => {
      for (let at = 0; at < parts.length; at += 1) if (toText(parts[at]).length > maxPart) return void 0;
      const answer = ask(stringify(parts));
      return answer === "" ? void 0 : parse(answer);
    };
    const URL = createUrlClass(request);
    return { URL, URLSearchParams };
  }
  function createUrlClass(request) {
    const partsOf = /* @__PURE__ */ new WeakMap();
    class URL {
      searchParams;
      constructor(input, base) {
        const parts = request(["parse", toText(input), ...base === void 0 ? [] : [toText(base)]]);
        if (parts === void 0) throw invalidUrl(toText(input));
        partsOf.set(this, parts);
        const params = new URLSearchParams(parts.search, (search) => change(this, "search", search));
        Object.defineProperty(this, "searchParams", { value: params, enumerable: true });
      }
      toString() {
        return partsOf.get(this).href;
      }
      toJSON() {
        return this.toString();
      }
      static canParse(input, base) {
        return request(["parse", toText(input), ...base === void 0 ? [] : [toText(base)]]) !== void 0;
      }
      static parse(input, base) {
        return URL.canParse(input, base) ? new URL(input, base) : null;
      }
    }
    const change = (url, name, value) => {
      const parts = request(["set", partsOf.get(url).href, name, value]);
      if (parts === void 0) {
        if (name === "href") throw invalidUrl(value);
        return;
      }
      partsOf.set(url, parts);
    };
    defineParts(URL.prototype, partsOf, change);
    return URL;
  }
  function defineParts(prototype, partsOf, change) {
    for (const name of ["origin", ...settable]) {
      Object.defineProperty(prototype, name, {
        get() {
          const parts = partsOf.get(this);
          if (parts === void 0) throw new RealTypeError("Illegal invocation");
          return parts[name];
        },
        ...name === "origin" ? {} : {
          set(value) {
            change(this, name, toText(value));
            if (name === "href" || name === "search")
              this.searchParams.reset(partsOf.get(this).search);
          }
        },
        enumerable: true,
        configurable: true
      });
    }
  }
  function invalidUrl(input) {
    const error2 = new RealTypeError("Invalid URL");
    return Object.assign(error2, { code: "ERR_INVALID_URL", input });
  }

  // sandbox/isolate/realm/web.ts
  function installWeb(target, url) {
    const { URL, URLSearchParams: URLSearchParams3 } = createUrlClasses(url);
    const globals = {
      ...eventGlobals,
      DOMException,
      structuredClone,
      TextEncoder,
      TextDecoder,
      URL,
      URLSearchParams: URLSearchParams3,
      atob: decodeBase64,
      btoa: encodeBase64
    };
    for (const name of Object.keys(globals)) {
      Object.defineProperty(globals[name], "name", { value: name, configurable: true });
      defineHidden(target, name, globals[name]);
    }
  }

  // sandbox/isolate/realm/globals.ts
  var epochMs = 17356896e5;
  function installGlobals(outside, config, assertion2) {
    const clock = createClock(epochMs);
    const timers = new Timers(clock);
    installLanguage(globalThis);
    installRandom(config);
    installClock(globalThis, clock);
    installTimers(globalThis, timers);
    installRefusals(globalThis, outside.refuse);
    installWeb(globalThis, outside.url);
    installConsole(globalThis, {
      print: outside.log,
      bounds: config,
      clock,
      assertion: assertion2
    });
    defineHidden(globalThis, "global", globalThis);
    return { clock, timers };
  }

  // sandbox/isolate/realm/expect.ts
  var text = (value) => slice(inspect(value, 500), 0, 500);
  var number = (value) => value;
  var matchers = {
    toBe: (actual, [expected]) => sameValue(actual, expected),
    toEqual: (actual, [expected]) => isJestEqual(actual, expected),
    toStrictEqual: (actual, [expected]) => isDeepStrictEqual(actual, expected),
    toBeUndefined: (actual) => actual === void 0,
    toBeDefined: (actual) => actual !== void 0,
    toBeNull: (actual) => actual === null,
    toBeNaN: (actual) => sameValue(actual, toNumber("x")),
    toBeTruthy: (actual) => Boolean(actual),
    toBeFalsy: (actual) => !actual,
    toBeGreaterThan: (actual, [than]) => number(actual) > number(than),
    toBeGreaterThanOrEqual: (actual, [than]) => number(actual) >= number(than),
    toBeLessThan: (actual, [than]) => number(actual) < number(than),
    toBeLessThanOrEqual: (actual, [than]) => number(actual) <= number(than),
    toBeCloseTo: (actual, [to, digits = 2]) => {
      if (sameValue(actual, to)) return true;
      const difference = number(actual) - number(to);
      return (difference < 0 ? -difference : difference) < 10 ** -number(digits) / 2;
    },
    toBeInstanceOf: (actual, [of]) => actual instanceof of,
    toHaveLength: (actual, [length]) => actual?.length === length,
    toMatch: (actual, [pattern]) => matchesText(actual, pattern),
    toContain: (actual, [item]) => typeof actual === "string" ? indexOf(actual, toText(item)) >= 0 : has(actual, item, sameValue),
    toContainEqual: (actual, [item]) => has(actual, item, isJestEqual),
    toHaveProperty: (actual, args) => hasPath(actual, args)
  };
  function matchesText(actual, pattern) {
    if (typeof actual !== "string") return false;
    return typeof pattern === "string" ? indexOf(actual, pattern) >= 0 : regexpTest(pattern, actual);
  }
  function has(list, item, equal) {
    for (const each of list) if (equal(each, item)) return true;
    return false;
  }
  function hasPath(actual, args) {
    const path = isArray(args[0]) ? args[0] : splitPath(toText(args[0]));
    let value = actual;
    for (let at = 0; at < path.length; at += 1) {
      if (value === null || value === void 0 || !(path[at] in RealObject(value))) return false;
      value = value[path[at]];
    }
    return args.length < 2 || isJestEqual(value, args[1]);
  }
  function splitPath(path) {
    const parts = [];
    let rest = path;
    for (let at = indexOf(rest, "."); at >= 0; at = indexOf(rest, ".")) {
      parts[parts.length] = slice(rest, 0, at);
      rest = slice(rest, at + 1);
    }
    parts[parts.length] = rest;
    return parts;
  }
  function threwAs(thrown, args) {
    if (thrown === void 0) return false;
    if (args.length === 0) return true;
    const [wanted] = args;
    const { error: error2 } = thrown;
    if (typeof wanted === "function") return error2 instanceof wanted;
    const message = isObject(error2) ? error2.message : error2;
    if (typeof wanted === "string") return indexOf(toText(message), wanted) >= 0;
    if (objectTag(wanted) === "[object RegExp]") return regexpTest(wanted, toText(message));
    return isObject(wanted) && sameValue(wanted.message, message);
  }
  function isObject(value) {
    return typeof value === "object" && value !== null;
  }
  function thrownBy(block) {
    try {
      apply(block, void 0, []);
      return void 0;
    } catch (error2) {
      return { error: error2 };
    }
  }
  function judge(name, args, { actual, isNot, decide }) {
    const isThrow = name === "toThrow" || name === "toThrowError";
    const holds = isThrow ? threwAs(isError(actual) ? { error: actual } : thrownBy(actual), args) : matchers[name](actual, args);
    const said = isThrow ? "" : ` ${text(actual)}`;
    const wanted = args.length === 0 ? "" : ` ${text(args[0])}`;
    decide(holds !== isNot, `expected${said}${isNot ? " not" : ""} ${name}${wanted}`);
  }
  var names = [...objectKeys(matchers), "toThrow", "toThrowError"];
  function methods(call) {
    const found = bareTable({});
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at];
      found[name] = (...args) => call(name, args);
    }
    return found;
  }
  function awaited(claimed, wants) {
    const { actual, decide } = claimed;
    const judgeOr = (kind, name, args) => (settled) => {
      if (wants === kind) judge(name, args, { ...claimed, actual: settled });
      else decide(false, `expected a ${wants === "value" ? "value" : "rejection"}, got ${text(settled)}`);
    };
    return methods((name, args) => {
      const promise = typeof actual === "function" ? apply(actual, void 0, []) : actual;
      return promiseThen(resolved(promise), judgeOr("value", name, args), judgeOr("error", name, args));
    });
  }
  function createExpect(decide, missing2) {
    const guarded = (known, prefix = "") => new RealProxy(known, {
      get: (target, name) => {
        if (typeof name !== "string" || name === "then") return void 0;
        if (hasOwn(target, name)) return target[name];
        throw missing2(`${prefix}${name}`);
      }
    });
    const withNot = (make) => {
      const plain2 = make(false);
      plain2["not"] = guarded(make(true));
      return plain2;
    };
    const expect = (actual) => {
      const claimed = (isNot) => ({ actual, isNot, decide });
      const plain2 = withNot((isNot) => methods((name, args) => judge(name, args, claimed(isNot))));
      plain2["resolves"] = guarded(withNot((isNot) => awaited(claimed(isNot), "value")));
      plain2["rejects"] = guarded(withNot((isNot) => awaited(claimed(isNot), "error")));
      return guarded(plain2);
    };
    return guarded(assign(expect, { assertions: () => {
    }, hasAssertions: () => {
    } }), "expect.");
  }

  // sandbox/isolate/realm/jest.ts
  function createJest(telling) {
    const { decide, missing: missing2 } = telling;
    const tests = [];
    const onceBefore = [];
    const onceAfter = [];
    let block = { name: "", parent: void 0, before: [], after: [] };
    const describe = (name, body) => {
      const outer = block;
      block = { name: `${outer.name}${toText(name)} \u203A `, parent: outer, before: [], after: [] };
      apply(body, void 0, []);
      block = outer;
    };
    const test = (name, body) => {
      tests[tests.length] = { name: `${block.name}${toText(name)}`, body, block };
    };
    const lacking = new RealProxy(() => {
    }, {
      get: (_target, name) => {
        throw missing2(`jest.${toText(name)}`);
      }
    });
    return {
      module: {
        describe: withParts(describe),
        test: withParts(test),
        it: withParts(test),
        xdescribe: skip,
        xtest: skip,
        xit: skip,
        expect: createExpect(decide, missing2),
        beforeEach: (body) => add(block.before, body),
        afterEach: (body) => add(block.after, body),
        beforeAll: (body) => add(onceBefore, body),
        afterAll: (body) => add(onceAfter, body),
        jest: lacking,
        vi: lacking
      },
      async run() {
        await runAll(onceBefore);
        for (let at = 0; at < tests.length; at += 1) await runOne(tests[at], telling);
        await runAll(onceAfter);
      }
    };
  }
  var skip = () => {
  };
  function add(list, body) {
    list[list.length] = body;
  }
  function withParts(declare) {
    const each = (table) => (name, body) => {
      for (let at = 0; at < table.length; at += 1) {
        const row = table[at];
        const args = isArray(row) ? row : [row];
        declare(`${toText(name)} (${at + 1})`, () => apply(body, void 0, args));
      }
    };
    return assign((name, body) => declare(name, body), { each, skip, todo: skip });
  }
  async function runOne({ name, body, block }, { decide, faultOf: faultOf2 }) {
    try {
      await runHooks(block, "before");
      await runBody(body);
      await runHooks(block, "after");
    } catch (error2) {
      throw failureOf(error2 instanceof RealError ? error2 : new RealError(toText(error2)), name, {
        decide,
        faultOf: faultOf2
      });
    }
  }
  function failureOf(error2, name, { decide, faultOf: faultOf2 }) {
    if (error2.name === "AssertionError" || error2.name === "CrossingError" || faultOf2(error2) !== "threw") {
      return error2;
    }
    try {
      decide(false, `${name}: ${error2.name}: ${error2.message}`);
    } catch (failed) {
      return failed;
    }
    return error2;
  }
  async function runHooks(block, kind) {
    if (kind === "before" && block.parent !== void 0) await runHooks(block.parent, kind);
    await runAll(block[kind]);
    if (kind === "after" && block.parent !== void 0) await runHooks(block.parent, kind);
  }
  async function runAll(bodies) {
    for (let at = 0; at < bodies.length; at += 1) await runBody(bodies[at]);
  }
  function runBody(body) {
    if (body.length === 0) return apply(body, void 0, []);
    return new RealPromise((resolve, reject) => {
      const done = (error2) => error2 === void 0 ? resolve(void 0) : reject(error2);
      apply(body, void 0, [done]);
    });
  }

  // sandbox/isolate/realm/test-body.ts
  var faults = new RealWeakMap();
  function asFault(error2, fault) {
    weakMapSet(faults, error2, fault);
    return error2;
  }
  async function runTestBody(source, { assert, onFault }) {
    const run = compiled(source, onFault);
    const jest = createJest({
      decide: (holds, message) => assert(holds, message),
      missing: (name) => asFault(new RealError(`${name} of Jest is not there: docs/tasks.md says what is.`), "missing"),
      faultOf
    });
    try {
      const value = await run(assert, testRequire(assert, jest.module));
      await jest.run();
      return value;
    } catch (error2) {
      const fault = faultOf(error2);
      if (fault !== void 0) onFault(fault);
      throw error2;
    }
  }
  function compiled(source, onFault) {
    try {
      void new AsyncFunction("require", source);
      return new AsyncFunction("assert", "require", `return (async () => { ${source}
})();`);
    } catch (error2) {
      onFault("syntax");
      throw error2;
    }
  }
  function faultOf(error2) {
    if (typeof error2 !== "object" || error2 === null) return "threw";
    const known = weakMapGet(faults, error2);
    if (known !== void 0) return known;
    const { name, message } = error2;
    if (name === "AssertionError" || name === "CrossingError") return void 0;
    return isError(error2) && name === "ReferenceError" && mapHas(missingTexts, message) ? "missing" : "threw";
  }
  var absent = [
    "process",
    "Buffer",
    "setImmediate",
    "clearImmediate",
    "__dirname",
    "__filename",
    "WebAssembly",
    "SharedArrayBuffer",
    "Atomics",
    "Worker",
    "window",
    "document",
    "navigator",
    "describe",
    "context",
    "it",
    "test",
    "suite",
    "expect",
    "before",
    "after",
    "beforeAll",
    "beforeEach",
    "afterAll",
    "afterEach",
    "jest",
    "vi",
    "sinon",
    "chai",
    "QUnit"
  ];
  var missingTexts = new RealMap(absent.map((name) => [`${name} is not defined`, true]));
  function isAssert(name) {
    return typeof name === "string" && regexpTest(/^(?:node:)?assert(?:\/strict)?$/, name);
  }
  function testRequire(assert, jest) {
    return (name) => {
      if (isAssert(name)) return assert;
      if (name === "@jest/globals" || name === "vitest") return jest;
      const shown = typeof name === "string" ? slice(name, 0, 200) : toText(typeof name);
      throw asFault(
        new RealError(`Cannot find module '${shown}': test code has node:assert and @jest/globals only.`),
        "module"
      );
    };
  }

  // sandbox/isolate/realm/thrown.ts
  function thrownJson(thrown, maxCharacters) {
    const { name, message, stack } = errorText(thrown, maxCharacters);
    let value = "";
    try {
      value = `,"v":${encode(thrown, maxCharacters)}`;
    } catch {
      value = "";
    }
    return `{"n":${stringify(name)},"m":${stringify(message)},"s":${stringify(stack)}${value}}`;
  }

  // sandbox/isolate/realm/mailbox.ts
  var Mailbox = class {
    #used = 0;
    #bounds;
    #nextId = 0;
    #last = "";
    #settled = bareArray();
    constructor(bounds) {
      this.#bounds = bounds;
    }
    /** Runs a function; the outcome is `{"k":"value","v"}`, `{"k":"error","e"}` or `{"k":"promise","id"}`. */
    start(run) {
      try {
        const result = run();
        return isThenable(result) ? this.#await(result) : this.#value(result);
      } catch (error2) {
        return this.#failure(error2);
      }
    }
    /** Runs something for its effect; `{"k":"done"}` or `{"k":"error","e"}`. */
    attempt(run) {
      try {
        run();
        return '{"k":"done"}';
      } catch (error2) {
        return this.#failure(error2);
      }
    }
    /** The operations that every realm has, for the event loop outside. */
    operations(clock, timers) {
      return {
        settled: () => this.#takeSettled(),
        due: () => toText(timers.nextDue()),
        waiting: () => toText(timers.waiting()),
        fire: () => {
          timers.fireNext();
          return "";
        },
        advance: (ms) => {
          clock.advanceTo(toNumber(ms));
          return "";
        },
        uncaught: () => timers.uncaught(),
        last: () => this.#last
      };
    }
    /** One function for all operations; it keeps its last answer, which is lost outside when a promise was rejected meanwhile. */
    driver(operations) {
      return (operation, a, b) => {
        const answer = operations[operation](a, b);
        if (operation !== "last") this.#last = answer;
        return answer;
      };
    }
    #await(result) {
      const id = this.#nextId;
      this.#nextId += 1;
      const deliver = (outcome) => {
        this.#settled[this.#settled.length] = `[${id},${outcome}]`;
      };
      const promise = result instanceof RealPromise ? result : new RealPromise((resolve) => resolve(result));
      promiseThen(
        promise,
        (got) => deliver(this.#value(got)),
        (error2) => deliver(this.#failure(error2))
      );
      return `{"k":"promise","id":${id}}`;
    }
    #left() {
      return this.#bounds.outputCharacters - this.#used;
    }
    #takeSettled() {
      let text2 = "";
      for (let at = 0; at < this.#settled.length; at += 1) text2 += `${at === 0 ? "" : ","}${this.#settled[at]}`;
      this.#settled = bareArray();
      return `[${text2}]`;
    }
    #value(result) {
      try {
        const text2 = encode(result, this.#left());
        this.#used += text2.length;
        return `{"k":"value","v":${text2}}`;
      } catch (error2) {
        return this.#failure(crossingError(error2));
      }
    }
    #failure(error2) {
      const text2 = thrownJson(error2, this.#left());
      this.#used += text2.length;
      return `{"k":"error","e":${text2}}`;
    }
  };
  function crossingError(error2) {
    if (!(error2 instanceof RealTypeError) && !(error2 instanceof RealRangeError)) return error2;
    defineProperty(error2, "name", {
      __proto__: null,
      value: "CrossingError",
      configurable: true
    });
    return error2;
  }
  function isThenable(value) {
    if (typeof value !== "object" && typeof value !== "function" || value === null) return false;
    return typeof value.then === "function";
  }

  // sandbox/isolate/realm/solution.ts
  function installSolution(outside, config) {
    let isTesting = false;
    const tally = {
      count: (holds) => isTesting && outside.assertion(holds ? "held" : "failed"),
      excuse: () => isTesting && outside.assertion("excused")
    };
    const { clock, timers } = installGlobals(outside, config, tally.count);
    const bound = new RealMap();
    const mailbox = new Mailbox(config);
    const bind = (name, value) => {
      if (typeof value === "function") mapSet(bound, name, value);
    };
    installModules(createAssert(silentTally), outside.refuse);
    const operations = {
      ...mailbox.operations(clock, timers),
      names: () => namesOf(bound),
      body: (source) => mailbox.attempt(() => bind("", new AsyncFunction("...args", source))),
      export: (name) => mailbox.attempt(() => bind(name, exported(name) ?? mapGet(bound, ""))),
      call: (name, args) => mailbox.start(() => apply(mapGet(bound, name), void 0, decode(args))),
      callFromTest: (name, args) => mailbox.start(() => callNoticing(mapGet(bound, name), args, outside.note)),
      test: (source) => {
        isTesting = true;
        const assert = createAssert(tally);
        return mailbox.start(() => runTestBody(source, { assert, onFault: outside.note }));
      }
    };
    return { driver: mailbox.driver(operations), bind };
  }
  function callNoticing(callable, text2, note) {
    const args = decode(text2);
    const before = encode(args, Infinity);
    const result = apply(callable, void 0, args);
    if (!isUnchanged(args, before)) note("changed");
    return result;
  }
  function isUnchanged(args, before) {
    try {
      return encode(args, 2 * before.length + 100) === before;
    } catch {
      return false;
    }
  }
  function namesOf(bound) {
    let text2 = "";
    mapForEach(bound, (_value, name) => {
      text2 += `${text2 === "" ? "" : ","}${stringify(name)}`;
    });
    return `[${text2}]`;
  }
  var silentTally = { count: () => {
  }, excuse: () => {
  } };
  function installModules(assert, refuse) {
    const module = { exports: {} };
    defineHidden(globalThis, "module", module);
    defineHidden(globalThis, "exports", module.exports);
    const knowsAssert = (name) => {
      if (isAssert(name)) return assert;
      throw refusal("require", refuse);
    };
    Object.defineProperty(knowsAssert, "name", { value: "require", configurable: true });
    defineHidden(globalThis, "require", knowsAssert);
  }
  function exported(name) {
    const { module } = globalThis;
    const all = module?.exports;
    if (typeof all === "function") return hasOwn(all, name) ? all[name] : all;
    if (typeof all !== "object" || all === null) return void 0;
    if (typeof all[name] === "function") return all[name];
    const main = all["default"];
    if (typeof main === "function") return main;
    return typeof main === "object" && main !== null ? main[name] : void 0;
  }

  // sandbox/isolate/realm/test.ts
  function installTest(outside, config) {
    const tally = {
      count: (holds) => outside.assertion(holds ? "held" : "failed"),
      excuse: () => outside.assertion("excused")
    };
    const { clock, timers } = installGlobals(outside, config, tally.count);
    const assert = createAssert(tally);
    const mailbox = new Mailbox(config);
    const waiting = new RealMap();
    const how = { onLoss: outside.note };
    const standIns2 = createStandIns(outside, { config, waiting, how });
    defineHidden(globalThis, "assert", assert);
    const operations = {
      ...mailbox.operations(clock, timers),
      define: (names2, entryPoint) => {
        for (const name of decode(names2)) {
          if (name === entryPoint || !(name in globalThis)) defineHidden(globalThis, name, standIns2(name));
        }
        return "";
      },
      settle: (text2) => {
        for (const [id, outcome] of parse(text2)) {
          const waiter = mapGet(waiting, id);
          mapDelete(waiting, id);
          if (outcome.k === "error") waiter?.reject(errorOf(outcome, how));
          else waiter?.resolve(decodeParsed(outcome.v, how));
        }
        return "";
      },
      test: (source) => mailbox.start(() => runTestBody(source, { assert, onFault: outside.note }))
    };
    return { driver: mailbox.driver(operations) };
  }
  function createStandIns(outside, { config, waiting, how }) {
    return (name) => {
      const standIn = function(...args) {
        if (new.target !== void 0) {
          throw asFault(
            new RealTypeError(`new ${name}() needs crossing 'realm': instances cannot cross as data`),
            "crossing"
          );
        }
        const outcome = parse(outside.invoke(name, argumentsText(args, config)));
        if (outcome.k === "error") throw errorOf(outcome, how);
        if (outcome.k === "value") return decodeParsed(outcome.v, how);
        return new RealPromise((resolve, reject) => {
          mapSet(waiting, outcome.id, { resolve, reject });
        });
      };
      Object.defineProperty(standIn, "name", { value: name, configurable: true });
      return standIn;
    };
  }
  function argumentsText(args, { outputCharacters }) {
    try {
      return encode(args, outputCharacters);
    } catch (error2) {
      throw isError(error2) ? asFault(error2, "crossing") : error2;
    }
  }
  function errorOf({ e }, how) {
    return e !== void 0 && hasOwn(e, "v") ? decodeParsed(e.v, how) : { name: "CrossingError", message: "what the program threw cannot cross as data." };
  }

  // sandbox/isolate/realm/index.ts
  var outsideNames = ["log", "refuse", "assertion", "note", "url", "invoke"];
  function install(kind, ...functions) {
    const outside = {};
    for (let at = 0; at < outsideNames.length; at += 1) outside[outsideNames[at]] = functions[at];
    const config = { seed: 0, logCharacters: 0, outputCharacters: 0 };
    const installRealm = kind === "test" ? installTest : installSolution;
    const realm = installRealm(outside, config);
    const configure = (text2) => void Object.assign(config, JSON.parse(text2));
    return { ...realm, configure };
  }
  return __toCommonJS(index_exports);
})();
return realm.install;
})()
