//! Cedar: popup, upload, receipt, and its redesign.

use county_sim::{Change, Config, County, Layout, Sim};

use crate::walker::{Inputs, Seen, Walker};

pub(crate) const LOGIN: Inputs = &[("USER", "clerk1"), ("PASS", "cedar-pass")];
const PERSON: Inputs = &[
    ("LNAME", "Nguyễn"),
    ("FNAME", "Bảo"),
    ("DOB", "02/09/1980"),
    ("SSN", "900-12-3456"),
    ("LANG", "04"),
    ("ADDR1", "1200 Oak Ave"),
    ("ADDR2", "PMB 234"),
    ("CITY", "Cedar"),
    ("ST", "CA"),
    ("ZIP", "95501"),
];

/// Everything up to the signature.
pub(crate) async fn up_to_sign(walker: &Walker) -> Seen {
    walker.post("/login", LOGIN).await.shows("frameset").shows("name=\"main\"");
    walker.get("/main/new").await.shows("DATE OF BIRTH");
    walker.fill("/main/person", "/main/person", "TOKEN", PERSON).await.shows(">0</span> ENTERED");
    let member = [("M_LNAME", "Nguyễn"), ("M_FNAME", "An"), ("M_DOB", "03/04/2014"), ("M_REL", "CHI")];
    walker.fill("/popup/member", "/popup/member", "TOKEN", &member).await.shows("memberSaved()");
    walker.get("/main/household").await.shows("Nguyễn, An");
    let money = [("INCOME", "100.10"), ("CASH", "0"), ("RENT", "650"), ("UTIL", "Y")];
    walker.fill("/main/money", "/main/money", "TOKEN", &money).await.shows("DOCUMENT TYPE");
    walker.get("/main/sign").await
}

#[tokio::test]
async fn v1_takes_an_application_with_a_document() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Cedar);
    up_to_sign(&walker).await.shows("DATE SIGNED");
    let upload = async |kind: &str, name: &str, bytes: &[u8]| {
        let token = walker.get("/main/documents").await.hidden("TOKEN");
        walker.upload("/main/documents/upload", &token, kind, name, bytes.to_vec()).await
    };
    upload("ID", "id.pdf", b"MZ\x90\x00").await.shows("Only PDF and JPEG files are accepted.");
    upload("", "id.pdf", b"%PDF-1.4").await.shows("DOCUMENT TYPE is required.");
    upload("ID", "big.pdf", &[&b"%PDF-"[..], &vec![0; 5 << 20]].concat()).await.shows("larger than 5 MB");
    upload("RES", "lease.jpg", b"\xFF\xD8\xFF\xE0rest").await.shows("lease.jpg");
    let sign = [("SIGNED", "11/20/2026"), ("REMARKS", "")];
    let receipt = walker.fill("/main/sign", "/main/submit", "TOKEN", &sign).await;
    let number = receipt.shows("APPLICATION ACCEPTED").element("CONFNO");
    let truth = sim.control().truth_of(County::Cedar).await.unwrap();
    assert_eq!(truth.len(), 1);
    assert_eq!(truth[0].confirmation, number);
    let document = &truth[0].documents[0];
    assert_eq!((document.kind.as_str(), document.name.as_str(), document.size), ("residency", "lease.jpg", 8));
    assert_eq!(document.content_type, "image/jpeg");
    assert_eq!((truth[0].value("home.line2"), truth[0].value("applicant.name.first")), ("PMB 234", "Bảo"));
    assert_eq!(truth[0].value("household[0].relationship"), "child");
    walker.get(&format!("/receipt/{number}.pdf")).await.shows("%PDF-1.4").shows(&number);
    walker.get("/main/cases").await.shows(&number);
    walker.post("/main/cases", &[("FIND", "nguyễn")]).await.shows(&number);
    walker.post("/main/cases", &[("FIND", "other")]).await.shows("NO CASES");
}

