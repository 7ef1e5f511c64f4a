// Birch's controls. Each maker returns {node, value()}: what it shows, and what it holds.
"use strict";

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  const entries = Object.entries(attributes);
  if (document.body.dataset.variant === "B") entries.reverse(); // a day is set: attributes in another order
  for (const [name, value] of entries) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((c) => c != null));
  return node;
}

// The pattern takes a digit for each 9 and puts the other signs in by itself.
function mask(input, pattern) {
  const most = pattern.replace(/[^9]/g, "").length;
  const dress = (digits) => {
    let out = "", used = 0;
    for (const sign of pattern) {
      if (used >= digits.length) break;
      out += sign === "9" ? digits[used++] : sign;
    }
    return out;
  };
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    let digits = all ? "" : input.value.replace(/\D/g, "");
    if (event.key === "Backspace" || event.key === "Delete") digits = all ? "" : digits.slice(0, -1);
    else if (/^\d$/.test(event.key)) digits = (digits + event.key).slice(0, most);
    else if (event.key.length === 1) { event.preventDefault(); return; }
    else return;
    event.preventDefault();
    input.value = dress(digits);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const MASKS = { ssn: "999-99-9999", phone: "(999) 999-9999", date: "99/99/9999" };
const SHAPES = {
  ssn: [/^\d{3}-\d{2}-\d{4}$/, "Enter it as 123-45-6789"],
  phone: [/^\(\d{3}\) \d{3}-\d{4}$/, "Enter it as (555) 123-4567"],
  date: [/^\d\d\/\d\d\/\d{4}$/, "Enter it as MM/DD/YYYY"],
  zip: [/^\d{5}(-\d{4})?$/, "Enter 5 or 9 digits"],
  money: [/^\$?[\d,]+(\.\d{1,2})?$/, "Enter an amount like 1234.50"],
  shadow: [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "Enter an email address"],
};

async function late(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error("lists are not available");
  return response.json();
}

function text(field, id) {
  const input = el("input", { type: "text", id, name: id, maxlength: field.max, autocomplete: "off" });
  if (MASKS[field.kind]) mask(input, MASKS[field.kind]);
  return { node: input, control: input, value: () => input.value, set: (v) => { input.value = v; } };
}

function nativeDate(field, id) {
  const input = el("input", { type: "date", id, name: id });
  return { node: input, control: input, value: () => input.value, set: (v) => { input.value = v; } };
}

function check(field, id) {
  const input = el("input", { type: "checkbox", id, name: id });
  const node = el("label", { class: "choice", for: id }, input, " " + field.label);
  return { node, control: input, value: () => (input.checked ? "on" : ""), set: (v) => { input.checked = v === "on"; }, own: true };
}

function options(select, list, wanted) {
  select.replaceChildren(el("option", { value: "" }, "Choose..."), ...list.map((o) => el("option", { value: o.value }, o.text)));
  select.disabled = false;
  if (wanted) select.value = wanted;
}

function select(field, id, list) {
  const node = el("select", { id, name: id, disabled: true }, el("option", { value: "" }, "Loading..."));
  let wanted = "";
  const load = (source) => Promise.resolve(source).then((got) => { options(node, got, wanted); wanted = ""; }, () => {});
  if (list) load(list);
  return { node, control: node, load, value: () => node.value, set: (v) => { wanted = v; node.value = v; } };
}

function radio(field, id) {
  const node = el("div", { role: "radiogroup", "aria-labelledby": id + "-label", id });
  for (const choice of field.choices) {
    const one = `${id}-${choice.value}`;
    node.append(el("label", { class: "choice", for: one }, el("input", { type: "radio", name: id, id: one, value: choice.value }), " " + choice.text));
  }
  const chosen = () => node.querySelector("input:checked");
  return {
    node, control: node, group: true, value: () => chosen()?.value ?? "",
    set: (v) => { const one = node.querySelector(`input[value="${v}"]`); if (one) one.checked = true; },
  };
}

// A button with a popup list: ARIA roles, no native control.
function listbox(field, id) {
  let held = "";
  const button = el("button", { type: "button", class: "box", id, "aria-haspopup": "listbox", "aria-expanded": "false", "aria-labelledby": `${id}-label ${id}` }, "Choose...");
  const list = el("ul", { class: "options", role: "listbox", id: id + "-list", "aria-labelledby": id + "-label", tabindex: "-1", hidden: true });
  const open = (yes) => { list.hidden = !yes; button.setAttribute("aria-expanded", String(yes)); };
  const pick = (choice) => {
    held = choice.value;
    button.textContent = choice.text;
    for (const item of list.children) item.setAttribute("aria-selected", String(item.dataset.value === held));
    open(false);
    button.dispatchEvent(new Event("change", { bubbles: true }));
  };
  for (const choice of field.choices) {
    list.append(el("li", { role: "option", "data-value": choice.value, "aria-selected": "false", id: `${id}-${choice.value}`, onclick: () => pick(choice) }, choice.text));
  }
  button.addEventListener("click", () => open(list.hidden));
  button.addEventListener("keydown", (event) => { if (event.key === "Escape") open(false); });
  const set = (v) => { const choice = field.choices.find((c) => c.value === v); if (choice) pick(choice); };
  return { node: el("div", {}, button, list), control: button, group: true, value: () => held, set };
}

// A text box whose suggestions come late. Only a picked suggestion counts; leaving it otherwise clears it.
function city(field, id) {
  let held = "", state = "", timer = 0, asked = 0;
  const input = el("input", { type: "text", id, name: id, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id + "-list", autocomplete: "off", disabled: true });
  const list = el("ul", { class: "options", role: "listbox", id: id + "-list", "aria-label": "Suggestions", hidden: true });
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); };
  const pick = (name) => { held = name; input.value = name; close(); input.dispatchEvent(new Event("change", { bubbles: true })); };
  const suggest = async () => {
    const mine = ++asked;
    const found = await late(`/api/options/cities?state=${encodeURIComponent(state)}&text=${encodeURIComponent(input.value)}`).catch(() => []);
    if (mine !== asked || document.activeElement !== input) return;
    list.replaceChildren(...found.map((name) => el("li", { role: "option", "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); pick(name); } }, name)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  input.addEventListener("input", () => {
    held = "";
    clearTimeout(timer);
    if (input.value.length >= 2) timer = setTimeout(suggest, 150); else close();
  });
  input.addEventListener("keydown", (event) => {
    const items = [...list.children], at = items.findIndex((i) => i.getAttribute("aria-selected") === "true");
    if (list.hidden || items.length === 0) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = (at + (event.key === "ArrowDown" ? 1 : items.length - 1 + (at < 0))) % items.length;
      items.forEach((item, n) => item.setAttribute("aria-selected", String(n === next)));
      event.preventDefault();
    } else if (event.key === "Enter" && at >= 0) { event.preventDefault(); pick(items[at].textContent); }
  });
  input.addEventListener("blur", () => { clearTimeout(timer); asked++; close(); if (!held) input.value = ""; });
  return {
    node: el("div", {}, input, list), control: input, value: () => held, set: (v) => { held = v; input.value = v; },
    within: (next) => { if (next !== state) { state = next; held = ""; input.value = ""; } input.disabled = !state; },
  };
}

class BirchEmail extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const id = this.getAttribute("name");
    const input = el("input", { type: "text", id, name: id, maxlength: this.getAttribute("maxlength"), autocomplete: "off", value: this.dataset.value });
    input.style.cssText = "font: inherit; padding: 7px 10px; border: 1px solid #8b9a8c; border-radius: 6px; width: 100%; box-sizing: border-box";
    const label = el("label", { for: id }, this.getAttribute("label"));
    label.style.cssText = "display: block; font-weight: 600; margin-bottom: 4px";
    root.append(label, input);
  }
  get value() { return this.shadowRoot?.querySelector("input").value ?? ""; }
}
customElements.define("birch-email", BirchEmail);

