// Lists: native ones, radio groups, ARIA listboxes and comboboxes, and typeaheads.

const MAX_OPTIONS = 1000;
const CHOSEN_MS = 1000; // how long a list may take to show what was chosen

function listKind(el) {
  if (el.localName === "select") return el.multiple ? "native-many" : "native";
  if (el.type === "radio" || roleOf(el) === "radio") return "radios";
  if (roleOf(el) === "listbox") return "listbox";
  if (takesText(el)) return "typeahead";
  if (roleOf(el) === "combobox" || el.getAttribute("aria-haspopup") === "listbox") {
    return deepAll(el, "input").some(takesText) ? "typeahead" : "popup";
  }
  if (radiosOf(el).length) return "radios";
  if (deepAll(el, "[role=option]").length) return "listbox";
  return el.localName === "button" ? "popup" : null;
}

function radiosOf(el) {
  if (el.type === "radio") {
    return deepAll(el.form || el.getRootNode(), "input[type=radio]").filter((r) => r.name === el.name && r.form === el.form);
  }
  return deepAll(el, "input[type=radio],[role=radio]");
}

// The listbox that a combobox opens: the one it names, else the only visible one.
function popupOf(el) {
  const named = [...byIds(el, "aria-controls"), ...byIds(el, "aria-owns")];
  const inner = el.querySelector && el.querySelector("input");
  if (inner) named.push(...byIds(inner, "aria-controls"), ...byIds(inner, "aria-owns"));
  const boxes = named.length ? named : deepAll(document, "[role=listbox]").filter(isVisible);
  return boxes.length === 1 ? boxes[0] : boxes.find((box) => isVisible(box)) || null;
}

// {el, text, code, chosen, enabled} of every option.
function optionsOf(el, kind) {
  switch (kind) {
    case "native": case "native-many":
      return Array.from(el.options, (o) => ({ el: o, text: o.label || o.text, code: o.value, chosen: o.selected,
        enabled: !o.disabled && !(o.parentNode.localName === "optgroup" && o.parentNode.disabled) }));
    case "radios":
      return radiosOf(el).map((r) => ({ el: r, text: labelTexts(r)[0] || nameOf(r) || besides(r), code: r.value || r.getAttribute("data-value") || "",
        chosen: isOn(r), enabled: isEnabled(r) }));
    default: {
      if (el.list) return Array.from(el.list.options, (o) => ({ el: o, text: o.label || o.value, code: o.value, chosen: o.value === el.value, enabled: !o.disabled }));
      const box = kind === "listbox" ? el : popupOf(el);
      const items = box ? deepAll(box, "[role=option]") : [];
      return items.filter((o) => kind === "listbox" || isVisible(o)).map((o) => ({ el: o, text: shorten(nameOf(o) || visibleText(o), 400),
        code: o.getAttribute("data-value") || o.getAttribute("value") || o.id || "", chosen: isOn(o), enabled: isEnabled(o) }));
    }
  }
}

// The text right after an unlabelled radio button.
function besides(el) {
  const next = el.nextSibling;
  return next && next.nodeType === 3 ? next.data.trim() : next && next.nodeType === 1 ? visibleText(next) : "";
}

// Suggestions of a typeahead that says nothing about itself: innermost texts in list items that appeared.
function plainSuggestions(el, text) {
  return byText(place(document), { how: "exact", text })
    .filter((o) => o !== el && !deepContains(o, el) && !o.closest("label,select,option,datalist,h1,h2,h3"))
    .filter((o) => o.closest("li,[role=menuitem],[tabindex],[class*=option i],[class*=item i],[class*=suggest i],[class*=result i]"))
    .map((o) => ({ el: o, text: visibleText(o), code: "", chosen: false, enabled: true }));
}

function matching(options, choice) {
  if (choice.by === "code") return options.filter((o) => o.code === choice.text);
  const same = options.filter((o) => o.text.trim() === choice.text.trim());
  if (same.length) return same;
  return options.filter((o) => textMatches({ how: "exact", text: choice.text }, o.text));
}

// Waits until the list offers the choice and says where to click it.
async function option(request) {
  const { el, kind, choice } = request;
  return until(request.bound, async () => {
    if (!el.isConnected) return { done: true, value: { error: "stale" } };
    const options = optionsOf(el, kind);
    let found = matching(options, choice);
    if (!found.length && kind === "typeahead" && choice.by === "text") found = plainSuggestions(el, choice.text);
    const near = () => options.slice(0, MAX_OPTIONS).map((o) => shorten(o.text, 80));
    if (!found.length) return { done: false, value: { error: "none", near: near() } };
    if (found.length > 1) return { done: false, value: { error: "many", found: found.slice(0, 8).map((o) => describe(o.el)) } };
    const hit = found[0];
    if (!hit.enabled) return { done: false, value: { error: "unready", missing: "enabled" } };
    const value = { option: hit.el, text: hit.text, code: hit.code, chosen: hit.chosen, point: null };
    if (kind.startsWith("native") || (el.list && kind === "typeahead")) {
      if (kind === "native-many") value.extra = options.filter((o) => o.chosen).map((o) => o.el);
      return { done: true, value };
    }
    const state = await readiness(hit.el, kind === "radios" ? "check" : "click");
    if (state.missing) return { done: false, value: { error: "unready", missing: state.missing, cover: state.cover || null } };
    return { done: true, value: { ...value, point: state.point } };
  });
}

// Whether the list now shows exactly these choices: {equal, actual, control}.
async function chose(request) {
  const { el, kind, choices } = request;
  const shown = () => {
    const is = el.isConnected ? el : again(request.target);
    if (!is) return { equal: false, actual: "", is: el };
    if (kind === "typeahead" || kind === "popup") {
      const inner = takesText(is) || kind === "popup" ? is : deepAll(is, "input").find(takesText) || is;
      const actual = content(inner) || visibleText(inner);
      const choice = choices[0];
      const equal = [choice.shown, choice.by === "code" ? choice.text : choice.shown]
        .some((text) => text && (fold(actual) === fold(text) || (kind === "popup" && fold(actual).includes(fold(text)))));
      return { equal, actual, is: inner };
    }
    const chosen = optionsOf(is, kind).filter((o) => o.chosen);
    const equal = chosen.length === choices.length && choices.every((choice) => matching(chosen, choice).length === 1);
    return { equal, actual: chosen.map((o) => o.text).join("\n"), is };
  };
  watchLeaving();
  await tick();
  await until(CHOSEN_MS, async () => ({ done: shown().equal }));
  if (request.leave && el.isConnected) leave(el);
  await tick();
  const now = shown();
  const kept = (kind === "radios" && (optionsOf(now.is, kind).find((o) => o.chosen) || {}).el) || now.is || el;
  const target = kind === "radios" ? null : request.target;
  const replaced = now.equal ? remember(request.id, kept, target, content(kept)) : forget(kept);
  return { equal: now.equal, actual: now.actual, control: describe(now.is || el), replaced };
}
