// What the host calls: one function per document, given a request. What every request begins with, and what answers it.

const MOST_REPLACED = 3; // how often a control may be replaced when it gets the focus
const CLICKED = ["click", "check", "list"]; // what is wanted with an element that its point is for
const WINDOW_BOUND_MS = 3000; // a window without an address of its own stays empty: it may be written into

// ---- Requests -------------------------------------------------------------------------------------------------

// One handler for each request of protocol/request.rs. What it gives goes to the host as answers.json declares it.
const REQUESTS = {
  __proto__: null,
  "find": findReady,
  "find-each": findEach,
  "read-back": readBack,
  "insert": (request) => insert(request.el, request.text),
  "set-value": (request) => setValue(request.el, request.text),
  "read-switch": readSwitch,
  "point-in-window": (request) => ({ point: inTopWindow(request.el) }),
  "select": (request) => select(request.el),
  "search-text": searchText,
  "before-key-press": beforeKeyPress,
  "find-option": findOption,
  "read-choice": readChoice,
  "leave-list": leaveList,
  "next-check": nextCheck,
  "read-checks": readChecks,
  "which-hold": whichHold,
  "what-instead": whatInstead,
  "look": look,
  "wait-for-heading": waitForHeading,
  "find-day": findDay,
  "find-date-parts": findDateParts,
  "describe-date-part": describeDatePart,
  "aim-drag": aimDrag,
  "pick-up": (request) => pickUp(request.el),
  "drop-on": (request) => dropOn(request.onto, request.at),
  "empty-files": emptyFiles,
  "read-files": readFiles,
  "took-files": tookFiles,
  "lists-files": (request) => ({ listed: request.names.filter(lists) }),
  "list-unsaved": (request) => ({ ids: listUnsaved(request.standing) }),
  "measure-page": measurePage,
  "arrived": () => ({}),
  "read-page-text": () => ({ value: pageText() }),
  "read-number": readNumber,
};

let act = 0; // actions so far that did something to a page; `BORN` of them came before this document was first asked

async function run(request) {
  lookAnew();
  act = request.act;
  inFarFrame = request.far;
  try {
    const missed = request.aimed ? await takeMissed() : null;
    // What is to be clicked is looked for, or why it could not be: whatever is clicked meanwhile comes late.
    const held = CLICKED.includes(request.want) || request.op === "measure-page" ? heldUntil : 0;
    // On the way back into a frame the click in it is not asked for yet.
    if (request.want !== "frame") everywhere("forgetClick");
    heldUntil = missed ? performance.now() + AIMED_MS : held;
    if (missed) return { error: "missed", ...missed };
    if (request.op === "arrived") return {}; // where the click leads is not waited for
    if (request.abandon) leaving = null;
    if (await settle(request.settle)) return { error: "stuck" };
    // Before a commit everything has to stand, whatever took it.
    if (!request.recheck || request.moves) everywhere("detectStepLeft");
    const handler = REQUESTS[request.op];
    if (!handler) throw new Malformed("unknown request " + request.op);
    const value = await handler(request);
    if (value.error) value.href = topDocument().URL;
    return shaped(ANSWERS.answers[request.op], value);
  } catch (e) {
    if (e instanceof Malformed) return { error: "malformed", reason: e.message };
    throw e;
  }
}

// Exactly the fields that are declared: nothing else goes to the host, and whatever is not there is null.
function shaped(fields, value) {
  const shape = {};
  for (const [name, kind] of Object.entries(value.error ? ANSWERS.problems[value.error] : fields)) shape[name] = shapedAs(kind, value[name]);
  if (value.error) shape.error = value.error;
  return shape;
}

// A page may extend every object there is.
function own(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function shapedAs(kind, value) {
  if (value === null || value === undefined) return null;
  if (Array.isArray(kind)) return value.map((one) => shapedAs(kind[0], one));
  if (kind.startsWith(WRITTEN)) return written([kind.slice(WRITTEN.length)], value);
  const part = kind.replace("?", "");
  const fields = own(ANSWERS.parts, part) || own(ANSWERS.answers, part);
  return fields ? shaped(fields, value) : value;
}

// Many values as one text, in JSON: a driver takes longer for each value of an answer than for all of such a text. What is empty is left
// out, and of a letter that was cut in two nothing is left. Only texts, numbers and flags are left to `JSON`: a page may have taught
// objects to write themselves otherwise.
const WRITTEN = "written ";
function written(kind, value) {
  return writtenAs(kind, value).replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (part) => (part === "\\\\" ? part : "\\ufffd"));
}

