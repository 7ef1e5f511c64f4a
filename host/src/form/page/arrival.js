// Whether a click arrives where it was aimed. Between the last look and the press a page may move, cover or take away what is
// clicked: the driver says done all the same. What lands elsewhere is kept from the page, and told to the host, which aims anew.

const ARRIVE_MS = 250;    // how long after the driver's command the events of a click may still come
const AIMED_MS = 5000;    // how long a click is waited for: what a person does in this window later is theirs
const DOWN = ["pointerdown", "mousedown"];
const UP = ["pointerup", "mouseup"];
const CLICKS = ["click", "auxclick", "contextmenu", "dblclick"];

const HOME = document;    // that this script is of

let aimed = null; // {el, spot, find, ...}: what is about to be clicked, and what of the click came
let heldUntil = 0; // a click was given up that may still come, late: until then, or until something else is asked for, none goes to the page
const heard = new WeakSet(); // the documents whose clicks are heard

// From now on trusted clicks that do not meet the element, or the spot of the page that stands for it, are held back. `find`
// gives the element after a re-rendering; `is` whether it still is what was meant: lists use theirs for others.
function expectClick(el, spot, find, is = () => true) {
  heldUntil = 0;
  // A click on a frame, or on a box around one, may go to the document inside.
  if (["iframe", "frame", "object", "embed"].includes(spot.localName) || spot.querySelector("iframe,frame,object,embed")) return;
  watchClicks();
  aimed = { el, spot, find, is, at: performance.now(), box: spot.getBoundingClientRect(), says: saying(el),
    down: null, pressedAt: null, slid: false, up: false, upElsewhere: false, clicked: false, stray: null };
}

// A click that goes astray may meet the page around a frame, or another frame: each hears it for itself alone.
function watchClicks() {
  for (const view of frames()) {
    if (heard.has(view.document)) continue;
    heard.add(view.document);
    for (const kind of [...DOWN, ...UP, ...CLICKS]) view.addEventListener(kind, meet, true);
  }
}

// The page around a frame is heard still when the frame's document was left.
function isLeft() {
  try { return HOME.defaultView.document !== HOME; } catch (e) { return true; }
}

function meet(event) {
  if (!event.isTrusted || isLeft()) return;
  if (isLate(event)) return holdBack(event);
  // Once it is pressed, it is held for as long as was asked.
  if (!aimed || (!aimed.down && performance.now() - aimed.at > AIMED_MS)) return;
  // The first press of a double click may have drawn it anew.
  if (event.type === DOWN[0] && !aimed.el.isConnected) aimed.el = aimed.spot = (aimed.find && aimed.find()) || aimed.el;
  if (meets(event)) {
    if (!aimed.down) aimed.pressedAt = document.timeline.currentTime;
    if (DOWN.includes(event.type)) aimed.down = aimed.down && aimed.down.defaultPrevented ? aimed.down : event;
    else if (UP.includes(event.type)) aimed.up = true;
    else aimed.clicked = true;
    return;
  }
  // Whoever was pressed may have opened something under the pointer, and waits for the button to go up, wherever that is.
  if (UP.includes(event.type) && aimed.down) {
    aimed.slid = aimed.slid || wasComing(event.composedPath()[0]);
    aimed.upElsewhere = true;
    return;
  }
  if (CLICKS.includes(event.type) && wasTakenAtPress()) return;
  aimed.stray = aimed.stray || event.composedPath()[0];
  holdBack(event);
}

// Whether this is of a click that was given up: on a machine with too much to do the driver says done before the page has heard of
// it. The click is made again, and this would be a second one. Keys click, too: those are not late.
function isLate(event) {
  const byKey = CLICKS.includes(event.type) && (event.detail === 0 || event.pointerId === -1);
  return !aimed && performance.now() < heldUntil && !byKey;
}

function holdBack(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function meets(event) {
  const { el, spot } = aimed;
  const path = event.composedPath();
  if (aside(spot, path[0]) || !aimed.is()) return false;
  // The click on a label is followed by one on its control.
  return path.includes(el) || path.includes(spot) || reaches(el, path[0]) || (spot.localName === "label" && path[0] === spot.control);
}

// What an element says of itself: where that is another thing after the press, the press did it.
function saying(el) {
  const states = ["aria-expanded", "aria-pressed", "aria-checked", "aria-selected"].map((name) => el.getAttribute(name));
  return [...states, el.matches(":disabled"), el.textContent].join();
}

// Whether the page took the press for the whole: some open, choose or go as soon as the button is down. Not so where it only
// moved from under the pointer, or was drawn anew.
function wasTakenAtPress() {
  if (!aimed.down) return false;
  if (aimed.down.defaultPrevented) return true;
  const is = aimed.spot.isConnected ? aimed.spot : aimed.find && aimed.find();
  if (!is || !isVisible(is) || saying(aimed.el.isConnected ? aimed.el : is) !== aimed.says) return true;
  return !aimed.slid && sameBox(aimed.box, is.getBoundingClientRect()) && !reachesAnyPoint(is);
}

// Whether something was on its way here before the press, and not because of it.
function wasComing(el) {
  const before = (animation) => animation.playState === "running" && animation.startTime !== null && animation.startTime < aimed.pressedAt;
  for (let node = el; node; node = parentOf(node)) if (node.nodeType === 1 && node.getAnimations().some(before)) return true;
  return false;
}

// Whether a click would still reach it where it stands.
function reachesAnyPoint(el) {
  return pointsOf(el).some(([x, y]) => inWindow(x, y) && reaches(el, hitAt(x, y)));
}

// What is clicked next, in whichever frame, was not aimed at here.
function forgetClick() {
  aimed = null;
  heldUntil = 0;
}

// {cover: what met the click in its stead, pressed} if it went astray; nothing where it arrived, or nothing was aimed at.
async function takeMissed() {
  // Lists pick at the press, keep the focus by refusing it and close: no click comes to what is gone, and nothing takes the refusal back.
  const closed = () => aimed.upElsewhere && aimed.down.defaultPrevented;
  const arrived = () => aimed.clicked || (aimed.down && aimed.up) || aimed.stray || closed();
  if (!aimed) return null;
  await tick();
  for (let waited = 0; !arrived() && waited < ARRIVE_MS; waited += QUICK_POLL_MS) await pause(QUICK_POLL_MS);
  const missed = !aimed.clicked && !(aimed.down && aimed.up) && !wasTakenAtPress();
  const { stray, down } = aimed;
  aimed = null;
  return missed ? { cover: describe(stray || document.body), pressed: !!down } : null;
}
