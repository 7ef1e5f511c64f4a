// What controls hold: reading it back after typing, remembering it, and looking again before anything is clicked.

const SETTLE_MS = 300; // how long a mask or a re-rendering may take to bring the value into its form

function oneLineEnd(text) {
  return String(text).replace(/\r\n?/g, "\n");
}

function content(el) {
  if (el.type === "file") return fileNames(el).join("\n");
  if (el.localName === "select") return listed(el.selectedOptions).map((o) => o.text).join("\n");
  if (el.type === "checkbox" || el.type === "radio" || ["checkbox", "radio", "switch"].includes(roleOf(el))) return String(isOn(el));
  if (typeof el.value === "string" && !["button", "li", "data", "meter", "progress"].includes(el.localName)) return oneLineEnd(el.value);
  // Editors keep a blank as one that does not break, and end with an empty line.
  if (el.isContentEditable) return oneLineEnd(el.innerText).replace(/\u00a0/g, " ").replace(/\n$/, "");
  return visibleText(el);
}

function isOn(el) {
  if (el.type === "checkbox" || el.type === "radio") return el.checked;
  return ["aria-checked", "aria-pressed", "aria-selected"].some((name) => el.getAttribute(name) === "true");
}

// Whether a control holds one of the texts. Editors of rich text put lines apart by as much as their paragraphs are.
function holdsOne(el, texts) {
  const line = (text) => (el.isContentEditable ? text.replace(/\n{2,}/g, "\n") : text);
  const actual = line(content(el));
  return texts.some((text) => line(oneLineEnd(text)) === actual);
}

