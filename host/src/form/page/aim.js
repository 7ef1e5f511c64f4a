// Where a click reaches an element: points of it, what lies over them, and how windows inside frames lie in the page around them.

const UNSCALED = 0.001; // a frame's pixels differ from those around it by less: no transform or zoom

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

function reaches(el, hit) {
  if (!hit) return false;
  if (deepContains(el, hit)) return true;
  const label = deepClosest(hit, "label");
  return !!label && label.control === el;
}

// A link or button inside a label is not the label.
function aside(el, hit) {
  if (el.localName !== "label") return false;
  const active = deepClosest(hit, "a[href],button,input,select,textarea,label");
  return active !== el && active !== el.control && deepContains(el, active);
}

// ---- Frames ---------------------------------------------------------------------------------------------------

// How the window inside a frame lies in the page around it: where its corner is, and how large one of its pixels is there. A
// transform or zoom makes it larger or smaller; nothing is known of one that is turned.
function placeOf(frame, view) {
  const box = frame.getBoundingClientRect();
  if (frame.localName === "frame" || !frame.offsetWidth || !frame.offsetHeight) return { left: box.left, top: box.top, x: 1, y: 1 };
  for (let node = frame; node; node = parentOf(node)) {
    if (node.nodeType === 1 && isTurned(getComputedStyle(node))) return null;
  }
  const style = getComputedStyle(frame);
  const [wide, high] = [box.width / frame.offsetWidth, box.height / frame.offsetHeight];
  const [before, above] = [frame.clientLeft + parseFloat(style.paddingLeft), frame.clientTop + parseFloat(style.paddingTop)];
  const [after, below] = [parseFloat(style.borderRightWidth) + parseFloat(style.paddingRight), parseFloat(style.borderBottomWidth) + parseFloat(style.paddingBottom)];
  return {
    left: box.left + before * wide, top: box.top + above * high,
    x: (box.width - (before + after) * wide) / view.innerWidth, y: (box.height - (above + below) * high) / view.innerHeight,
  };
}

function isTurned(style) {
  if (style.transform === "none" && (style.rotate || "none") === "none") return false;
  const { b, c, is2D } = new DOMMatrixReadOnly(style.transform);
  return !is2D || !!b || !!c || !["none", "0deg"].includes(style.rotate || "none");
}

// The frames around this window, innermost first, each with how the window inside lies in the page around, if that can be told;
// null where it cannot be asked.
function placesAround() {
  const places = [];
  try {
    for (let view = window; view !== view.top; view = view.parent) {
      if (!view.frameElement) return null;
      places.push({ frame: view.frameElement, place: placeOf(view.frameElement, view) });
    }
  } catch (e) {
    return null; // a frame of another origin
  }
  return places;
}

function isScaled({ place }) {
  return !!place && (Math.abs(place.x - 1) > UNSCALED || Math.abs(place.y - 1) > UNSCALED);
}

// A frame around this window of which nothing tells where a point of the window inside is: no click is made that may miss.
function turnedFrame() {
  const turned = (placesAround() || []).find(({ place }) => !place);
  return turned ? turned.frame : null;
}

let inFarFrame = false; // the host's word: this document can ask nothing around it

// Whether a frame is of another origin, and drawn by the page around it in a way that a click by its own window misses.
function isFar(frame) {
  if (frame.contentDocument) return false;
  const around = placesAround() || [];
  if (around.some((one) => !one.place || isScaled(one)) || (frame.currentCSSZoom || 1) !== 1) return true;
  for (let node = frame; node; node = parentOf(node)) if (node.nodeType === 1 && isTurned(getComputedStyle(node))) return true;
  const box = frame.getBoundingClientRect(); // its own sizes are whole numbers
  return frame.localName !== "frame" && (Math.abs(box.width - frame.offsetWidth) > 1 || Math.abs(box.height - frame.offsetHeight) > 1);
}

function outward([x, y], place) {
  return [place.left + x * place.x, place.top + y * place.y];
}

// Inside a frame, the frame itself may be covered by what stands in the page around it.
function coverOfFrame(x, y) {
  let at = [x, y];
  for (const { frame, place } of placesAround() || []) {
    if (frame.localName === "frame") return null;
    if (!place) return null;
    at = outward(at, place);
    const hit = hitAt(...at, frame.ownerDocument);
    if (!hit) return frame; // scrolled out of what shows of the page around it
    if (hit !== frame && !deepContains(hit, frame)) return hit;
  }
  return null;
}

// The same point counted in the top window; null where that cannot be told.
function inTop(point) {
  const places = placesAround();
  return places && places.every(({ place }) => place) ? places.reduce((at, { place }) => outward(at, place), point).map(Math.floor) : null;
}

// A point for pointer actions. Inside a frame the drivers disagree on what its window's origin is, so the element is the
// origin there, and the point is counted from the middle of what shows of it. Inside a scaled frame both miss, and the point is
// one of the top window.
function aim(spot, point) {
  if (!point || window === window.top) return point;
  const places = placesAround();
  const at = places && places.some(isScaled) ? inTop(point) : null;
  if (at) return [...at, "top"];
  const box = spot.getClientRects()[0];
  const middle = (low, high, size) => Math.floor((Math.max(0, low) + Math.min(size, high)) / 2);
  const x = middle(box.left, box.right, window.innerWidth), y = middle(box.top, box.bottom, window.innerHeight);
  return [point[0] - x, point[1] - y, spot];
}

// The middle of what shows of an element, counted in the top window; null where a frame around it is of another origin.
function inTopWindow(el) {
  const { point } = reachable(el);
  return point ? inTop(point) : null;
}

// ---- Points of an element -------------------------------------------------------------------------------------

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
