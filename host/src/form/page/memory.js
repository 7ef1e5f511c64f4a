// What this attempt put into the document, to look again before anything is clicked; and which controls may not be read.

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

const GOING_MS = 1000;   // how long after a click a step that it leaves may take to go
const REPLACED_MS = 2000; // how long after a click its step may still go before a control of it is filled with something else
const filled = [];     // {id, el, find, expect, mayLeave}: what this attempt put into this document's controls
const unread = [];     // {el, find}: controls that a value was put into which the plugin may not read, whatever became of it
let mayLeaveSince = -Infinity; // when all that was filled was last marked that it may leave
let acted = null;      // {find, el, at}: the box that the plugin checked last, or the list that it chose from

// A click or key may lead on within the document: what was filled so far may go with its step, and stays given.
function markFilledMayLeave() {
  mayLeaveSince = performance.now();
  saidAtClick = filled.length ? timesEach(othersOf(filled.map((entry) => entry.el)).concat(itemsHere())) : new Map();
  for (const entry of filled) entry.mayLeave = true;
}

// A check or a choice may lead on, too: what it was made on then goes with its step.
function actOn(el, find) {
  acted = { el, find, at: performance.now() };
}

// The plugin goes on: if what it acted on last is gone by now, the step was left.
function detectStepLeft() {
  if (!acted || acted.el.isConnected) return;
  acted.el = acted.find() || acted.el;
  if (acted.el.isConnected) return;
  acted = null;
  markFilledMayLeave();
}

// The plugin goes on working while these controls still stand there: the click did not take them, and what does so later is
// the page's own doing.
function markFilledMustStay() {
  if (acted && performance.now() - acted.at >= GOING_MS && acted.el.isConnected && !isGoing(acted.el)) acted = null;
  if (performance.now() - mayLeaveSince < GOING_MS) return;
  // A document whose field the page replaced stays as long as the page lists it.
  for (const entry of filled) if (entry.mayLeave && (entry.el.isConnected ? !isGoing(entry.el) : isTaken(entry))) entry.mayLeave = false;
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
  if (expect !== "") filled.push({ id, el, find, expect, mayLeave: false });
  return replaced;
}

// From now on what the control holds is not shown, also where the page makes something else of it or renders it anew.
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

// Boxes that stand in one group with another: by their name, or by a box around both that asks for nothing else.
function inOneGroup(a, b) {
  if (a.name && a.name === b.name && a.form === b.form) return true;
  const group = deepClosest(a, GROUPS);
  return !!group && group === deepClosest(b, GROUPS) && asksOnce(group);
}
const GROUPS = "fieldset,[role=group],[role=radiogroup],ul,ol";

// Whether a box holds one question: boxes, and perhaps a text for what is none of them, that has no label of its own.
function asksOnce(group) {
  const others = deepAll(group, CONTROLS).filter((one) => !isCheck(one));
  return !others.length || (others.length === 1 && takesText(others[0]) && !labelsOf(others[0]).length);
}

let onBefore = []; // the boxes that were put on and stood so when another was about to be switched

function noteBoxes() {
  onBefore = filled.filter((entry) => entry.expect === "true" && takesCheck(entry.el) && isOn(standing(entry)));
}

// Those of its group that went off as this box was switched on: its answer takes theirs back, as with radio buttons.
function superseded(el) {
  if (!isOn(el)) return [];
  const off = onBefore.filter((entry) => filled.includes(entry) && standing(entry) !== el && inOneGroup(entry.el, el) && !isOn(entry.el));
  onBefore = [];
  return off.flatMap((entry) => forget(entry.el));
}

// Which placings what is found still holds; of those before the last click only while their step may still go.
function heldIn(found) {
  const controls = holders(found);
  return filled.filter((one) => !one.mayLeave && controls.includes(one.el) && content(one.el) === one.expect).map((one) => one.id);
}

// The controls that acting on what is found puts something else into: its own, the native list that it stands for, the field in
// which one types; of a group its boxes, or the radio buttons of the question that the option answers.
function holders({ el, native, list, option }) {
  if (!list) return [el];
  if (list.kind === "checks") return checksOf(el);
  if (list.kind !== "radios") return [el, native, entryOf(el)];
  const radios = radiosOf(el), one = (option && option.option) || radios[0];
  const beside = radios.filter((radio) => radio === one || areRadiosOfOne(radio, one));
  return (option && option.option) || beside.length === radios.length ? beside : [];
}

// Whether what a control holds was put there before a click, and its step may still be about to go: a page that leaves late has
// the same labels as the next.
function mayBeOfStepBefore(el) {
  return performance.now() - mayLeaveSince < REPLACED_MS && filled.some((one) => one.el === el && one.mayLeave && content(el) === one.expect);
}

