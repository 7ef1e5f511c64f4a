// Waiting until an element can be acted on, and saying which state was missing when it never came.

const MANY_PERSIST_MS = 300;  // two matches that go away again were a page re-rendering
const QUICK_POLL_MS = 10;     // first pause between two looks
const SLOW_POLL_MS = 100;     // longest pause: what no mutation announces (a shadow root, a style sheet)
const FRAME_BOUND_MS = 60;    // an animation frame in a window that draws none

const NEEDS = {
  fill: ["visible", "enabled", "editable", "uncovered"],
  date: ["visible", "enabled", "editable", "uncovered"],
  click: ["visible", "enabled", "still", "uncovered"],
  press: ["visible", "enabled"],
  hover: ["visible", "still", "uncovered"],
  check: ["enabled", "still", "uncovered"],
  list: ["visible", "enabled"],
  file: ["enabled"],
  frame: [],
  look: [],
  "list-look": [],
};

// Looks again and again until `attempt` says done, a mutation or a pause apart, at most `bound` milliseconds.
async function until(bound, attempt) {
  const end = performance.now() + bound;
  // What is told only when time is up may be costly to find out: it comes as a function.
  const told = (value) => (typeof value === "function" ? value() : value);
  let outcome = await attempt();
  if (outcome.done || bound <= 0) return told(outcome.value);
  let wake = null;
  const observer = new MutationObserver(() => wake && wake());
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  try {
    for (let pause = QUICK_POLL_MS; ; pause = Math.min(pause * 2, SLOW_POLL_MS)) {
      const left = end - performance.now();
      if (left <= 0) return told(outcome.value);
      await new Promise((resolve) => { wake = resolve; setTimeout(resolve, Math.min(pause, left)); });
      wake = null;
      await new Promise((resolve) => setTimeout(resolve, QUICK_POLL_MS)); // a storm of mutations is one look
      forgetShadows();
      outcome = await attempt();
      if (outcome.done) return told(outcome.value);
    }
  } finally {
    observer.disconnect();
  }
}

function frame() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
    setTimeout(resolve, FRAME_BOUND_MS);
  });
}

// ---- States ---------------------------------------------------------------------------------------------------

function isEnabled(el) {
  if (el.matches(":disabled")) return false;
  return !deepClosest(el, "[aria-disabled=true]");
}

const UNTYPED = ["button", "submit", "reset", "image", "checkbox", "radio", "file", "hidden", "range", "color"];

function takesText(el) {
  if (el.localName === "input") return !UNTYPED.includes(el.type);
  return el.localName === "textarea" || el.isContentEditable;
}

function isEditable(el) {
  return takesText(el) && !el.readOnly && el.getAttribute("aria-readonly") !== "true";
}

function sameBox(a, b) {
  return Math.abs(a.x - b.x) < 0.5 && Math.abs(a.y - b.y) < 0.5
    && Math.abs(a.width - b.width) < 0.5 && Math.abs(a.height - b.height) < 0.5;
}

