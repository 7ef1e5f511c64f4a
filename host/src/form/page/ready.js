// Waiting until an element can be acted on, and saying which state was missing when it never came.

const MANY_PERSIST_MS = 300;  // two matches that go away again were a page re-rendering
const QUICK_POLL_MS = 10;     // first pause between two looks
const SLOW_POLL_MS = 100;     // longest pause: what no mutation announces (a shadow root, a style sheet)
const FRAME_BOUND_MS = 200;   // an animation frame in a window that draws none; a busy machine draws few

const NEEDS = {
  fill: ["visible", "enabled", "editable", "uncovered"],
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
  // What is given only when time is up may be costly to find out: it comes as a function.
  const given = (value) => (typeof value === "function" ? value() : value);
  let outcome = await attempt();
  if (outcome.done || bound <= 0) return given(outcome.value);
  let wake = null;
  const observer = new MutationObserver(() => wake && wake());
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  try {
    for (let pause = QUICK_POLL_MS; ; pause = Math.min(pause * 2, SLOW_POLL_MS)) {
      const left = end - performance.now();
      if (left <= 0) return given(outcome.value);
      await new Promise((resolve) => { wake = resolve; setTimeout(resolve, Math.min(pause, left)); });
      wake = null;
      await new Promise((resolve) => setTimeout(resolve, QUICK_POLL_MS)); // a storm of mutations is one look
      lookAnew();
      outcome = await attempt();
      if (outcome.done) return given(outcome.value);
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
  return !deepClosest(el, "[aria-disabled=true],[inert]");
}

const UNTYPED = ["button", "submit", "reset", "image", "checkbox", "radio", "file", "hidden", "range", "color"];

function takesText(el) {
  if (el.localName === "input") return !UNTYPED.includes(el.type);
  return el.localName === "textarea" || el.isContentEditable;
}

// Controls whose value no key puts there.
function takesScript(el) {
  return el.localName === "input" && ["color", "range"].includes(el.type);
}

function takesValue(el) {
  return takesText(el) || takesScript(el);
}

function takesCheck(el) {
  return el.type === "checkbox" || el.type === "radio" || ["checkbox", "radio", "switch", "menuitemcheckbox"].includes(roleOf(el))
    || el.hasAttribute("aria-pressed");
}

function isEditable(el) {
  return takesValue(el) && !el.readOnly && el.getAttribute("aria-readonly") !== "true";
}

function sameBox(a, b) {
  return Math.abs(a.x - b.x) < 0.5 && Math.abs(a.y - b.y) < 0.5
    && Math.abs(a.width - b.width) < 0.5 && Math.abs(a.height - b.height) < 0.5;
}

// Whether an animation that ends is about to carry it elsewhere: at its slow beginning it seems to stand still.
const CARRIES = /^(transform|translate|scale|rotate|offset[A-Z]|top|left|right|bottom|inset|margin|padding|width|height|min|max|block|inline|flex|grid|gap|font|line)/;
function isCarried(el) {
  const carries = (animation) => animation.playState === "running" && animation.effect.getComputedTiming().endTime !== Infinity
    && animation.effect.getKeyframes().some((frame) => Object.keys(frame).some((name) => CARRIES.test(name)));
  for (let node = el; node; node = parentOf(node)) if (node.nodeType === 1 && node.getAnimations().some(carries)) return true;
  return false;
}

// What would receive a click at this point of the window, looked for through shadow roots.
function hitAt(x, y, within = document) {
  let hit = within.elementFromPoint(x, y);
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
      const hit = hitAt(x, y, outer.ownerDocument);
      if (!hit) return outer; // scrolled out of what shows of the page around it
      if (hit !== outer && !deepContains(hit, outer)) return hit;
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

// Where the element's own text stands, if there is more under it: a person who means the name of an open menu clicks the name,
// not the middle of the menu.
function ownLine(el, box) {
  const text = el.firstElementChild && listed(el.childNodes).find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (!text) return [];
  const range = document.createRange();
  range.selectNodeContents(text);
  const line = range.getClientRects()[0];
  return line && line.height * 2 < box.height ? [[line.left + line.width / 2, line.top + line.height / 2]] : [];
}

// Points of an element, the middle first: a person clicks where it shows.
function pointsOf(el) {
  const rects = listed(el.getClientRects()).filter((r) => r.width > 0 && r.height > 0);
  const box = rects.length > 1 ? rects[0] : el.getBoundingClientRect();
  const at = (fx, fy) => [box.left + box.width * fx, box.top + box.height * fy];
  const points = [...ownLine(el, box), at(0.5, 0.5), at(0.25, 0.5), at(0.75, 0.5), at(0.5, 0.2), at(0.5, 0.8)];
  // A box or button is drawn at the beginning of its label; a link may stand in the middle.
  return el.localName === "label" ? [[box.left + 6, box.top + box.height / 2], ...points] : points;
}

// A link or button inside a label is not the label.
function aside(el, hit) {
  if (el.localName !== "label") return false;
  const active = deepClosest(hit, "a[href],button,input,select,textarea,label");
  return active !== el && active !== el.control && deepContains(el, active);
}

// What shows of a frame of another origin cannot be asked: there, everything is scrolled into view first.
function surroundingsKnown() {
  try { return !!window.top.document; } catch (e) { return false; }
}

// Where a click reaches the element, scrolled into view if need be: {point} or {cover}.
function reachable(el) {
  for (const scrolled of surroundingsKnown() ? [false, true] : [true]) {
    if (scrolled) el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    let cover = null;
    for (const [x, y] of pointsOf(el)) {
      if (!inWindow(x, y)) continue;
      const hit = hitAt(x, y);
      if (reaches(el, hit) && !aside(el, hit)) {
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
  if (want !== "check") return el;
  const seen = isVisible(el) && getComputedStyle(el).opacity !== "0" && reachable(el).point;
  if (seen) return el;
  const switchesIt = (label) => !label.control || label.control === el; // where its id stands twice, its label may switch the other
  return labelsOf(el).find((label) => isVisible(label) && switchesIt(label)) || el;
}

// {point, hit: what is there} where everything is as it should be, else {missing, cover}.
async function readiness(el, want) {
  const needs = NEEDS[want];
  const spot = clickable(el, want);
  if (!el.isConnected) return { missing: "attached" };
  if ((needs.includes("visible") || want === "check") && !isVisible(spot)) return { missing: "visible" };
  if (needs.includes("enabled") && !isEnabled(el)) return { missing: "enabled" };
  if (needs.includes("editable") && !isEditable(el)) return { missing: "editable" };
  let point = null, hit = null;
  if (needs.includes("uncovered")) {
    const reach = reachable(spot);
    if (!reach.point) return { missing: "uncovered", cover: reach.cover ? describe(reach.cover) : "the edge of the window" };
    point = reach.point;
  }
  if (needs.includes("still")) {
    const before = spot.getBoundingClientRect();
    await frame();
    if (!spot.isConnected) return { missing: "attached" };
    if (!sameBox(before, spot.getBoundingClientRect()) || isCarried(spot)) return { missing: "still" };
    hit = point && hitAt(point[0], point[1]);
    if (point && !reaches(spot, hit)) return { missing: "uncovered", cover: describe(hit || document.body) };
  }
  return { point: aim(spot, point), hit: hit || (point && hitAt(...point)) };
}

// One radio button of a group stands for the group where a list is wanted.
function oneGroup(found) {
  return found.length > 1 && found.every((el) => el.type === "radio" && el.name === found[0].name && el.form === found[0].form);
}

function holdsOnly(box, el) {
  const seen = (other) => other !== el && isVisible(other) && other.getAttribute("aria-hidden") !== "true";
  return !!box && !deepAll(box, CONTROLS).some(seen);
}

// The one element that a target says, ready for what is wanted with it: {el, ...} or what went wrong.
async function ready(request) {
  const { target, want } = request;
  let manySince = null;
  return until(request.bound, async () => {
    const located = locate(target, want);
    const { found, scope } = located;
    const pending = (value) => ({ done: false, value });
    if (found.length > 1 && !(want.startsWith("list") && oneGroup(found))) {
      manySince = manySince || performance.now();
      const value = many(found, scope);
      const stays = performance.now() - manySince >= Math.min(MANY_PERSIST_MS, request.bound);
      return { done: stays, value };
    }
    manySince = null;
    if (!found.length) return pending(() => nothing(target, want, located));
    const named = controlOf(found[0], want);
    if (want === "fill" && !takesValue(named)) {
      return { done: true, value: { error: "malformed", reason: `${describe(named)} takes no typed text` } };
    }
    const native = want === "list" && named.localName === "select" ? named : null;
    const el = (native && widgetOf(native)) || named;
    const opens = want === "list" && (listKind(el) || "popup") === "popup";
    let state = await readiness(el, opens ? "click" : want);
    // A list's field may lie behind the box that it shows.
    if (opens && state.missing === "uncovered" && holdsOnly(el.parentElement, el)) state = await readiness(el.parentElement, "click");
    if (state.missing) return pending(unready(state));
    const facts = about(el, want, state.hit);
    if (native && el !== native && !facts.list.kind) facts.list.kind = "popup";
    return { done: true, value: { el, point: state.point, ...facts, native: el === native ? null : native } };
  });
}

// How a native field of dates and times is typed: a browser without a field of its own for the kind has a text there.
function timeFacts(el) {
  const kind = (el.getAttribute("type") || "").toLowerCase();
  if (el.localName !== "input" || !["date", "month", "week", "time", "datetime-local"].includes(kind)) return null;
  const step = Number(el.step);
  return { kind, text: el.type === "text", seconds: step > 0 && step % 60 !== 0, gecko: navigator.userAgent.includes("Firefox") };
}

// What the host needs to know of the element before it acts; `hit` is what a click on it meets.
function about(el, want, hit) {
  const facts = { drag: want === "hover" && draggedByScript(el), submits: [] };
  if (want === "fill") facts.fill = fillFacts(el);
  if (want === "check") facts.check = { on: isOn(el), radio: isRadio(el) };
  if (want === "list") facts.list = listFacts(el);
  if (want === "file") facts.file = fileFacts(el);
  if (["click", "press", "check"].includes(want)) facts.submits = submittingWith(el, [hit], want);
  if (want === "hover" || (facts.list && facts.list.kind === "popup")) facts.submits = submittingWith(el, [hit], "click");
  return facts;
}

function fillFacts(el) {
  return {
    had: content(el) !== "", lines: el.localName === "textarea" || el.isContentEditable, script: takesScript(el), time: timeFacts(el),
    deep: el.getRootNode() !== el.ownerDocument && !navigator.userAgent.includes("Firefox"),
  };
}

function listFacts(el) {
  const kind = listKind(el);
  return {
    kind, open: el.getAttribute("aria-expanded") === "true", entry: kind === "typeahead" ? entryOf(el) : null,
    chosen: kind === "native-many" ? listed(el.selectedOptions) : [],
  };
}