// Whether a control says again what it said when the page came.
function isReset(el) {
  if (el.localName === "select") {
    const usual = listed(el.options).filter((o) => o.defaultSelected);
    return listed(el.selectedOptions).every((o) => (usual.length ? usual.includes(o) : o.index === 0));
  }
  if (el.type === "checkbox" || el.type === "radio") return el.checked === el.defaultChecked;
  return content(el) === "" || content(el) === el.defaultValue;
}

// The controls whose values the page took over because of a click: it set them back, for the next ones, and shows them together
// elsewhere, since that click. What it blanks and shows nowhere is undone.
function takenOver() {
  const back = filled.filter((entry) => entry.mayLeave && entry.el.isConnected && entry.el.type !== "password"
    && content(entry.el) !== entry.expect && isReset(entry.el));
  const texts = back.filter((entry) => !takesCheck(entry.el)).map((entry) => entry.expect);
  return texts.length && showsTogether(texts, back.map((entry) => entry.el)) ? back : [];
}

const ITEM_OF = "li,tr,dd,dl,output,[role=row],[role=listitem]"; // what a page lists what it took in

// The words of a text; a number however it is written.
function wordsSaid(text) {
  const plain = (word) => (/^[\d.,]+$/.test(word) ? String(Number(word.replaceAll(",", ""))) : word);
  return fold(text).split(/[^\p{L}\p{N}.,'-]+/u).filter(Boolean).map(plain);
}

// What controls that nothing was put into, and entries of lists and tables, said when the plugin last clicked, each with how often. By
// what they say and not by their elements: a page may draw all of them anew.
let saidAtClick = new Map();

// [{el, says}]: the controls beside these.
function othersOf(els) {
  const others = deepAll(document, "input,textarea,output").filter((one) => typeof one.value === "string" && !els.includes(one));
  return others.map((el) => ({ el, says: el.value }));
}

// [{el, says}]: what the page may list what it took in as.
function itemsHere() {
  return deepAll(document, ITEM_OF).map((el) => ({ el, says: el.textContent }));
}

function timesEach(said) {
  const times = new Map();
  for (const { says } of said) times.set(says, (times.get(says) || 0) + 1);
  return times;
}

// Whether a control that nothing was put into holds all of these texts since the last click, or an entry of a list or table says them.
function showsTogether(texts, but) {
  const wanted = texts.flatMap(wordsSaid);
  const all = (text) => { const read = new Set(wordsSaid(text)); return wanted.every((word) => read.has(word)); };
  const others = othersOf(filled.map((entry) => (entry.el.isConnected || !entry.find ? entry.el : entry.find())));
  const items = itemsHere(), now = timesEach(others.concat(items));
  const came = ({ says }) => now.get(says) > (saidAtClick.get(says) || 0);
  if (others.some((one) => came(one) && all(one.says))) return true;
  const apart = (one) => !but.some((el) => deepContains(one, el));
  return items.some((one) => came(one) && apart(one.el) && isVisible(one.el) && all(visibleText(one.el)));
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
  const taken = takenOver();
  for (let i = 0; i < filled.length; i++) {
    const entry = filled[i];
    if (isTaken(entry)) continue;
    if (entry.taken && entry.mayLeave) { // its list went with the step
      filled.splice(i--, 1);
      continue;
    }
    const redrawn = !entry.el.isConnected;
    if (redrawn) {
      const now = entry.find && entry.find();
      if (!now) {
        filled.splice(i--, 1);
        // The page went on; the control is no longer part of it.
        if (entry.mayLeave) continue;
        return { id: entry.id, expect: entry.expect, actual: "", hidden: false, control: describe(entry.el), redrawn };
      }
      entry.el = now;
    }
    const actual = content(entry.el);
    if (actual !== entry.expect) {
      if (taken.includes(entry)) {
        filled.splice(i--, 1);
        continue;
      }
      filled.splice(i, 1); // said once: refill it or go without it; what is required stays missing
      return { id: entry.id, expect: entry.expect, actual, hidden: isHidden(entry.el), control: describe(entry.el), redrawn };
    }
  }
  return null;
}

// What was put into this document since the plugin last went on: nothing has sent or saved it. `standing`: whatever still
// stands here, too.
function unsavedHere(standing) {
  return filled.filter((entry) => !entry.mayLeave || (standing && entry.el.isConnected)).map((entry) => entry.id);
}

// The same for every frame of this window that may be asked.
function changed() {
  return everywhere("changedHere");
}

// Of every frame of this window together.
function listUnsaved(standing) {
  const ids = [];
  for (const view of frames()) {
    try {
      const page = view === window ? HERE : view.document[KEY];
      if (page) ids.push(...page.unsavedHere(standing));
    } catch (e) { /* a frame of another origin holds nothing of ours that could be asked */ }
  }
  return ids;
}
