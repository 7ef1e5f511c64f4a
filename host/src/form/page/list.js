// Lists: native ones, radio groups, groups of check boxes, ARIA listboxes and comboboxes, typeaheads, and native lists that a widget
// stands for: of which kind one is, and where the option stands that is to be chosen.

const SEARCH_MS = 700;    // how long an opened list may take to show an option before its search field is used
const DISABLED_MS = 1000; // an option of a list that stands there may still be enabled by what was done before
const ARROW_DOWN = "\ue015"; // the driver's name for the key
const TRIGGERS = ["[role=combobox]", "[aria-haspopup]:not([aria-haspopup=false])", "[tabindex]:not([tabindex='-1'])",
  "input:not([type=hidden])", "button,[role=button]", "a,[tabindex]"];

function listKind(el) {
  if (el.localName === "select") return el.multiple ? "native-many" : "native";
  if (el.type === "radio" || roleOf(el) === "radio") return "radios";
  if (isCheck(el)) return checksOf(el).length ? "checks" : null;
  if (roleOf(el) === "listbox") return "listbox";
  if (takesText(el)) return el.readOnly ? "popup" : "typeahead";
  if (roleOf(el) === "combobox" || ["listbox", "menu", "true", "tree", "dialog"].includes(el.getAttribute("aria-haspopup"))) {
    return entryOf(el) ? "typeahead" : "popup";
  }
  if (radiosOf(el).length) return "radios";
  if (deepAll(el, "[role=option]").length) return deepAll(el, "[role=combobox]").some(isVisible) ? null : "listbox";
  if (isGroupOfChecks(el)) return "checks";
  return el.localName === "button" || el.hasAttribute("tabindex") ? "popup" : null;
}

// Where one types into a list.
function entryOf(el) {
  return takesText(el) ? el : deepAll(el, "input").find((inner) => takesText(inner) && !inner.readOnly && isVisible(inner));
}

// ---- Native lists that a widget stands for --------------------------------------------------------------------

