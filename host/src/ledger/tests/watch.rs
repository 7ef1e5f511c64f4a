//! Nothing waits past its cutoff unseen.

use super::*;
use crate::submission::CountyConfig;

async fn reason(test: &TestLedger, id: ApplicationId) -> String {
    test.ledger.application(id).await.unwrap().unwrap().reason.expect("it waits for a reason")
}

/// When what waits is handed over, as configured by default.
pub(super) const WHEN: HandOver =
    HandOver { by_hand: Duration::from_secs(60 * 60), last_call: Duration::from_secs(25 * 60) };

/// What a test says of all its counties: each has a calendar of California's, unless it is gone.
pub(super) struct World {
    pub(super) can_work: fn(&CountyCode) -> CanWork,
    pub(super) is_configured: bool,
}

impl Watched for World {
    fn can_work(&self, county: &CountyCode, _: Timestamp) -> CanWork {
        (self.can_work)(county)
    }

    fn next_cutoff(&self, _: &CountyCode, after: Timestamp) -> Option<Timestamp> {
        let text = "code='99001'\nname='Alder'\nzone='America/Los_Angeles'\ngrant.origins=['http://alder.test']";
        let county = crate::submission::County::try_from(toml::from_str::<CountyConfig>(text).unwrap()).unwrap();
        self.is_configured.then(|| county.calendar.next_cutoff(after).0)
    }
}

/// Where no release serves any county since the test began.
fn none_serves(_: &CountyCode) -> CanWork {
    let why = "no release serves its county: its file is damaged: install it again".into();
    CanWork::Never { since: Some(noon()), why }
}

pub(super) fn all_are_served(county: &CountyCode) -> CanWork {
    CanWork::Now(offer(county.as_str(), 1))
}

fn all_are_closed(_: &CountyCode) -> CanWork {
    CanWork::Later("its county's site is closed at this hour".into())
}

pub(super) async fn escalate(test: &TestLedger, can_work: fn(&CountyCode) -> CanWork) -> u32 {
    test.ledger.hand_over(&World { can_work, is_configured: true }, WHEN).await.unwrap()
}

/// From now on deliveries of a county took so many seconds.
async fn measured(test: &TestLedger, code: &str, seconds: u32) {
    test.by_hand(&format!(
        "INSERT INTO counties (county, service_ms) VALUES ('{code}', {ms})
         ON CONFLICT (county) DO UPDATE SET service_ms = {ms}",
        ms = seconds * 1_000
    ))
    .await
    .unwrap();
}

async fn states(test: &TestLedger, ids: &[ApplicationId]) -> Vec<State> {
    let mut states = Vec::new();
    for id in ids {
        states.push(test.state(*id).await);
    }
    states
}

const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

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

/// A hold within the last minutes leaves no time for a release to come.
#[rstest]
#[tokio::test]
async fn what_is_stopped_shortly_before_its_cutoff_goes_to_a_person_at_once(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let (queued, doubtful) = (test.receive("99003", 5).await, test.in_doubt("99001", 5).await);
    test.pass(5 * HOUR - 26 * MINUTE - 30);
    for code in ["99001", "99003"] {
        test.ledger.hold_county(&county(code), "drifted").await.unwrap();
    }
    assert_eq!(escalate(&test, all_are_served).await, 0, "a release may come");
    test.pass(MINUTE);
    assert_eq!(escalate(&test, all_are_served).await, 2);
    assert_eq!(states(&test, &[queued, doubtful]).await, [State::Review; 2]);
}

