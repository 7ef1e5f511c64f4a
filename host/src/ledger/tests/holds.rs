//! What holds a county, what goes on meanwhile, and what comes back when a new release takes it over.

use super::*;

const ALIKE: &str = "Question 17: do you own a boat?";

fn complaint(words: &str, by: Complainant) -> Option<Complaint> {
    Some(Complaint { words: words.into(), by })
}

async fn serves(test: &TestLedger, release: &PluginDigest) {
    test.ledger.record_release(step(release, ReleaseMove::Activated)).await.unwrap();
}

/// Receives one application, and ends an attempt at it by the page's, or the plugin's, refusal.
async fn refused(test: &TestLedger, words: &str, committed: bool) -> ApplicationId {
    let id = test.receive("99001", 5).await;
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    assert_eq!(claim.lease.application, id);
    let (event, by) = if committed {
        test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
        (Event::Refuse, Complainant::Site)
    } else {
        (Event::Escalate, Complainant::Plugin)
    };
    let end = Conclusion { complaint: complaint(words, by), ..end(event) };
    assert_eq!(test.ledger.conclude(&claim.lease, end).await.unwrap(), State::Review);
    id
}

async fn hold(test: &TestLedger) -> Option<String> {
    test.ledger.county_hold(&county("99001")).await.unwrap().map(|hold| hold.why)
}

#[rstest]
#[tokio::test]
async fn two_applications_refused_alike_hold_their_county(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (alder, release) = (county("99001"), plugin());
    serves(&test, &release).await;
    let ids = [test.receive("99001", 1).await, test.receive("99001", 1).await];
    let refuse = async |application: usize, words: &str| {
        let met = Occurrence { county: &alder, plugin: &release, application: ids[application] };
        test.ledger.refused(met, words, 2, "refused alike").await.unwrap()
    };
    assert!(!refuse(0, ALIKE).await && !refuse(0, ALIKE).await, "one application says nothing of others");
    assert!(!refuse(1, "The ZIP code is not ours").await, "its own data");
    test.ledger.reset_counts(&alder, &release).await.unwrap();
    assert!(!refuse(1, ALIKE).await, "a delivery came in between");
    assert_eq!(hold(&test).await, None);
    assert!(refuse(0, "question 4:  do you own a boat?").await, "but for its numbers it is the same");
    assert_eq!(hold(&test).await.as_deref(), Some("refused alike"));
}

/// What was sent may be there: that the county's work is held does not keep anybody from asking.
#[rstest]
#[tokio::test]
async fn two_doubts_of_one_kind_hold_their_county_and_are_asked_about(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (alder, release) = (county("99001"), plugin());
    serves(&test, &release).await;
    let ids = [test.in_doubt("99001", 5).await, test.receive("99001", 6).await];
    let doubt = async |application: usize, words: &str| {
        let met = Occurrence { county: &alder, plugin: &release, application: ids[application] };
        test.ledger.doubted(met, words, 2, "in doubt alike").await.unwrap()
    };
    assert!(!doubt(0, "no answer in 30 s").await && !doubt(1, "another reason").await);
    assert!(doubt(1, "no answer in 31 s").await);
    assert_eq!(hold(&test).await.as_deref(), Some("in doubt alike"));
    test.pass(600);
    assert_eq!(watch::escalate(&test, watch::all_are_served).await, 0, "the county is asked");
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    assert_eq!((claim.lease.application, claim.task != Task::Submit), (ids[0], true));
    assert!(test.claim(&[offer("99001", 9)]).await.is_none(), "nothing is sent");
    test.deny(&claim.lease).await;
    test.pass(30);
    // A quarantine on top of it: then nobody can ask.
    test.ledger.record_release(step(&release, ReleaseMove::Quarantined)).await.unwrap();
    assert!(test.claim(&[offer("99001", 9)]).await.is_none());
    assert_eq!(watch::escalate(&test, watch::all_are_served).await, 1);
}

