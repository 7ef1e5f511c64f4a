// Which of several elements a person means: the one that can be seen. Looked into only where several match.

// What is set aside for whoever cannot see the page, or for nobody.
const SET_ASIDE = "[aria-hidden=true],[inert]";
// Boxes that hold more than one control, and are the face of none.
const WIDE_BOXES = ["html", "body", "main", "form", "fieldset", "table", "tbody", "tr", "td", "ul", "ol", "dl"];

// Of several elements the one that can be seen, where it is exactly one; of several of these the one that is not set aside. Else all.
function meant(found) {
  if (found.length < 2) return found;
  const seen = [], open = [];
  for (const el of found) {
    if (isUnseen(el, found)) continue;
    seen.push(el);
    if (!deepClosest(el, SET_ASIDE)) open.push(el);
    if (open.length > 1) return found;
  }
  return seen.length === 1 ? seen : open.length === 1 ? open : found;
}

// Whether neither it nor what shows in its stead can be seen, or is about to be.
function isUnseen(el, others) {
  if (canBeSeen(el.closest("select") && el.localName.startsWith("opt") ? el.closest("select") : el)) return false;
  if (isVisible(el) && isGoing(el)) return false;
  return !facesOf(el, others).some(canBeSeen);
}

// What shows of a control that something else draws: a widget over a folded list; the label of a box or file field, and the box
// around it, unless another one of those that match stands there, too.
function facesOf(el, others) {
  const around = el.parentElement;
  const apart = (face) => !!face && !others.some((other) => other !== el && (deepContains(face, other) || deepContains(other, face)));
  if (el.localName === "select") return [widgetOf(el)].filter(apart);
  const isDrawn = el.type === "file" || takesCheck(el);
  const faces = isDrawn ? labelsOf(el) : [];
  const isLaidOver = isTransparent(el) && ["absolute", "fixed"].includes(getComputedStyle(el).position);
  if ((isDrawn || isLaidOver) && apart(around) && !WIDE_BOXES.includes(around.localName) && holdsOnly(around, el)) return [...faces, around];
  return faces;
}

// A control, or the one right behind it where nobody sees this one: a page may set a trap for machines before its field.
function shownBehind(el, controls) {
  if (!isUnseen(el, [])) return el;
  const next = controls.slice(controls.indexOf(el) + 1).find((other) => !isUnseen(other, []));
  if (!next || next.getRootNode() !== el.getRootNode()) return el;
  const between = document.createRange();
  between.setStartAfter(el);
  between.setEndBefore(next);
  return between.toString().trim() ? el : next;
}
