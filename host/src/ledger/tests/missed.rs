//! A cutoff that passed is counted once, whoever notes it and whatever clocks do; the next one stands.

use super::watch::{World, all_are_served};
use super::*;
use crate::submission::CountyConfig;

const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

fn world() -> World {
    World { can_work: all_are_served, is_configured: true }
}

async fn note(test: &TestLedger) -> u64 {
    test.ledger.note_missed(&world()).await.unwrap()
}

/// Hours from the test's noon to its deadline, and how many cutoffs it missed.
async fn standing(test: &TestLedger, id: ApplicationId) -> (i64, u32) {
    let record = test.ledger.application(id).await.unwrap().unwrap();
    (record.deadline.duration_since(noon()).as_hours(), record.missed)
}

async fn reasons(test: &TestLedger, id: ApplicationId) -> Vec<String> {
    test.ledger.missed_cutoffs(id).await.unwrap().into_iter().map(|missed| missed.reason).collect()
}

#[rstest]
#[tokio::test]
async fn each_cutoff_is_missed_once_and_the_next_one_stands(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (review, queued) = (test.receive("99001", 5).await, test.receive("99001", 5).await);
    let (held, tomorrow) = (test.receive("99003", 5).await, test.receive("99001", 29).await);
    test.by_hand("UPDATE applications SET deadline = deadline + 1").await.unwrap_err();
    let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
    assert_eq!(claim.lease.application, review);
    test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    test.ledger.hold_county(&county("99003"), "a page said no").await.unwrap();
    test.pass(5 * HOUR - 1);
    assert_eq!(note(&test).await, 0);
    test.pass(1);
    assert_eq!(note(&test).await, 3);
    assert_eq!(note(&test).await, 0, "each once");
    for id in [queued, held, review, tomorrow] {
        assert_eq!(standing(&test, id).await, (29, u32::from(id != tomorrow)));
    }
    assert_eq!(reasons(&test, queued).await, ["it waited for its turn"]);
    assert_eq!(reasons(&test, review).await, ["it was in front of a person"]);
    assert_eq!(reasons(&test, held).await, ["its county's work was held"]);
    test.pass(24 * HOUR);
    assert_eq!(note(&test).await, 4);
    assert_eq!((standing(&test, queued).await, standing(&test, tomorrow).await), ((53, 2), (53, 1)));
    let record = test.ledger.application(queued).await.unwrap().unwrap();
    assert_eq!(record.missed_at, Some(noon() + Duration::from_secs(5 * 3_600)), "the first of them");
    let missed = test.ledger.missed().await.unwrap();
    assert_eq!(missed[&county("99001")], Missed { waiting: 3, cutoffs: 5 });
    for sql in ["UPDATE missed_cutoffs SET reason = ''", "DELETE FROM missed_cutoffs"] {
        assert!(test.by_hand(sql).await.unwrap_err().contains("only added to"));
    }
    let back = test.by_hand("UPDATE applications SET deadline = deadline - 1").await.unwrap_err();
    assert!(back.contains("a deadline moves on only once it was missed"), "{back}");
}

