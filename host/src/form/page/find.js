// Finding: a target is {scopes, by, nth}; `locate` gives every element that it says, and strictness is the caller's.

const MAX_CANDIDATES = 400; // texts handed to the host to pick the nearest from

// A place to look in: an element or document, and optionally only what stands between two elements.
function place(root) {
  return { root, from: null, until: null };
}

function within(where, el) {
  return (!where.from || (precedes(where.from, el) && !where.from.contains(el)))
    && (!where.until || precedes(el, where.until));
}

function findAll(where, selector) {
  return deepAll(where.root, selector).filter((el) => within(where, el));
}

// A mistake in the target itself: no waiting will mend it.
class Malformed extends Error {}

// ---- Finders --------------------------------------------------------------------------------------------------

// How each finder finds, and what there is of its kind to name where it finds nothing. `by` is {kind, argument, texts}.
const FINDERS = {
  __proto__: null,
  "label": { find: (where, by, want) => byLabel(where, by.texts[0], want), near: labelsNear },
  "role": {
    find: (where, by) => byRole(where, by.argument, by.texts[0]),
    near: (where, by) => byRole(where, by.argument, null).map(nameOf),
  },
  "text": { find: (where, by) => byTextOrLine(where, by.texts[0]), near: wordsNear },
  "placeholder": {
    find: (where, by) => findAll(where, "[placeholder]").filter((el) => textMatches(by.texts[0], el.getAttribute("placeholder"))),
    near: (where) => findAll(where, "[placeholder]").map((el) => el.getAttribute("placeholder")),
  },
  "after-text": { find: (where, by, want) => afterText(where, by.texts[0], want), near: labelsNear },
  "section": {
    find: (where, by) => sections(where, by.texts[0]).map((found) => (found.from ? found.from.parentElement : found.root)),
    near: (where) => shownTexts(where, HEADINGS + ",legend,caption,summary"),
  },
  "row": { find: (where, by) => rows(where, by.texts), near: (where) => shownTexts(where, "tr,[role=row],li") },
  "name": byAttribute("name"),
  "id": byAttribute("id"),
  "test-id": byAttribute("data-testid"),
  "css": { find: (where, by) => bySelector(where, by.argument), near: wordsNear },
  "xpath": { find: (where, by) => byXPath(where, by.argument), near: wordsNear },
};

function byFinder(where, by, want) {
  const finder = FINDERS[by.kind];
  if (!finder) throw new Malformed("unknown finder " + by.kind);
  return finder.find(where, by, want);
}

function byAttribute(attribute) {
  return {
    find: (where, by) => findAll(where, `[${attribute}="${CSS.escape(by.argument)}"]`),
    near: (where) => findAll(where, `[${attribute}]`).map((el) => el.getAttribute(attribute)),
  };
}

function bySelector(where, selector) {
  try { return findAll(where, selector); } catch (e) { throw new Malformed(`this is no CSS selector: ${selector}`); }
}

function byLabel(where, text, want) {
  if (want === "frame") {
    return findAll(where, "iframe,frame").filter((el) =>
      [el.title, el.name, el.getAttribute("aria-label") || ""].some((t) => t && textMatches(text, t)));
  }
  const matches = (el) => labelTexts(el).some((label) => textMatches(text, label));
  const controls = apart(findAll(where, CONTROLS + ",output,meter,progress").filter(matches));
  if (controls.length || want === "fill") return controls;
  // A group of radio buttons is a list too; its legend or name is its label. So is a button that opens one.
  const lists = want.startsWith("list") || want === "look" ? "fieldset,[role=radiogroup],[role=group]," : "";
  return findAll(where, lists + "[aria-haspopup]").filter(matches);
}

// Of several controls with one label, neither the list that another one opens nor the twin that nobody is shown is meant.
function apart(controls) {
  const opened = new Set(controls.flatMap((el) => [...byIds(el, "aria-controls"), ...byIds(el, "aria-owns")].filter((box) => box !== el)));
  const own = controls.filter((el) => ![...opened].some((box) => box.contains(el)));
  const shown = own.filter((el) => !deepClosest(el, "[aria-hidden=true]"));
  return shown.length ? shown : own;
}

function byRole(where, role, name) {
  const wanted = role.toLowerCase();
  const selector = `[role~="${CSS.escape(wanted)}" i]` + (IMPLIED[wanted] ? "," + IMPLIED[wanted] : "");
  return findAll(where, selector).filter((el) =>
    roleOf(el) === wanted && (!name || textMatches(name, nameOf(el)))
      && !deepClosest(el, "[aria-hidden=true]") && isVisible(el));
}

