// Waiting until an element can be acted on, and saying which state was missing when it never came.

const MANY_PERSIST_MS = 300;  // two matches that go away again were a page re-rendering
const QUICK_POLL_MS = 10;     // first pause between two looks
const SLOW_POLL_MS = 100;     // longest pause: what no mutation announces (a shadow root, a style sheet)
const FRAME_BOUND_MS = 200;   // an animation frame in a window that draws none; a busy machine draws few
const STILL_MS = 3000;        // a page in which nothing moved for so long brings nothing more, unless an answer is to come: the host knows

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
  "fill-look": [],
};

// Looks again and again until `attempt` says done, a mutation or a pause apart, at most `bound` milliseconds; no longer than the
// page may stand still, in milliseconds, where that has an end.
async function until(bound, attempt, mayStandStill = Infinity) {
  const end = performance.now() + bound;
  // What is given only when time is up may be costly to find out: it comes as a function.
  const given = (value) => (typeof value === "function" ? value() : value);
  let outcome = await attempt();
  if (outcome.done || bound <= 0) return given(outcome.value);
  let wake = null, moved = false, still = 0;
  const observer = new MutationObserver(() => { moved = true; if (wake) wake(); });
  const observe = (root) => observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  observe(document);
  try {
    for (let pause = QUICK_POLL_MS; ; pause = Math.min(pause * 2, SLOW_POLL_MS)) {
      const looked = performance.now(), left = end - looked;
      if (left <= 0 || still >= mayStandStill) return given(outcome.value);
      if (mayStandStill < Infinity) for (const root of [topDocument(), ...shadowRoots(document)]) observe(root);
      await new Promise((resolve) => { wake = resolve; setTimeout(resolve, Math.min(pause, left)); });
      wake = null;
      await new Promise((resolve) => setTimeout(resolve, QUICK_POLL_MS)); // a storm of mutations is one look
      // Of a long pause a part counts: on a busy machine the page did not get to do anything in it either.
      still = mayStandStill < Infinity && (moved || isMoving()) ? 0 : still + Math.min(performance.now() - looked, 2 * SLOW_POLL_MS);
      moved = false;
      lookAnew();
      outcome = await attempt();
      if (outcome.done) return given(outcome.value);
    }
  } finally {
    observer.disconnect();
  }
}

// Whether the page shows that something is to come: it is not loaded yet, something in it is animated, or it says that it is busy.
function isMoving() {
  return [document, topDocument()].some((one) => one.readyState !== "complete"
    || one.getAnimations().some((animation) => animation.playState === "running")
    || listed(one.querySelectorAll(BUSY)).some(isVisible));
}
const BUSY = "[aria-busy=true],[role=progressbar],progress:indeterminate";

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

// ---- Being ready ----------------------------------------------------------------------------------------------

// The element that a person would click for this one: a check box drawn by its label is clicked there.
function clickable(el, want) {
  if (want !== "check") return el;
  const seen = isVisible(el) && getComputedStyle(el).opacity !== "0" && reachable(el).point;
  if (seen) return el;
  const switchesIt = (label) => !label.control || label.control === el; // where its id stands twice, its label may switch the other
  return labelsOf(el).find((label) => isVisible(label) && switchesIt(label)) || el;
}

// {point, hit: what is there, spot: whose point it is} where everything is as it should be, else {missing, cover}.
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
    if (inFarFrame && needs.includes("still")) return { missing: "uncovered", cover: "a frame of another origin that is scaled or turned" };
    const turned = needs.includes("still") && window !== window.top && turnedFrame();
    if (turned) return { missing: "uncovered", cover: `${describe(turned)}, which is turned` };
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
  return { point: aim(spot, point), hit: hit || (point && hitAt(...point)), spot };
}

// One radio button or check box of a group stands for the group where a list is wanted.
function oneGroup(found) {
  const [first] = found;
  const beside = (el) => el.type === first.type && el.name === first.name && el.form === first.form;
  return found.length > 1 && ["radio", "checkbox"].includes(first.type) && found.every(beside);
}

// Whether the group that a radio button or check box stands for can be chosen from.
function groupReadiness(el) {
  const shown = optionsOf(el, listKind(el)).filter((o) => isShown(o.el, el, listKind(el)));
  return !shown.length ? { missing: "visible" } : shown.some((o) => o.enabled) ? {} : { missing: "enabled" };
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
    const grouped = want === "list" && ["radio", "checkbox"].includes(el.type) && listKind(el);
    let state = grouped ? groupReadiness(el) : await readiness(el, opens ? "click" : want);
    if (!state.missing && native === el && !canBePicked(el)) state = { missing: "visible" };
    // A list's field may lie behind the box that it shows.
    if (opens && state.missing === "uncovered" && holdsOnly(el.parentElement, el)) state = await readiness(el.parentElement, "click");
    if (state.missing) return pending(unready(state));
    const facts = about(el, want, state.hit);
    if (native && el !== native && !facts.list.kind) facts.list.kind = "popup";
    const value = { el, point: state.point, spot: state.spot, ...facts, native: el === native ? null : native };
    return { done: !request.select || !mayBeOfStepBefore(el), value };
  }, STILL_MS);
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
  const facts = { far: false, drag: want === "hover" && draggedByScript(el), submits: [] };
  if (want === "frame") facts.far = isFar(el);
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
    unselects: unselects(el),
  };
}

function listFacts(el) {
  const kind = listKind(el);
  return {
    kind, open: el.getAttribute("aria-expanded") === "true", entry: kind === "typeahead" ? entryOf(el) : null,
    chosen: kind === "native-many" ? listed(el.selectedOptions).filter((o) => isInNativeList(o, el)) : [],
  };
}
