// File fields: where files go that are handed to something, which a field holds, and which the page took out of it and lists.

const TAKING_MS = 3000; // how long a page may take to list what it took out of its field
const RELISTING_MS = 300; // how long it may take to list anew

// What refuses a file, by where it stands or what it says.
const REFUSING_BOXES = "[role=alert],[aria-live=assertive],[aria-invalid=true],[class*=error i],[class*=invalid i],[class*=danger i],[class*=reject i],[class*=fail i]";
const REFUSING_WORDS = /\b(not|can't|couldn't|isn't|fail(ed)?|errors?|inv[aá]lid[oa]?|reject(ed)?|unsupported|refused|denied|wrong|exceeds?|too|only|must)\b|cannot/i;
const REFUSING_DEPTH = 4; // boxes around what says it

// ---- Handing over ---------------------------------------------------------------------------------------------

function isFileInput(el) {
  return el.localName === "input" && el.type === "file";
}

// The file field that is meant by it, a label of it, or a button or drop zone before it.
function fileInputOf(el) {
  if (isFileInput(el)) return el;
  const named = el.localName === "label" ? controlsOf(el).filter(isFileInput) : [];
  return named.length === 1 ? named[0] : nearestFileInput(el);
}

// The file input behind a button or a drop zone: the one beside it, else the only one around.
function nearestFileInput(el) {
  const beside = [el.nextElementSibling, el.previousElementSibling].find((one) => one && one.type === "file");
  if (beside) return beside;
  for (let node = el, up = 0; node && up < 4; node = parentOf(node), up++) {
    if (!node.querySelectorAll) continue;
    const inputs = deepAll(node, "input[type=file]");
    if (inputs.length === 1) return inputs[0];
    if (inputs.length > 1) return null;
  }
  return null;
}

let saidBefore = []; // what the page said before files were handed over, in each of its documents

function fileFacts(el) {
  const input = fileInputOf(el);
  saidBefore = pageTexts();
  return { input, multiple: !!input && input.multiple, holds: !!input && input.files.length > 0 };
}

function fileNames(el) {
  return listed(el.files || []).map((file) => file.name);
}

// The driver adds to what a field of several files holds. A person's choice replaces it, and the page hears of that once.
function emptyFiles(request) {
  request.el.value = "";
  return {};
}

// ---- What became of them --------------------------------------------------------------------------------------

// Whether the field has exactly these files, or the page took them from it and lists them.
async function readFiles(request) {
  const { el, names } = request;
  const same = () => el.isConnected && JSON.stringify(fileNames(el)) === JSON.stringify(names);
  const empty = () => !el.isConnected || !el.files.length;
  await tick();
  await until(SETTLE_MS, async () => ({ done: same() || (empty() && listsNew(names)) || !el.isConnected }));
  const taken = !same() && empty() && await took(request);
  const held = filled.filter((entry) => entry.el === el).flatMap((entry) => entry.expect.split("\n"));
  // A page that lists what its field holds may take a moment to do so anew.
  if (same() && held.length) await until(RELISTING_MS, async () => ({ done: held.every((name) => names.includes(name) || !lists(name)) }));
  const doubled = same() && names.some((name) => held.includes(name) && timesListed(name) > timesSaid(saidBefore, name));
  const equal = same() && !doubled;
  const actual = doubled ? [...names, ...names].join("\n") : content(el);
  const replaced = [...replaceFiles(el, names), ...dropUnlisted(request)];
  if (equal || taken) rememberFiles(request, el, taken);
  return { content: { equal, actual, hidden: false, control: describe(el), replaced }, taken };
}

// The same where the page put another field in the place of the one that they were handed to. What it lists is looked at again like
// what a field holds: in the place of that stands one that is in no page.
async function tookFiles(request) {
  const taken = await took(request);
  const replaced = dropUnlisted(request);
  if (taken) rememberFiles(request, Object.assign(document.createElement("input"), { type: "file" }), true);
  return { taken, replaced };
}

function rememberFiles({ id, names, target }, el, taken) {
  filled.push({ id, el, find: null, expect: names.join("\n"), mayLeave: false, isFile: true, taken, said: pageTexts(), by: JSON.stringify(target) });
}

// Placings of files that the same target took, whose field went since and which the page lists no more: others took their place.
function dropUnlisted({ target }) {
  const by = JSON.stringify(target);
  const gone = filled.filter((entry) => entry.isFile && entry.taken && entry.by === by && !entry.el.isConnected && !isTaken(entry));
  for (const entry of gone) filled.splice(filled.indexOf(entry), 1);
  return gone.map((entry) => entry.id);
}

// Whether the page lists these as what it took, now or soon; what it refuses will never come.
async function took({ names, bound }) {
  const looks = async () => {
    const value = listsNew(names);
    return { done: value || names.some(isRefused), value };
  };
  return until(Math.min(bound, TAKING_MS), looks);
}

// Placings of files that stood in the field before and do no more: a page that takes one after the other lists those, too.
function replaceFiles(el, names) {
  const collects = (entry) => entry.taken || (!el.multiple && entry.expect.split("\n").every((name) => !names.includes(name)));
  const kept = filled.filter((entry) => entry.el === el && entry.isFile && collects(entry) && listsAll(entry.expect.split("\n")));
  for (const entry of kept) entry.taken = true;
  const ids = forget(el).filter((id) => !kept.some((entry) => entry.id === id));
  filled.push(...kept);
  return ids;
}

// Whether files that were handed over are where they went: the page took them from their field, and lists them. Where it listed
// them while the field still held them, emptying that takes nothing.
function isTaken(entry) {
  if (!entry.isFile) return false;
  const names = entry.expect.split("\n");
  if (entry.taken || !entry.el.isConnected) return listsAll(names);
  return content(entry.el) === "" && listsNew(names, entry.said);
}

// ---- What the page lists --------------------------------------------------------------------------------------

function pageDocuments() {
  return [...new Set([document, topDocument()])];
}

function pageTexts() {
  return pageDocuments().map((from) => visibleText(from.body || from.documentElement));
}

function timesSaid(texts, name) {
  const word = new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`, "gi");
  return texts.reduce((times, text) => times + (text.match(word) || []).length, 0);
}

// What stands in the page and says this file's name.
function mentions(name) {
  return pageDocuments().flatMap((from) => byText(place(from), { how: "contains", text: name })).filter((el) => timesSaid([visibleText(el)], name));
}

function refuses(el, name) {
  for (let node = el, up = 0; node && up < REFUSING_DEPTH; node = parentOf(node), up++) if (node.nodeType === 1 && node.matches(REFUSING_BOXES)) return true;
  return REFUSING_WORDS.test(visibleText(el).replaceAll(name, ""));
}

function isRefused(name) {
  const said = mentions(name);
  return said.length > 0 && said.every((el) => refuses(el, name));
}

// Whether the page lists a file, and does not only say that it takes it not.
function lists(name) {
  return mentions(name).length > 0 && !isRefused(name);
}

// How often, without what it announces in passing.
function timesListed(name) {
  return timesSaid(mentions(name).filter((el) => !deepClosest(el, "[aria-live],[role=status],[role=log]")).map(visibleText), name);
}

function listsAll(names) {
  return names.every(lists);
}

// Whether the page lists them once more than before.
function listsNew(names, before = saidBefore) {
  const now = pageTexts();
  return names.every((name) => timesSaid(now, name) > timesSaid(before, name)) && listsAll(names);
}
