// Elm's page: sign in, home, an application section by section, finding one again. All by GraphQL; the number of a submission by
// a subscription over a WebSocket, or, where there is none, by asking again. What went well or wrong is said by toasts alone.
"use strict";

const root = document.getElementById("root");
const TOAST = 5000;       // milliseconds that a toast stays
const BAD_TOAST = 9000;   // the same, of what went wrong
const ASK_AGAIN = 500;    // milliseconds between two questions for a status
const MOST_QUESTIONS = 60;
const state = { form: null, id: "", at: 0, values: {}, people: [], towns: 0 };

const DOCUMENTS = {
  Session: "query Session { session { state } form }",
  SignIn: "mutation SignIn($user: String!, $password: String!) { signIn(user: $user, password: $password) { state } form }",
  EnterCode: "mutation EnterCode($code: String!) { enterCode(code: $code) { state } form }",
  SignOut: "mutation SignOut { signOut }",
  StartApplication: "mutation StartApplication { startApplication { id } form }",
  Towns: "query Towns($state: String!, $text: String!) { towns(state: $state, text: $text) }",
  SaveSection: "mutation SaveSection($id: ID!, $section: String!, $values: Values!) { saveSection(id: $id, section: $section, values: $values) { section } }",
  AddPerson: "mutation AddPerson($id: ID!, $values: Values!) { addPerson(id: $id, values: $values) { name born relationship } }",
  RemovePerson: "mutation RemovePerson($id: ID!, $index: Int!) { removePerson(id: $id, index: $index) { name born relationship } }",
  SubmitApplication: "mutation SubmitApplication($id: ID!, $confirmed: Boolean) { submitApplication(id: $id, confirmed: $confirmed) { reference status } }",
  SendApplication: "mutation SendApplication($id: ID!, $confirmed: Boolean) { submitApplication: sendApplication(id: $id, confirmed: $confirmed) { reference status } }",
  SubmissionStatus: "query SubmissionStatus($reference: ID!) { submissionStatus(reference: $reference) { reference status confirmationNumber } }",
  FindApplications: "query FindApplications($values: Values!) { findApplications(values: $values) { confirmationNumber name born received } }",
};

// The data, or null where something was wrong: then it was said.
async function ask(operationName, variables = {}) {
  let answer;
  try {
    const response = await fetch("/graphql", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ operationName, query: DOCUMENTS[operationName], variables }) });
    if (!response.ok) throw new Error(`The service is not available right now (${response.status}).`);
    answer = await response.json();
  } catch (error) {
    toast(error.message.startsWith("The service") ? error.message : "The connection was lost.", true);
    return null;
  }
  if (!answer.errors) return answer.data;
  if (answer.errors[0].extensions?.code === "UNAUTHENTICATED") {
    signIn();
    if (answer.errors[0].message !== "Please sign in.") toast(answer.errors[0].message, true);
  } else toast(answer.errors.map((error) => error.message).join(" "), true);
  return null;
}

function toast(text, bad = false) {
  const node = el("div", { class: bad ? "toast bad" : "toast", role: bad ? "alert" : "status", "data-testid": bad ? "toast-error" : "toast" }, text);
  const toasts = document.getElementById("toasts");
  for (const old of toasts.querySelectorAll(".bad")) old.remove();
  toasts.append(node);
  setTimeout(() => node.remove(), bad ? BAD_TOAST : TOAST);
}

// The notice of the day, where the page came with one for its views.
const notice = () => document.getElementById("notice-of-the-day")?.content.cloneNode(true);

function show(view, title, ...nodes) {
  root.dataset.view = view;
  root.setAttribute("aria-busy", "false");
  root.replaceChildren(...[notice(), el("h1", {}, title), ...nodes].filter(Boolean));
  window.scrollTo(0, 0);
}

const button = (label, act, style = "go") => el("button", { type: "button", class: style, onclick: act }, label);

// A form whose button works once at a time.
function panel(view, title, questions, label, send, ...others) {
  const go = el("button", { class: "go", type: "submit" }, label);
  const form = el("form", { novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    if (go.disabled) return;
    go.disabled = true;
    await send(Object.fromEntries(questions.filter((q) => q.outer.isConnected).map((q) => [q.field.name, q.value()])));
    go.disabled = false;
  } }, ...questions.map((q) => q.outer), ...others, el("div", { class: "bar" }, el("span"), go));
  show(view, title, form);
  return form;
}

// ---- Signing in ----------------------------------------------------------------------------------------------------