#[rstest]
#[tokio::test]
async fn what_merely_waits_goes_to_a_person_at_the_last_call(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    test.pass(5 * HOUR - 25 * MINUTE - 1);
    assert_eq!(escalate(&test, all_are_closed).await, 0, "it may open");
    test.pass(1);
    assert_eq!(escalate(&test, all_are_served).await, 0, "its turn comes");
    assert_eq!(escalate(&test, all_are_closed).await, 1);
    let said = reason(&test, id).await;
    assert!(said.starts_with("its county's site is closed at this hour, and its cutoff is near: deliver it"), "{said}");
    // A person's word that it be sent again stands.
    let lee = Who::new(ActorRole::Reviewer, "lee");
    test.ledger.resolve(id, Decision::Requeue, lee, "it opens at five to".into()).await.unwrap();
    assert_eq!(escalate(&test, all_are_closed).await, 0);
    let late = test.receive("99001", 5).await;
    test.pass(20 * MINUTE);
    assert_eq!(escalate(&test, all_are_closed).await, 0, "nobody delivers it by hand in five minutes");
    assert_eq!(test.state(late).await, State::Queued);
}

#[rstest]
#[tokio::test]
async fn whose_turn_does_not_come_in_time_goes_to_a_person_and_whose_does_is_left(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(test.receive("99001", 5).await);
    }
    measured(&test, "99001", 600).await;
    test.pass(5 * HOUR - 25 * MINUTE);
    let at_work = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!(at_work.lease.application, ids[0]);
    // Twenty-five minutes: half of what is at work, then one of ten minutes, and a second one.
    assert_eq!(escalate(&test, all_are_served).await, 2);
    let expect = [State::Attempting, State::Queued, State::Queued, State::Review, State::Review];
    assert_eq!(states(&test, &ids).await, expect);
    let said = reason(&test, ids[3]).await;
    assert!(said.contains("2 of its county have their turn before it, and each takes about 600 s"), "{said}");
    assert_eq!(escalate(&test, |county| CanWork::Now(offer(county.as_str(), 9))).await, 0);
    // Accounts that are refused are no lanes.
    let with_account = |county: &CountyCode| {
        let credentials = vec![credential("worker", "w1", 1), credential("worker", "w2", 1)];
        CanWork::Now(Offer { credentials, ..offer(county.as_str(), 9) })
    };
    for account in ["w1", "w2"] {
        assert_eq!(escalate(&test, with_account).await, 0, "there is one left");
        test.ledger.bench_account(&county("99001"), "worker", account, &LoginDigest::default()).await.unwrap();
    }
    assert_eq!(escalate(&test, with_account).await, 2);
    assert!(reason(&test, ids[1]).await.starts_with("its county refuses every account of credential worker"));
    assert_eq!(test.state(ids[0]).await, State::Attempting, "what is worked on stays with whoever works on it");
}

/// For a day nothing will work on it before somebody does something: a person is told as of a hold.
#[rstest]
#[tokio::test]
async fn what_waits_for_a_login_that_was_refused_too_often_goes_to_a_person_in_time(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    let with_account = |county: &CountyCode| {
        let credentials = vec![credential("worker", "w1", 1)];
        CanWork::Now(Offer { credentials, ..offer(county.as_str(), 9) })
    };
    for _ in 0..3 {
        test.pass(15 * MINUTE);
        test.ledger.bench_account(&county("99001"), "worker", "w1", &LoginDigest::default()).await.unwrap();
    }
    test.pass(5 * HOUR - 45 * MINUTE - HOUR - 1);
    assert_eq!(escalate(&test, with_account).await, 0);
    test.pass(2);
    assert_eq!(escalate(&test, with_account).await, 1);
    assert!(reason(&test, id).await.contains("refused every account of credential worker again and again"));
}

#[rstest]
#[tokio::test]
async fn what_is_tried_again_too_late_goes_to_a_person(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    measured(&test, "99001", 60).await;
    test.pass(5 * HOUR - 20 * MINUTE);
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    let later = Conclusion { not_before: Some(test.now() + Duration::from_secs(18 * 60)), ..end(Event::Retry) };
    test.ledger.conclude(&claim.lease, later).await.unwrap();
    assert_eq!(escalate(&test, all_are_served).await, 0, "a minute is enough");
    measured(&test, "99001", 180).await;
    assert_eq!(escalate(&test, all_are_served).await, 1);
    let said = reason(&test, id).await;
    assert!(said.contains("it is tried again at 00:58 UTC at the earliest, and each takes about 180 s"), "{said}");
}

