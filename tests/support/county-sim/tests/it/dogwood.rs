//! Dogwood: one address for every step, view states that are good once, partial updates, both designs through to acceptance.

use county_sim::{Change, Config, County, Layout, Sim};

use crate::walker::{Inputs, Seen, Walker};

const APPLY: &str = "/Apply.aspx";

/// A worker at Dogwood, who knows what its pages post.
pub(crate) struct Worker {
    pub(crate) walker: Walker,
    holder: &'static str,
}

impl Worker {
    pub(crate) async fn new(sim: &Sim, holder: &'static str) -> Self {
        let worker = Self { walker: Walker::new(sim, County::Dogwood), holder };
        let login = [("txtUser", "eligworker1"), ("txtPassword", "dogwood-pass"), ("LoginButton", "Log In")];
        worker.post("/Login.aspx", "", &login).await.shows("Worker Menu");
        worker.begin().await;
        worker
    }

    async fn begin(&self) -> Seen {
        let state = self.walker.get("/Default.aspx").await.view_state();
        let target = format!("ctl00${}$lnkNew", self.holder);
        self.walker.post("/Default.aspx", &[("__VIEWSTATE", &state), ("__EVENTTARGET", &target)]).await
    }

    /// Posts the form as its script would, with names of the containers around them.
    async fn post(&self, path: &str, state: &str, inputs: Inputs<'_>) -> Seen {
        let named: Vec<_> =
            inputs.iter().map(|(name, value)| (format!("ctl00${}${name}", self.holder), *value)).collect();
        let mut all: Vec<_> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        all.push(("__VIEWSTATE", state));
        self.walker.post(path, &all).await
    }

    /// Fills the step that is up and goes on by this control.
    pub(crate) async fn step(&self, seen: &Seen, by: &str, inputs: Inputs<'_>) -> Seen {
        let mut all = inputs.to_vec();
        all.push((by, "x"));
        self.post(APPLY, &seen.view_state(), &all).await
    }
}

impl Seen {
    fn view_state(&self) -> String {
        self.hidden("__VIEWSTATE")
    }
}

const APPLICANT: Inputs = &[
    ("txtLast", "Peña"),
    ("txtFirst", "José"),
    ("txtBirth", "02/09/1980"),
    ("txtSSN", "900-12-3456"),
    ("ddlMarital", "MA"),
    ("ddlLanguage", "2"),
];
const RESIDENCE: Inputs = &[
    ("txtLine1", "12 Oak & Vine"),
    ("ddlState", "CA"),
    ("ddlCity", "Dogwood Creek"),
    ("txtZip", "95410"),
    ("chkSame", "on"),
];
const MONEY: Inputs = &[("txtIncome", "$1,200"), ("txtCash", "0"), ("txtRent", "800"), ("rblUtilities", "Y")];
pub(crate) const CERTIFY: Inputs = &[("txtSigned", "11/20/2026"), ("chkCertify", "on")];

/// Up to the last step, filled by nobody yet.
pub(crate) async fn up_to_certify(worker: &Worker) -> Seen {
    let seen = worker.walker.get(APPLY).await;
    let seen = worker.step(&seen, "btnNext", APPLICANT).await;
    let seen = worker.step(&seen, "btnNext", RESIDENCE).await;
    let seen = worker.step(&seen, "btnNext", &[]).await;
    worker.step(&seen, "btnNext", MONEY).await
}

#[tokio::test]
async fn v1_takes_an_application_at_its_one_address() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let worker = Worker::new(&sim, "Main").await;
    let last = up_to_certify(&worker).await;
    last.shows("Step 5 of 5").shows("Session Timeout");
    assert_eq!(last.path, APPLY);
    assert!(sim.control().truth().await.unwrap().is_empty(), "nothing counts before the last click");
    let number =
        worker.step(&last, "btnSubmit", CERTIFY).await.shows("Application Received").element("ctl00_Main_lblNumber");
    worker.step(&last, "btnSubmit", CERTIFY).await.shows("state information is invalid");
    let truth = sim.control().truth_of(County::Dogwood).await.unwrap();
    assert_eq!(truth.len(), 1, "one view state, one application");
    assert_eq!(truth[0].confirmation, number);
    let held = |path| truth[0].value(path);
    assert_eq!(
        (held("applicant.name.last"), held("home.line1"), held("home.city"), held("finances.monthly_income")),
        ("Peña", "12 Oak & Vine", "Dogwood Creek", "1200.00")
    );
    let state = worker.walker.get("/Inquiry.aspx").await.view_state();
    let find = [("txtFindLast", "PEÑA"), ("txtFindBirth", "02/09/1980"), ("btnFind", "Find")];
    worker.post("/Inquiry.aspx", &state, &find).await.shows(&number);
}