// What stands for a hidden native list: beside it, or around it.
function widgetOf(select) {
  if (canBePicked(select)) return null;
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

// Whether a person picks from the native list itself: it shows, or lies over its own drawing, which only the pointer tells.
function canBePicked(select) {
  if (!isVisible(select) || isCutAway(select)) return false;
  return !isTransparent(select) || !!reachable(select).point;
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

// ---- Choosing -------------------------------------------------------------------------------------------------

// A choice in the native list behind a widget, as the widget says it, if it is there already: some lists are filled while one types.
function nativeChoice(native, choice) {
  if (!native) return null;
  const options = optionsOf(native, "native"), found = matching(options, choice);
  const picked = ofSeveral(offered(found, options, native, "native"), choice, true);
  const one = picked.length === 1 ? picked[0] : found.length === 1 ? found[0] : null;
  if (!one) return null;
  const twins = options.filter((o) => o.text.trim() === one.text.trim());
  return { by: "text", text: one.text.trim(), code: one.code, nth: twins.length > 1 ? twins.indexOf(one) : null };
}

// Of several options the one that is meant: by its number, or the first that can be picked of those that the form sends alike.
function ofSeveral(found, { nth }, alike) {
  if (nth !== null) return found.slice(nth, nth + 1);
  if (found.length > 1 && alike && found.every((o) => o.code === found[0].code)) return [found.find((o) => o.enabled) || found[0]];
  const usable = found.filter((o) => o.enabled);
  return usable.length === 1 ? usable : found;
}

let typedLast = null; // {entry, text, had}: what was typed into a list, and what its field held before

// Goes to where one types into a list; gives back what to type. The code of an option of a native list is nothing that one
// types: it is looked for in the list as it opens.
function searchText(request) {
  const { native, choice, el } = request;
  const known = nativeChoice(native, choice);
  const own = known ? known.text : native && choice.by === "code" ? ARROW_DOWN : choice.text;
  const text = choice.typed === null ? own : choice.typed;
  typedLast = { entry: el, text, had: content(el) };
  noteSurroundings(el);
  noteItems();
  watchLeaving();
  selectAll(el);
  return { text, unselects: typedLast.had !== "" && unselects(el) };
}

// Lists whose options stand in the page as it is: what to pick is found in the trip that finds the list.
const STANDING = ["native", "native-many", "radios", "listbox"];

// Lists that may show a part of what they have.
const SCROLLED = ["listbox", "typeahead", "popup"];

// Waits until the list offers the choice and says where to click it.
async function findOption(asked) {
  const begun = performance.now(), request = { ...asked, begun };
  const { el, choice, native, kind } = request;
  const obstacle = { what: "", since: begun };
  const stays = (what, least) => {
    if (obstacle.what !== what) Object.assign(obstacle, { what, since: performance.now() });
    return performance.now() - obstacle.since >= Math.min(least, request.bound);
  };
  if (scan && scan.el !== el) scan = null;
  return until(request.bound, async () => {
    if (!el.isConnected) return { done: true, value: { error: "stale" } };
    const known = nativeChoice(native, choice);
    const look = () => optionsFor(request, known);
    let seen = look();
    if (!seen.found.length && SCROLLED.includes(kind) && !el.list && !searchField(request)) seen = await scrollFor(request, seen, begun + request.bound, look);
    const found = await pickable(seen.found, request, known || choice);
    if (!found.length) return noOption(request, native ? optionsOf(native, "native") : seen.options);
    if (found.length > 1) return { done: stays("many", MANY_PERSIST_MS), value: manyOptions(found) };
    // Boxes are only compared here: one that is on as it should be need not be switched.
    if (!found[0].enabled && !(kind === "checks" && found[0].chosen)) {
      const done = kind.startsWith("native") && document.readyState === "complete" && stays("disabled", DISABLED_MS);
      return { done, value: unready({ missing: "enabled" }) };
    }
    return offer(found[0], request, known);
  }, STILL_MS);
}

// {options, found}: what the list has now, and what of it the choice says; `known` where a native list says what that is.
function optionsFor({ el, kind, choice, begun }, known) {
  const plain = ["typeahead", "popup"].includes(kind) && !el.list;
  let options = optionsOf(el, kind), found = [];
  for (const says of known ? [...(choice.by === "code" ? [choice] : []), known] : [choice]) {
    if (!found.length) found = offered(matching(options, says), options, el, kind);
    if (!found.length && plain) found = cameUp(plainOptions(el, says), kind === "popup" && performance.now() - begun < SEARCH_MS);
  }
  if (!options.length && plain) options = itemsSince(el).filter((item) => !item.matches("[role=presentation],[role=none],[role=status],[role=alert]")).map((item) => ({ el: item, text: shorten(visibleText(item), 400) }));
  return { options, found };
}

// Of several options that are what the choice says, those that could be the one. A list for screen readers may stand behind
// the one that shows.
async function pickable(found, { el, kind }, says) {
  if (isNative(kind, el) || kind === "checks") return ofSeveral(found, says, kind !== "checks");
  if (found.length < 2 && !says.nth) return found;
  const usable = [];
  for (const one of found) if ((await readiness(one.el, kind === "radios" ? "check" : "click")).point) usable.push(one);
  // A box may hold several questions, each with a "Yes" of its own.
  const alike = kind === "radios" ? usable.every((o) => o.code && areRadiosOfOne(o.el, usable[0].el)) : found.every((o) => o.code);
  const picked = ofSeveral(usable, says, alike);
  return picked.length === 1 || says.nth !== null ? picked : found;
}

// The option, and where it is clicked; or what is still missing.
async function offer(hit, request, known) {
  const { el, kind } = request;
  const value = (one, meets, point, spot) => {
    noteRivals(one, optionsOf(el, kind));
    if (point && kind !== "checks") expectClick(one.el, spot, null, () => isStill(one));
    return { done: true, value: { option: one.el, text: known ? known.text : one.text, code: known ? known.code : sentCode(one, kind),
      chosen: one.chosen, point, submits: submittingWith(one.el, [meets], "click") } };
  };
  const pending = (state) => ({ done: false, value: unready(state) });
  if (isNative(kind, el)) return value(hit, hit.el, null);
  const scroller = SCROLLED.includes(kind) ? scrollerOf([hit], el, kind) : null, top = scroller && scroller.scrollTop;
  const state = await readiness(hit.el, ["radios", "checks"].includes(kind) ? "check" : "click");
  if (kind === "checks") return state.missing && !hit.chosen ? pending(state) : value(hit, state.hit, state.point || null, state.spot);
  if (scroller && scroller.scrollTop !== top) await drawing();
  if (!state.missing) return await saysStill(hit) ? value(hit, state.hit, state.point, state.spot) : pending({ missing: "still" });
  const plain = ["typeahead", "popup"].includes(kind) && !el.list ? plainOptions(el, known || request.choice) : [];
  for (const other of plain) {
    const its = other.el === hit.el ? {} : await readiness(other.el, "click");
    if (its.point && await saysStill(other)) return value(other, its.hit, its.point, its.spot);
  }
  return pending(state);
}

// What the form sends for an option, where that is known.
function sentCode(option, kind) {
  return kind.startsWith("native") || kind === "radios" ? option.code : null;
}

// Whether an option's element is still the option's: lists that show a part use theirs for others as they scroll, which looking
// for the place to click may have done.
async function saysStill(option) {
  await tick();
  return isStill(option);
}

function isStill(option) {
  lookAnew();
  return option.el.isConnected && [sayingOf, besideText, visibleText].some((say) => say(option.el) === option.text);
}

function isNative(kind, el) {
  return kind.startsWith("native") || (kind === "typeahead" && !!el.list);
}

// Where a list that was opened can be searched, and was not yet.
function searchField({ el, kind, searched }) {
  const focus = focusedDeep();
  return kind === "popup" && !searched && focus && focus !== el && takesText(focus) && !focus.readOnly ? focus : null;
}

// The list does not offer it, yet: a search field that the list opened may bring it.
function noOption(request, options) {
  const { el, kind, begun } = request;
  const entry = searchField(request);
  if (entry && performance.now() - begun > (request.choice.typed === null ? SEARCH_MS : 0)) return { done: true, value: { error: "search", entry } };
  return { done: false, value: () => {
    const code = (o) => sentCode(o, kind), said = (o) => shorten(o.text, 80) + (code(o) && code(o) !== o.text ? ` (code ${shorten(code(o), 40)})` : "");
    const seen = scan && scan.scrolls ? [...scan.seen.values()].map((text) => shorten(text, 80)) : offered(options, options, el, kind).map(said);
    const near = seen.slice(0, MAX_OPTIONS);
    return isBringingMore() ? { error: "scrolling", near } : { ...none(near), partial: mayHaveMore() };
  } };
}

function manyOptions(found) {
  const words = (o) => `“${shorten(o.text, 60)}”` + (o.code ? ` (code ${shorten(o.code, 40)})` : "");
  return { error: "many", found: found.slice(0, 8).map(words), scope: 0 };
}
