// The browser's own drag and drop, acted out. Firefox's driver begins it and never lets go: what is dragged by the browser
// (`draggable`), and not by the page's own listeners, is dragged by script there, which shows in the trace.

function draggedByScript(el) {
  const source = deepClosest(el, "[draggable=true]");
  return !!source && navigator.userAgent.includes("Firefox");
}

// What is dragged may be let go in another frame of this window: it is left where both find it.
const HELD = KEY + "-held";

function pickUp(el) {
  try { window.top[HELD] = el; } catch (e) { throw new Malformed("what stands in a frame of another origin cannot be dragged out of it"); }
  return {};
}

// The point so far from an element: from its corner, and inside of it, or from the middle of what shows of it. {point, at, el: what
// stands there, submits}.
function aimDrag({ el, inside, x, y }) {
  const reach = reachable(el);
  if (!reach.point) return unready({ missing: "uncovered", cover: reach.cover ? describe(reach.cover) : "the edge of the window" });
  const box = el.getBoundingClientRect();
  const at = inside ? [Math.floor(box.left + x), Math.floor(box.top + y)] : [reach.point[0] + x, reach.point[1] + y];
  if (inside && (x >= box.width || y >= box.height)) return unready({ missing: "uncovered", cover: "its own edge" });
  const hit = inWindow(...at) ? hitAt(...at) : null;
  if (!hit) return unready({ missing: "uncovered", cover: "the edge of the window" });
  if (inside && !reaches(el, hit)) return unready({ missing: "uncovered", cover: describe(hit) });
  return { point: aim(el, at), at, el: hit, submits: submittingWith(hit, [hit], "click") };
}

// As a browser tells it: picked up, over the place, let go there if the place takes it.
async function dropOn(onto, point) {
  let el = null;
  try { el = window.top[HELD]; delete window.top[HELD]; } catch (e) { /* a frame of another origin is not let in */ }
  if (!el) throw new Malformed("what was picked up is out of reach of this frame");
  const source = deepClosest(el, "[draggable=true]");
  const dataTransfer = new DataTransfer();
  const tell = (at, kind) => {
    const box = at.getBoundingClientRect();
    const [clientX, clientY] = (at === onto && point) || [box.x + box.width / 2, box.y + box.height / 2];
    const where = { clientX, clientY };
    return !at.dispatchEvent(new DragEvent(kind, { bubbles: true, composed: true, cancelable: true, view: window, dataTransfer, ...where }));
  };
  if (tell(source, "dragstart")) return { taken: false };
  await tick();
  tell(source, "drag");
  tell(onto, "dragenter");
  const taken = tell(onto, "dragover");
  if (taken && onto.isConnected) tell(onto, "drop");
  if (source.isConnected) tell(source, "dragend");
  return { taken };
}