#[rstest]
#[tokio::test]
async fn a_first_that_does_not_end_keeps_nobody_from_a_person(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (first, second) = (test.receive("99001", 5).await, test.receive("99001", 5).await);
    test.take_over(&plugin()).await;
    test.pass(4 * HOUR);
    let lease = test.claim(&[offer("99001", 9)]).await.unwrap().lease;
    assert_eq!((lease.application, escalate(&test, all_are_served).await), (first, 0), "it has just begun");
    test.pass(15 * MINUTE);
    assert_eq!(escalate(&test, all_are_served).await, 0, "no attempt is longer than that");
    test.pass(MINUTE);
    assert_eq!(escalate(&test, all_are_served).await, 1);
    assert_eq!(states(&test, &[first, second]).await, [State::Attempting, State::Review]);
    let said = reason(&test, second).await;
    assert!(said.starts_with("another one of its county goes first, and does not end; its cutoff is near"), "{said}");
}

/// It may be there: look it up. Never back to the queue.
#[rstest]
#[tokio::test]
async fn a_doubt_that_nobody_can_ask_about_goes_to_a_person_before_its_cutoff(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let (asked, unasked) = (test.in_doubt("99001", 5).await, test.in_doubt("99003", 5).await);
    test.pass(4 * HOUR - 3 * MINUTE);
    for times in 1..=2 {
        let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
        let not_before = test.now() + Duration::from_secs(60);
        test.ledger.postpone(&claim.lease, StillInDoubt::Unanswered { not_before }, "down").await.unwrap();
        assert_eq!(escalate(&test, all_are_closed).await, 0, "{times}: there is time");
        test.pass(MINUTE);
    }
    assert_eq!(escalate(&test, all_are_closed).await, 1);
    assert_eq!(states(&test, &[asked, unasked]).await, [State::Review, State::InDoubt]);
    let said = reason(&test, asked).await;
    assert!(
        said.contains("could not be asked 2 times") && said.contains("look at the county whether it has it"),
        "{said}"
    );
    test.pass(35 * MINUTE);
    assert_eq!(escalate(&test, all_are_served).await, 0, "it is asked any moment");
    assert_eq!(escalate(&test, all_are_closed).await, 1);
    let said = reason(&test, unasked).await;
    assert!(said.starts_with("the county cannot be asked now, for its county's site is closed"), "{said}");
    assert!(said.contains("look at the county") && said.ends_with("how the doubt began: because of doubt"), "{said}");
}

/// People have time for so many; what is left in the queue goes on by itself.
#[rstest]
#[tokio::test]
async fn people_are_not_flooded_with_what_merely_waits(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    for _ in 0..103 {
        test.receive("99001", 5).await;
    }
    test.pass(5 * HOUR - 25 * MINUTE);
    assert_eq!(escalate(&test, all_are_closed).await, 100);
    assert_eq!(escalate(&test, all_are_closed).await, 0);
    test.ledger.hold_county(&county("99001"), "drifted").await.unwrap();
    assert_eq!(escalate(&test, all_are_closed).await, 3, "what needs somebody anyway is not counted");
}

#[rstest]
#[tokio::test]
async fn what_another_host_serves_is_not_handed_over_by_one_that_cannot(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    test.receive("99001", 5).await;
    test.receive("99001", 5).await;
    test.pass(4 * HOUR);
    test.claim(&[offer("99001", 1)]).await.unwrap();
    let handed_over = escalate(&test, none_serves).await;
    assert_eq!(handed_over, u32::from(on == On::Sqlite), "nobody else has a file");
    test.pass(10 * MINUTE);
    assert_eq!(escalate(&test, none_serves).await, 1 - handed_over, "nobody has begun anything since");
}
