// What a list shows as chosen, read back; and leaving a list from which nothing was chosen.

const CHOSEN_MS = 1000;  // how long a list may take to show what was chosen
const CLOSE_MS = 300;    // how long it may take to close
const OFFERED_MS = 250;  // how long after its field was emptied it may take to open

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
  const same = options.find((o) => o.chosen && choices.some((choice) => isPicked(o, choice, options)));
  return (same || options.find((o) => !o.chosen) || { el: null }).el;
}

// Whether its list shows, and Escape would close that and nothing else.
function staysOpen(el) {
  return namedBoxes(el).some((box) => optionsIn(box).length) && !isInDialog(el);
}

function isInDialog(el) {
  return !!deepClosest(el, "dialog,[role=dialog],[aria-modal=true]");
}

// Whether this is the option that was picked: by what the form sends, as long as the list still sends such a thing; else by what it
// says.
function isPicked(option, choice, options) {
  const says = (wanted) => matching([option], wanted).length === 1;
  const alike = choice.code === null ? 0 : options.filter((o) => o.code === choice.code).length;
  if (alike) return option.code === choice.code && (alike === 1 || choice.by === "code" || says({ by: "text", text: choice.shown }));
  // A part may be another option's, too.
  return (choice.by !== "part" && says({ by: choice.by, text: choice.text })) || says({ by: "text", text: choice.shown });
}

function shownByOptions(is, kind, choices) {
  const options = optionsOf(is, kind), chosen = options.filter((o) => o.chosen);
  const fits = (some) => some.length === choices.length && choices.every((choice) => some.some((o) => isPicked(o, choice, options)));
  // What nobody sees, nobody can take back: where several are chosen it counts for nothing.
  const equal = fits(chosen) || (kind === "native-many" && fits(offered(chosen, options, is, kind)));
  return { equal, actual: chosen.map((o) => o.text).join("\n"), is };
}

// ---- What a list's face says ----------------------------------------------------------------------------------

let rivals = { of: "", texts: [] }; // longer texts of other options with the picked one's in them

function noteRivals(picked, options) {
  const of = fold(picked.text);
  rivals = { of, texts: options.map((o) => fold(o.text)).filter((text) => text !== of && text.includes(of)) };
}

// Whether a face that says more than what was chosen, as an arrow or its label, says that.
function faceSays(face, text) {
  return holdsWords(face, text) && !(rivals.of === fold(text) && rivals.texts.some((rival) => fold(face).includes(rival)));
}

// In the field or on the button; else beside an empty field, inside the same widget.
function shownByFace(is, choices) {
  const inner = entryOf(is) || is;
  const actual = content(inner) || (inner === is ? visibleText(inner) : "");
  const says = (choice) => [choice.shown, choice.by === "code" ? choice.text : choice.shown]
    .some((text) => text && (fold(actual) === fold(text) || (!takesText(inner) && faceSays(actual, text))));
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

// ---- Leaving a list -------------------------------------------------------------------------------------------

// What is left of a choice that failed: a text that was typed, or the list that was opened, and where a click closes that. With
// nothing left the field is left, too. `picked` where an option was clicked: then only the text itself tells that it was not taken.
async function leaveList({ el, kind, picked }) {
  const entry = typedLast && isVisible(typedLast.entry) ? typedLast.entry : null;
  const held = entry ? content(entry) : "";
  const typed = held !== "" && (picked ? fold(held) === fold(typedLast.text) : held !== typedLast.had);
  // A field that was emptied may offer all there is, a moment later.
  if (typedLast && typedLast.emptied) await until(OFFERED_MS, async () => ({ done: listShows(el) }));
  if (typedLast) typedLast.emptied = typed;
  if (!typed) leave(entry || el);
  const open = !typed && await until(CLOSE_MS, async () => ({ done: !listShows(el), value: listShows(el) }));
  const toggle = open && kind === "popup" && isVisible(el) ? reachable(el).point : null;
  const replaced = typed ? forget(entry) : []; // what it held before is gone by our own doing
  return { typed: typed ? entry : null, replaced, open, escape: open && !isInDialog(el), toggle: toggle ? aim(el, toggle) : null };
}

function listShows(el) {
  return el.isConnected && (el.getAttribute("aria-expanded") === "true" || itemsSince(el).length > 0 || namedBoxes(el).some((box) => optionsIn(box).length));
}
