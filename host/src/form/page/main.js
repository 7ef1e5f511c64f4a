// The door: one function per document that the host calls with a request, and what every request begins with.

const WINDOW_BOUND_MS = 3000; // a window without an address of its own stays empty: it may be written into

// ---- Requests -------------------------------------------------------------------------------------------------

async function answer(request) {
  switch (request.op) {
    case "ready": return readyFor(request);
    case "ready-all": {
      const items = [];
      for (const target of request.targets) items.push(await ready({ target, want: request.want, bound: 0 }));
      return { items };
    }
    case "written": return written(request);
    case "insert": return insert(request.el, request.text);
    case "is-on": return isNowOn(request);
    case "in-window": return { point: inTopWindow(request.el) };
    case "select": selectAll(request.el); return {};
    case "focused": return focused();
    case "loaded": return loaded();
    case "option": return option(request);
    case "chose": return chose(request);
    case "conditions": return conditions(request);
    case "look": {
      // `not`: waits until the page shows something else than before.
      const seen = await until(request.not === undefined ? 0 : request.bound, async () => {
        const one = await ready(request.not === undefined ? request : { ...request, bound: 0 });
        const answer = one.el ? { value: look(one.el, request.what, request.name), el: one.el } : one;
        return { done: !!one.el && answer.value !== request.not, value: answer };
      });
      return seen;
    }
    case "days": return days(request);
    case "files": return files(request);
    case "page": return page();
    case "text": return { value: readable(visibleText(topDocument().body || topDocument().documentElement)).slice(0, MAX_TEXT) };
    default: throw new Malformed("unknown request " + request.op);
  }
}

// `ready`, and in the same trip: what was filled is looked at again, the cursor is set, the page is measured.
async function readyFor(request) {
  const found = await ready(request);
  if (found.error) return found;
  if (request.recheck) {
    const different = changed();
    if (different) return { error: "changed", changed: different };
  }
  if (request.select) selectAll(found.el);
  if (request.focus) found.el.focus({ preventScroll: true });
  if (request.leaving) watchLeaving();
  if (request.measure) found.page = page();
  return found;
}

// What has the focus, about to be pressed.
function focused() {
  let el = document.activeElement || document.body;
  while (el.shadowRoot && el.shadowRoot.activeElement) el = el.shadowRoot.activeElement;
  const different = changed();
  if (different) return { error: "changed", changed: different };
  watchLeaving();
  return { submits: submitting(el, "press") };
}

// A window that has just been opened shows nothing until its document comes.
async function loaded() {
  await until(WINDOW_BOUND_MS, async () => ({ done: document.URL !== "about:blank" && document.readyState !== "loading" }));
  return {};
}

// The fallback for what keys cannot carry: as a paste would, honouring maxlength and telling the page's scripts.
function insert(el, text) {
  selectAll(el);
  if (text === "") document.execCommand("delete");
  else document.execCommand("insertText", false, text);
  return { actual: content(el) };
}

async function isNowOn(request) {
  const { el, target } = request;
  const now = () => (el.isConnected ? el : again(target) || el);
  watchLeaving();
  await until(CHOSEN_MS, async () => ({ done: isOn(now()) === request.on }));
  const is = now();
  const equal = isOn(is) === request.on;
  const replaced = equal ? remember(request.id, is, target, content(is)) : forget(is);
  return { equal, actual: String(isOn(is)), control: describe(is), replaced };
}

async function files(request) {
  const { el, names } = request;
  const same = () => JSON.stringify(fileNames(el)) === JSON.stringify(names);
  await tick();
  await until(SETTLE_MS, async () => ({ done: same() || !el.isConnected }));
  const replaced = same() ? remember(request.id, el, null, content(el)) : forget(el);
  return { equal: same(), actual: content(el), gone: !el.isConnected, control: describe(el), replaced };
}

// The element of a calendar's day. Days of the months before and after stand around it: early numbers come first of
// their like, late ones last.
async function days(request) {
  return until(request.bound, async () => {
    const { found } = locate(request.target, "look");
    if (found.length !== 1) return { done: false, value: { error: found.length ? "many" : "none", found: found.slice(0, 8).map(describe), near: [] } };
    const all = deepAll(found[0], "*").filter((el) => fold(el.textContent) === String(request.day) && isVisible(el));
    const inner = all.filter((el) => !all.some((other) => other !== el && el.contains(other)));
    const usable = inner.filter(isEnabled);
    if (!usable.length) return { done: false, value: { error: inner.length ? "unready" : "none", missing: "enabled", near: [] } };
    const el = request.day <= 15 ? usable[0] : usable[usable.length - 1];
    const state = await readiness(el, "click");
    if (state.missing) return { done: false, value: { error: "unready", missing: state.missing, cover: state.cover || null } };
    return { done: true, value: { el, point: state.point } };
  });
}

async function run(request) {
  forgetShadows();
  try {
    if (request.abandon) leaving = null;
    if (await settle(request.settle)) return { error: "stuck" };
    const value = await answer(request);
    if (value.error) value.href = topDocument().URL;
    return value;
  } catch (e) {
    if (e instanceof Malformed) return { error: "malformed", reason: e.message };
    throw e;
  }
}

Object.defineProperty(document, KEY, { value: { run, changedHere }, configurable: true });
