// Lists: native ones, radio groups, ARIA listboxes and comboboxes, typeaheads, and native lists that a widget stands for.

const MAX_OPTIONS = 1000;
const CHOSEN_MS = 1000; // how long a list may take to show what was chosen
const CLOSE_MS = 300;   // how long it may take to close
const SEARCH_MS = 700;  // how long an opened list may take to show an option before its search field is used
const OPTIONS = "[role=option],[role=menuitemradio],[role=menuitem],[role=treeitem]";
const NO_OPTION = /(^|[\s_-])(no-?(results?|match(es)?|options?|items?)|not-?found|create|add-?(option|item))([\s_-]|$)/i;
const ARROW_DOWN = "\ue015"; // the driver's name for the key
const TRIGGERS = ["[role=combobox]", "[aria-haspopup]:not([aria-haspopup=false])", "[tabindex]:not([tabindex='-1'])",
  "input:not([type=hidden])", "button,[role=button]", "a,[tabindex]"];

function listKind(el) {
  if (el.localName === "select") return el.multiple ? "native-many" : "native";
  if (el.type === "radio" || roleOf(el) === "radio") return "radios";
  if (roleOf(el) === "listbox") return "listbox";
  if (takesText(el)) return el.readOnly ? "popup" : "typeahead";
  if (roleOf(el) === "combobox" || ["listbox", "menu", "true", "tree", "dialog"].includes(el.getAttribute("aria-haspopup"))) {
    return entryOf(el) ? "typeahead" : "popup";
  }
  if (radiosOf(el).length) return "radios";
  if (deepAll(el, "[role=option]").length) return deepAll(el, "[role=combobox]").some(isVisible) ? null : "listbox";
  return el.localName === "button" || el.hasAttribute("tabindex") ? "popup" : null;
}

// Where one types into a list.
function entryOf(el) {
  return takesText(el) ? el : deepAll(el, "input").find((inner) => takesText(inner) && !inner.readOnly && isVisible(inner));
}

function radiosOf(el) {
  if (el.type === "radio") {
    return deepAll(el.form || el.getRootNode(), "input[type=radio]").filter((r) => r.name === el.name && r.form === el.form);
  }
  return deepAll(el, "input[type=radio],[role=radio]");
}

// ---- Native lists that a widget stands for --------------------------------------------------------------------

// What stands for a hidden native list: beside it, or around it.
function widgetOf(select) {
  if (canBeSeen(select)) return null;
  let plain = null; // a box beside it that says nothing about itself
  for (let node = select, up = 0; node && up < 3; node = node.parentElement, up++) {
    for (const near of [node.nextElementSibling, node.previousElementSibling]) {
      if (!near || near.localName === "label" || near.querySelector("select") || isLoneControl(near)) continue;
      const trigger = triggerIn(near);
      if (trigger) return trigger;
      if (!plain && ["div", "span"].includes(near.localName) && canBeSeen(near)) plain = near;
    }
    const around = node.parentElement;
    if (!around || ["form", "body", "fieldset", "td"].includes(around.localName) || around.querySelectorAll("select").length > 1) return plain;
    const trigger = triggerIn(around);
    if (trigger && trigger !== select) return trigger;
  }
  return plain;
}

// A control of the form's own, with a label: the neighbour and not the widget.
function isLoneControl(el) {
  return isControl(el) && labelsOf(el).length > 0 && roleOf(el) !== "combobox" && !el.hasAttribute("aria-haspopup");
}

function triggerIn(box) {
  for (const selector of TRIGGERS) {
    const found = [...(box.matches(selector) ? [box] : []), ...deepAll(box, selector)].find((el) => el.localName !== "select" && canBeSeen(el));
    if (found) return found;
  }
  return null;
}

// ---- Options --------------------------------------------------------------------------------------------------

