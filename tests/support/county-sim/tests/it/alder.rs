//! Alder: both designs through to acceptance, its refusals, its one session per login.

use county_sim::{Change, Config, County, Layout, Sim};

use crate::walker::{Inputs, Seen, Walker};

pub(crate) const LOGIN: Inputs = &[("username", "worker1"), ("password", "alder-pass")];
pub(crate) const APPLICANT: Inputs = &[
    ("first_name", "Jose"),
    ("last_name", "Pena"),
    ("ssn1", "900"),
    ("ssn2", "12"),
    ("ssn3", "3456"),
    ("dob_month", "2"),
    ("dob_day", "9"),
    ("dob_year", "1980"),
    ("language", "ES"),
    ("marital", "M"),
    ("phone", "(555) 123-4567"),
];
const ADDRESS: Inputs = &[
    ("home_kind", "STREET"),
    ("home_number", "1200"),
    ("home_street", "Oak Ave"),
    ("home_city", "Alder"),
    ("home_state", "CA"),
    ("home_zip", "95501"),
    ("mail_same", "1"),
];
const FINANCES: Inputs = &[("income", "$1,234.5"), ("cash", "0"), ("rent", "800"), ("utilities", "N")];
const STATEMENT: Inputs = &[("declare", "1"), ("signed_month", "11"), ("signed_day", "20"), ("signed_year", "2026")];

async fn v1(walker: &Walker, page: &str, inputs: Inputs<'_>) -> Seen {
    let path = format!("/application/{page}");
    walker.fill(&path, &path, "_token", inputs).await
}

/// Everything up to the review page.
pub(crate) async fn up_to_review(walker: &Walker) -> Seen {
    walker.post("/login", LOGIN).await;
    walker.post("/application/new", &[]).await;
    v1(walker, "applicant", APPLICANT).await;
    v1(walker, "address", ADDRESS).await;
    let person = [
        ("member_first", "Ana"),
        ("member_last", "Pena"),
        ("member_dob_month", "12"),
        ("member_dob_day", "31"),
        ("member_dob_year", "2015"),
        ("member_relationship", "CH"),
        ("do", "add"),
    ];
    let page = walker.get("/application/household").await;
    if page.path == "/notice" {
        walker.post("/notice", &[]).await;
    }
    v1(walker, "household", &person).await.shows("Pena, Ana");
    v1(walker, "household", &[("do", "continue")]).await;
    v1(walker, "finances", FINANCES).await;
    v1(walker, "statement", STATEMENT).await
}

pub(crate) async fn submit(walker: &Walker) -> Seen {
    walker.fill("/application/review", "/application/submit", "_token", &[]).await
}

#[tokio::test]
async fn v1_takes_an_application_and_holds_exactly_what_was_said() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Alder);
    up_to_review(&walker).await.shows("Check each answer").shows("1234.50");
    assert!(sim.control().truth().await.unwrap().is_empty(), "nothing counts before the last click");
    let number = submit(&walker).await.shows("Application received").element("confirmation_number");
    let truth = sim.control().truth_of(County::Alder).await.unwrap();
    assert_eq!(truth.len(), 1);
    assert_eq!(truth[0].confirmation, number);
    assert_eq!((truth[0].session.as_str(), truth[0].layout), ("worker1-1", Layout::V1));
    let held: Vec<_> = truth[0].values.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let expected = [
        ("applicant.birth_date", "1980-02-09"),
        ("applicant.language", "es"),
        ("applicant.marital_status", "married"),
        ("applicant.name.first", "Jose"),
        ("applicant.name.last", "Pena"),
        ("applicant.phone", "5551234567"),
        ("applicant.ssn", "900123456"),
        ("finances.cash_on_hand", "0.00"),
        ("finances.monthly_income", "1234.50"),
        ("finances.monthly_rent", "800.00"),
        ("finances.pays_utilities", "false"),
        ("home.city", "Alder"),
        ("home.kind", "street"),
        ("home.number", "1200"),
        ("home.state", "CA"),
        ("home.street", "Oak Ave"),
        ("home.zip", "95501"),
        ("household[0].birth_date", "2015-12-31"),
        ("household[0].name.first", "Ana"),
        ("household[0].name.last", "Pena"),
        ("household[0].relationship", "child"),
        ("signature.signed_on", "2026-11-20"),
    ];
    assert_eq!(held, expected);
    let wanted = [("last", "pena"), ("born_month", "2"), ("born_day", "9"), ("born_year", "1980")];
    walker.post("/search", &wanted).await.shows(&number).shows("02/09/1980");
    let other = [("last", "pena"), ("born_month", "2"), ("born_day", "8"), ("born_year", "1980")];
    walker.post("/search", &other).await.shows("No applications found");
    sim.stop().await;
}