#[tokio::test]
async fn the_redesign_asks_for_the_marital_status() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Cedar);
    let token = up_to_sign(&walker).await.hidden("TOKEN");
    sim.control().set_layout(County::Cedar, Layout::V2).await.unwrap();
    walker.post("/main/submit", &[("TOKEN", &token), ("SIGNED", "11/20/2026")]).await.shows("EXPIRED");
    let sign = [("txtSigDate", "11/20/2026")];
    walker.fill("/main/new", "/main/person", "TOKEN", &[("txtGiven", "A")]).await.shows("Marital Status is required.");
    walker.get("/").await.shows("<iframe");
    walker.get("/main/sign").await.shows("Applicant Information");
    let person = [("txtGiven", "Bảo"), ("txtSurname", "Nguyễn"), ("txtBirth", "02/09/1980"), ("ddlMarital", "5")];
    walker.fill("/main/person", "/main/person", "TOKEN", &person).await.shows("Residence Address");
    let contact = [
        ("txtRes1", "GENERAL DELIVERY"),
        ("txtResCity", "Cedar"),
        ("txtResState", "CA"),
        ("txtResZip", "95501"),
        ("ddlLang", "04"),
    ];
    let half: Vec<_> = contact.iter().copied().chain([("txtPost1", "PO BOX 4")]).collect();
    walker.fill("/main/contact", "/main/contact", "TOKEN", &half).await.shows("Postal City is required.");
    walker.fill("/main/contact", "/main/contact", "TOKEN", &contact).await.shows("Household Composition");
    let money = [("txtShelter", "0"), ("ddlUtil", "N"), ("txtGross", "0"), ("txtLiquid", "0")];
    walker.fill("/main/money", "/main/money", "TOKEN", &money).await;
    walker.fill("/main/sign", "/main/submit", "TOKEN", &sign).await.shows("Application filed");
    let truth = sim.control().truth().await.unwrap();
    assert_eq!((truth.len(), truth[0].value("applicant.marital_status")), (1, "widowed"));
}

#[tokio::test]
async fn all_small_changes_at_once_are_a_site_that_takes_applications() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (walker, control) = (Walker::new(&sim, County::Cedar), sim.control());
    let token = up_to_sign(&walker).await.hidden("TOKEN");
    control.set_changes(County::Cedar, Change::ALL).await.unwrap();
    walker.post("/main/file", &[("TOKEN", &token), ("SIGNED", "11/20/2026")]).await.shows("EXPIRED");
    walker.get("/main/new").await.shows("<td>ADDRESS").shows("2ND LAST NAME").shows("Telephone:").shows("OTHER NAMES");
    let person = [PERSON, &[("LNAME2", "Lê"), ("ALIAS", "Bo")]].concat();
    walker.fill("/main/person", "/main/person", "TOKEN", &person).await.shows("ENTERED");
    walker.get("/popup/member").await.shows("<option value=\"CHI\">SPOUSE</option>");
    let member = [("M_LNAME", "Nguyễn"), ("M_FNAME", "An"), ("M_DOB", "03/04/2014"), ("M_REL", "CHI")];
    walker.fill("/popup/member", "/popup/member", "TOKEN", &member).await.shows("memberSaved()");
    walker.get("/main/household").await.shows("action=\"/main/budget\"");
    assert_eq!(walker.get("/main/money").await.status, 404);
    walker.get("/main/budget").await.shows("UTILITIES INCLUDED IN RENT").shows("<option value=\"P\" selected>");
    let money = [("INCOME", "100.10"), ("CASH", "0"), ("RENT", "650"), ("UTIL", "Y"), ("INTVW", "P")];
    let documents = walker.fill("/main/budget", "/main/budget", "TOKEN", &money).await;
    documents.shows("OF AT MOST 5 MB EACH").shows("action=\"/main/rights\"");
    walker.get("/main/rights").await.shows("A HEARING").shows("action=\"/main/sign\"");
    let sign = [("SIGNED", "11/20/2026"), ("REMARKS", "")];
    assert_eq!(walker.post("/main/submit", &sign).await.status, 404);
    let asked = walker.fill("/main/sign", "/main/file", "TOKEN", &sign).await;
    let token = asked.shows("FILE NOW").hidden("TOKEN");
    assert!(control.truth().await.unwrap().is_empty(), "nothing counts before the second button");
    let receipt = walker.post("/main/file", &[("TOKEN", &token), ("CONFIRMED", "1")]).await;
    let truth = control.truth().await.unwrap();
    let number = receipt.shows("APPLICATION ACCEPTED").element("CONFNO");
    assert_eq!((truth.len(), &truth[0].confirmation), (1, &number));
    assert!(number.starts_with("77821-C"), "{number}");
    let held = |path| truth[0].value(path);
    assert_eq!((held("applicant.name.last"), held("applicant.language")), ("Nguyễn Lê", "zh"));
    assert_eq!(
        (held("home.line1"), held("home.line2"), held("household[0].relationship")),
        ("1200 Oak Ave", "", "spouse")
    );
    assert_eq!(
        (held("finances.pays_utilities"), held("answers.interview"), held("answers.other_names")),
        ("false", "phone", "Bo")
    );
    walker.get(&format!("/receipt/{number}.pdf")).await.shows(&number);
}
