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

// As a browser tells it: picked up, over the place, let go there if the place takes it.
async function dropOn(onto) {
  let el = null;
  try { el = window.top[HELD]; delete window.top[HELD]; } catch (e) { /* a frame of another origin is not let in */ }
  if (!el) throw new Malformed("what was picked up is out of reach of this frame");
  const source = deepClosest(el, "[draggable=true]");
  const dataTransfer = new DataTransfer();
  const tell = (at, kind) => {
    const box = at.getBoundingClientRect();
    const where = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
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
