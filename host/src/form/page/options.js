// Options: what a list has, which of it a person is offered, and which of that is what a choice says.

const MAX_OPTIONS = 1000;
const MAX_ITEMS = 2000; // items of a page that are looked through for a list's
const OPTIONS = "[role=option],[role=menuitemradio],[role=menuitem],[role=treeitem]";
const ITEMS = "li,[role=menuitem],[tabindex],[data-value],[data-selectable],[class*=option i],[class*=item i],[class*=suggest i],[class*=result i]";
const NO_OPTION = /(^|[\s_-])(no-?(results?|match(es)?|options?|items?)|not-?found|create|add-?(option|item))([\s_-]|$)/i;

// ---- What a list has ------------------------------------------------------------------------------------------

function radiosOf(el) {
  if (el.type === "radio") {
    return deepAll(el.form || el.getRootNode(), "input[type=radio]").filter((r) => r.name === el.name && r.form === el.form);
  }
  return deepAll(el, "input[type=radio],[role=radio]");
}

// The boxes that a combobox says it opens.
function namedBoxes(el) {
  const named = [];
  const inner = el.querySelector && el.querySelector("input");
  for (const one of [el, inner, el.parentElement, el.parentElement && el.parentElement.parentElement]) {
    if (one) for (const name of ["aria-controls", "aria-owns", "aria-activedescendant"]) named.push(...byIds(one, name));
  }
  return named.map((box) => (box.matches(OPTIONS) ? box.parentElement : box));
}

// The boxes with options that a combobox opened: those it names, else those that came up, else all that show.
function popupsOf(el) {
  const withOptions = (boxes) => boxes.filter((box) => optionsIn(box).length);
  const named = withOptions(namedBoxes(el));
  if (named.length) return named;
  const shown = withOptions(deepAll(document, "[role=listbox],[role=menu],[role=tree]").filter(isVisible));
  const came = shown.filter((box) => !optionsIn(box).some((o) => itemsBefore.has(o)));
  return came.length ? came : shown;
}

function optionsIn(box) {
  return deepAll(box, OPTIONS).filter(isVisible);
}

// {el, text, code, chosen, enabled} of every option, also of those that nobody sees.
function optionsOf(el, kind) {
  switch (kind) {
    case "native": case "native-many":
      return listed(el.options).map((o) => ({ el: o, text: o.label || o.text, code: o.value, chosen: o.selected,
        enabled: !o.disabled && !(o.parentNode.localName === "optgroup" && o.parentNode.disabled) }));
    case "radios": return radiosOf(el).map((r) => ({ el: r, text: besideText(r), code: (r.hasAttribute("value") && r.value) || codeOf(r), chosen: isOn(r), enabled: isEnabled(r) }));
    case "checks": return checksOf(el).map((box) => ({ el: box, text: besideText(box), code: box.getAttribute("value") || box.name || codeOf(box),
      chosen: isOn(box), enabled: isEnabled(box) }));
    default: {
      if (el.list) return listed(el.list.options).map((o) => ({ el: o, text: o.label || o.value, code: o.value, chosen: o.value === el.value, enabled: !o.disabled }));
      const items = kind === "listbox" ? deepAll(el, "[role=option]") : [...new Set(popupsOf(el).flatMap(optionsIn))];
      const options = items.map((o) => ({ el: o, text: sayingOf(o), code: codeOf(o), chosen: isOn(o), enabled: isEnabled(o) }));
      noteOffered(el, options);
      return options;
    }
  }
}

function sayingOf(option) {
  return shorten(nameOf(option) || visibleText(option), 400);
}

function codeOf(option) {
  return option.getAttribute("data-value") || option.getAttribute("value") || option.id || "";
}

// What a radio button or check box is called: by its label, else by the text right after it.
function besideText(el) {
  const next = el.nextSibling;
  const beside = () => (next && next.nodeType === 3 ? next.data.trim() : next && next.nodeType === 1 ? visibleText(next) : "");
  return labelTexts(el)[0] || nameOf(el) || beside();
}

// ---- What is offered ------------------------------------------------------------------------------------------

// Those of `found` that a person sees and could pick. Where nobody sees any option of the list, it is the list that is hidden:
// behind a widget, or until it opens.
function offered(found, all, el, kind) {
  const shown = found.filter((o) => isShown(o.el, el, kind));
  return shown.length || !found.length || all.some((o) => isShown(o.el, el, kind)) ? shown : found;
}