/// Counties of California, whose calendars say this beside.
struct Says(&'static str);

impl Watched for Says {
    fn can_work(&self, county: &CountyCode, _: Timestamp) -> CanWork {
        all_are_served(county)
    }

    fn next_cutoff(&self, _: &CountyCode, after: Timestamp) -> Option<Timestamp> {
        let says = self.0;
        let text = format!(
            "code='99001'\nname='Alder'\nzone='America/Los_Angeles'\n{says}\ngrant.origins=['http://alder.test']"
        );
        let county = crate::submission::County::try_from(toml::from_str::<CountyConfig>(&text).unwrap()).unwrap();
        Some(county.calendar.next_cutoff(after).0)
    }
}

#[rstest]
#[tokio::test]
async fn deadlines_go_with_a_calendar_that_changes(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (queued, review, worked) =
        (test.receive("99001", 5).await, test.receive("99001", 5).await, test.receive("99001", 5).await);
    let other = test.receive("99003", 5).await;
    let by_id = [queued, review, worked];
    let first = test.claim(&[offer("99001", 3)]).await.unwrap().lease;
    test.conclude(&first, Event::Escalate).await.unwrap();
    test.claim(&[offer("99001", 3)]).await.unwrap();
    let only = |code: &CountyCode| code.as_str() == "99001";
    let follow = async |says: &'static str| test.ledger.follow_calendars(&Says(says), &only).await.unwrap();
    assert_eq!(follow("").await, 0);
    // Whatever it is at: waiting, in front of a person, worked on.
    assert_eq!((follow("cutoff='16:00:00'").await, follow("cutoff='16:00:00'").await), (3, 0));
    for id in by_id {
        assert_eq!(standing(&test, id).await, (4, 0));
    }
    assert_eq!(standing(&test, other).await, (5, 0), "nothing was said of its county");
    // A day off that somebody forgot, and then not.
    assert_eq!(follow("closed=['2026-03-02']").await, 3);
    assert_eq!(standing(&test, queued).await, (29, 0));
    assert_eq!(follow("").await, 3);
    assert_eq!(standing(&test, queued).await, (5, 0));
    let moved = test.ledger.moved_deadlines(queued).await.unwrap();
    let hours = |at: Timestamp| at.duration_since(noon()).as_hours();
    let moved: Vec<_> = moved.iter().map(|moved| (hours(moved.was), hours(moved.deadline))).collect();
    assert_eq!(moved, [(5, 4), (4, 29), (29, 5)]);
    for sql in ["UPDATE moved_deadlines SET was = 0", "DELETE FROM moved_deadlines"] {
        assert!(test.by_hand(sql).await.unwrap_err().contains("only added to"));
    }
    // At half past four the county turns out to close at four.
    test.pass(4 * HOUR + 30 * MINUTE);
    assert_eq!(follow("cutoff='16:00:00'").await, 3);
    assert_eq!(test.ledger.note_missed(&Says("cutoff='16:00:00'")).await.unwrap(), 3 - 1, "one is worked on");
    assert_eq!(standing(&test, queued).await, (28, 1));
}

/// Days of which nobody noted anything, a weekend and the beginning of daylight saving among them.
#[rstest]
#[tokio::test]
async fn what_was_missed_while_no_host_was_up_is_counted_by_the_countys_days(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    // Thursday at five.
    let id = test.receive("99001", 77).await;
    // Sunday noon.
    test.pass(144 * HOUR);
    assert_eq!(note(&test).await, 2, "Thursday and Friday");
    // Monday at five, of which an hour is gone.
    assert_eq!(standing(&test, id).await, (7 * 24 + 5 - 1, 2));
}

#[rstest]
#[tokio::test]
async fn a_clock_that_is_set_counts_nothing_twice_and_uncounts_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    test.pass(5 * HOUR - 5 * MINUTE);
    test.manual_clock().set_forward(-HOUR);
    assert_eq!(note(&test).await, 0);
    test.pass(10 * MINUTE);
    assert_eq!(note(&test).await, 0, "five past four, as far as anybody knows");
    test.manual_clock().set_forward(HOUR);
    assert_eq!((note(&test).await, standing(&test, id).await), (1, (29, 1)));
    test.manual_clock().set_forward(-HOUR);
    assert_eq!((note(&test).await, standing(&test, id).await), (0, (29, 1)));
    test.pass(HOUR);
    assert_eq!((note(&test).await, standing(&test, id).await), (0, (29, 1)), "the same cutoff again");
}

#[rstest]
#[tokio::test]
async fn two_hosts_note_a_miss_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let other = match on {
        On::Postgres => Ledger::open(&test.config, test.clock.clone()).await.unwrap(),
        On::Sqlite => test.ledger.clone(),
    };
    for _ in 0..300 {
        test.receive("99001", 5).await;
    }
    test.pass(5 * HOUR);
    let world = world();
    let (one, two) = tokio::join!(test.ledger.note_missed(&world), other.note_missed(&world));
    assert_eq!(one.unwrap() + two.unwrap(), 300);
    assert_eq!(test.ledger.missed().await.unwrap()[&county("99001")], Missed { waiting: 300, cutoffs: 300 });
}