#[tokio::test]
async fn a_view_state_is_good_for_its_own_page_and_once() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let worker = Worker::new(&sim, "Main").await;
    let first = worker.walker.get(APPLY).await;
    let state = first.view_state();
    for wrong in ["", "/wEPDwUKLTI2", &state[1..], &format!("{state}=")] {
        let refused = worker.post(APPLY, wrong, &[APPLICANT, &[("btnNext", "x")]].concat()).await;
        refused.shows("state information is invalid").shows("Step 1 of 5");
    }
    let fresh = worker.walker.get(APPLY).await;
    worker.step(&fresh, "btnNext", APPLICANT).await.shows("Step 2 of 5");
    worker.step(&fresh, "btnNext", APPLICANT).await.shows("state information is invalid").shows("Step 2 of 5");
}

#[tokio::test]
async fn a_partial_update_is_the_panel_and_a_new_view_state() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let worker = Worker::new(&sim, "Main").await;
    let seen = worker.walker.get(APPLY).await;
    let seen = worker.step(&seen, "btnNext", APPLICANT).await;
    let state = seen.view_state();
    sim.control().set_day(County::Dogwood, Some(2)).await.unwrap();
    let update = [("ctl00$Main$ddlState", "OR"), ("__EVENTTARGET", "ctl00$Main$ddlState"), ("__VIEWSTATE", &state)];
    let delta = worker.walker.post_as(APPLY, &[("x-microsoftajax", "Delta=true")], &update).await;
    delta.shows("|updatePanel|ctl00_Main_UpdatePanel1|").shows("Klamath Falls").shows("|hiddenField|__VIEWSTATE|");
    assert!(!delta.text.contains("<html"), "a panel, not a page");
    assert!(!delta.text.contains("css-"), "the lengths of its pieces count: a day leaves it alone");
    let stale = worker.walker.post_as(APPLY, &[("x-microsoftajax", "Delta=true")], &update).await;
    stale.shows("|error|500|");
}

#[tokio::test]
async fn the_redesign_refuses_old_pages_and_is_submitted_by_a_link() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let worker = Worker::new(&sim, "Main").await;
    let last = up_to_certify(&worker).await;
    sim.control().set_layout(County::Dogwood, Layout::V2).await.unwrap();
    worker.step(&last, "btnSubmit", CERTIFY).await.shows("state information is invalid").shows("About You");
    let worker = Worker { holder: "MainContent", ..worker };
    let seen = worker.begin().await;
    let person = [
        ("txtGiven", "José"),
        ("txtSurname", "Peña"),
        ("ddlBirth_month", "2"),
        ("ddlBirth_day", "9"),
        ("ddlBirth_year", "1980"),
        ("rblMarital", "NM"),
    ];
    let seen = worker.step(&seen, "btnNext", &person).await;
    let without = worker.step(&seen, "btnNext", &[("ddlSpoken", "1")]).await;
    let seen = worker
        .step(
            without.shows("How may we contact you? is required."),
            "btnNext",
            &[("ddlSpoken", "1"), ("ddlContact", "T")],
        )
        .await;
    let place =
        [("ddlResState", "WY"), ("ddlResTown", "Springfield"), ("txtResLine1", "1 Elk Rd"), ("txtResZip", "82001")];
    let elsewhere = worker.step(&seen, "btnNext", &place).await;
    let mail = [
        ("ddlMailToState", "AE"),
        ("ddlMailToTown", "APO"),
        ("txtMailToLine1", "PSC 41 BOX 9"),
        ("txtMailToZip", "09464"),
    ];
    let all = [&place[..], &mail[..]].concat();
    let seen = worker.step(elsewhere.shows("Town for mail is required."), "btnNext", &all).await;
    let seen = worker.step(&seen, "btnNext", &[]).await;
    let budget = [("txtHousing", "1"), ("ddlUtilities", "N"), ("txtGross", "2"), ("txtOnHand", "3")];
    let seen = worker.step(&seen, "btnNext", &budget).await;
    let signed = [("ddlSigned_month", "11"), ("ddlSigned_day", "2"), ("ddlSigned_year", "2026"), ("chkTrue", "on")];
    worker.step(&seen, "lnkSubmit", &signed).await.shows("Thank you");
    let truth = sim.control().truth().await.unwrap();
    assert_eq!(truth.len(), 1);
    let held = |path| truth[0].value(path);
    assert_eq!((held("contact_preference"), held("mailing.city"), held("home.city")), ("text", "APO", "Springfield"));
}

