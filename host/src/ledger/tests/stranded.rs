//! Work that nothing can do now does not wait for ever, nor unseen.

use super::*;

async fn reason(test: &TestLedger, id: ApplicationId) -> String {
    test.ledger.application(id).await.unwrap().unwrap().reason.expect("it waits for a reason")
}

/// Where no release serves any county since the test began.
fn none_serves(_: &CountyCode) -> Option<Hold> {
    Some(Hold { since: noon(), why: "its file is damaged: install it again".into() })
}

fn all_are_served(_: &CountyCode) -> Option<Hold> {
    None
}

async fn escalate(test: &TestLedger, unserved: fn(&CountyCode) -> Option<Hold>) -> u32 {
    test.ledger.escalate_stranded(test.now(), unserved).await.unwrap()
}

/// An application that its plugin claims to have sent.
async fn claimed(test: &TestLedger) -> ApplicationId {
    let id = test.receive("99001", 5).await;
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    assert_eq!((claim.lease.application, claim.task), (id, Task::Submit));
    assert_eq!(test.conclude(&claim.lease, Event::Doubt).await.unwrap(), State::InDoubt);
    test.pass(30);
    id
}

#[rstest]
#[tokio::test]
async fn doubts_of_a_county_that_is_held_go_to_a_person(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let claimed = claimed(&test).await;
    let intended = {
        let id = test.receive("99001", 5).await;
        let mut claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        if claim.task != Task::Submit {
            let again = StillInDoubt::Unanswered { not_before: test.now() };
            test.ledger.postpone(&claim.lease, again, "down").await.unwrap();
            claim = test.claim(&[offer("99001", 9)]).await.unwrap();
        }
        test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
        test.conclude(&claim.lease, Event::Doubt).await.unwrap();
        test.pass(30);
        id
    };
    assert_eq!(escalate(&test, all_are_served).await, 0, "the county can be asked");
    test.ledger.hold_county(&county("99001"), "quarantined").await.unwrap();
    assert_eq!(escalate(&test, all_are_served).await, 1);
    assert_eq!((test.state(claimed).await, test.state(intended).await), (State::Review, State::InDoubt));
    let said = reason(&test, claimed).await;
    assert!(said.contains("is held (quarantined)") && said.contains("look at the county"), "{said}");
    assert!(said.ends_with("how the doubt began: because of doubt"), "{said}");
    test.pass(600);
    assert_eq!(escalate(&test, all_are_served).await, 1, "no new release came");
    assert_eq!(test.state(intended).await, State::Review);
}

/// The file of the release is damaged, the county is gone from the configuration, a credential has no account any more: nobody
/// holds such a county, and nobody can ask it either.
#[rstest]
#[tokio::test]
async fn doubts_of_a_county_that_nothing_serves_go_to_a_person(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.in_doubt("99001", 5).await;
    test.pass(569);
    assert_eq!(escalate(&test, none_serves).await, 0, "a release may come");
    test.pass(1);
    assert_eq!(escalate(&test, none_serves).await, 1);
    let said = reason(&test, id).await;
    assert!(said.contains("no release serves its county: its file is damaged"), "{said}");
    assert!(said.contains("look at the county") && said.ends_with("because of doubt"), "{said}");
}

#[rstest]
#[tokio::test]
async fn what_is_queued_goes_to_a_person_before_its_cutoff_where_nothing_can_work_on_it(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let (today, tomorrow) = (test.receive("99001", 5).await, test.receive("99001", 29).await);
    let (elsewhere, alder) = (test.receive("99003", 5).await, county("99001"));
    test.pass(4 * 3_600 - 1);
    assert_eq!(escalate(&test, none_serves).await, 0, "a release may come");
    test.pass(1);
    assert_eq!(escalate(&test, all_are_served).await, 0, "its turn will come");
    test.ledger.hold_county(&alder, "drifted").await.unwrap();
    assert_eq!(escalate(&test, all_are_served).await, 0, "it was held this moment");
    test.pass(600);
    assert_eq!(escalate(&test, all_are_served).await, 1);
    let states = [test.state(today).await, test.state(tomorrow).await, test.state(elsewhere).await];
    assert_eq!(states, [State::Review, State::Queued, State::Queued]);
    let said = reason(&test, today).await;
    assert!(said.contains("is held (drifted)") && said.contains("deliver it by hand"), "{said}");
    assert_eq!(escalate(&test, none_serves).await, 1);
    assert!(reason(&test, elsewhere).await.starts_with("no release serves its county: its file is damaged"));
}
