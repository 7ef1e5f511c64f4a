// What a control opened: a list or calendar that lies over what comes next.

const surroundings = new WeakMap(); // control -> what showed around it before it was typed into

// What shows at points around a control.
function around(el) {
  const box = el.getBoundingClientRect();
  const points = [[box.left + 10, box.bottom + 12], [box.left + 10, box.bottom + 60], [box.left + 10, box.top - 12]];
  return points.map(([x, y]) => (inWindow(x, y) ? hitAt(x, y) : null));
}

function noteSurroundings(el) {
  surroundings.set(el, around(el));
}

// Whether something lies over the page around a control that did not before: a list or calendar that stayed open.
function opened(el) {
  const before = surroundings.get(el);
  return !!before && around(el).some((hit, i) => before[i] && hit !== before[i] && liesOver(hit, el, before[i]));
}

// Whether something lies over the page around the control that has the focus, which is in no dialog that Escape would close.
function overlaid() {
  const el = focusedDeep();
  if (!el || el === document.body || el.type === "search" || deepClosest(el, "dialog,[role=dialog],[aria-modal=true]")) return false;
  return around(el).some((hit) => liesOver(hit, el, null));
}

// Whether what shows at a point stands in a layer of its own, with neither the control nor what was there before in it.
function liesOver(hit, el, before) {
  if (!hit || deepContains(hit, el)) return false;
  for (let node = hit; node && node.nodeType === 1; node = parentOf(node)) {
    if (deepContains(node, el) || (before && deepContains(node, before))) return false;
    if (["absolute", "fixed"].includes(getComputedStyle(node).position)) return true;
  }
  return false;
}