/// A county that has what it was asked about leaves nobody in the dark: the next doubt is the first.
#[rstest]
#[tokio::test]
async fn a_doubt_that_the_county_settled_counts_no_more(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (alder, release) = (county("99001"), plugin());
    serves(&test, &release).await;
    let doubted = async |application| {
        let met = Occurrence { county: &alder, plugin: &release, application };
        test.ledger.doubted(met, "no answer in 30 s", 2, "in doubt alike").await.unwrap()
    };
    let first = test.in_doubt("99001", 5).await;
    assert!(!doubted(first).await);
    let asked = test.claim(&[offer("99001", 9)]).await.unwrap();
    assert_eq!(test.conclude(&asked.lease, Event::Confirm).await.unwrap(), State::Delivered);
    let second = test.in_doubt("99001", 5).await;
    assert!(!doubted(second).await, "the first arrived");
    let third = test.receive("99001", 6).await;
    assert!(doubted(third).await);
}

#[rstest]
#[tokio::test]
async fn a_new_release_takes_up_what_the_site_had_stopped_and_nothing_else(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (alder, old) = (county("99001"), plugin());
    serves(&test, &old).await;
    let own_data = refused(&test, "The ZIP code is not ours", false).await;
    let drifted = {
        let id = test.receive("99001", 5).await;
        let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        let end = Conclusion { mark: Some(Mark::Drift), ..end(Event::Escalate) };
        test.ledger.conclude(&claim.lease, end).await.unwrap();
        id
    };
    // It drifted before, and then its own data was refused: the last end counts.
    let both = {
        let id = test.receive("99001", 5).await;
        let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        let drift = Conclusion { mark: Some(Mark::Drift), ..end(Event::Retry) };
        test.ledger.conclude(&claim.lease, drift).await.unwrap();
        let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        let end = Conclusion { complaint: complaint("No such town", Complainant::Plugin), ..end(Event::Escalate) };
        test.ledger.conclude(&claim.lease, end).await.unwrap();
        id
    };
    let perhaps_sent = {
        let id = test.in_doubt("99001", 5).await;
        let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        let end = Conclusion { mark: Some(Mark::Drift), ..end(Event::Escalate) };
        test.ledger.conclude(&claim.lease, end).await.unwrap();
        id
    };
    // The first was refused by the county itself, after its commit: a person sends that again, or nobody.
    let alike = [refused(&test, ALIKE, true).await, refused(&test, "Question 3: do you own a boat?", false).await];
    for application in alike {
        let met = Occurrence { county: &alder, plugin: &old, application };
        test.ledger.refused(met, ALIKE, 2, "refused alike").await.unwrap();
    }
    assert_eq!(hold(&test).await.as_deref(), Some("refused alike"));
    assert_eq!(test.take_over(&PluginDigest::of(b"new")).await, 2);
    assert_eq!(hold(&test).await, None);
    for (id, state) in [
        (own_data, State::Review),
        (both, State::Review),
        (perhaps_sent, State::Review),
        (drifted, State::Queued),
        (alike[0], State::Review),
        (alike[1], State::Queued),
    ] {
        assert_eq!(test.state(id).await, state);
    }
    let history = test.ledger.history(alike[1]).await.unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.event, last.who.name.as_str()), (Some(Event::Requeue), "lee"));
    assert!(last.why.starts_with("a new release took its county over (new layout)"), "{}", last.why);
    assert_eq!(test.take_over(&PluginDigest::of(b"newer")).await, 0, "the county is not held");
}