// Puts the cursor in and selects what is there, so that typing replaces it as a person's would.
function selectAll(el) {
  el.focus({ preventScroll: true });
  if (el.select) el.select();
  else {
    const range = document.createRange();
    range.selectNodeContents(el);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
}

// ---- Reading back ---------------------------------------------------------------------------------------------

// Leaves each control and compares: items are {id, el, target, expect: [texts], put, hidden}; the first that differs ends it.
// `put` where the value was put there, and not only looked for; `hidden` where it may not be read.
async function written(request) {
  const results = [];
  watchLeaving(); // leaving a control may send the form off
  for (const item of request.items) {
    const el = item.el;
    if (request.leave && el.ownerDocument.activeElement) leave(el);
    await tick();
    await until(SETTLE_MS, async () => ({ done: holdsOne(el, item.expect) || !el.isConnected }));
    const find = () => again(item.target, "fill");
    const is = el.isConnected ? el : find();
    const actual = is ? content(is) : "";
    if (item.hidden && item.put) keepUnread(is || el, find);
    // A text that the plugin knows is not tried on what it may not read.
    const same = !!is && holdsOne(is, item.expect) && (item.put || item.hidden || !isHidden(is));
    const hidden = !same && isHidden(is || el);
    if (same) item.hidden ? keepUnread(is, find) : letRead(is);
    const replaced = same ? remember(item.id, is, find, actual) : item.put ? forget(is || el) : [];
    const popup = is && opened(is);
    const control = same ? null : describe(is || el); // what is as it should be needs no name
    results.push({ id: item.id, equal: same, actual, hidden, control, gone: !is, replaced, popup: popup ? is : null });
    if (!same) break;
  }
  return { results, over: results.every((result) => !result.popup) && overlaid() };
}

function leave(el) {
  const root = el.getRootNode();
  if (root.activeElement === el || el.ownerDocument.activeElement === el) el.blur();
}

// ---- What a control opened -------------------------------------------------------------------------------------

const surroundings = new WeakMap(); // control -> what showed around it before it was typed into

// What shows at points around a control.
function around(el) {
  const box = el.getBoundingClientRect();
  const points = [[box.left + 10, box.bottom + 12], [box.left + 10, box.bottom + 60], [box.left + 10, box.top - 12]];
  return points.map(([x, y]) => (inWindow(x, y) ? hitAt(x, y) : null));
}

function noteSurroundings(el) {
  surroundings.set(el, around(el));
}

// Whether something lies over the page around a control that did not before: a list or calendar that stayed open.
function opened(el) {
  const before = surroundings.get(el);
  return !!before && around(el).some((hit, i) => before[i] && hit !== before[i] && liesOver(hit, el, before[i]));
}

// Whether something lies over the page around the control that has the focus, which is in no dialog that Escape would close.
function overlaid() {
  const el = focusedDeep();
  if (!el || el === document.body || el.type === "search" || deepClosest(el, "dialog,[role=dialog],[aria-modal=true]")) return false;
  return around(el).some((hit) => liesOver(hit, el, null));
}

// Whether what shows at a point stands in a layer of its own, with neither the control nor what was there before in it.
function liesOver(hit, el, before) {
  if (!hit || deepContains(hit, el)) return false;
  for (let node = hit; node && node.nodeType === 1; node = parentOf(node)) {
    if (deepContains(node, el) || (before && deepContains(node, before))) return false;
    if (["absolute", "fixed"].includes(getComputedStyle(node).position)) return true;
  }
  return false;
}

function focusedDeep(within = document) {
  let el = within.activeElement;
  while (el && el.shadowRoot && el.shadowRoot.activeElement) el = el.shadowRoot.activeElement;
  return el;
}

// The same control after a re-rendering replaced the element, if there is exactly one, or one group where a list is wanted.
function again(target, want) {
  if (!target) return null;
  try {
    lookAnew();
    const { found } = locate(target, want);
    return found.length === 1 || (want === "list" && oneGroup(found)) ? controlOf(found[0], want) : null;
  } catch (e) {
    return null;
  }
}

// ---- Memory of this document ----------------------------------------------------------------------------------

const GOING_MS = 1000; // how long after a click a step that it leaves may take to go
const filled = [];     // {id, el, find, expect, leaves}: what this attempt put into this document's controls
const unread = [];     // {el, find}: controls that a value was put into which the plugin may not read, whatever became of it
let movedOn = -Infinity; // when the plugin clicked or pressed last
let acted = null;      // {find, el, at}: the box that the plugin checked last, or the list that it chose from

// A click or key may lead on within the document: what was filled so far may go with its step, and stays given.
function moveOnHere() {
  movedOn = performance.now();
  for (const entry of filled) entry.leaves = true;
}

// A check or a choice may lead on, too: what it was made on then goes with its step.
function actOn(el, find) {
  acted = { el, find, at: performance.now() };
}

// The plugin goes on: if what it acted on last is gone by now, the step was left.
function lookBackHere() {
  if (!acted || acted.el.isConnected) return;
  acted.el = acted.find() || acted.el;
  if (acted.el.isConnected) return;
  acted = null;
  moveOnHere();
}

// The plugin goes on working while these controls still stand there: the click did not take them, and what does so later is
// the page's own doing.
function stayHere() {
  if (acted && performance.now() - acted.at >= GOING_MS && acted.el.isConnected && !isGoing(acted.el)) acted = null;
  if (performance.now() - movedOn < GOING_MS) return;
  for (const entry of filled) if (entry.el.isConnected && !isGoing(entry.el)) entry.leaves = false;
}

// Whether an animation that ends is about to take it out of sight.
function isGoing(el) {
  const ends = (animation) => animation.playState === "running" && animation.effect.getComputedTiming().endTime !== Infinity;
  for (let node = el; node; node = parentOf(node)) if (node.nodeType === 1 && node.getAnimations().some(ends)) return true;
  return false;
}

// Gives back which earlier ones this replaces. `find` gives the control after a re-rendering; none where a page may take it away
// with what it holds.
function remember(id, el, find, expect) {
  const replaced = forget(el);
  // Emptied on purpose: whatever the page puts there is its own.
  if (expect !== "") filled.push({ id, el, find, expect, leaves: false });
  return replaced;
}

// From now on what the control holds is not told, also where the page makes something else of it or renders it anew.
function keepUnread(el, find) {
  if (!unread.some((kept) => kept.el === el)) unread.push({ el, find });
}

// The plugin put a value of its own there, and it stands.
function letRead(el) {
  const held = radiosOf(el);
  for (let i = unread.length - 1; i >= 0; i--) {
    const other = unread[i].el;
    if (other === el || held.includes(other) || areRadiosOfOne(el, other) || (isRadio(el) && radiosOf(other).includes(el))) unread.splice(i, 1);
  }
}

// Whether what a control holds was put there and may not be read: the control itself, a radio beside it, an option in it, the
// list that it stands for.
function isHidden(el) {
  return unread.some((kept) => {
    const held = standing(kept);
    return held === el || areRadiosOfOne(el, held) || deepContains(held, el) || deepContains(el, held)
      || (held.list && deepContains(held.list, el)) || namedBoxes(held).some((box) => deepContains(box, el));
  });
}

let stands = null; // what was found anew in this step of the script: a long form has many that went with their steps

// The control as it stands now, also after a re-rendering.
function standing(kept) {
  if (kept.el.isConnected) return kept.el;
  if (!stands) {
    stands = new Map();
    queueMicrotask(() => { stands = null; });
  }
  if (!stands.has(kept)) stands.set(kept, kept.find());
  kept.el = stands.get(kept) || kept.el;
  return kept.el;
}

function isRadio(el) {
  return el.type === "radio" || roleOf(el) === "radio";
}

// Of which one is on: native ones by their name, others by the group around them.
function areRadiosOfOne(el, other) {
  if (el.type === "radio" && other.type === "radio") return !!el.name && el.name === other.name && el.form === other.form;
  const around = [el, other].map((one) => (one.type !== "radio" && roleOf(one) === "radio" ? deepClosest(one, "[role=radiogroup]") : null));
  return !!around[0] && around[0] === around[1];
}

function forget(el) {
  const ids = [];
  for (let i = filled.length - 1; i >= 0; i--) {
    const other = filled[i].el;
    if (other === el || areRadiosOfOne(el, other)) ids.push(filled.splice(i, 1)[0].id);
  }
  return ids;
}

// The first control that no longer holds what was put into it, in this document, or is no longer there.
function changedHere() {
  for (let i = 0; i < filled.length; i++) {
    const entry = filled[i];
    if (!entry.el.isConnected) {
      const now = entry.find && entry.find();
      if (!now) {
        filled.splice(i--, 1);
        // The page went on, or took the file and says so; the control is no longer part of it.
        if (entry.leaves || (!entry.find && showsAll(entry.expect.split("\n")))) continue;
        return { id: entry.id, expect: entry.expect, actual: "", control: describe(entry.el) };
      }
      entry.el = now;
    }
    const actual = content(entry.el);
    if (actual !== entry.expect) {
      filled.splice(i, 1); // said once: refill it or go without it; what is required stays missing
      return { id: entry.id, expect: entry.expect, actual, hidden: isHidden(entry.el), control: describe(entry.el) };
    }
  }
  return null;
}

// What was put into this document since the plugin last went on: nothing has sent or saved it. `standing`: whatever still
// stands here, too.
function unsavedHere(standing) {
  return filled.filter((entry) => !entry.leaves || (standing && entry.el.isConnected)).map((entry) => entry.id);
}

// The same for every frame of this window that may be asked.
function changed() {
  return everywhere("changedHere");
}

// Of every frame of this window together.
function unsaved(standing) {
  const ids = [];
  for (const view of frames()) {
    try {
      const page = view === window ? HERE : view.document[KEY];
      if (page) ids.push(...page.unsavedHere(standing));
    } catch (e) { /* a frame of another origin holds nothing of ours that could be asked */ }
  }
  return ids;
}

// Calls a function of each frame's own page until one gives something back.
function everywhere(name) {
  for (const view of frames()) {
    try {
      const page = view === window ? HERE : view.document[KEY];
      const found = page && page[name]();
      if (found) return found;
    } catch (e) { /* a frame of another origin holds nothing of ours that could be asked */ }
  }
  return null;
}

// Every frame of this window that is of the same origin, this one included.
function frames() {
  const found = [];
  const walk = (view) => {
    try { void view.document.URL; } catch (e) { return; }
    found.push(view);
    for (let i = 0; i < view.frames.length && found.length < 64; i++) walk(view.frames[i]);
  };
  try { void window.top.document.URL; walk(window.top); } catch (e) { walk(window); }
  if (!found.includes(window)) found.push(window);
  return found;
}

// ---- Files ----------------------------------------------------------------------------------------------------

function fileFacts(el) {
  const inner = el.type === "file" ? el : (el.control && el.control.type === "file" ? el.control : nearestFileInput(el));
  return inner ? { input: inner, multiple: inner.multiple, accept: inner.accept } : { input: null };
}

// The file input behind a button or a drop zone.
function nearestFileInput(el) {
  for (let node = el, up = 0; node && up < 4; node = parentOf(node), up++) {
    if (!node.querySelectorAll) continue;
    const inputs = deepAll(node, "input[type=file]");
    if (inputs.length === 1) return inputs[0];
    if (inputs.length > 1) return null;
  }
  return null;
}

// Whether the page says all of these, as one does that took the files from their field.
function showsAll(names) {
  const texts = [document, topDocument()].map((from) => visibleText(from.body || from.documentElement));
  return names.every((name) => texts.some((text) => text.includes(name)));
}

function fileNames(el) {
  return listed(el.files || []).map((file) => file.name);
}
