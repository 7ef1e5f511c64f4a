// Birch's page: PIN, menu, the steps of an application, status. What is typed before `data-ready` is true is wiped,
// because the form is drawn a second time then.
"use strict";

const app = document.getElementById("app");
const REDRAW = 250; // milliseconds from the first drawing of a step to the one that counts
const MAIL_LATE = 200; // milliseconds until the mailing inputs appear
const state = { form: null, token: "", step: 0, values: {}, people: [], warned: false, drawing: 0 };

async function call(path, body) {
  let response;
  try {
    response = await fetch("/api/" + path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch { return { errors: [{ message: "The connection was lost. Please try again." }], lost: true }; }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) { locked(answer.message); return null; }
  if (!response.ok && !answer.errors) return { errors: [{ message: `The service is not available right now (${response.status}).` }], status: response.status };
  return answer;
}

function banner(errors) {
  document.querySelector(".banner")?.remove();
  if (!errors?.length) return;
  app.prepend(el("div", { class: "banner", role: "alert", id: "banner" }, el("strong", {}, "Please check your answers"),
    el("ul", {}, ...errors.map((e) => el("li", {}, e.message)))));
  window.scrollTo(0, 0);
}

// The notice of the day, where the page came with one for its views.
const notice = () => document.getElementById("notice-of-the-day")?.content.cloneNode(true);

function show(view, title, ...nodes) {
  state.drawing++;
  app.dataset.view = view;
  app.replaceChildren(...[notice(), el("h1", {}, title), ...nodes].filter(Boolean));
  window.scrollTo(0, 0);
}

function secret(view, title, label, send) {
  const input = el("input", { type: view === "pin" ? "password" : "text", id: view, name: view, autocomplete: "off" });
  const form = el("form", { onsubmit: async (event) => {
    event.preventDefault();
    const answer = await call(send, { value: input.value });
    if (!answer) return;
    if (answer.errors) return banner(answer.errors);
    enter(answer);
  } }, el("div", { class: "field" }, el("label", { for: view }, label), input), el("button", { class: "go" }, "Continue"));
  show(view, title, form);
}

function locked(message) {
  secret("pin", "Agency sign in", "Worker PIN", "unlock");
  if (message && message !== "Please enter the PIN.") banner([{ message }]);
}

function enter(answer) {
  if (answer.state === "code") return secret("code", "Check your phone", "One-time code", "code");
  state.form = answer.form;
  menu();
}

function menu() {
  show("menu", "What would you like to do?",
    el("p", {}, el("button", { class: "go", type: "button", onclick: begin }, "Start a new application")),
    el("p", {}, el("button", { class: "plain", type: "button", onclick: lookUp }, "Check application status")),
    el("p", {}, el("button", { class: "plain", type: "button", onclick: async () => { await call("lock", {}); locked(); } }, "Sign out")));
}

async function begin() {
  const answer = await call("start", {});
  if (!answer) return;
  if (answer.errors) return banner(answer.errors);
  Object.assign(state, { form: answer.form, token: answer.token, step: 0, values: {}, people: [], warned: false });
  step();
}

function step() {
  const page = state.form.pages[state.step], last = state.step === state.form.pages.length - 1;
  const form = el("form", { id: "step", "data-step": page.id, "data-ready": "false", "aria-busy": "true", novalidate: true });
  const next = el("button", { class: "go", id: "next", disabled: true }, last ? (document.body.dataset.layout === "v2" ? "Send application" : "Submit application") : "Next");
  const back = state.step > 0 ? el("button", { class: "plain", type: "button", onclick: () => { state.step--; step(); } }, "Back") : el("span");
  show("step", page.title, el("p", { class: "progress" }, `Step ${state.step + 1} of ${state.form.pages.length}`), form);
  const people = page.fields.length === 0 && !page.notice;
  let widgets = [], boxes = [];
  const draw = () => {
    if (people) ({ boxes } = household(form, next, back));
    else {
      widgets = page.fields.map((f) => widget(f));
      form.replaceChildren(...(page.notice ? [el("p", {}, page.notice)] : []), ...widgets.map((w) => w.outer), el("div", { class: "bar" }, back, next));
      wire(widgets);
    }
  };
  draw();
  const mine = state.drawing;
  setTimeout(() => {
    if (mine !== state.drawing) return;
    draw();
    for (const w of widgets) {
      const held = state.values[w.field.name] ?? w.field.preset;
      if (held != null) w.set(held);
    }
    rewire(widgets);
    next.disabled = false;
    form.dataset.ready = "true";
    form.setAttribute("aria-busy", "false");
    if (!state.warned) warn();
  }, REDRAW);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.ready !== "true" || next.disabled) return;
    const all = people ? boxes.flatMap((b) => b.widgets) : widgets.filter((w) => w.outer.isConnected);
    const bad = all.filter((w) => !w.judge());
    if (bad.length) return banner(bad.map((w) => ({ message: w.outer.querySelector(".error").textContent.replace(/^Enter/, w.field.label + ": enter") })));
    next.disabled = true;
    const values = Object.fromEntries(all.map((w) => [w.field.name, w.value()]));
    if (people) state.people = boxes.map((b) => Object.fromEntries(b.widgets.map((w) => [w.field.name, w.value()])));
    else Object.assign(state.values, values);
    const body = people ? { token: state.token, people: state.people } : { token: state.token, values };
    let answer = await call("check/" + page.id, body);
    if (answer && !answer.errors && last) {
      const confirmed = state.form.asks ? await askAgain() : undefined;
      if (confirmed === false) { next.disabled = false; return; }
      answer = await call(state.form.submit.replace("/api/", ""), { token: state.token, confirmed });
    }
    if (!answer) return;
    if (answer.errors) {
      next.disabled = Boolean(last && answer.lost);
      banner(answer.errors);
      for (const e of answer.errors) all.find((w) => w.id === e.name)?.complain(e.message);
      return;
    }
    if (last) return done(answer.confirmation);
    state.step++;
    step();
  });
}