#[rstest]
#[tokio::test]
async fn what_is_worked_on_as_its_cutoff_passes_is_counted_once_that_has_ended(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let (attempt, in_time, too_late) =
        (test.receive("99001", 5).await, test.receive("99003", 5).await, test.receive("99005", 5).await);
    test.pass(5 * HOUR - 10);
    let mut claims = Vec::new();
    for code in ["99001", "99003", "99005"] {
        claims.push(test.claim(&[offer(code, 1)]).await.unwrap().lease);
    }
    test.ledger.intend(&claims[1], &plugin()).await.unwrap();
    test.pass(15);
    assert_eq!(note(&test).await, 0, "they may be in time");
    test.ledger.intend(&claims[2], &plugin()).await.unwrap();
    for lease in &claims[1..] {
        assert_eq!(test.conclude(lease, Event::Confirm).await.unwrap(), State::Delivered);
    }
    assert_eq!(standing(&test, in_time).await, (5, 0));
    assert_eq!(
        (standing(&test, too_late).await, reasons(&test, too_late).await),
        ((5, 1), vec!["it was sent after it".into()])
    );
    test.conclude(&claims[0], Event::Retry).await.unwrap();
    assert_eq!((note(&test).await, standing(&test, attempt).await), (1, (29, 1)));
    assert_eq!(test.ledger.missed().await.unwrap()[&county("99005")], Missed { waiting: 0, cutoffs: 1 });
}

/// What was sent before the cutoff may be found to be there; what nobody can say of for long was not delivered in time.
#[rstest]
#[tokio::test]
async fn a_doubt_about_what_was_sent_in_time_has_a_while_to_be_settled(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    test.pass(5 * HOUR - 60);
    let (settled, unsettled) = (test.in_doubt("99001", 5).await, test.in_doubt("99003", 5).await);
    test.pass(60);
    assert_eq!(note(&test).await, 0);
    let asked = test.claim(&[offer("99001", 1)]).await.unwrap();
    test.conclude(&asked.lease, Event::Confirm).await.unwrap();
    test.pass(15 * MINUTE);
    assert_eq!(note(&test).await, 1);
    assert_eq!((standing(&test, settled).await, standing(&test, unsettled).await), ((5, 0), (29, 1)));
    assert_eq!(reasons(&test, unsettled).await, ["nobody could say whether the county had it"]);
    let asked = test.claim(&[offer("99003", 1)]).await.unwrap();
    assert_eq!(test.conclude(&asked.lease, Event::Confirm).await.unwrap(), State::Delivered);
    assert_eq!(standing(&test, unsettled).await, (29, 1), "no more than that");
}

#[rstest]
#[tokio::test]
async fn a_county_without_a_calendar_misses_once_until_it_has_one_again(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 5).await;
    let can_work = |_: &CountyCode| CanWork::Never { since: None, why: "the configuration does not have it".into() };
    let gone = World { can_work, is_configured: false };
    for expect in [0, 1, 0] {
        assert_eq!(test.ledger.note_missed(&gone).await.unwrap(), expect);
        test.pass(5 * HOUR);
    }
    assert_eq!(
        (standing(&test, id).await, reasons(&test, id).await),
        ((5, 1), vec!["nothing served its county".into()])
    );
    assert_eq!(note(&test).await, 0, "it is back: what was counted is not counted again");
    assert_eq!(standing(&test, id).await, (29, 1));
}

/// A deadline that moves on takes its turn with it.
#[rstest]
#[tokio::test]
async fn what_missed_its_cutoff_waits_by_its_next_one(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (today, elsewhere) = (test.receive("99001", 5).await, test.receive("99003", 6).await);
    test.pass(5 * HOUR);
    note(&test).await;
    let heads =
        sqlx::query("SELECT county FROM heads ORDER BY deadline").fetch_all(test.ledger.readers()).await.unwrap();
    assert_eq!(heads.iter().map(|row| row.get::<String, _>(0)).collect::<Vec<_>>(), ["99003", "99001"]);
    let offers = [offer("99001", 1), offer("99003", 1)];
    for expect in [elsewhere, today] {
        assert_eq!(test.claim(&offers).await.unwrap().lease.application, expect);
    }
}

#[rstest]
#[tokio::test]
async fn what_a_person_delivers_after_the_cutoff_missed_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(test.receive("99001", 5).await);
        let claim = test.claim(&[offer("99001", 1)]).await.unwrap();
        test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    }
    for (id, expect) in ids.into_iter().zip([0, 1]) {
        let by_hand = Decision::DeliverByHand { receipt_number: None };
        let lee = Who::new(ActorRole::Reviewer, "lee");
        test.ledger.resolve(id, by_hand, lee, "by fax".into()).await.unwrap();
        assert_eq!(standing(&test, id).await, (5, expect));
        test.pass(5 * HOUR + 1);
    }
}
