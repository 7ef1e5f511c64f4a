// Lists that keep only a part of what they have in the document: scrolled from their beginning to their end until the option that
// is looked for comes into view.

const MOST_SCROLLS = 4000;       // of one list for one choice
const MOST_REMEMBERED = 10000;   // options of which it is kept that they were seen
const DRAWN_MS = 1000;           // how long a list may take to draw what was scrolled to
const MORE_MS = 2000;            // how long it may take to bring more at its end
const GAP_ROWS = 3;              // headings between options may be as high as this many of them

let scan = null; // how far the list was looked through that a choice was looked for in last

// Scrolls on, until `look` finds something or the list is at its end: what was seen last, as `look` gives it ({options, found}).
async function scrollFor(request, seen, end, look) {
  scan = scanFor(request, seen.options);
  for (;;) {
    const scroller = scrollerOf(seen.options, request.el, request.kind);
    noteSeen(seen.options, scroller);
    if (seen.found.length || !scroller || scan.ended || performance.now() >= end) return seen;
    if (scan.scrolls >= MOST_SCROLLS) { scan.ended = true; scan.partial = true; return seen; }
    seen = await scrollOn(scroller, seen, end, look);
  }
}

// The scan goes on from call to call; what a list has brought since it ended is looked through, too.
function scanFor({ el, choice }, options) {
  const same = scan && scan.el === el && scan.by === choice.by && scan.text === choice.text;
  if (same && (!scan.ended || drawn(options) === scan.drawn)) return scan;
  if (same) return { ...scan, begun: false, ended: false, endSince: null };
  return { el, by: choice.by, text: choice.text, begun: false, ended: false, endSince: null, movedAt: -Infinity, scrolls: 0,
    partial: false, seen: new Map(), most: 0 };
}

function noteSeen(options, scroller) {
  scan.drawn = drawn(options);
  for (const { el, text } of options) {
    if (scan.seen.size < MOST_REMEMBERED) scan.seen.set(`${el.getAttribute("aria-posinset")} ${text}`, text);
    scan.most = Math.max(scan.most, Number(el.getAttribute("aria-setsize")) || 0);
  }
  if (scroller && !scan.scroller) [scan.scroller, scan.top] = [scroller, scroller.scrollTop];
}

// Whether scrolling on still brings options that were not there before.
function isBringingMore() {
  return !!scan && !scan.ended && performance.now() - scan.movedAt < MORE_MS;
}

// Whether there may be options that were not seen.
function mayHaveMore() {
  return !!scan && (scan.partial || scan.most > scan.seen.size || isBringingMore());
}

function drawn(options) {
  return options.map((o) => o.text).join("\n");
}

// What scrolls the options of a list: inside it, or closely around it. The page around a list is none of it.
function scrollerOf(options, el, kind) {
  const first = options.find((o) => isVisible(o.el));
  for (let node = first && parentOf(first.el); node && node.localName !== "body"; node = parentOf(node)) {
    if (node.nodeType !== 1) continue;
    if (deepContains(node, el) && node !== el && !(kind === "listbox" && holdsOnly(node, el))) return null;
    if (node.scrollHeight > node.clientHeight + 1 && ["auto", "scroll", "overlay"].includes(getComputedStyle(node).overflowY)) return node;
  }
  return null;
}

async function scrollOn(scroller, seen, end, look) {
  const { top, last } = scan.begun ? nextTop(scroller, seen.options) : { top: 0, last: false };
  scan.begun = true;
  if (last) return waitForMore(scroller, seen, end, look);
  scan.endSince = null;
  if (Math.abs(scroller.scrollTop - top) < 1) return seen;
  scroller.scrollTo({ top, behavior: "instant" });
  scan.scrolls++;
  const before = drawn(seen.options), begun = performance.now();
  for (;;) {
    await drawing();
    const now = look();
    const anew = drawn(now.options) !== before, covered = covers(scroller, now.options);
    if (anew) scan.movedAt = performance.now();
    if (now.found.length || (covered && (anew || reachesEnd(scroller, now.options)))) return now;
    if (performance.now() - begun > DRAWN_MS) { scan.partial = scan.partial || !covered; return now; }
  }
}

// At its end a list may bring more.
async function waitForMore(scroller, seen, end, look) {
  scan.endSince = scan.endSince || performance.now();
  const [height, before] = [scroller.scrollHeight, drawn(seen.options)];
  while (performance.now() < end) {
    await drawing();
    const now = look();
    const more = scroller.scrollHeight > height + 1 || drawn(now.options) !== before;
    if (more) [scan.movedAt, scan.endSince] = [performance.now(), null];
    if (more || now.found.length) return now;
    if (performance.now() - scan.endSince > MORE_MS) { scan.ended = true; return now; }
  }
  return seen;
}

// One frame, with what the page draws in it.
async function drawing() {
  await frame();
  await tick();
  lookAnew();
}

// Where the options begin and end that stand together from the top of what shows, counted in what is scrolled.
function extent(scroller, options) {
  const from = scroller.getBoundingClientRect().top + scroller.clientTop - scroller.scrollTop;
  const boxes = options.filter((o) => o.el.isConnected).map((o) => o.el.getBoundingClientRect()).filter((box) => box.height > 0)
    .map((box) => ({ top: box.top - from, bottom: box.bottom - from })).sort((a, b) => a.top - b.top);
  if (!boxes.length) return null;
  const row = boxes[0].bottom - boxes[0].top, gap = row * GAP_ROWS;
  let run = null;
  for (const box of boxes) {
    if (run && box.top - run.bottom <= gap) run.bottom = Math.max(run.bottom, box.bottom);
    else if (run && run.bottom > scroller.scrollTop) break; // what stands far below is kept there for reasons of the page's
    else run = { top: box.top, bottom: box.bottom };
  }
  return { ...run, row, gap };
}

// Whether the options fill what shows.
function covers(scroller, options) {
  const all = extent(scroller, options);
  const top = scroller.scrollTop, bottom = Math.min(top + scroller.clientHeight, scroller.scrollHeight);
  return !!all && all.top <= top + all.gap && all.bottom >= bottom - all.gap;
}

// Whether all from what shows to the end stands there.
function reachesEnd(scroller, options) {
  const all = extent(scroller, options);
  return !!all && all.bottom >= scroller.scrollHeight - all.gap;
}

// Where to scroll to next, so that nothing is passed over; `last` at the end.
function nextTop(scroller, options) {
  const end = scroller.scrollHeight - scroller.clientHeight, all = extent(scroller, options);
  if (scroller.scrollTop >= end - 1) return { top: end, last: true };
  if (reachesEnd(scroller, options)) return { top: end, last: false };
  const shown = scroller.scrollTop + scroller.clientHeight;
  const next = all ? Math.max(all.bottom - all.row, scroller.scrollTop + all.row) : shown - scroller.clientHeight / 5;
  return { top: Math.min(end, Math.floor(next)), last: false };
}