function signIn() {
  connection = null;
  const questions = [question({ name: "user", label: "User", kind: "text" }), question({ name: "password", label: "Password", kind: "password" })];
  panel("sign-in", "Sign in", questions, "Sign in", async (values) => enter(await ask("SignIn", values), "signIn"));
}

function enter(data, by) {
  if (!data) return;
  if (data[by].state === "CODE") {
    panel("code", "Enter your code", [question({ name: "code", label: "Code", kind: "text" })], "Verify", async (values) => enter(await ask("EnterCode", values), "enterCode"));
    return;
  }
  state.form = data.form;
  connect();
  home();
}

function home() {
  show("home", "Welcome",
    el("p", {}, button("New application", start)),
    el("p", {}, button("Find an application", find, "plain")),
    el("p", {}, button("Sign out", async () => { await ask("SignOut"); signIn(); }, "plain")));
}

// ---- An application ------------------------------------------------------------------------------------------------

async function start() {
  const data = await ask("StartApplication");
  if (!data) return;
  Object.assign(state, { form: data.form, id: data.startApplication.id, at: 0, values: {}, people: [] });
  section();
}

function section() {
  const page = state.form.sections[state.at], last = state.at === state.form.sections.length - 1, words = state.form.words;
  const label = last ? words.submit : words.goOn;
  const send = async (values) => {
    if (!await ask("SaveSection", { id: state.id, section: page.id, values })) return;
    Object.assign(state.values, values);
    if (!last) { state.at++; return section(); }
    if (words.asks) askAgain(); else await submit(false);
  };
  if (page.notice) {
    panel("section", page.title, [], label, send, el("p", {}, page.notice));
    root.dataset.section = page.id;
    return;
  }
  if (page.fields.length === 0) return household(page, label, send);
  const questions = page.fields.map((field) => question(field, (typed) => townsOf(questions, field, typed)));
  panel("section", page.title, questions, label, send);
  root.dataset.section = page.id;
  wire(questions);
  for (const q of questions) {
    const held = state.values[q.field.name] ?? q.field.preset;
    if (held) q.set(held);
  }
}

// A town's list follows its state; the mailing address comes only where it is asked for.
function wire(questions) {
  for (const q of questions.filter((one) => one.field.kind === "town")) {
    const of = stateOf(questions, q.field);
    q.enable(Boolean(of.value() || state.values[of.field.name]));
    of.control.addEventListener("change", () => { q.enable(false); q.enable(true); });
  }
  const decides = questions.find((one) => one.field.elsewhere);
  if (!decides) return;
  const mail = questions.filter((one) => one.field.mailing), after = decides.outer;
  const place = () => { if (decides.value() === decides.field.elsewhere) after.after(...mail.map((q) => q.outer)); else for (const q of mail) q.outer.remove(); };
  decides.control.addEventListener("change", place);
  if (state.values[decides.field.name] !== decides.field.elsewhere) for (const q of mail) q.outer.remove();
}

const stateOf = (questions, field) => questions.find((one) => one.field.kind === "list" && one.field.mailing === field.mailing);

async function townsOf(questions, field, typed) {
  const data = await ask("Towns", { state: stateOf(questions, field).value(), text: typed });
  return (data?.towns ?? []).map((name) => ({ value: name, text: name }));
}

function household(page, label, send) {
  const all = el("div", { class: "all" });
  const box = el("div", { class: "scroll", role: "list", "data-testid": "people", tabindex: "0" }, all);
  const count = el("p", { "data-testid": "people-count" });
  const draw = () => {
    count.textContent = state.people.length === 1 ? "1 person" : `${state.people.length} people`;
    box.style.height = `${Math.min(5, state.people.length) * ROW}px`;
    all.replaceChildren();
    virtual(box, all, state.people.length, (n) => el("div", { class: "row", role: "listitem" }, `${state.people[n].name}, born ${state.people[n].born} `,
      button("Remove", async () => { const data = await ask("RemovePerson", { id: state.id, index: n }); if (data) { state.people = data.removePerson; draw(); } }, "plain")));
  };
  panel("section", page.title, [], label, send, el("p", {}, state.form.words.whom), count, box,
    el("p", {}, button("Add person", () => person((people) => { state.people = people; draw(); }), "plain")));
  root.dataset.section = page.id;
  draw();
}