// The innermost visible elements with this text, or those in which it is a line of its own: a menu's name is still its name while
// the menu stands open under it, by a pointer that happens to rest there.
function byTextOrLine(where, text) {
  const whole = byText(where, text);
  return whole.length || text.how === "contains" ? whole : byText(where, text, hasLine);
}

// Whether a line of what is read in the element is this text, and all of that line the element's own. A part of a sentence is
// none: "received" is no line of "<p>not <b>yet</b> received".
function hasLine(el, text) {
  const own = [""];
  for (const node of listed(el.childNodes)) {
    if (node.nodeType === Node.TEXT_NODE) own[own.length - 1] += node.data;
    else if (node.nodeType === Node.ELEMENT_NODE) own.push("");
  }
  return own.some((part) => textMatches(text, part)) && visibleText(el).split("\n").some((line) => textMatches(text, line));
}

// Whether all that is read in the element is this text. What is hidden in it is read by nobody: a closed list in a box does not
// make the box say what its option says.
function readsAs(el, text) {
  const most = foldLabel(text.text).length * 4 + 200; // characters of what may be it and something hidden
  return (el.textContent.length < most || textMatches(text, el.textContent)) && textMatches(text, visibleText(el));
}

// The innermost visible elements that hold this text. Branches without the text are not entered.
function byText(where, text, holds = readsAs) {
  const found = [];
  const wanted = foldLabel(text.text);
  const quick = pattern(wanted, "*"); // lines and cells touch in textContent
  const may = (el) => (quick ? quick.test(el.textContent) : fold(el.textContent).replace(/ /g, "").includes(wanted.replace(/ /g, "")));
  const descend = (el) => {
    if (["script", "style", "noscript", "template", "head"].includes(el.localName)) return false;
    if (!may(el)) return false;
    let inner = false;
    for (const child of childrenOf(el)) inner = descend(child) || inner;
    if (inner) return true;
    if (holds(el, text) && isVisible(el) && within(where, el)) { found.push(el); return true; }
    return false;
  };
  for (const root of [where.root, ...shadowRoots(where.root)]) {
    for (const child of root.nodeType === 1 ? [root] : childrenOf(root)) descend(child);
    for (const el of listed(root.querySelectorAll("input[type=button],input[type=submit],input[type=reset]"))) {
      if (textMatches(text, nameOf(el)) && isVisible(el) && within(where, el)) found.push(el);
    }
  }
  return found;
}