// What depends on what: city on state, office on city, the mailing part on where mail goes.
function wire(widgets) {
  const of = (kind, mailing) => widgets.find((w) => w.field.kind === kind && w.field.mailing === mailing);
  for (const mailing of [false, true]) {
    const where = of("state", mailing), town = of("city", mailing);
    where?.control.addEventListener("change", () => town?.within(where.value()));
    if (!mailing) town?.control.addEventListener("change", () => office(widgets));
  }
  const to = widgets.find((w) => w.field.kind === "mailto");
  if (!to) return;
  const parts = widgets.filter((w) => w.field.mailing);
  for (const w of parts) w.outer.remove();
  to.control.addEventListener("change", () => {
    if (to.value() === to.field.elsewhere) setTimeout(() => to.outer.after(...parts.map((w) => w.outer)), MAIL_LATE);
    else for (const w of parts) w.outer.remove();
  });
}

// After values were put back, what depends on them follows.
function rewire(widgets) {
  for (const w of widgets.filter((one) => one.field.kind === "state")) {
    const wanted = state.values[w.field.name], town = widgets.find((t) => t.field.kind === "city" && t.field.mailing === w.field.mailing);
    if (!wanted || !town) continue;
    const held = town.value();
    town.within(wanted);
    town.set(held);
  }
  if (widgets.some((w) => w.field.kind === "office" && state.values[w.field.name])) office(widgets);
  const to = widgets.find((w) => w.field.kind === "mailto");
  if (to && to.value() === to.field.elsewhere) to.control.dispatchEvent(new Event("change"));
}

function office(widgets) {
  const list = widgets.find((w) => w.field.kind === "office"), town = widgets.find((w) => w.field.kind === "city" && !w.field.mailing);
  // Picking a town says "changed", and so does leaving it afterwards: once is enough.
  if (!list || !town?.value() || list.town === town.value()) return;
  list.town = town.value();
  list.control.disabled = true;
  list.load(late(`/api/options/offices?text=${encodeURIComponent(town.value())}`));
}

