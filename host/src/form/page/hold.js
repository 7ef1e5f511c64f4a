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

// Leaves each control and compares: items are {id, el, target, expect: [texts]}; the first that differs ends it.
async function written(request) {
  const results = [];
  watchLeaving(); // leaving a control may send the form off
  for (const item of request.items) {
    const el = item.el;
    if (request.leave && el.ownerDocument.activeElement) leave(el);
    await tick();
    await until(SETTLE_MS, async () => ({ done: holdsOne(el, item.expect) || !el.isConnected }));
    const is = el.isConnected ? el : again(item.target, "fill");
    const actual = is ? content(is) : "";
    // A plugin's own text is not tried on what it may not read.
    const same = !!is && holdsOne(is, item.expect) && !(item.literal && isHidden(is));
    const replaced = same ? remember(item.id, is, () => again(item.target, "fill"), actual, item.hidden) : forget(is || el);
    const popup = is && opened(is);
    const control = same ? null : describe(is || el); // what is as it should be needs no name
    results.push({ id: item.id, equal: same, actual, control, gone: !is, replaced, popup: popup ? is : null });
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

// The same control after a re-rendering replaced the element, if there is exactly one.
function again(target, want) {
  if (!target) return null;
  try {
    lookAnew();
    const { found } = locate(target, want);
    return found.length === 1 ? controlOf(found[0], want) : null;
  } catch (e) {
    return null;
  }
}

// ---- Memory of this document ----------------------------------------------------------------------------------

const GOING_MS = 1000; // how long after a click a step that it leaves may take to go
const filled = [];     // {id, el, find, expect, hidden, leaves}: what this attempt put into this document's controls
let movedOn = -Infinity; // when the plugin clicked or pressed last

// A click or key may lead on within the document: what was filled so far may go with its step, and stays given.
function moveOnHere() {
  movedOn = performance.now();
  for (const entry of filled) entry.leaves = true;
}

// The plugin goes on working while these controls still stand there: the click did not take them, and what does so later is
// the page's own doing.
function stayHere() {
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
function remember(id, el, find, expect, hidden = false) {
  const replaced = forget(el);
  // Emptied on purpose: whatever the page puts there is its own.
  if (expect !== "") filled.push({ id, el, find, expect, hidden, leaves: false });
  return replaced;
}

// Whether what a control holds was put there and may not be read: the control itself, a radio beside it, an option in it, the
// list that it stands for.
function isHidden(el) {
  return filled.some(({ el: held, hidden }) => hidden && (held === el || areRadiosOfOne(el, held) || deepContains(held, el) || deepContains(el, held)
    || (held.list && deepContains(held.list, el)) || namedBoxes(held).some((box) => deepContains(box, el))));
}

function areRadiosOfOne(el, other) {
  return el.type === "radio" && other.type === "radio" && !!el.name && el.name === other.name && el.form === other.form;
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
        if (entry.leaves || !entry.find) continue; // the page went on, or took the file; the control is no longer part of it
        return { id: entry.id, expect: entry.expect, actual: "", control: describe(entry.el) };
      }
      entry.el = now;
    }
    const actual = content(entry.el);
    if (actual !== entry.expect) {
      filled.splice(i, 1); // said once: refill it or go without it; what is required stays missing
      return { id: entry.id, expect: entry.expect, actual, control: describe(entry.el) };
    }
  }
  return null;
}

// The same for every frame of this window that may be asked.
function changed() {
  return everywhere("changedHere");
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

function fileNames(el) {
  return listed(el.files || []).map((file) => file.name);
}