function shadow(field, id) {
  const node = el("birch-email", { name: id, label: field.label, maxlength: field.max });
  return { node, control: node, own: true, value: () => node.value, set: (v) => { node.dataset.value = v; } };
}

const MAKERS = { nativedate: nativeDate, check, select: (f, id) => select(f, id, f.choices), radio, mailto: radio, listbox, city, shadow,
  state: (f, id) => select(f, id, late("/api/options/states")),
  office: (f, id) => select(f, id, null),
  lateselect: (f, id) => select(f, id, new Promise((done) => setTimeout(() => done(f.choices), 200))) };

// One field with label, control and its inline error.
function widget(field, prefix = "") {
  const id = prefix + field.name;
  const made = (MAKERS[field.kind] ?? text)(field, id);
  const error = el("p", { class: "error", id: id + "-error", hidden: true });
  const star = field.required ? el("span", { class: "req", "aria-hidden": "true" }, " *") : null;
  const label = made.own ? null : made.group
    ? el("span", { class: "label", id: id + "-label" }, field.label, star)
    : el("label", { for: id, id: id + "-label" }, field.label, star);
  const complain = (message) => {
    error.textContent = message ?? "";
    error.hidden = !message;
    made.control.setAttribute("aria-invalid", String(Boolean(message)));
    if (message) made.control.setAttribute("aria-describedby", error.id); else made.control.removeAttribute("aria-describedby");
  };
  const judge = () => {
    const value = made.value(), shape = SHAPES[field.kind];
    const message = !value ? (field.required && `${field.label} is required.`) : shape && !shape[0].test(value) ? shape[1] : null;
    complain(message || null);
    return !message;
  };
  const node = el("div", { class: "field", "data-field": field.name }, label, made.node, error);
  node.addEventListener("focusout", (event) => { if (!node.contains(event.relatedTarget)) judge(); });
  return { ...made, node, field, id, judge, complain, outer: node };
}