function writtenAs(kind, value) {
  if (typeof value === "string") return JSON.stringify(value);
  let all = "";
  if (Array.isArray(kind)) {
    for (const one of value) all += "," + writtenAs(kind[0], one);
    return "[" + all.slice(1) + "]";
  }
  const fields = own(ANSWERS.parts, kind);
  if (!fields) return JSON.stringify(value);
  for (const name of Object.keys(fields)) {
    const part = value[name];
    if (part && part.length !== 0) all += `,"${name}":` + writtenAs(fields[name], part);
  }
  return "{" + all.slice(1) + "}";
}

// `ready`, and in the same trip: what was filled is looked at again, the cursor is set, the page is measured, a choice found.
async function findReady(request) {
  const found = await ready(request);
  if (found.error) return found;
  if (request.recheck) {
    const different = changed();
    if (different) return { error: "changed", ...different };
    const controls = request.moves ? [] : await heldInvalid(found.el);
    if (controls.length) return { error: "invalid", controls };
  }
  if (request.leaving) everywhere("markFilledMustStay");
  if (request.moves) everywhere("markFilledMayLeave");
  // Before anything goes in: what breaks off half way is not shown either.
  found.held = heldIn(found);
  if (request.hidden) for (const one of [found.el, found.native]) if (one) keepUnread(one, () => again(request.target, request.want));
  if (request.select) {
    noteSurroundings(found.el);
    selectAll(found.el);
    if (!found.el.isConnected) { // the page put another one in its place
      const left = request.replaced === undefined ? MOST_REPLACED : request.replaced - 1;
      return left ? findReady({ ...request, replaced: left }) : unready({ missing: "attached" });
    }
  }
  if (request.focus) {
    found.el.focus({ preventScroll: true });
    found.submits = pressing(found.el, request.alt);
  }
  if (request.leaving) watchLeaving();
  if (request.want === "check" && !found.check.on) noteBoxes();
  if (found.point && CLICKED.includes(request.want)) expectClick(found.el, found.spot, () => again(request.target, request.want));
  if (request.measure) found.page = page();
  const kind = found.list && found.list.kind;
  if (request.choice) typedLast = null;
  if (request.choice && kind === "popup") noteItems();
  if (request.choice && STANDING.includes(kind)) found.option = await findOption({ ...request, el: found.el, native: found.native, kind });
  if (kind === "radios") found.held = heldIn(found); // a box may have several questions: which one, the option says
  found.used = keysOf(found);
  return found;
}

// Several controls in one trip, each as it is now; what is not ready says why.
async function findEach(request) {
  const items = [];
  for (const target of request.targets) items.push(await ready({ target, want: request.want, bound: 0 }));
  items.forEach((item, i) => {
    if (!item.el) return;
    if (mayBeOfStepBefore(item.el)) { // waited for when its turn comes
      items[i] = unready({ missing: "still" });
      return;
    }
    item.held = heldIn(item);
    item.used = keysOf(item);
    noteSurroundings(item.el);
    if (request.hidden[i]) keepUnread(item.el, () => again(request.targets[i], request.want));
  });
  if (items.some((item) => item.el)) everywhere("markFilledMustStay");
  watchLeaving(); // leaving a control for the next may send the form off
  return { items };
}

function select(el) {
  noteSurroundings(el);
  watchLeaving(); // the control before it is left now, which may send the form off
  selectAll(el);
  return {};
}

// The focus may be in a frame that the plugin did not enter, or around the one that it did: keys go there all the same.
function focusedInFrames(within = document) {
  let el = focusedDeep(within);
  while (el && ["iframe", "frame"].includes(el.localName) && el.contentDocument) el = focusedDeep(el.contentDocument);
  return el;
}

// What a key would send: by what has the focus; with Alt, by what names the key as its own.
function pressing(el, alt) {
  if (alt) return reachedByKey(alt).map((one) => submitting(one, "click"));
  return submittingWith(el, [focusedInFrames(), focusedInFrames(topDocument())], "press");
}