/// What was delivered since shows that the site takes what it is sent: a later hold is about something else.
#[rstest]
#[tokio::test]
async fn what_was_stopped_before_a_delivery_stays_with_the_person(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (alder, release) = (county("99001"), plugin());
    serves(&test, &release).await;
    let (before, late) = (refused(&test, ALIKE, false).await, refused(&test, "a late one", false).await);
    test.ledger.reset_counts(&alder, &release).await.unwrap();
    let after = refused(&test, ALIKE, false).await;
    let met = Occurrence { county: &alder, plugin: &release, application: after };
    assert!(test.ledger.refused(met, ALIKE, 1, "the site has changed").await.unwrap());
    // Of an attempt that had begun before the site changed: it says nothing against the hold.
    test.ledger.reset_counts(&alder, &release).await.unwrap();
    assert_eq!(test.take_over(&PluginDigest::of(b"new")).await, 1);
    let states = [test.state(before).await, test.state(late).await, test.state(after).await];
    assert_eq!(states, [State::Review, State::Review, State::Queued]);
}

/// Whatever fails, or ends the host, in the middle: the release before serves, and what waited waits as it did.
#[rstest]
#[tokio::test]
async fn a_release_takes_its_county_over_in_one_step_or_not_at_all(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (ledger, alder, old, new) = (&test.ledger, county("99001"), plugin(), PluginDigest::of(b"new"));
    serves(&test, &old).await;
    let drifted = test.receive("99001", 5).await;
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    let drift = Conclusion { mark: Some(Mark::Drift), ..end(Event::Escalate) };
    ledger.conclude(&claim.lease, drift).await.unwrap();
    ledger.hold_county(&alder, "it drifted").await.unwrap();
    let is_as_before = async || {
        let releases = ledger.releases(None).await.unwrap().len();
        let forms = ledger.forms(&alder, &new).await.unwrap();
        assert_eq!((ledger.active_release(&alder).await.unwrap(), releases), (Some(old.clone()), 1));
        assert_eq!((hold(&test).await.as_deref(), test.state(drifted).await), (Some("it drifted"), State::Review));
        assert_eq!((ledger.goes_first(&alder).await.unwrap(), forms), (None, KeptForms::Learnt(Vec::new())));
    };
    test.break_down("UPDATE OF first_since", "counties").await;
    let activated = step(&new, ReleaseMove::Activated);
    ledger.take_over(&activated, |_| "forms".to_owned()).await.unwrap_err();
    is_as_before().await;
    ledger.serve_again(&activated, |_| false, |_| "forms".to_owned()).await.unwrap_err();
    is_as_before().await;
    test.mend("counties").await;
    assert_eq!(ledger.take_over(&activated, |_| "forms".to_owned()).await.unwrap(), 1);
    assert_eq!((ledger.active_release(&alder).await.unwrap(), hold(&test).await), (Some(new.clone()), None));
    assert!(ledger.goes_first(&alder).await.unwrap().is_some());
    assert_eq!(ledger.forms(&alder, &new).await.unwrap(), KeptForms::Own("forms".to_owned()));
}

/// One that is asked for while the county is being held for something else does not lift that hold: it is looked at in the same step.
#[rstest]
#[tokio::test]
async fn a_release_that_serves_again_keeps_a_hold_that_stays_and_lifts_another(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let (ledger, alder) = (&test.ledger, county("99001"));
    let back = step(&plugin(), ReleaseMove::RolledBack);
    let none = ledger.serve_again(&back, |_| panic!("it is not held"), |_| "{}".to_owned()).await.unwrap();
    assert_eq!((none, ledger.goes_first(&alder).await.unwrap()), (None, None));
    ledger.hold_county(&alder, "it drifted").await.unwrap();
    let stays = ledger.serve_again(&back, |hold| hold.why == "it drifted", |_| "{}".to_owned()).await.unwrap();
    assert_eq!((stays.map(|hold| hold.why), hold(&test).await.is_some()), (Some("it drifted".to_owned()), true));
    let gone = ledger.serve_again(&back, |_| false, |_| "{}".to_owned()).await.unwrap();
    assert_eq!((gone, hold(&test).await), (None, None));
    assert!(ledger.goes_first(&alder).await.unwrap().is_some());
}