function household(form, next, back) {
  const boxes = [];
  let serial = 0; // ids stay unique after a removal
  const holder = el("div", { id: "people" });
  const number = () => boxes.forEach((b, n) => { b.node.querySelector("legend").textContent = `Person ${n + 1}`; });
  const add = (values) => {
    const prefix = `person${++serial}-`;
    const widgets = state.form.person.map((f) => widget(f, prefix));
    const box = { widgets };
    const remove = el("button", { type: "button", class: "plain", onclick: () => { boxes.splice(boxes.indexOf(box), 1); box.node.remove(); number(); } }, "Remove");
    box.node = el("fieldset", {}, el("legend", {}, ""), ...widgets.map((w) => w.outer), remove);
    for (const w of widgets) if (values?.[w.field.name]) w.set(values[w.field.name]);
    boxes.push(box);
    holder.append(box.node);
    number();
  };
  for (const values of state.people) add(values);
  form.replaceChildren(el("p", {}, state.form.whom), holder,
    el("p", {}, el("button", { type: "button", class: "plain", id: "add-person", onclick: () => { if (form.dataset.ready === "true") add(); } }, "Add a person")),
    el("div", { class: "bar" }, back, next));
  return { boxes };
}

// Whether it is to be sent now.
function askAgain() {
  return new Promise((done) => {
    const shade = el("div", { class: "shade" });
    const answer = (yes) => () => { shade.remove(); done(yes); };
    shade.append(el("div", { role: "dialog", "aria-modal": "true", "aria-labelledby": "again-title", id: "again" },
      el("h2", { id: "again-title" }, "Send it now?"),
      el("p", {}, "An application cannot be changed after it was sent."),
      el("button", { class: "plain", type: "button", onclick: answer(false) }, "Not yet"), " ",
      el("button", { class: "go", type: "button", onclick: answer(true) }, "Yes, send it")));
    document.body.append(shade);
  });
}

function warn() {
  state.warned = true;
  const shade = el("div", { class: "shade" });
  shade.append(el("div", { role: "dialog", "aria-modal": "true", "aria-labelledby": "dialog-title", id: "before" },
    el("h2", { id: "dialog-title" }, "Before you continue"),
    el("p", {}, "Giving wrong information on purpose can be a crime. Your answers are shared with the state."),
    el("button", { class: "go", type: "button", onclick: () => shade.remove() }, "I understand")));
  document.body.append(shade);
}

function done(confirmation) {
  show("done", "Application sent",
    el("div", { class: "good", id: "receipt" }, "Your confirmation code is ", el("strong", { id: "confirmation" }, confirmation)),
    el("p", {}, el("button", { class: "go", type: "button", onclick: menu }, "Back to menu")));
}

function lookUp() {
  const widgets = state.form.search.map((f) => widget(f));
  const out = el("div", { id: "found", "aria-live": "polite" });
  const form = el("form", { novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    banner([]);
    out.replaceChildren();
    const answer = await call("search", { token: "", values: Object.fromEntries(widgets.map((w) => [w.field.name, w.value()])) });
    if (!answer) return;
    if (answer.errors) return banner(answer.errors);
    if (answer.rows.length === 0) return out.replaceChildren(el("p", { id: "none-found" }, "No application found."));
    out.replaceChildren(el("table", { id: "results" },
      el("thead", {}, el("tr", {}, ...["Code", "Name", "Date of birth", "Received"].map((t) => el("th", {}, t)))),
      el("tbody", {}, ...answer.rows.map((r) => el("tr", {}, ...[r.confirmation, r.name, r.born, r.received].map((t) => el("td", {}, t)))))));
  } }, ...widgets.map((w) => w.outer), el("div", { class: "bar" }, el("button", { class: "plain", type: "button", onclick: menu }, "Back to menu"), el("button", { class: "go" }, "Look up")));
  show("status", "Check application status", form, out);
}

(async () => { const answer = await call("session"); if (answer?.errors) show("down", "Not available", el("p", { role: "alert" }, answer.errors[0].message)); else if (answer) enter(answer); })();