// What has the focus, about to get a key.
function beforeKeyPress(request) {
  const el = focusedInFrames() || document.body;
  const different = changed();
  if (different) return { error: "changed", ...different };
  everywhere("markFilledMayLeave");
  watchLeaving();
  return { submits: pressing(el, request.alt) };
}

// A window that has just been opened shows nothing until its document comes.
async function measurePage(request) {
  const loaded = async () => ({ done: document.URL !== "about:blank" && document.readyState !== "loading" });
  if (request.loaded) await until(WINDOW_BOUND_MS, loaded);
  return page();
}

// The fallback for what keys cannot carry: as a paste would, honouring maxlength and telling the page's scripts.
function insert(el, text) {
  watchLeaving();
  selectAll(el);
  if (text === "") document.execCommand("delete");
  else document.execCommand("insertText", false, text);
  return {};
}

// The fallback for controls without keys for their value. By the prototype's own setter, which libraries that keep a state of
// their own notice.
function setValue(el, text) {
  watchLeaving();
  el.focus({ preventScroll: true });
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(el), "value").set.call(el, text);
  for (const kind of ["input", "change"]) el.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
  return {};
}

async function readSwitch(request) {
  const { el, target } = request;
  const find = () => again(target, "check");
  const now = () => (el.isConnected ? el : find() || el);
  watchLeaving();
  await until(CHOSEN_MS, async () => ({ done: isOn(now()) === request.on }));
  const is = now();
  const equal = isOn(is) === request.on;
  const hidden = !equal && isHidden(is);
  if (equal) letRead(is);
  const replaced = equal ? [...remember(request.id, is, find, content(is)), ...superseded(is)] : forget(is);
  if (equal) actOn(is, find);
  return { content: { equal, actual: String(isOn(is)), hidden, control: describe(is), replaced } };
}

function isWeekNumber(el) {
  return el.localName === "th" || el.getAttribute("role") === "rowheader"
    || /(^|[\s_-])(week-?num(ber)?|cw)([\s_-]|$)/i.test(el.getAttribute("class") || "");
}

// The element of a calendar's day. Days of the months before and after may stand around it, and numbers of weeks beside
// it: the month is the row of numbers that counts up from 1.
async function findDay(request) {
  return until(request.bound, async () => {
    const located = locate(request.target, "look");
    const { found } = located;
    if (!found.length) return { done: false, value: () => nothing(request.target, "look", located) };
    if (found.length > 1) return { done: false, value: many(found) };
    const shown = deepAll(found[0], "*").filter((el) => /^\s*\d{1,2}\s*$/.test(el.textContent) && isVisible(el));
    const inner = shown.filter((el) => !shown.some((other) => other !== el && el.contains(other)));
    const cells = inner.filter((el) => !isWeekNumber(el) && !isWeekNumber(el.parentElement));
    let next = 1;
    let el = null;
    for (const cell of cells) {
      if (Number(cell.textContent) !== next || next > request.day) continue;
      if (next++ === request.day) el = cell;
    }
    if (!el) return { done: false, value: none([]) };
    if (!isEnabled(el)) return { done: false, value: unready({ missing: "enabled" }) };
    const state = await readiness(el, "click");
    if (state.missing) return { done: false, value: unready(state) };
    expectClick(el, state.spot, null);
    return { done: true, value: { el, point: state.point, submits: submittingWith(el, [state.hit], "click") } };
  });
}

// What a calendar's heading says, once it says something else than before and then nothing new for a moment.
async function waitForHeading(request) {
  let last = request.not, since = performance.now();
  return until(request.bound, async () => {
    const one = await ready({ ...request, want: "look", bound: 0 });
    if (!one.el) return { done: false, value: one };
    const value = spoken(one.el);
    if (value !== last) [last, since] = [value, performance.now()];
    return { done: value !== request.not && performance.now() - since >= request.still, value: { text: value } };
  });
}

const HERE = { run, changedHere, markFilledMayLeave, markFilledMustStay, detectStepLeft, unsavedHere, forgetClick };
Object.defineProperty(document, KEY, { value: HERE, configurable: true });