// What would receive a click at this point of the window, looked for through shadow roots.
function hitAt(x, y) {
  let hit = document.elementFromPoint(x, y);
  while (hit && hit.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
}

// Inside a frame, the frame itself may be covered by what stands in the page around it.
function coverOfFrame(x, y) {
  try {
    for (let view = window; view !== view.top && view.frameElement; view = view.parent) {
      const outer = view.frameElement;
      if (outer.localName === "frame") return null;
      const box = outer.getBoundingClientRect();
      x += box.x + outer.clientLeft;
      y += box.y + outer.clientTop;
      const hit = outer.ownerDocument.elementFromPoint(x, y);
      if (hit && hit !== outer && !hit.contains(outer)) return hit;
    }
  } catch (e) {
    return null; // a frame of another origin: what is around it cannot be asked
  }
  return null;
}

function reaches(el, hit) {
  if (!hit) return false;
  if (deepContains(el, hit)) return true;
  const label = deepClosest(hit, "label");
  return !!label && label.control === el;
}

// A point for pointer actions. Inside a frame the drivers disagree on what its window's origin is, so the element is the
// origin there, and the point is counted from the middle of what shows of it.
function aim(spot, point) {
  if (!point || window === window.top) return point;
  const box = spot.getClientRects()[0];
  const middle = (low, high, size) => Math.floor((Math.max(0, low) + Math.min(size, high)) / 2);
  const x = middle(box.left, box.right, window.innerWidth), y = middle(box.top, box.bottom, window.innerHeight);
  return [point[0] - x, point[1] - y, spot];
}

// The middle of what shows of an element, counted in the top window; null where a frame around it is of another origin.
function inTopWindow(el) {
  const reach = reachable(el);
  if (!reach.point) return null;
  let [x, y] = reach.point;
  for (let view = window; view !== view.top; view = view.parent) {
    let outer = null;
    try { outer = view.frameElement; } catch (e) { return null; }
    if (!outer) return null;
    const box = outer.getBoundingClientRect();
    x += box.x + outer.clientLeft;
    y += box.y + outer.clientTop;
  }
  return [Math.floor(x), Math.floor(y)];
}

function inWindow(x, y) {
  return x >= 0 && y >= 0 && x < window.innerWidth && y < window.innerHeight;
}

// Points of an element, the middle first: a person clicks where it shows.
function pointsOf(el) {
  const rects = Array.from(el.getClientRects()).filter((r) => r.width > 0 && r.height > 0);
  const box = rects.length > 1 ? rects[0] : el.getBoundingClientRect();
  const at = (fx, fy) => [box.left + box.width * fx, box.top + box.height * fy];
  return [at(0.5, 0.5), at(0.25, 0.5), at(0.75, 0.5), at(0.5, 0.2), at(0.5, 0.8)];
}

// Where a click reaches the element, scrolled into view if need be: {point} or {cover}.
function reachable(el) {
  for (const scrolled of [false, true]) {
    if (scrolled) el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    let cover = null;
    for (const [x, y] of pointsOf(el)) {
      if (!inWindow(x, y)) continue;
      const hit = hitAt(x, y);
      if (reaches(el, hit)) {
        const outer = coverOfFrame(x, y);
        if (!outer) return { point: [Math.floor(x), Math.floor(y)] };
        cover = cover || outer;
      } else cover = cover || hit;
    }
    if (scrolled) return { cover };
  }
}

// ---- Being ready ----------------------------------------------------------------------------------------------

// The element that a person would click for this one: a check box drawn by its label is clicked there.
function clickable(el, want) {
  if (want !== "check" || !el.labels) return el;
  const seen = isVisible(el) && getComputedStyle(el).opacity !== "0" && reachable(el).point;
  if (seen) return el;
  return Array.from(el.labels).find(isVisible) || el;
}

// {point} where everything is as it should be, else {missing, cover}.
async function readiness(el, want) {
  const needs = NEEDS[want];
  const spot = clickable(el, want);
  if (!el.isConnected) return { missing: "attached" };
  if ((needs.includes("visible") || want === "check") && !isVisible(spot)) return { missing: "visible" };
  if (needs.includes("enabled") && !isEnabled(el)) return { missing: "enabled" };
  if (needs.includes("editable") && !isEditable(el)) return { missing: "editable" };
  let point = null;
  if (needs.includes("uncovered")) {
    const reach = reachable(spot);
    if (!reach.point) return { missing: "uncovered", cover: reach.cover ? describe(reach.cover) : "the edge of the window" };
    point = reach.point;
  }
  if (needs.includes("still")) {
    const before = spot.getBoundingClientRect();
    await frame();
    if (!spot.isConnected) return { missing: "attached" };
    if (!sameBox(before, spot.getBoundingClientRect())) return { missing: "still" };
    if (point && !reaches(spot, hitAt(point[0], point[1]))) return { missing: "uncovered", cover: describe(hitAt(...point) || document.body) };
  }
  return { point: aim(spot, point) };
}

// One radio button of a group stands for the group where a list is wanted.
function oneGroup(found) {
  return found.length > 1 && found.every((el) => el.type === "radio" && el.name === found[0].name && el.form === found[0].form);
}

// The one element that a target says, ready for what is wanted with it: {el, ...} or what went wrong.
async function ready(request) {
  const { target, want } = request;
  let manySince = null;
  return until(request.bound, async () => {
    const { found, scope } = locate(target, want);
    const pending = (value) => ({ done: false, value });
    if (found.length > 1 && !(want.startsWith("list") && oneGroup(found))) {
      manySince = manySince || performance.now();
      const value = { error: "many", count: found.length, found: found.slice(0, 8).map(describe), scope: !!scope };
      const stays = performance.now() - manySince >= Math.min(MANY_PERSIST_MS, request.bound);
      return { done: stays, value };
    }
    manySince = null;
    if (!found.length) return pending(() => ({ error: "none", scope: !!scope, near: candidates(target, want) }));
    const el = found[0];
    if ((want === "fill" || want === "date") && !takesText(el)) {
      return { done: true, value: { error: "malformed", reason: `${describe(el)} takes no typed text` } };
    }
    const state = await readiness(el, want);
    if (state.missing) return pending({ error: "unready", missing: state.missing, cover: state.cover || null });
    return { done: true, value: { el, point: state.point, ...about(el, want) } };
  });
}

// What the host needs to know of the element before it acts.
function about(el, want) {
  const facts = { type: el.localName === "input" ? el.type : el.localName };
  if (want === "fill" || want === "date") {
    facts.had = content(el) !== "";
    facts.gecko = navigator.userAgent.includes("Firefox");
    facts.lines = el.localName === "textarea" || el.isContentEditable;
  }
  if (want === "check") facts.on = isOn(el);
  if (want === "list") {
    facts.list = listKind(el);
    facts.open = el.getAttribute("aria-expanded") === "true";
    if (facts.list === "typeahead") facts.entry = takesText(el) ? el : deepAll(el, "input").find(takesText);
  }
  if (want === "file") Object.assign(facts, fileFacts(el));
  if (want === "click" || want === "press") facts.submits = submitting(el, want);
  return facts;
}