// The boxes that a combobox says it opens.
function namedBoxes(el) {
  const named = [];
  const inner = el.querySelector && el.querySelector("input");
  for (const one of [el, inner, el.parentElement, el.parentElement && el.parentElement.parentElement]) {
    if (one) for (const name of ["aria-controls", "aria-owns", "aria-activedescendant"]) named.push(...byIds(one, name));
  }
  return named.map((box) => (box.matches(OPTIONS) ? box.parentElement : box));
}

// The boxes with options that a combobox opened: those it names, else all that show.
function popupsOf(el) {
  const withOptions = (boxes) => boxes.filter((box) => optionsIn(box).length);
  const found = withOptions(namedBoxes(el));
  return found.length ? found : withOptions(deepAll(document, "[role=listbox],[role=menu],[role=tree]").filter(isVisible));
}

function optionsIn(box) {
  return deepAll(box, OPTIONS).filter(isVisible);
}

// {el, text, code, chosen, enabled} of every option.
function optionsOf(el, kind) {
  switch (kind) {
    case "native": case "native-many":
      return listed(el.options).map((o) => ({ el: o, text: o.label || o.text, code: o.value, chosen: o.selected,
        enabled: !o.disabled && !(o.parentNode.localName === "optgroup" && o.parentNode.disabled) }));
    case "radios":
      return radiosOf(el).map((r) => ({ el: r, text: labelTexts(r)[0] || nameOf(r) || besides(r), code: r.value || codeOf(r),
        chosen: isOn(r), enabled: isEnabled(r) }));
    default: {
      if (el.list) return listed(el.list.options).map((o) => ({ el: o, text: o.label || o.value, code: o.value, chosen: o.value === el.value, enabled: !o.disabled }));
      const items = kind === "listbox" ? deepAll(el, "[role=option]") : [...new Set(popupsOf(el).flatMap(optionsIn))];
      return items.map((o) => ({ el: o, text: shorten(nameOf(o) || visibleText(o), 400), code: codeOf(o), chosen: isOn(o), enabled: isEnabled(o) }));
    }
  }
}

function codeOf(option) {
  return option.getAttribute("data-value") || option.getAttribute("value") || option.id || "";
}

// The text right after an unlabelled radio button.
function besides(el) {
  const next = el.nextSibling;
  return next && next.nodeType === 3 ? next.data.trim() : next && next.nodeType === 1 ? visibleText(next) : "";
}

// Options of a list that says nothing about itself: innermost texts in items of lists that show, or items of that code; the
// list's own face aside, and what says that there is none, or offers to make it one.
function plainOptions(el, { by, text }) {
  const found = by === "text" ? byText(place(document), { how: "exact", text })
    : deepAll(document, `[data-value=${CSS.escape(text)}]`).filter(isVisible);
  return found
    .filter((o) => o !== el && !deepContains(o, el) && !o.closest("label,select,option,datalist,h1,h2,h3"))
    .filter((o) => {
      const item = o.closest("li,[role=menuitem],[tabindex],[data-value],[data-selectable],[class*=option i],[class*=item i],[class*=suggest i],[class*=result i]");
      return item && item !== el && (!deepContains(el, o) || deepContains(el, item)) && !NO_OPTION.test(item.getAttribute("class") || "");
    })
    .map((o) => ({ el: o, text: visibleText(o), code: codeOf(o), chosen: false, enabled: isEnabled(o) }));
}

function matching(options, choice) {
  if (choice.by === "code") return options.filter((o) => o.code === choice.text);
  const same = options.filter((o) => o.text.trim() === choice.text.trim());
  if (same.length) return same;
  return options.filter((o) => textMatches({ how: "exact", text: choice.text }, o.text));
}

// ---- Choosing -------------------------------------------------------------------------------------------------

// A choice in the native list behind a widget, if it is there already: some lists are filled while one types.
function nativeChoice(native, choice) {
  const found = native ? matching(optionsOf(native, "native"), choice) : [];
  return found.length === 1 ? found[0] : null;
}