#[tokio::test]
async fn the_same_application_twice_is_held_twice() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Alder);
    for _ in 0..3 {
        up_to_review(&walker).await;
        submit(&walker).await.shows("Application received");
    }
    let truth = sim.control().truth().await.unwrap();
    assert_eq!(truth.len(), 3);
    assert_eq!(truth[0].values, truth[2].values);
    assert_ne!(truth[0].confirmation, truth[1].confirmation);
}

#[tokio::test]
async fn one_click_is_one_application_and_its_form_is_void_then() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Alder);
    let token = up_to_review(&walker).await.hidden("_token");
    walker.post("/application/submit", &[("_token", &token)]).await.shows("Application received");
    walker.post("/application/submit", &[("_token", &token)]).await.shows("expired");
    assert_eq!(sim.control().truth().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_redesign_refuses_old_forms_asks_one_more_and_is_accepted() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (walker, control) = (Walker::new(&sim, County::Alder), sim.control());
    let token = up_to_review(&walker).await.hidden("_token");
    control.set_layout(County::Alder, Layout::V2).await.unwrap();
    walker.post("/application/submit", &[("_token", &token)]).await.shows("expired");
    walker.post("/application/new", &[]).await.shows("Family name").shows("id=\"p1_family\"");
    let fill = async |page: &str, inputs: Inputs<'_>| v1(&walker, page, inputs).await;
    let person = [
        ("p1_family", "O'Neil"),
        ("p1_given", "Zoe"),
        ("p1_birth_month", "1"),
        ("p1_birth_day", "31"),
        ("p1_birth_year", "1999"),
        ("p1_marital", "S"),
    ];
    fill("person", &person).await;
    let home = [
        ("res_type", "MIL"),
        ("res_apt", "PSC 802"),
        ("res_box", "74"),
        ("res_city", "APO"),
        ("res_state", "AE"),
        ("res_zip", "09499-0074"),
    ];
    fill("residence", &home).await;
    fill(
        "mailing",
        &[
            ("post_type", "POBOX"),
            ("post_box", "482"),
            ("post_city", "Alder"),
            ("post_state", "CA"),
            ("post_zip", "95501"),
        ],
    )
    .await;
    fill("people", &[("do", "continue")]).await;
    fill("money", &[("inc_gross", "1"), ("exp_rent", "2"), ("exp_util", "Y"), ("res_cash", "3.07")]).await;
    let mut sign =
        vec![("pref_lang", "EN"), ("certify", "1"), ("sig_month", "11"), ("sig_day", "2"), ("sig_year", "2026")];
    fill("sign", &sign).await.shows("How should we contact you? is required.");
    sign.push(("pref_contact", "TEXT"));
    fill("sign", &sign).await.shows("Send to county");
    submit(&walker).await.shows("Your reference");
    let truth = control.truth().await.unwrap();
    assert_eq!(truth.len(), 1);
    let held = |path| truth[0].value(path);
    assert_eq!(truth[0].layout, Layout::V2);
    assert_eq!((held("contact_preference"), held("home.kind"), held("home.unit")), ("text", "military", "PSC 802"));
    assert_eq!(
        (held("mailing.box"), held("applicant.name.last"), held("finances.cash_on_hand")),
        ("482", "O'Neil", "3.07")
    );
}

#[tokio::test]
async fn refusals_name_the_field_and_keep_the_page() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Alder);
    walker.post("/login", &[("username", "worker1"), ("password", "wrong")]).await.shows("incorrect");
    walker.post("/login", LOGIN).await;
    walker.post("/application/new", &[]).await;
    walker.get("/application/review").await.shows("Page 1 of 6");
    let mut foreign = APPLICANT.to_vec();
    foreign[1] = ("last_name", "Peña");
    v1(&walker, "applicant", &foreign).await.shows("Last name contains characters").shows("Peña").shows("Page 1 of 6");
    v1(&walker, "applicant", &APPLICANT[1..]).await.shows("First name is required.");
    v1(&walker, "applicant", APPLICANT).await.shows("Page 2 of 6");
    let both: Vec<_> = ADDRESS.iter().copied().chain([("home_box", "12")]).collect();
    v1(&walker, "address", &both).await.shows("Box number does not go with this address type.");
    v1(&walker, "address", &ADDRESS[..6]).await.shows("Give a mailing address, or tick the box.");
    v1(&walker, "address", ADDRESS).await.shows("Household members");
    v1(&walker, "household", &[("do", "continue"), ("member_first", "Ana")]).await.shows("has not been added");
}

#[tokio::test]
async fn a_street_is_cut_at_thirty_without_a_word() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Alder);
    walker.post("/login", LOGIN).await;
    walker.post("/application/new", &[]).await;
    v1(&walker, "applicant", APPLICANT).await;
    let mut long = ADDRESS.to_vec();
    long[2] = ("home_street", "Martin Luther King Junior Boulevard");
    v1(&walker, "address", &long).await.shows("Household members");
    v1(&walker, "household", &[("do", "continue")]).await;
    v1(&walker, "finances", FINANCES).await;
    v1(&walker, "statement", STATEMENT).await;
    submit(&walker).await;
    assert_eq!(sim.control().truth().await.unwrap()[0].value("home.street"), "Martin Luther King Junior Boul");
}

