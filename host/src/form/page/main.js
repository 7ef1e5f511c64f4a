// The door: one function per document that the host calls with a request, and what every request begins with.

const MOST_REPLACED = 3; // how often a control may be replaced when it gets the focus
const WINDOW_BOUND_MS = 3000; // a window without an address of its own stays empty: it may be written into

// ---- Requests -------------------------------------------------------------------------------------------------

async function answer(request) {
  switch (request.op) {
    case "ready": return readyFor(request);
    case "ready-all": {
      const items = [];
      for (const target of request.targets) items.push(await ready({ target, want: request.want, bound: 0 }));
      items.forEach((item, i) => {
        if (!item.el) return;
        noteSurroundings(item.el);
        if (request.hidden[i]) keepUnread(item.el, () => again(request.targets[i], request.want));
      });
      if (items.some((item) => item.el)) everywhere("stayHere");
      return { items };
    }
    case "written": return written(request);
    case "insert": return insert(request.el, request.text);
    case "set": return setValue(request.el, request.text);
    case "is-on": return isNowOn(request);
    case "in-window": return { point: inTopWindow(request.el) };
    case "select": noteSurroundings(request.el); selectAll(request.el); return {};
    case "entry": return entry(request);
    case "focused": return focused(request);
    case "option": return option(request);
    case "chose": return chose(request);
    case "conditions": return conditions(request);
    case "instead": return { instead: instead(request.conditions) };
    case "look": {
      const one = await ready(request);
      return one.el ? { value: look(one.el, request.what, request.name), el: one.el } : one;
    }
    case "turned": return turned(request);
    case "days": return days(request);
    case "pick-up": return pickUp(request.el);
    case "drag": return dragOnto(request.onto);
    case "files": return files(request);
    case "unsaved": return { ids: unsaved(request.standing) };
    case "page": if (request.loaded) await loaded(); return page();
    case "text": return { value: readable(visibleText(topDocument().body || topDocument().documentElement)).slice(0, MAX_TEXT) };
    default: throw new Malformed("unknown request " + request.op);
  }
}

// `ready`, and in the same trip: what was filled is looked at again, the cursor is set, the page is measured, a choice found.
async function readyFor(request) {
  const found = await ready(request);
  if (found.error) return found;
  if (request.recheck) {
    const different = changed();
    if (different) return { error: "changed", changed: different };
  }
  if (request.leaving) everywhere("stayHere");
  if (request.moves) everywhere("moveOnHere");
  // Before anything goes in: what breaks off half way is not told either.
  if (request.hidden) for (const one of [found.el, found.native]) if (one) keepUnread(one, () => again(request.target, request.want));
  if (request.select) {
    noteSurroundings(found.el);
    selectAll(found.el);
    if (!found.el.isConnected) { // the page put another one in its place
      const left = request.replaced === undefined ? MOST_REPLACED : request.replaced - 1;
      return left ? readyFor({ ...request, replaced: left }) : { error: "unready", missing: "attached" };
    }
  }
  if (request.focus) {
    found.el.focus({ preventScroll: true });
    found.submits = pressing(found.el, request.alt);
  }
  if (request.leaving) watchLeaving();
  if (request.measure) found.page = page();
  if (request.choice && STANDING.includes(found.list)) found.option = await option({ ...request, el: found.el, native: found.native, kind: found.list });
  return found;
}

// The focus may be in a frame that the plugin did not enter, or around the one that it did: keys go there all the same.
function focusedInFrames(within = document) {
  let el = focusedDeep(within);
  while (el && ["iframe", "frame"].includes(el.localName) && el.contentDocument) el = focusedDeep(el.contentDocument);
  return el;
}

// What a key would send: by what has the focus; with Alt, by what names the key as its own.
function pressing(el, alt) {
  if (alt) return { receivers: reachedByKey(alt).map((one) => submitting(one, "click")) };
  return submittingWith(el, [focusedInFrames(), focusedInFrames(topDocument())], "press");
}

// What has the focus, about to be pressed.
function focused(request) {
  const el = focusedInFrames() || document.body;
  const different = changed();
  if (different) return { error: "changed", changed: different };
  everywhere("moveOnHere");
  watchLeaving();
  return { submits: pressing(el, request.alt) };
}

// A window that has just been opened shows nothing until its document comes.
async function loaded() {
  await until(WINDOW_BOUND_MS, async () => ({ done: document.URL !== "about:blank" && document.readyState !== "loading" }));
}