// Goes to where one types into a list; gives back what to type. The code of an option of a native list is nothing that one
// types: it is looked for in the list as it opens.
function searchText(request) {
  const { native, choice } = request;
  const known = nativeChoice(native, choice);
  noteSurroundings(request.el);
  selectAll(request.el);
  return { text: known ? known.text.trim() : native && choice.by === "code" ? ARROW_DOWN : choice.text };
}

// Lists whose options stand in the page as it is: what to pick is found in the trip that finds the list.
const STANDING = ["native", "native-many", "radios", "listbox"];

// Waits until the list offers the choice and says where to click it.
async function findOption(request) {
  const { el, kind, choice, native } = request;
  const begun = performance.now();
  return until(request.bound, async () => {
    if (!el.isConnected) return { done: true, value: { error: "stale" } };
    const known = nativeChoice(native, choice);
    const options = optionsOf(el, kind);
    let found = matching(options, choice);
    if (!found.length && known) found = matching(options, { by: "text", text: known.text });
    const spoken = known ? { by: "text", text: known.text } : choice;
    const plain = () => (["typeahead", "popup"].includes(kind) && !el.list ? plainOptions(el, spoken) : []);
    if (!found.length) found = plain();
    if (!found.length) return noOption(request, begun, native ? optionsOf(native, "native") : options);
    let hit = found[0], state = null;
    if (found.length > 1) {
      // A list for screen readers may stand behind the one that shows.
      const usable = [];
      for (const one of found) if (!isNative(kind, el) && (await readiness(one.el, "click")).point) usable.push(one);
      if (usable.length !== 1) return { done: false, value: many(found.map((o) => o.el)) };
      hit = usable[0];
    }
    if (!hit.enabled) return { done: false, value: unready({ missing: "enabled" }) };
    const value = (one, hit) => ({ option: one.el, text: known ? known.text.trim() : one.text, chosen: one.chosen, point: null,
      submits: submittingWith(one.el, [hit], "click") });
    if (isNative(kind, el)) return { done: true, value: value(hit) };
    state = await readiness(hit.el, kind === "radios" ? "check" : "click");
    if (state.missing) {
      for (const other of plain()) {
        const its = other.el === hit.el ? {} : await readiness(other.el, "click");
        if (its.point) return { done: true, value: { ...value(other, its.hit), point: its.point } };
      }
      return { done: false, value: unready(state) };
    }
    return { done: true, value: { ...value(hit, state.hit), point: state.point } };
  });
}

function isNative(kind, el) {
  return kind.startsWith("native") || (kind === "typeahead" && !!el.list);
}

// The list does not offer it, yet: a search field that the list opened may bring it.
function noOption(request, begun, options) {
  const { el, kind, searched } = request;
  const focus = focusedDeep();
  const search = kind === "popup" && !searched && focus && focus !== el && takesText(focus) && !focus.readOnly;
  if (search && performance.now() - begun > SEARCH_MS) return { done: true, value: { error: "search", entry: focus } };
  return { done: false, value: none(options.slice(0, MAX_OPTIONS).map((o) => shorten(o.text, 80))) };
}

// ---- Reading back ---------------------------------------------------------------------------------------------