#[tokio::test]
async fn all_small_changes_at_once_are_a_site_that_takes_applications() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (worker, control) = (Worker::new(&sim, "Main").await, sim.control());
    let last = up_to_certify(&worker).await;
    assert_eq!(worker.post("/Submit.aspx", &last.view_state(), CERTIFY).await.status, 404);
    control.set_changes(County::Dogwood, Change::ALL).await.unwrap();
    worker.step(&last, "btnSubmit", CERTIFY).await.shows("state information is invalid");
    let seen = worker.begin().await;
    seen.shows("First and middle names:").shows("E-Mail  Address:").shows("Other names used:");
    let applicant = [APPLICANT, &[("txtSecondLast", "Ruiz"), ("txtOtherNames", "Pepe")]].concat();
    let seen = worker.step(&seen, "btnNext", &applicant).await;
    let seen = worker.step(seen.shows("maxlength=\"10\""), "btnNext", RESIDENCE).await;
    let seen = worker.step(seen.shows("Are utilities included in your rent?"), "btnNext", MONEY).await;
    let seen = worker.step(seen.shows("<th>Relation</th>"), "btnNext", &[]).await;
    let seen = worker.step(seen.shows("Rights and Duties").shows("hearing"), "btnNext", &[]).await;
    seen.shows("Step 6 of 6").shows("<option value=\"P\" selected>").shows("formaction=\"./Submit.aspx\"");
    let certify = [CERTIFY, &[("ddlInterview", "P"), ("btnSubmit", "x")]].concat();
    let seen = worker.post(APPLY, &seen.view_state(), &certify).await;
    let asked = worker.post("/Submit.aspx", &seen.shows("Step 6 of 6").view_state(), &certify).await;
    asked.shows("Confirm Submission").shows("action=\"./Submit.aspx\"");
    let confirm = [("btnConfirm", "Yes, submit")];
    worker.post(APPLY, &asked.view_state(), &confirm).await.shows("state information is invalid");
    assert!(control.truth().await.unwrap().is_empty(), "nothing counts before the second button");
    let done = worker.post("/Submit.aspx", &asked.view_state(), &confirm).await;
    let number = done.shows("Application Received").element("ctl00_Main_lblNumber");
    let truth = control.truth().await.unwrap();
    assert_eq!((truth.len(), &truth[0].confirmation), (1, &number));
    assert!(number.starts_with("100417/"), "{number}");
    let held = |path| truth[0].value(path);
    assert_eq!((held("applicant.name.last"), held("applicant.language")), ("Peña Ruiz", "en"));
    assert_eq!((held("home.line1"), held("finances.pays_utilities")), ("12 Oak & V", "false"));
    assert_eq!((held("applicant.marital_status"), held("answers.interview")), ("single", "phone"));
}

#[tokio::test]
async fn a_second_confirmation_is_of_the_application_that_it_asked_about() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (worker, control) = (Worker::new(&sim, "Main").await, sim.control());
    control.set_changes(County::Dogwood, [Change::SecondConfirmation]).await.unwrap();
    let last = up_to_certify(&worker).await;
    let asked = worker.step(&last, "btnSubmit", CERTIFY).await;
    worker.begin().await;
    worker.step(asked.shows("Confirm Submission"), "btnConfirm", &[]).await.shows("state information is invalid");
    assert!(control.truth().await.unwrap().is_empty());
}