#[tokio::test]
async fn a_second_login_ends_the_first_and_an_idle_one_times_out() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (one, two) = (Walker::new(&sim, County::Alder), Walker::new(&sim, County::Alder));
    one.post("/login", LOGIN).await.shows("Main menu");
    two.post("/login", LOGIN).await.shows("Main menu");
    one.get("/home").await.shows("signed in elsewhere");
    two.get("/home").await.shows("worker1");
    one.post("/login", &[("username", "worker2"), ("password", "alder-pass")]).await.shows("worker2");
    two.get("/home").await.shows("worker1");
    assert_eq!(sim.control().sessions(County::Alder).await.unwrap().len(), 2);
    let hasty = Sim::start(Config { session_timeout: std::time::Duration::ZERO, ..Config::http() }).await.unwrap();
    let idle = Walker::new(&hasty, County::Alder);
    idle.post("/login", LOGIN).await.shows("timed out");
}

#[tokio::test]
async fn every_third_session_gets_the_notice() {
    let sim = Sim::start(Config::http()).await.unwrap();
    for session in 1..=3 {
        let walker = Walker::new(&sim, County::Alder);
        walker.post("/login", LOGIN).await;
        walker.post("/application/new", &[]).await;
        v1(&walker, "applicant", APPLICANT).await;
        let next = v1(&walker, "address", ADDRESS).await;
        assert_eq!(next.path == "/notice", session == 3, "session {session} saw {}", next.path);
        if session == 3 {
            walker.post("/notice", &[]).await.shows("Household members");
        }
    }
}

#[tokio::test]
async fn all_small_changes_at_once_are_a_site_that_takes_applications() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (walker, control) = (Walker::new(&sim, County::Alder), sim.control());
    let token = up_to_review(&walker).await.hidden("_token");
    control.set_changes(County::Alder, Change::ALL).await.unwrap();
    walker.post("/application/send", &[("_token", &token)]).await.shows("expired");
    walker
        .post("/application/new", &[])
        .await
        .shows("First and middle names")
        .shows("E-Mail:")
        .shows("maxlength=\"70\"");
    let applicant = [APPLICANT, &[("last_name", "Pena Ruiz"), ("second_last_name", "Lopez"), ("other_names", "Pepe")]];
    v1(&walker, "applicant", &applicant.concat()).await.shows("maxlength=\"15\"");
    v1(&walker, "address", ADDRESS).await.shows("Please list each person");
    v1(&walker, "household", &[("do", "continue")]).await.shows("Are utilities included in your rent?");
    let rights = v1(&walker, "income", FINANCES).await;
    assert_eq!(rights.shows("Rights and duties").path, "/application/rights");
    walker.get("/application/statement").await.shows("Rights and duties");
    v1(&walker, "rights", &[]).await.shows("value=\"PHONE\" selected");
    v1(&walker, "statement", STATEMENT).await.shows("Interview is required.");
    let review = v1(&walker, "statement", &[STATEMENT, &[("interview", "OFFICE")]].concat()).await;
    review.shows("<td data-field=\"last_name\">Pena Lopez</td>").shows("action=\"/application/send\"");
    let token = review.hidden("_token");
    assert_eq!(walker.post("/application/submit", &[("_token", &token)]).await.status, 404);
    let asked = walker.post("/application/send", &[("_token", &token)]).await;
    let token = asked.shows("Yes, submit").hidden("_token");
    assert!(control.truth().await.unwrap().is_empty(), "nothing counts before the second button");
    let done = walker.post("/application/send", &[("_token", &token), ("confirmed", "1")]).await;
    let truth = control.truth().await.unwrap();
    assert_eq!(done.element("confirmation_number"), truth[0].confirmation);
    assert_eq!(truth[0].confirmation, "26A000123".replace("26", &truth[0].accepted_at.strftime("%y").to_string()));
    let held = |path| truth[0].value(path);
    assert_eq!((held("applicant.name.last"), held("applicant.language")), ("Pena Lopez", "en"));
    assert_eq!((held("answers.interview"), held("answers.other_names")), ("office", "Pepe"));
    assert_eq!((held("finances.pays_utilities"), held("applicant.marital_status")), ("true", "single"));
    walker.post("/application/send", &[("_token", &token), ("confirmed", "1")]).await.shows("expired");
    assert_eq!(control.truth().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_second_confirmation_cannot_be_skipped() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (walker, control) = (Walker::new(&sim, County::Alder), sim.control());
    control.set_changes(County::Alder, [Change::SecondConfirmation]).await.unwrap();
    let token = up_to_review(&walker).await.hidden("_token");
    walker.post("/application/submit", &[("_token", &token), ("confirmed", "1")]).await.shows("expired");
    assert!(control.truth().await.unwrap().is_empty());
}