function isShown(option, el, kind) {
  if (kind.startsWith("native")) return isInNativeList(option, el);
  if (el.list) return true;
  if (kind !== "radios" && kind !== "checks") return isVisible(option) && !isTransparent(option);
  const labels = labelsOf(option);
  return labels.some(canBeSeen) || (labels.length ? canBeSeen(option) : isVisible(option));
}

// An option has no box of its own in most browsers, and what is computed for it knows nothing of its group.
function isInNativeList(option, list) {
  const hides = getComputedStyle(list).visibility !== "visible"; // which its options inherit
  for (let node = option; node && node !== list; node = node.parentElement) {
    const style = getComputedStyle(node);
    if (style.display === "none" || (!hides && style.visibility !== "visible")) return false;
  }
  return true;
}

// ---- Lists that say nothing about themselves ------------------------------------------------------------------

// Innermost texts in items of lists that show, or items of that code; the list's own face aside, and what says that there is none,
// or offers to make it one.
function plainOptions(el, choice) {
  const how = choice.by === "part" ? "contains" : "exact";
  const found = choice.by === "code" ? deepAll(document, `[data-value="${CSS.escape(choice.text)}"]`).filter(isVisible)
    : byText(place(document), { how, text: choice.text });
  const options = found.filter((o) => o !== el && !deepContains(o, el) && !o.closest("label,select,option,datalist,h1,h2,h3")).filter((o) => {
    const item = o.closest(ITEMS);
    return item && item !== el && (!deepContains(el, o) || deepContains(el, item)) && !NO_OPTION.test(item.getAttribute("class") || "");
  }).map((o) => ({ el: o, text: visibleText(o), code: codeOf(o), chosen: false, enabled: isEnabled(o) })).filter((o) => !isTransparent(o.el));
  return choice.by === "part" ? options.filter((o) => holdsPart(o.text, choice.text)) : options;
}

// Those of plain options that came up since the list was opened or typed into: the faces of other lists say such texts, too. What
// stood there before may be meant where nothing came.
function cameUp(options, only) {
  const came = options.filter((o) => !itemsBefore.has(o.el.closest(ITEMS)));
  return came.length || only ? came : options;
}

let itemsBefore = new WeakSet(); // what showed before a list was opened or typed into

function itemsShown() {
  return listed(document.querySelectorAll(`${OPTIONS},${ITEMS}`), MAX_ITEMS).filter(isVisible);
}

function noteItems() {
  itemsBefore = new WeakSet(itemsShown());
}

// What came up since, each once: the innermost items, without the list's own parts.
function itemsSince(el) {
  const came = itemsShown().filter((item) => !itemsBefore.has(item) && item !== el && !deepContains(item, el) && !deepContains(el, item));
  return came.filter((item) => !NO_OPTION.test(item.getAttribute("class") || "") && !came.some((other) => other !== item && item.contains(other)));
}

// ---- Which of it a choice says --------------------------------------------------------------------------------

function matching(options, choice) {
  if (choice.by === "code") return options.filter((o) => o.code === choice.text);
  if (choice.by === "part") return options.filter((o) => holdsPart(o.text, choice.text));
  const same = options.filter((o) => o.text.trim() === choice.text.trim());
  if (same.length) return same;
  return options.filter((o) => textMatches({ how: "exact", text: choice.text }, o.text));
}

// Whether a text has this part, which begins where a word begins and splits no number: `Male` is no part of `Female`, nor `5` of `15`.
function holdsPart(text, part) {
  const all = fold(text), wanted = fold(part);
  const isLetter = (c) => !!c && c.toLowerCase() !== c.toUpperCase(), isDigit = (c) => !!c && c >= "0" && c <= "9";
  for (let at = wanted ? all.indexOf(wanted) : -1; at >= 0; at = all.indexOf(wanted, at + 1)) {
    const before = all[at - 1], first = wanted[0], last = wanted[wanted.length - 1];
    const inWord = (isLetter(first) || isDigit(first)) && (isLetter(before) || isDigit(before));
    const inNumber = isDigit(last) && (isDigit(all[at + wanted.length]) || /^[.,]\d/.test(all.slice(at + wanted.length)));
    if (!inWord && !inNumber && !(isDigit(first) && /\d[.,]$/.test(all.slice(0, at)))) return true;
  }
  return false;
}

// Whether a text has these words, whole: `Agency 1` is not what `Agency 1839` says.
function holdsWords(text, words) {
  const all = ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, " ")} `, wanted = fold(words).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return wanted ? all.includes(` ${wanted} `) : fold(text).includes(fold(words));
}
