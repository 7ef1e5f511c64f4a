//! The demo's verdict: what `verify` says of a truth that is right, short, doubled or changed.

use std::path::Path;

use county_sim::{Accepted, Document, Layout, Scenario, load_scenarios, verify};

fn all() -> Vec<Scenario> {
    load_scenarios(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")).unwrap()
}

/// A truth in which everything arrived as said.
fn right(scenarios: &[Scenario], layout: Layout) -> Vec<Accepted> {
    let accepted = |(n, s): (usize, &Scenario)| Accepted {
        county: s.county().unwrap(),
        confirmation: format!("N-{n}"),
        accepted_at: jiff::Timestamp::UNIX_EPOCH,
        session: "worker1-1".into(),
        layout,
        values: s.held(layout),
        documents: s
            .expect_documents
            .iter()
            .map(|d| Document {
                kind: d.kind.clone(),
                name: d.name.clone(),
                content_type: "application/pdf".into(),
                size: d.size,
                sha256: d.sha256.clone(),
            })
            .collect(),
    };
    scenarios.iter().enumerate().map(accepted).collect()
}

#[test]
fn all_there_once_and_unaltered_is_clean() {
    let scenarios = all();
    for layout in [Layout::V1, Layout::V2] {
        let report = verify(&scenarios, &right(&scenarios, layout));
        assert!(report.is_clean(), "{report:?}");
        assert_eq!((report.applications, report.delivered), (scenarios.len(), scenarios.len()));
    }
}

#[test]
fn lost_twice_altered_and_strangers_are_distinguished() {
    let scenarios = all();
    let mut truth = right(&scenarios, Layout::V1);
    truth.remove(0);
    truth.push(truth[0].clone());
    truth[1].values.insert("home.city".into(), "Elsewhere".into());
    truth[1].values.remove("applicant.language");
    truth[2].documents.push(Document {
        kind: "other".into(),
        name: "x".into(),
        content_type: "image/jpeg".into(),
        size: 1,
        sha256: "00".into(),
    });
    truth[3].values.insert("applicant.ssn".into(), "900000000".into());
    let report = verify(&scenarios, &truth);
    assert_eq!((report.lost, report.twice, report.strangers), (2, 1, 1));
    assert_eq!(report.delivered, scenarios.len() - 2);
    let keys: Vec<_> = report.altered.iter().map(|a| a.keys.clone()).collect();
    assert_eq!(keys, [vec!["applicant.language".to_owned(), "home.city".to_owned()], vec!["documents".to_owned()]]);
    assert!(!format!("{report:?}").contains("Elsewhere"), "keys, never values");
    assert!(!report.is_clean());
}
