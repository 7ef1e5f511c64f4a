// The job by Playwright, as its documentation would have it: locators by label, a new context for each job. Given jobs as lines
// on standard input, answers each with a line. Measures nothing itself.

import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const { values: given } = parseArgs({ options: {
  binary: { type: "string" }, browser: { type: "string" }, counting: { type: "boolean", default: false },
  "any-certificate": { type: "boolean", default: false },
} });

// What is sent over the protocol is logged only when asked for, before the library is loaded.
let sent = 0;
if (given.counting) {
  process.env.DEBUG = "pw:protocol";
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text, ...more) => {
    if (!String(text).includes("pw:protocol")) return write(text, ...more);
    sent += String(text).split("SEND ►").length - 1;
    return true;
  };
}
const { chromium } = (await import("playwright-core")).default;

const orders = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
await orders.next();
const browser = await chromium.launch({ executablePath: given.binary, headless: true });
console.log(JSON.stringify({ ready: true }));

for (;;) {
  const { value: line, done } = await orders.next();
  if (done) break;
  try {
    const before = sent;
    const number = await carry(JSON.parse(line));
    console.log(JSON.stringify({ number, commands: given.counting ? sent - before : null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();

async function carry({ url, values: v, paper }) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 1000 }, ignoreHTTPSErrors: given["any-certificate"],
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto(url);
  await page.getByLabel("User").fill(v.user);
  await page.getByLabel("Password").fill(v.password);
  await page.getByRole("button", { name: "Sign in" }).click();

  await page.getByLabel("First name").fill(v.first);
  await page.getByLabel("Middle name").fill(v.middle);
  await page.getByLabel("Last name").fill(v.last);
  await page.getByLabel("Date of birth").fill(v.birth);
  await page.getByLabel("Social Security number").fill(v.ssn);
  await page.getByLabel("Telephone").fill(v.phone);
  await page.getByLabel("E-mail").fill(v.email);
  await page.locator(`input[name=marital][value=${v.marital}]`).check();
  await page.getByLabel("Language").selectOption(v.language);
  await next(page);

  await page.getByLabel("Street address").fill(v.line);
  await page.getByLabel("State", { exact: true }).selectOption(v.state);
  await page.getByLabel("City", { exact: true }).selectOption(v.city);
  await page.getByLabel("ZIP code", { exact: true }).fill(v.zip);
  await page.getByLabel("Mail goes elsewhere").check();
  await page.getByLabel("Mailing address").fill(v.mail_line);
  await page.getByLabel("Mailing city").fill(v.mail_city);
  await page.getByLabel("Mailing state").selectOption(v.mail_state);
  await page.getByLabel("Mailing ZIP code").fill(v.mail_zip);
  const frame = page.frameLocator("#contact");
  await frame.getByLabel("Remarks").fill(v.notes);
  await frame.getByLabel("Best way to reach you").selectOption(v.reach);
  await frame.getByLabel("Also in the evening").check();
  await frame.getByRole("button", { name: "Keep" }).click();
  await frame.locator("#kept").waitFor();
  await next(page);

  const opened = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Add a person" }).click();
  const person = await opened;
  await person.getByLabel("First name").fill(v.p_first);
  await person.getByLabel("Last name").fill(v.p_last);
  await person.getByLabel("Date of birth").fill(v.p_birth);
  await person.getByLabel("Social Security number").fill(v.p_ssn);
  await person.getByLabel("Relationship").selectOption(v.p_relation);
  await person.getByLabel("Monthly income").fill(v.p_income);
  await person.getByRole("button", { name: "Save" }).click();
  await page.locator("#people td").waitFor();
  await page.getByLabel("Monthly income").fill(v.income);
  await page.getByLabel("Cash and savings").fill(v.cash);
  await page.getByLabel("Monthly rent").fill(v.rent);
  await page.locator(`input[name=utilities][value=${v.utilities}]`).check();
  await next(page);

  await page.getByLabel("Kind of paper").selectOption(v.kind);
  await page.getByLabel("File").setInputFiles(paper);
  await page.getByLabel("Date signed").fill(v.signed);
  await page.getByLabel("Signed by").fill(v.signer);
  await page.getByLabel("Everything here is true").check();
  await page.getByLabel("I know the penalties").check();
  await next(page);

  await page.getByRole("button", { name: "Submit application" }).click();
  const number = await page.locator("#number").textContent();
  await context.close();
  return number;
}

function next(page) {
  return page.getByRole("button", { name: "Continue" }).click();
}