function byXPath(where, path) {
  let result;
  try {
    result = document.evaluate(path, where.root, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
  } catch (e) {
    throw new Malformed(`this is no XPath for elements: ${path}`);
  }
  const found = [];
  for (let i = 0; i < result.snapshotLength; i++) {
    const node = result.snapshotItem(i);
    if (node.nodeType === 1 && within(where, node)) found.push(node);
  }
  return found;
}

// For pages without labels: the first control after the text, once for every place where the text stands.
function afterText(where, text, want) {
  const anchors = byTextOrLine(where, text);
  const kinds = want === "click" ? CONTROLS + ",button,a[href]" : CONTROLS;
  const controls = findAll(where, kinds).filter((el) => want === "file" || isVisible(el) || el.type === "file");
  const found = new Set();
  for (const anchor of anchors) {
    const next = controls.find((el) => anchor.contains(el) || precedes(anchor, el));
    if (next) found.add(next);
  }
  return [...found];
}

// ---- Scopes ---------------------------------------------------------------------------------------------------

// A section may be no element but what stands between two headings.
function narrow(where, scope) {
  return scope.kind === "section" ? sections(where, scope.texts[0]) : byFinder(where, scope, "look").map(place);
}

// The innermost rows that hold all of the texts.
function rows(where, texts) {
  const found = findAll(where, "tr,[role=row],li").filter((row) => texts.every((text) => inRow(row, text)));
  return found.filter((row) => !found.some((other) => other !== row && row.contains(other)));
}

// An exact text is one cell's whole text; any other stands anywhere in the row.
function inRow(row, text) {
  if (text.how === "contains") return textMatches(text, visibleText(row));
  return byText(place(row), text).length > 0 || textMatches(text, visibleText(row));
}

const SECTIONS = "section,fieldset,dialog,form,article,details,table,aside,main,[role=region],[role=group],[role=dialog],"
  + "[role=alertdialog],[role=form],[role=radiogroup],[role=tabpanel]";
const HEADINGS = "h1,h2,h3,h4,h5,h6,[role=heading]";

function sections(where, text) {
  const found = new Set();
  for (const el of findAll(where, SECTIONS)) {
    if (el.localName !== "main" && nameOf(el) && textMatches(text, nameOf(el))) found.add(el);
  }
  if (!found.size) {
    for (const heading of findAll(where, HEADINGS + ",legend,caption,summary")) {
      if (!isVisible(heading) || !textMatches(text, visibleText(heading))) continue;
      const box = deepClosest(heading.parentNode, SECTIONS);
      const first = box && where.root !== box && deepAll(box, HEADINGS + ",legend,caption,summary")[0];
      // A box is the heading's own where the heading comes first in it; else the section ends at the next heading.
      if (first === heading) found.add(box);
      else return [afterHeading(where, heading)];
    }
  }
  const boxes = [...found];
  return boxes.filter((box) => !boxes.some((other) => other !== box && box.contains(other))).map(place);
}

function afterHeading(where, heading) {
  const level = headingLevel(heading);
  const next = findAll(where, HEADINGS).find((h) => precedes(heading, h) && headingLevel(h) <= level);
  return { root: where.root, from: heading, until: next || null };
}

function headingLevel(heading) {
  return Number(heading.getAttribute("aria-level") || heading.localName.slice(1)) || 2;
}

// ---- Targets --------------------------------------------------------------------------------------------------

// Every element that the target says, in document order, or why there is none.
function locate(target, want) {
  let where = place(document);
  let number = 0; // of the scope, from 1
  for (const scope of target.scopes || []) {
    const places = narrow(where, scope);
    number++;
    if (places.length === 0) return { found: [], where, scope: number };
    if (places.length > 1) return { found: places.map((p) => p.root), where, scope: number };
    where = places[0];
  }
  let found = [...new Set(byFinder(where, target.by, want))];
  if (want === "frame") found = found.filter((el) => el.localName === "iframe" || el.localName === "frame");
  const all = found;
  if (target.nth !== null && target.nth !== undefined) found = found.slice(target.nth, target.nth + 1);
  return { found, where, others: found.length ? [] : all };
}

// Why nothing was found: what there is of the kind that was looked for, where it was looked for if anything, and whether the
// label's text stands there without labelling anything.
function nothing(target, want, located) {
  const { where, scope, others } = located;
  if (others && others.length) return none(others.slice(0, 8).map(describe));
  const by = scope ? target.scopes[scope - 1] : target.by;
  let near = candidates(by, want, where);
  if (!near.length && where.root !== document) near = candidates(by, want, place(document));
  const unlabelled = !scope && by.kind === "label" && byText(where, by.texts[0]).length > 0;
  return none(near, scope, unlabelled);
}

// The ways in which no one element is ready, as they go to the host.
function none(near, scope = 0, unlabelled = false) {
  return { error: "none", near, scope, unlabelled, partial: false };
}

function many(found, scope = 0) {
  return { error: "many", found: found.slice(0, 8).map(describe), scope };
}

function unready({ missing, cover = null }) {
  return { error: "unready", missing, cover };
}

// Texts of what there is of the kind that was looked for; each once.
function candidates(by, want, where) {
  const texts = new Set();
  for (const text of FINDERS[by.kind].near(where, by, want)) if (text && texts.size < MAX_CANDIDATES) texts.add(shorten(text, 80));
  return [...texts];
}

function labelsNear(where, by, want) {
  const labels = [...findAll(where, CONTROLS), ...findAll(where, "fieldset,[role=radiogroup]")].flatMap(labelTexts);
  return want === "frame" ? [...labels, ...findAll(where, "iframe,frame").map((el) => el.title || el.name || el.id)] : labels;
}

function wordsNear(where) {
  return findAll(where, "label,legend,button,a[href]," + HEADINGS).filter(isVisible).map((el) => labelText(el) || nameOf(el));
}

function shownTexts(where, selector) {
  return findAll(where, selector).filter(isVisible).map(visibleText);
}

// What is named may stand around the control that is meant: a label, a custom element, a box with one control in it.
function controlOf(el, want) {
  const suits = { fill: takesValue, check: takesCheck, list: listKind }[want];
  if (!suits || suits(el)) return el;
  if (el.localName === "label" && el.control) return el.control;
  const inner = deepAll(el, CONTROLS).filter((one) => suits(one) && !(want === "list" && isCheck(one)));
  const seen = inner.filter((one) => isVisible(one) && one.getAttribute("aria-hidden") !== "true");
  return seen.length === 1 ? seen[0] : inner.length === 1 ? inner[0] : el;
}