function person(added) {
  const questions = state.form.person.map((field) => question(field));
  const close = () => shade.remove(), title = newId();
  const save = el("button", { class: "go", type: "submit" }, "Save person");
  const form = el("form", { novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    save.disabled = true;
    const data = await ask("AddPerson", { id: state.id, values: Object.fromEntries(questions.map((q) => [q.field.name, q.value()])) });
    save.disabled = false;
    if (data) { close(); added(data.addPerson); }
  } }, ...questions.map((q) => q.outer), el("div", { class: "bar" }, button("Cancel", close, "plain"), save));
  const shade = el("div", { class: "shade" }, el("div", { role: "dialog", "aria-modal": "true", "aria-labelledby": title }, el("h2", { id: title }, "Person"), form));
  document.body.append(shade);
}

function askAgain() {
  const close = () => shade.remove(), title = newId();
  const shade = el("div", { class: "shade" }, el("div", { role: "dialog", "aria-modal": "true", "aria-labelledby": title }, el("h2", { id: title }, "Send to Elm County?"),
    el("p", {}, "It cannot be changed afterwards."),
    el("div", { class: "bar" }, button("Not yet", close, "plain"), button("Send now", async () => { close(); await submit(true); }))));
  document.body.append(shade);
}

async function submit(confirmed) {
  const data = await ask(state.form.submission, { id: state.id, confirmed });
  if (!data) return;
  show("sending", "One moment", el("p", {}, "Your application is being processed."));
  follow(data.submitApplication.reference, (number) => {
    toast(`${state.form.words.sent}: ${number}`);
    home();
  });
}

// ---- The number: pushed, or asked for --------------------------------------------------------------------------------

let connection = null;

// graphql-transport-ws, as far as one subscription needs it.
function connect() {
  let socket;
  try { socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`, "graphql-transport-ws"); } catch { return; }
  const mine = { socket, ready: false, heard: new Map() };
  socket.onopen = () => socket.send(JSON.stringify({ type: "connection_init" }));
  socket.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if (message.type === "connection_ack") { mine.ready = true; connection = mine; }
    if (message.type === "next") mine.heard.get(message.id)?.(message.payload.data.submissionStatus);
  };
  socket.onclose = () => { if (connection === mine) connection = null; };
}

function follow(reference, received) {
  let done = false, asked = 0;
  const heard = (status) => { if (!done && status?.confirmationNumber) { done = true; received(status.confirmationNumber); } };
  const again = async () => {
    if (done || ++asked > MOST_QUESTIONS) return;
    heard((await ask("SubmissionStatus", { reference }))?.submissionStatus);
    setTimeout(again, ASK_AGAIN);
  };
  if (!connection?.ready) return again();
  const id = newId();
  connection.heard.set(id, heard);
  connection.socket.addEventListener("close", () => { if (!done) again(); });
  connection.socket.send(JSON.stringify({ id, type: "subscribe", payload: { operationName: "SubmissionStatus", query: DOCUMENTS.SubmissionStatus.replace("query", "subscription"), variables: { reference } } }));
}

// ---- Finding an application ------------------------------------------------------------------------------------------

function find() {
  const questions = state.form.find.map((field) => question(field));
  const out = el("div");
  panel("find", "Find an application", questions, "Search", async (values) => {
    out.replaceChildren();
    const data = await ask("FindApplications", { values });
    if (!data) return;
    const rows = data.findApplications;
    if (rows.length === 0) return out.replaceChildren(el("p", { "data-testid": "nothing" }, "Nothing was found."));
    out.append(table(rows));
    out.querySelector(".scroll").onscroll();
  }, out);
  root.querySelector(".bar").prepend(button("Back", home, "plain"));
}

// As many rows as fit are in the document, below the row of headers.
function table(rows) {
  const head = el("thead", {}, el("tr", {}, ...["Number", "Name", "Born", "Received"].map((title) => el("th", {}, title))));
  const body = el("tbody"), inner = el("table", { "data-testid": "results", "aria-rowcount": rows.length + 1 }, head, body);
  const all = el("div", { class: "all" }, inner), box = el("div", { class: "scroll", tabindex: "0" }, all);
  const fit = 5;
  all.style.height = `${(rows.length + 1) * ROW}px`;
  box.style.height = `${(Math.min(fit, rows.length) + 1) * ROW}px`;
  box.onscroll = () => {
    const from = Math.min(Math.floor(box.scrollTop / ROW), Math.max(0, rows.length - fit));
    inner.style.top = `${from * ROW}px`;
    body.replaceChildren(...rows.slice(from, from + fit).map((r) => el("tr", {}, ...[r.confirmationNumber, r.name, r.born, r.received].map((cell) => el("td", {}, cell)))));
  };
  return box;
}

(async () => {
  const data = await ask("Session");
  if (data) enter(data, "session");
  else if (!root.dataset.view) show("down", "Not available", el("p", {}, "Please try again later."));
})();
