// Elm's controls. Each maker returns {node, control, value(), set()}. Ids are counted, as frameworks do: they mean nothing and
// differ from one drawing to the next; what stays are the test ids.
"use strict";

let counted = 0;
const newId = () => `:r${(++counted).toString(32)}:`;

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  const entries = Object.entries(attributes);
  if (document.body.dataset.variant === "B") entries.reverse(); // a day is set: attributes in another order
  for (const [name, value] of entries) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// ---- Virtual lists: only the rows in sight are in the document ---------------------------------------------------

const ROW = 32; // pixels

// `draw(n)` makes the node of row n; rows that leave the window leave the document.
function virtual(box, all, count, draw) {
  const shown = new Map();
  all.style.height = `${count * ROW}px`;
  const look = () => {
    const from = Math.max(0, Math.floor(box.scrollTop / ROW)), to = Math.min(count, Math.ceil((box.scrollTop + box.clientHeight) / ROW));
    for (const [n, node] of shown) if (n < from || n >= to) { node.remove(); shown.delete(n); }
    for (let n = from; n < to; n++) {
      if (shown.has(n)) continue;
      const node = draw(n);
      node.style.top = `${n * ROW}px`;
      shown.set(n, node);
      all.append(node);
    }
  };
  box.onscroll = look;
  look();
}

// A window of options below a control.
function optionWindow(id, labelled, pick) {
  const all = el("div", { class: "all" });
  const box = el("div", { class: "window", role: "listbox", id, "aria-labelledby": labelled, hidden: true }, all);
  const show = (choices, held) => {
    all.replaceChildren();
    box.hidden = choices.length === 0;
    box.scrollTop = 0;
    virtual(box, all, choices.length, (n) => el("div", {
      role: "option", "data-value": choices[n].value, "aria-selected": String(choices[n].value === held), "aria-posinset": n + 1, "aria-setsize": choices.length,
      onmousedown: (event) => { event.preventDefault(); pick(choices[n]); },
    }, choices[n].text));
  };
  return { box, show, hide: () => { box.hidden = true; } };
}

// ---- Makers ------------------------------------------------------------------------------------------------------

function text(field, id) {
  const control = field.kind === "area" ? el("textarea", { id, rows: 3, maxlength: field.max })
    : el("input", { type: field.kind === "date" ? "date" : field.kind === "password" ? "password" : "text", id, maxlength: field.max, autocomplete: "off" });
  control.setAttribute("data-testid", field.name);
  return { node: control, control, value: () => control.value, set: (v) => { control.value = v; } };
}

function buttons(field, id, labelled) {
  let held = "";
  const node = el("div", { class: "buttons", role: "radiogroup", id, "aria-labelledby": labelled, "data-testid": field.name });
  const set = (v) => { held = v; for (const one of node.children) one.setAttribute("aria-checked", String(one.dataset.value === v)); };
  for (const choice of field.choices) {
    node.append(el("button", { type: "button", role: "radio", "aria-checked": "false", "data-value": choice.value,
      onclick: () => { set(choice.value); node.dispatchEvent(new Event("change")); } }, choice.text));
  }
  return { node, control: node, group: true, value: () => held, set };
}

function onOff(field, id, labelled) {
  const node = el("button", { type: "button", class: "switch", role: "switch", id, "aria-checked": "false", "aria-labelledby": labelled, "data-testid": field.name }, "Yes");
  const set = (v) => node.setAttribute("aria-checked", String(v === "on"));
  node.addEventListener("click", () => set(node.getAttribute("aria-checked") === "true" ? "" : "on"));
  return { node, control: node, group: true, value: () => (node.getAttribute("aria-checked") === "true" ? "on" : ""), set };
}

// A button that opens a window of options.
function popup(field, id, labelled) {
  let held = "";
  const button = el("button", { type: "button", class: "popup", id, role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-controls": `${id}list`, "aria-labelledby": labelled, "data-testid": field.name }, "Select");
  const set = (v) => { held = v; button.textContent = field.choices.find((choice) => choice.value === v)?.text ?? "Select"; };
  const close = () => { list.hide(); button.setAttribute("aria-expanded", "false"); };
  const list = optionWindow(`${id}list`, labelled, (choice) => { set(choice.value); close(); });
  button.addEventListener("click", () => {
    if (!list.box.hidden) return close();
    button.setAttribute("aria-expanded", "true");
    list.show(field.choices, held);
  });
  button.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  button.addEventListener("blur", close);
  return { node: el("div", {}, button, list.box), control: button, group: true, value: () => held, set };
}

// A text that filters a window of options; only a picked one counts. `find(text)` gives the choices, at once or later.
function filtered(field, id, labelled, find) {
  let held = "", asked = 0;
  const input = el("input", { type: "text", id, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}list`, autocomplete: "off", "data-testid": field.name });
  const close = () => { list.hide(); input.setAttribute("aria-expanded", "false"); };
  const pick = (choice) => { held = choice.value; input.value = choice.text; close(); input.dispatchEvent(new Event("change")); };
  const list = optionWindow(`${id}list`, labelled, pick);
  const look = async () => {
    const mine = ++asked, choices = await find(input.value);
    if (mine !== asked || document.activeElement !== input) return;
    list.show(choices, held);
    input.setAttribute("aria-expanded", String(choices.length > 0));
  };
  input.addEventListener("focus", look);
  input.addEventListener("input", () => { held = ""; look(); });
  input.addEventListener("blur", () => { asked++; close(); if (!held) input.value = ""; });
  return { node: el("div", {}, input, list.box), control: input, value: () => held,
    set: (v, shown) => { held = v; input.value = shown ?? v; }, enable: (yes) => { input.disabled = !yes; if (!yes) { held = ""; input.value = ""; } } };
}

const startsWith = (text, typed) => text.toLowerCase().startsWith(typed.toLowerCase());

// One question: label, control, and what it holds.
function question(field, towns) {
  const id = newId(), labelled = newId();
  const choices = (typed) => field.choices.filter((choice) => startsWith(choice.text, typed));
  const made = field.kind === "buttons" ? buttons(field, id, labelled) : field.kind === "switch" ? onOff(field, id, labelled)
    : field.kind === "popup" ? popup(field, id, labelled) : field.kind === "list" ? filtered(field, id, labelled, choices)
    : field.kind === "town" ? filtered(field, id, labelled, towns) : text(field, id);
  const star = field.required ? el("span", { class: "req", "aria-hidden": "true" }, " *") : null;
  const label = made.group ? el("span", { class: "label", id: labelled }, field.label, star) : el("label", { for: id, id: labelled }, field.label, star);
  return { ...made, field, outer: el("div", { class: "field" }, label, made.node) };
}
