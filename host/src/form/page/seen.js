// Whether a person sees an element, its ancestors asked too: pages fold away what they stand for, clip it, make it transparent, or
// move it off the page. `isVisible` is the cheaper question, and mostly enough.

const LEAST_SHOWN = 3; // pixels each way: what is smaller is there for other eyes than a person's
const CLIPPED = /^(inset\((50|100)%|(circle|ellipse)\(0|polygon\((0(px|%)? 0(px|%)?(, )?)+\))/;

function canBeSeen(el) {
  return isVisible(el) && !isTransparent(el) && !isCutAway(el);
}

// Whether it or what it stands in has no opacity at all.
function isTransparent(el) {
  if (getComputedStyle(el).display === "contents") return false;
  return !!el.checkVisibility && !el.checkVisibility({ opacityProperty: true, checkOpacity: true });
}

function isTooSmall(width, height) {
  return width < LEAST_SHOWN || height < LEAST_SHOWN;
}

// Whether nothing of its box shows: it lies off the page, or everything around it that clips leaves none of it. What can be
// scrolled to is not cut away.
function isCutAway(el) {
  let box = el.getBoundingClientRect();
  if (isTooSmall(box.width, box.height)) return true;
  let placed = "static"; // how what stands in the next ancestor is placed: some let go of it
  for (let node = el; node; node = parentOf(node)) {
    if (node.nodeType !== 1 || ["html", "body"].includes(node.localName)) continue; // what these clip is the window's
    const style = getComputedStyle(node);
    const holds = placed === "fixed" ? style.transform !== "none" : placed !== "absolute" || style.position !== "static" || style.transform !== "none";
    if (CLIPPED.test(style.clipPath) || (holds && isClippedAway(style))) return true;
    if (!holds) continue;
    if (node !== el && clips(node, style, box)) return true;
    if (node !== el && style.overflowY !== "visible" && style.display !== "inline") box = node.getBoundingClientRect(); // there it can be scrolled to
    placed = style.position;
  }
  return isOffPage(box, placed === "fixed");
}

// Whether a box lies where no scrolling of the window leads.
function isOffPage(box, fixed) {
  if (fixed) return box.right <= 0 || box.bottom <= 0 || box.left >= window.innerWidth || box.top >= window.innerHeight;
  const sides = [document.documentElement, document.body].filter(Boolean).map(getComputedStyle);
  const leftward = sides.some((style) => style.direction === "rtl"), locked = sides.some((style) => ["hidden", "clip"].includes(style.overflowX));
  if (box.bottom + window.scrollY <= 0 || (!leftward && box.right + window.scrollX <= 0)) return true;
  return locked && !leftward && box.left + window.scrollX >= window.innerWidth;
}

// By the older `clip`, which positioned elements obey.
function isClippedAway({ clip, position }) {
  if (!clip.startsWith("rect(") || !["absolute", "fixed"].includes(position)) return false;
  const [top, right, bottom, left] = clip.slice(5, -1).split(/[\s,]+/).map(parseFloat);
  return isTooSmall(right - left, bottom - top);
}

// Whether an ancestor has no room for what stands in it, or the box lies before its beginning, where no scrolling leads.
function clips(node, style, box) {
  const across = style.overflowX !== "visible", down = style.overflowY !== "visible";
  if ((!across && !down) || ["inline", "contents"].includes(style.display)) return false;
  if (isTooSmall(across ? node.offsetWidth : Infinity, down ? node.offsetHeight : Infinity)) return true;
  const around = node.getBoundingClientRect();
  return (across && style.direction === "ltr" && box.right <= around.left - node.scrollLeft) || (down && box.bottom <= around.top - node.scrollTop);
}
