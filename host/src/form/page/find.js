// Finding: a target is {scopes, by, nth}; `locate` gives every element that it says, and strictness is the caller's.

const MAX_CANDIDATES = 400; // texts handed to the host to pick the nearest from
const MAX_ALIKE = 3;        // elements of other roles that have the name
const INPUT_BUTTONS = "input[type=button],input[type=submit],input[type=reset]";

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
  const says = (label) => textMatches(text, label);
  const matches = (el) => labelTexts(el).some(says);
  const controls = apart(findAll(where, CONTROLS + ",output,meter,progress").filter(matches));
  if (controls.length || want === "fill") return controls.flatMap((el) => [el, ...elsewhere(where, el, text)]);
  // A group of radio buttons is a list too; its legend or name is its label. So is a button that opens one.
  const lists = want.startsWith("list") || want === "look" ? "fieldset,[role=radiogroup],[role=group]," : "";
  const found = findAll(where, lists + "[aria-haspopup]").filter(matches);
  return found.length ? found : findAll(where, BUTTONS).filter((el) => buttonLabels(el).some(says));
}
const BUTTONS = "button,[role=button]," + INPUT_BUTTONS;

// Where a label with this text stands, if that is at another control than the one that it is of.
function elsewhere(where, el, text) {
  const stands = labelsOf(el).filter((label) => textMatches(text, labelText(label))).map(standsAt);
  return stands.filter((other) => other && deepContains(where.root, other) && within(where, other));
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
    for (const el of listed(root.querySelectorAll(INPUT_BUTTONS))) {
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
  const anchors = meant(byTextOrLine(where, text));
  const kinds = want === "click" ? CONTROLS + ",button,a[href]" : CONTROLS;
  const controls = findAll(where, kinds).filter((el) => want === "file" || isVisible(el) || el.type === "file");
  const found = new Set();
  for (const anchor of anchors) {
    const next = controls.find((el) => anchor.contains(el) || precedes(anchor, el));
    if (next) found.add(shownBehind(next, controls));
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
    const titles = findAll(where, HEADINGS + ",legend,caption,summary");
    for (const heading of meant(titles.filter((title) => isVisible(title) && textMatches(text, visibleText(title))))) {
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

// Every element that the target says, in document order, or why there is none; of several the one that a person means, where it
// is plain. `counted`: each that matches.
function locate(target, want, counted = false) {
  let where = place(document);
  let number = 0; // of the scope, from 1
  for (const scope of target.scopes || []) {
    const places = narrow(where, scope);
    const roots = meant(places.map((p) => p.root));
    number++;
    if (roots.length !== 1) return { found: roots, where, scope: number };
    where = places.find((p) => p.root === roots[0]);
  }
  let found = [...new Set(byFinder(where, target.by, want))];
  if (want === "frame") found = found.filter((el) => el.localName === "iframe" || el.localName === "frame");
  const all = found;
  if (target.nth !== null && target.nth !== undefined) found = found.slice(target.nth, target.nth + 1);
  else if (!counted) found = oneOf(found, want);
  return { found, where, others: found.length ? [] : all };
}

// What is meant by what was found: radio buttons of one group are a list together, and a file field has a button; a label stands for
// its control.
function oneOf(found, want) {
  if (want.startsWith("list") && oneGroup(found)) return found;
  if (want === "file" && found.length > 1 && fileInputOf(found[0]) && new Set(found.map(fileInputOf)).size === 1) return found.slice(0, 1);
  const one = meant(found);
  const named = one.length === 1 && one[0].localName === "label" && want in SUITS ? controlsOf(one[0]) : [];
  return named.length > 1 ? named : one;
}

// Why nothing was found: what there is of the kind that was looked for, where it was looked for if anything, and whether the
// label's text stands there without labelling anything.
function nothing(target, want, located) {
  const { where, scope, others } = located;
  if (others && others.length) return none(others.slice(0, 8).map(describe));
  const by = scope ? target.scopes[scope - 1] : target.by;
  let near = candidates(by, want, where);
  if (!near.length && where.root !== document) near = candidates(by, want, place(document));
  const unlabelled = !scope && by.kind === "label" && byText(where, by.texts[0]).some((el) => !labelsSomething(el));
  return { ...none(near, scope, unlabelled), alike: scope ? [] : alike(where, by) };
}

function labelsSomething(el) {
  const label = deepClosest(el, "label");
  return !!label && labelled(label).length > 0;
}

// What has the name that was looked for, and another role; or none.
function alike(where, by) {
  if (by.kind !== "role" || !by.texts.length) return [];
  const named = (el) => roleOf(el) && textMatches(by.texts[0], nameOf(el)) && isVisible(el) && !deepClosest(el, "[aria-hidden=true]");
  const found = [];
  for (const el of findAll(where, NAMED)) if (found.length < MAX_ALIKE && named(el)) found.push(el);
  if (found.length) return found.map((el) => ({ role: roleOf(el), name: shorten(nameOf(el), 80) }));
  return byText(where, by.texts[0]).slice(0, 1).map((el) => ({ role: "", name: shorten(visibleText(el), 80) }));
}
const NAMED = `[role],a[href],button,summary,input:not([type=hidden]),select,textarea,${HEADINGS}`;

// The ways in which no one element is ready, as they go to the host.
function none(near, scope = 0, unlabelled = false) {
  return { error: "none", near, scope, unlabelled, partial: false, alike: [] };
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

// Whether an element is itself what an action wants.
const SUITS = { __proto__: null, fill: takesValue, "fill-look": takesValue, check: takesCheck, list: listKind, file: isFileInput };

// What is named may stand around the control that is meant: a label, a custom element, a box with one control in it.
function controlOf(el, want) {
  const suits = SUITS[want];
  if (!suits || suits(el)) return el;
  const named = el.localName === "label" ? controlsOf(el) : [];
  if (named.length === 1) return named[0];
  const inner = deepAll(el, CONTROLS).filter((one) => suits(one) && !(want === "list" && isCheck(one)));
  const seen = inner.filter((one) => isVisible(one) && one.getAttribute("aria-hidden") !== "true");
  return seen.length === 1 ? seen[0] : inner.length === 1 ? inner[0] : el;
}