// The fallback for what keys cannot carry: as a paste would, honouring maxlength and telling the page's scripts.
function insert(el, text) {
  selectAll(el);
  if (text === "") document.execCommand("delete");
  else document.execCommand("insertText", false, text);
  return { actual: content(el) };
}

// The fallback for controls without keys for their value. By the prototype's own setter, which libraries that keep a state of
// their own notice.
function setValue(el, text) {
  el.focus({ preventScroll: true });
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(el), "value").set.call(el, text);
  for (const kind of ["input", "change"]) el.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
  return { actual: content(el) };
}

async function isNowOn(request) {
  const { el, target } = request;
  const find = () => again(target, "check");
  const now = () => (el.isConnected ? el : find() || el);
  watchLeaving();
  await until(CHOSEN_MS, async () => ({ done: isOn(now()) === request.on }));
  const is = now();
  const equal = isOn(is) === request.on;
  const hidden = !equal && isHidden(is);
  if (equal) letRead(is);
  const replaced = equal ? remember(request.id, is, find, content(is)) : forget(is);
  if (equal) actOn(is, find);
  return { equal, actual: String(isOn(is)), hidden, control: describe(is), replaced };
}

async function files(request) {
  const { el, names } = request;
  const same = () => JSON.stringify(fileNames(el)) === JSON.stringify(names);
  await tick();
  await until(SETTLE_MS, async () => ({ done: same() || !el.isConnected }));
  const replaced = same() ? remember(request.id, el, null, content(el)) : forget(el);
  return { equal: same(), actual: content(el), gone: !el.isConnected, control: describe(el), replaced };
}

function isWeekNumber(el) {
  return el.localName === "th" || el.getAttribute("role") === "rowheader"
    || /(^|[\s_-])(week-?num(ber)?|cw)([\s_-]|$)/i.test(el.getAttribute("class") || "");
}

// The element of a calendar's day. Days of the months before and after may stand around it, and numbers of weeks beside
// it: the month is the row of numbers that counts up from 1.
async function days(request) {
  return until(request.bound, async () => {
    const located = locate(request.target, "look");
    const { found } = located;
    if (!found.length) return { done: false, value: () => nothing(request.target, "look", located) };
    if (found.length > 1) return { done: false, value: { error: "many", found: found.slice(0, 8).map(describe) } };
    const shown = deepAll(found[0], "*").filter((el) => /^\s*\d{1,2}\s*$/.test(el.textContent) && isVisible(el));
    const inner = shown.filter((el) => !shown.some((other) => other !== el && el.contains(other)));
    const cells = inner.filter((el) => !isWeekNumber(el) && !isWeekNumber(el.parentElement));
    let next = 1;
    let el = null;
    for (const cell of cells) {
      if (Number(cell.textContent) !== next || next > request.day) continue;
      if (next++ === request.day) el = cell;
    }
    if (!el) return { done: false, value: { error: "none", near: [] } };
    if (!isEnabled(el)) return { done: false, value: { error: "unready", missing: "enabled" } };
    const state = await readiness(el, "click");
    if (state.missing) return { done: false, value: { error: "unready", missing: state.missing, cover: state.cover || null } };
    return { done: true, value: { el, point: state.point, submits: submittingWith(el, [state.hit], "click") } };
  });
}

// What a calendar's heading says, once it says something else than before and then nothing new for a moment.
async function turned(request) {
  let last = request.not, since = performance.now();
  return until(request.bound, async () => {
    const one = await ready({ ...request, want: "look", bound: 0 });
    if (!one.el) return { done: false, value: one };
    const value = spoken(one.el);
    if (value !== last) [last, since] = [value, performance.now()];
    return { done: value !== request.not && performance.now() - since >= request.still, value: { value } };
  });
}

async function run(request) {
  lookAnew();
  try {
    if (request.abandon) leaving = null;
    if (await settle(request.settle)) return { error: "stuck" };
    // Before a commit everything has to stand, whatever took it.
    if (!request.recheck || request.moves) everywhere("lookBackHere");
    const value = await answer(request);
    if (value.error) value.href = topDocument().URL;
    return value;
  } catch (e) {
    if (e instanceof Malformed) return { error: "malformed", reason: e.message };
    throw e;
  }
}

const HERE = { run, changedHere, moveOnHere, stayHere, lookBackHere, unsavedHere };
Object.defineProperty(document, KEY, { value: HERE, configurable: true });