// Whether the list now shows exactly these choices: {equal, actual, control}.
async function readChoice(request) {
  const { el, kind, choices, native } = request;
  const shown = () => {
    if (native && native.isConnected) return shownByOptions(native, "native-many", choices);
    const is = el.isConnected ? el : again(request.target, "list");
    if (!is) return { equal: false, actual: "", is: el };
    return kind === "typeahead" || kind === "popup" ? shownByFace(is, choices) : shownByOptions(is, kind, choices);
  };
  watchLeaving();
  await tick();
  await until(CHOSEN_MS, async () => ({ done: shown().equal }));
  if (request.leave && el.isConnected) leave(entryOf(el) || el);
  // One that is still closing does not open at the next click; one that stays open lies over what comes next.
  const open = kind === "popup" && await until(CLOSE_MS, async () => ({ done: !staysOpen(el), value: staysOpen(el) }));
  await tick();
  const now = shown();
  const kept = (kind === "radios" && (optionsOf(now.is, kind).find((o) => o.chosen) || {}).el) || now.is || el;
  const list = () => again(request.target, "list");
  if (request.hidden) for (const one of [el, native, now.is, kept]) if (one) keepUnread(one, list);
  const hidden = !now.equal && isHidden(now.is || el);
  if (now.equal && !request.hidden) for (const one of [el, native, now.is, kept]) if (one) letRead(one);
  const replaced = now.equal ? remember(request.id, kept, () => choiceAgain(request), content(kept)) : forget(kept);
  if (now.equal) actOn(kept, list);
  const popup = kind === "typeahead" && opened(el) ? el : null;
  return { content: { equal: now.equal, actual: now.actual, hidden, control: describe(now.is || el), replaced }, popup, open };
}

// What holds the choice after a re-rendering: the list, or the radio that was chosen, if it is again; else one that is off, for
// the group is there and says something else.
function choiceAgain({ target, kind, choices }) {
  const is = again(target, "list");
  if (!is || kind !== "radios") return is;
  const options = optionsOf(is, kind);
  const same = options.find((o) => o.chosen && choices.some((choice) => isSame([o], choice)));
  return (same || options.find((o) => !o.chosen) || { el: null }).el;
}

// Whether its list shows, and Escape would close that and nothing else.
function staysOpen(el) {
  return namedBoxes(el).some((box) => optionsIn(box).length) && !deepClosest(el, "dialog,[role=dialog],[aria-modal=true]");
}

function isSame(options, choice) {
  return matching(options, choice).length === 1 || matching(options, { by: "text", text: choice.shown }).length === 1;
}

function shownByOptions(is, kind, choices) {
  const chosen = optionsOf(is, kind).filter((o) => o.chosen);
  const equal = chosen.length === choices.length && choices.every((choice) => isSame(chosen, choice));
  return { equal, actual: chosen.map((o) => o.text).join("\n"), is };
}

// In the field or on the button; else beside an empty field, inside the same widget.
function shownByFace(is, choices) {
  const inner = entryOf(is) || is;
  const actual = content(inner) || (inner === is ? visibleText(inner) : "");
  const says = (choice) => [choice.shown, choice.by === "code" ? choice.text : choice.shown]
    .some((text) => text && (fold(actual) === fold(text) || (!takesText(inner) && fold(actual).includes(fold(text)))));
  if (choices.every(says)) return { equal: true, actual, is: inner };
  // A field that only counts what was chosen has it marked in its list.
  const marked = namedBoxes(inner).flatMap((box) => deepAll(box, OPTIONS)).filter(isOn).map((o) => fold(nameOf(o)));
  if (marked.length === choices.length && choices.every((choice) => marked.includes(fold(choice.shown)))) return { equal: true, actual, is: inner };
  if (takesText(inner) && inner.value) return { equal: false, actual, is: inner };
  const widget = widgetAround(inner);
  const beside = (choice) => byText(place(widget), { how: "exact", text: choice.shown })
    .some((o) => !o.closest("[role=listbox],[role=option],[role=menu],label,ul[hidden]"));
  return { equal: choices.every(beside), actual: shorten(visibleText(widget) || actual, MAX_TEXT), is: inner };
}

// The largest box around a field that holds no other control.
function widgetAround(el) {
  let widget = el;
  for (let up = 0; up < 5; up++) {
    const outer = widget.parentElement;
    if (!outer || ["form", "body", "fieldset", "td", "label"].includes(outer.localName)) return widget;
    if (deepAll(outer, CONTROLS).some((other) => !deepContains(widget, other) && other !== el && isVisible(other))) return widget;
    widget = outer;
  }
  return widget;
}
