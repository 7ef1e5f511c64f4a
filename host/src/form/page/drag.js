// The browser's own drag and drop, acted out. Firefox's driver begins it and never lets go: what is dragged by the browser
// (`draggable`), and not by the page's own listeners, is dragged by script there, which shows in the trace.

function draggedByScript(el) {
  const source = deepClosest(el, "[draggable=true]");
  return !!source && navigator.userAgent.includes("Firefox");
}

// As a browser tells it: picked up, over the place, let go there if the place takes it.
async function dragOnto(el, onto) {
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
