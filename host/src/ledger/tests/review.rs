//! The review hour: who has a case, what is noted and corrected, and how long it took.

use super::*;

fn person(name: &str) -> Who {
    Who::new(ActorRole::Reviewer, name)
}

fn by_hand(number: &str) -> Decision {
    Decision::DeliverByHand { receipt_number: Some(number.to_owned()) }
}

impl TestLedger {
    /// One application that a plugin put in front of a person.
    async fn in_review(&self, deadline_in_hours: i64) -> ApplicationId {
        let id = self.receive("99001", deadline_in_hours).await;
        let claim = self.claim(&[offer("99001", 99)]).await.unwrap();
        assert_eq!(claim.lease.application, id);
        self.conclude(&claim.lease, Event::Escalate).await.unwrap();
        id
    }

    async fn has(&self, id: ApplicationId) -> Option<String> {
        self.ledger.disposition(id).await.unwrap().taken.map(|taken| taken.who.name)
    }

    async fn correct(&self, id: ApplicationId, of: u32, body: &str, who: &str) -> Result<State, LedgerError> {
        let corrected = Corrected {
            body: Zeroizing::new(body.as_bytes().to_vec()),
            body_digest: self.ledger.digest(body.as_bytes()),
            fields: vec!["home.zip".to_owned(), "applicant.name.last".to_owned()],
            of,
        };
        self.ledger.correct(id, corrected, Anyway::No, &person(who), "they said so").await
    }

    async fn minutes(&self) -> u64 {
        self.ledger.staff_totals().await.unwrap().iter().map(|total| total.milliseconds / 60_000).sum()
    }
}

#[track_caller]
fn taken_by(refused: Result<impl std::fmt::Debug, LedgerError>, name: &str) {
    match refused {
        Err(LedgerError::TakenBy { who, .. }) => assert_eq!(who.name, name),
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn however_many_take_at_once_each_case_is_one_persons(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut cases = Vec::new();
    for hours in [3, 1, 2] {
        cases.push(test.in_review(hours).await);
    }
    let mut people = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (ledger, named) = (test.ledger.clone(), cases[0]);
        people.spawn(async move {
            let who = person(&format!("p{number}"));
            // Half of them ask for one and the same, half for the most urgent.
            if number % 2 == 0 {
                ledger.take_case(named, &who, Over::Left).await.ok().map(|()| named)
            } else {
                ledger.take_next_case(None, &who).await.unwrap()
            }
        });
    }
    let mut taken: Vec<_> = people.join_all().await.into_iter().flatten().collect();
    taken.sort_unstable();
    cases.sort_unstable();
    assert_eq!(taken, cases, "each once");
    assert_eq!(test.ledger.take_next_case(None, &person("late")).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn the_most_urgent_case_that_nobody_has_is_taken_next(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (late, soon) = (test.in_review(5).await, test.in_review(1).await);
    let (kim, lee) = (person("kim"), person("lee"));
    let elsewhere = county("99003");
    assert_eq!(test.ledger.take_next_case(Some(&elsewhere), &kim).await.unwrap(), None);
    assert_eq!(test.ledger.take_next_case(Some(&county("99001")), &kim).await.unwrap(), Some(soon));
    assert_eq!(test.ledger.take_next_case(None, &lee).await.unwrap(), Some(late));
    test.ledger.give_back(soon, &kim).await.unwrap();
    assert_eq!(test.ledger.take_next_case(None, &lee).await.unwrap(), Some(soon));
    taken_by(test.ledger.give_back(soon, &kim).await, "lee");
    test.ledger.give_back(late, &lee).await.unwrap();
    assert!(matches!(test.ledger.give_back(late, &lee).await, Err(LedgerError::NotTaken { .. })));
}

#[rstest]
#[tokio::test]
async fn what_another_has_is_theirs_to_decide_until_it_is_taken_over(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.in_review(1).await;
    let (kim, lee) = (person("kim"), person("lee"));
    test.ledger.take_case(id, &kim, Over::Left).await.unwrap();
    taken_by(test.ledger.resolve(id, by_hand("H-1"), lee.clone(), "why".into()).await, "kim");
    taken_by(test.ledger.take_case(id, &lee, Over::Left).await, "kim");
    taken_by(test.correct(id, 1, "{\"a\":1}", "lee").await, "kim");
    taken_by(test.ledger.to_correct(id, &lee, Anyway::No).await.map(drop), "kim");
    let said = test.ledger.take_case(id, &lee, Over::Left).await.unwrap_err().to_string();
    assert!(said.starts_with("reviewer kim has the case") && said.contains("since 20:00 UTC"), "{said}");
    // A note is nobody's to refuse.
    test.ledger.note_case(id, &lee, NoteKind::Noted, "their line is busy").await.unwrap();
    test.ledger.take_case(id, &lee, Over::Taken).await.unwrap();
    taken_by(test.ledger.resolve(id, by_hand("H-1"), kim, "why".into()).await, "lee");
    let notes = test.ledger.notes(id).await.unwrap();
    let notes: Vec<_> = notes.iter().map(|note| (note.kind, note.who.name.as_str(), note.words.as_str())).collect();
    assert_eq!(
        notes,
        [(NoteKind::Noted, "lee", "their line is busy"), (NoteKind::TookOver, "lee", "from reviewer kim")]
    );
    assert_eq!(test.ledger.resolve(id, by_hand("H-1"), lee, "by fax".into()).await.unwrap(), State::DeliveredByHand);
    let disposition = test.ledger.disposition(id).await.unwrap();
    assert_eq!(disposition.taken, None);
    assert_eq!(
        disposition.decided.map(|one| (one.event, one.who.name)),
        Some((Event::DeliverByHand, "lee".to_owned()))
    );
    let again = test.ledger.resolve(id, by_hand("H-1"), person("lee"), "twice".into()).await;
    assert!(matches!(again, Err(LedgerError::Illegal(_))), "{again:?}");
}

/// Who went home keeps nothing: after 30 minutes without a word of theirs a case is everybody's.
#[rstest]
#[tokio::test]
async fn a_case_of_somebody_who_left_is_free_again(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.in_review(9).await;
    let (kim, lee) = (person("kim"), person("lee"));
    test.ledger.take_case(id, &kim, Over::Left).await.unwrap();
    test.pass(29 * 60);
    test.ledger.note_case(id, &kim, NoteKind::Called, "no answer").await.unwrap();
    test.pass(29 * 60);
    taken_by(test.ledger.take_case(id, &lee, Over::Left).await, "kim");
    test.pass(59);
    assert_eq!(test.has(id).await.as_deref(), Some("kim"));
    test.pass(1);
    assert_eq!(test.has(id).await, None);
    assert!(matches!(test.ledger.give_back(id, &kim).await, Err(LedgerError::NotTaken { .. })));
    assert_eq!(test.ledger.take_next_case(None, &lee).await.unwrap(), Some(id));
    assert_eq!(test.ledger.notes(id).await.unwrap().len(), 1, "nothing was taken over");
    test.pass(6 * 60);
    test.ledger.resolve(id, Decision::Requeue, lee, "mended".into()).await.unwrap();
    // 29 and 30 minutes of who went home, 6 of who came after.
    assert_eq!(test.minutes().await, 65);
}

#[rstest]
#[tokio::test]
async fn who_decides_about_what_nobody_has_takes_it_with_that(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.in_review(1).await;
    test.ledger.resolve(id, by_hand("H-1"), person("kim"), "by fax".into()).await.unwrap();
    let hours = test.ledger.staff_hours(noon() - jiff::SignedDuration::from_hours(1)).await.unwrap();
    let hours: Vec<_> = hours.iter().map(|one| (one.reason.as_str(), one.taken, one.milliseconds, one.hour)).collect();
    assert_eq!(hours, [("delivered", 1, 0, noon())], "the name of how its last work ended");
}

#[rstest]
#[tokio::test]
async fn staff_minutes_are_counted_from_take_to_end(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let (first, second) = (test.in_review(5).await, test.in_review(6).await);
    let kim = person("kim");
    test.ledger.take_case(first, &kim, Over::Left).await.unwrap();
    test.pass(10 * 60);
    assert_eq!(test.minutes().await, 10, "while it goes on");
    test.ledger.give_back(first, &kim).await.unwrap();
    test.pass(10 * 60);
    test.ledger.take_case(second, &kim, Over::Left).await.unwrap();
    test.pass(5 * 60);
    // A host's clock that is set back makes it no less than nothing.
    test.manual_clock().set_forward(-3_600);
    test.ledger.resolve(second, Decision::Cancel, kim, "withdrawn".into()).await.unwrap();
    assert_eq!(test.minutes().await, 10);
    assert!(test.ledger.staff_hours(test.now() + jiff::SignedDuration::from_hours(9)).await.unwrap().is_empty());
}

/// A person may be typing it into the county's site just then.
#[rstest]
#[tokio::test]
async fn a_new_release_takes_up_nothing_that_a_person_has(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let mut drifted = Vec::new();
    for _ in 0..3 {
        let id = test.receive("99001", 5).await;
        let claim = test.claim(&[offer("99001", 99)]).await.unwrap();
        assert_eq!(claim.lease.application, id);
        let end = Conclusion { mark: Some(Mark::Drift), ..end(Event::Escalate) };
        test.ledger.conclude(&claim.lease, end).await.unwrap();
        drifted.push(id);
    }
    test.ledger.hold_county(&county("99001"), "it drifted").await.unwrap();
    test.ledger.take_case(drifted[0], &person("kim"), Over::Left).await.unwrap();
    test.ledger.take_case(drifted[1], &person("gone"), Over::Left).await.unwrap();
    test.pass(30 * 60);
    test.ledger.take_case(drifted[0], &person("kim"), Over::Left).await.unwrap();
    assert_eq!(test.take_over(&PluginDigest::of(b"next")).await, 1);
    assert_eq!(test.state(drifted[0]).await, State::Review);
    assert_eq!(test.has(drifted[0]).await.as_deref(), Some("kim"));
    assert_eq!(test.state(drifted[1]).await, State::Review, "somebody may be typing it in, however quiet they are");
    assert_eq!(test.state(drifted[2]).await, State::Queued);
    let late = test.ledger.take_case(drifted[2], &person("lee"), Over::Left).await;
    assert!(matches!(late, Err(LedgerError::NotInReview { state: State::Queued, .. })), "{late:?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_take_and_a_new_release_at_once_leave_one_of_both(#[values(On::Sqlite, On::Postgres)] on: On) {
    for _ in 0..3 {
        let test = TestLedger::new(on).await;
        let id = test.receive("99001", 5).await;
        let claim = test.claim(&[offer("99001", 99)]).await.unwrap();
        let end = Conclusion { mark: Some(Mark::Drift), ..end(Event::Escalate) };
        test.ledger.conclude(&claim.lease, end).await.unwrap();
        test.ledger.hold_county(&county("99001"), "it drifted").await.unwrap();
        let (kim, next) = (person("kim"), PluginDigest::of(b"next"));
        let (taken, back) = tokio::join!(test.ledger.take_case(id, &kim, Over::Left), test.take_over(&next));
        assert_eq!((taken.is_ok(), back), if test.state(id).await == State::Review { (true, 0) } else { (false, 1) });
    }
}

#[rstest]
#[tokio::test]
async fn a_correction_is_one_more_version_and_the_next_attempt_sends_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let first =
        NewApplication { duplicates: Duplicates::Recognised, ..new(&test.ledger, "99001", Some("k-1"), "{}", 1) };
    let id = test.ledger.receive(first).await.unwrap().id;
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    let (version, body) = test.ledger.to_correct(id, &person("kim"), Anyway::No).await.unwrap();
    assert_eq!((version, &**body), (1, &b"{}"[..]));
    assert_eq!(test.correct(id, 1, "{\"zip\":\"97201\"}", "kim").await.unwrap(), State::Queued);
    assert_eq!(&**test.ledger.body(id).await.unwrap(), b"{\"zip\":\"97201\"}");

    let history = test.ledger.history(id).await.unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.event, last.who.name.as_str()), (Some(Event::Requeue), "kim"));
    assert_eq!(last.why, "corrected home.zip, applicant.name.last: they said so");
    let corrections = test.ledger.corrections(id).await.unwrap();
    let fields = vec!["home.zip".to_owned(), "applicant.name.last".to_owned()];
    assert_eq!(corrections, [Correction { version: 2, at: test.now(), who: person("kim"), fields }]);

    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    assert_eq!((claim.lease.application, claim.tries), (id, 1), "with a new allowance");
    let versions: Vec<_> = test.ledger.attempts(id).await.unwrap().iter().map(|one| one.version).collect();
    assert_eq!(versions, [1, 2]);
    // Its client's lost answer is the same as before; what it says now is known as well.
    for (key, body) in [(Some("k-1"), "{}"), (None, "{}"), (None, "{\"zip\":\"97201\"}")] {
        let again = NewApplication { duplicates: Duplicates::Recognised, ..new(&test.ledger, "99001", key, body, 1) };
        assert_eq!(test.ledger.receive(again).await.unwrap().id, id, "{key:?} {body}");
    }
}

#[rstest]
#[tokio::test]
async fn what_may_not_be_corrected_stays_as_it_is(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    for state in [State::Queued, State::Attempting] {
        match test.correct(id, 1, "{\"a\":1}", "kim").await {
            Err(LedgerError::NotInReview { state: found, .. }) => assert_eq!(found, state),
            other => panic!("{other:?}"),
        }
        test.claim(&[offer("99001", 9)]).await;
    }
    let doubt = test.receive("99003", 1).await;
    let claim = test.claim(&[offer("99003", 9)]).await.unwrap();
    test.ledger.intend(&claim.lease, &plugin()).await.unwrap();
    test.conclude(&claim.lease, Event::Doubt).await.unwrap();
    test.pass(30);
    let asks = test.claim(&[offer("99003", 9)]).await.unwrap();
    test.conclude(&asks.lease, Event::Escalate).await.unwrap();
    let refused = test.correct(doubt, 1, "{\"a\":1}", "kim").await;
    assert!(matches!(refused, Err(LedgerError::MayHaveArrived { .. })), "{refused:?}");
    assert_eq!((test.state(doubt).await, test.has(doubt).await), (State::Review, None));
    let nobody = test.correct(ApplicationId::generate(), 1, "{}", "kim").await;
    assert!(matches!(nobody, Err(LedgerError::NoSuchApplication { .. })), "{nobody:?}");

    // What somebody corrected meanwhile is not corrected over.
    let twice = test.in_review(2).await;
    test.correct(twice, 1, "{\"a\":1}", "kim").await.unwrap();
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    test.conclude(&claim.lease, Event::Escalate).await.unwrap();
    let stale = test.correct(twice, 1, "{\"b\":1}", "lee").await;
    assert!(matches!(stale, Err(LedgerError::CorrectedMeanwhile { .. })), "{stale:?}");
    assert_eq!(&**test.ledger.body(twice).await.unwrap(), b"{\"a\":1}");
    // Another one that says so already would reach the county beside it.
    let other = test.in_review(3).await;
    match test.correct(other, 1, "{\"a\":1}", "kim").await {
        Err(LedgerError::SaidAlready { other, .. }) => assert_eq!(other, twice),
        done => panic!("{done:?}"),
    }
    let many = test.correct(other, MAX_VERSIONS, "{\"c\":1}", "kim").await;
    assert!(matches!(many, Err(LedgerError::TooMany { .. })), "{many:?}");
    assert!(test.ledger.corrections(other).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn notes_and_versions_are_sealed_and_forgotten_with_their_application(
    #[values(On::Sqlite, On::Postgres)] on: On,
) {
    let test = TestLedger::new(on).await;
    let id = test.in_review(1).await;
    test.ledger.note_case(id, &person("kim"), NoteKind::Called, "Wilhelmina was out").await.unwrap();
    test.correct(id, 1, "{\"name\":\"Wilhelmina\"}", "kim").await.unwrap();
    let key = test.ledger.application_key(id).await.unwrap();
    let sealed = test.sealed(id).await;
    let of = |table: &str| sealed.iter().filter(|one| one.is_of(table)).count();
    assert_eq!((of("case_notes"), of("corrections"), of("applications")), (1, 1, 1));
    assert!(sealed.iter().all(|one| one.opens_with(&key)), "{sealed:?}");
    for sql in [
        format!("UPDATE case_notes SET name = 'x' WHERE application = '{id}'"),
        "DELETE FROM case_notes".to_owned(),
        format!("UPDATE corrections SET fence = 0 WHERE application = '{id}'"),
        "DELETE FROM corrections".to_owned(),
        format!("UPDATE corrections SET body = '' WHERE application = '{id}'"),
        format!("UPDATE case_notes SET words = '' WHERE application = '{id}'"),
        "DELETE FROM assignments".to_owned(),
        "UPDATE assignments SET name = 'x'".to_owned(),
        "UPDATE assignments SET ended_at = 1".to_owned(),
        format!(
            "INSERT INTO assignments (application, county, role, name, reason, taken_at, last_at) VALUES ('{id}', '99001', 'admin', 'x', 'x', 1, 1)"
        ),
    ] {
        test.by_hand(&sql).await.expect_err(&sql);
    }
    test.ledger.pull(id, &person("kim"), "they came in person").await.unwrap();
    test.ledger.resolve(id, by_hand("H-1"), person("kim"), "done".into()).await.unwrap();
    test.ledger.forget(id, &Who::new(ActorRole::Admin, "ops"), "they asked").await.unwrap();
    assert!(test.sealed(id).await.iter().all(|one| one.bytes.is_empty()));
    assert!(test.ledger.notes(id).await.unwrap().is_empty());
    assert!(matches!(test.ledger.body(id).await, Err(LedgerError::Forgotten { .. })));
    assert_eq!(test.ledger.corrections(id).await.unwrap().len(), 1, "that it was corrected stays");
    let late = test.ledger.note_case(id, &person("kim"), NoteKind::Noted, "late").await;
    assert!(matches!(late, Err(LedgerError::Forgotten { .. })), "{late:?}");
    let late = test.correct(id, 2, "{}", "kim").await;
    assert!(matches!(late, Err(LedgerError::Forgotten { .. })), "{late:?}");
}

#[rstest]
#[tokio::test]
async fn what_waits_in_the_queue_is_pulled_and_delivered_by_hand(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    let claim = test.claim(&[offer("99001", 9)]).await.unwrap();
    let kim = person("kim");
    let worked_on = test.ledger.pull(id, &kim, "by hand").await;
    assert!(matches!(worked_on, Err(LedgerError::NotQueued { state: State::Attempting, .. })), "{worked_on:?}");
    test.conclude(&claim.lease, Event::Retry).await.unwrap();
    assert_eq!(test.ledger.pull(id, &kim, "the county is held").await.unwrap(), State::Review);
    assert!(test.claim(&[offer("99001", 9)]).await.is_none(), "nothing works on it any more");
    taken_by(test.ledger.take_case(id, &person("lee"), Over::Left).await, "kim");
    let record = test.ledger.application(id).await.unwrap().unwrap();
    assert_eq!(record.reason.as_deref(), Some("the county is held"));
    let twice = test.ledger.pull(id, &kim, "by hand").await;
    assert!(matches!(twice, Err(LedgerError::NotQueued { state: State::Review, .. })), "{twice:?}");
    assert_eq!(test.take_over(&PluginDigest::of(b"next")).await, 0, "no release takes it from them");
    test.ledger.resolve(id, by_hand("H-7"), kim, "by fax".into()).await.unwrap();
    let record = test.ledger.application(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.receipt_number.as_deref()), (State::DeliveredByHand, Some("H-7")));
}

#[rstest]
#[tokio::test]
async fn notes_have_an_end(#[values(On::Sqlite, On::Postgres)] on: On) {
    let test = TestLedger::new(on).await;
    let id = test.receive("99001", 1).await;
    for number in 0..MAX_NOTES {
        test.ledger.note_case(id, &person("kim"), NoteKind::Noted, &number.to_string()).await.unwrap();
    }
    let more = test.ledger.note_case(id, &person("kim"), NoteKind::Noted, "more").await;
    assert!(matches!(more, Err(LedgerError::TooMany { .. })), "{more:?}");
    assert_eq!(test.ledger.notes(id).await.unwrap().len(), 200);
}

/// A page is read by an index in its order, however much there is.
#[rstest]
#[tokio::test]
async fn a_page_of_cases_sorts_nothing(#[values(None, Some("99001"))] of: Option<&str>) {
    let test = TestLedger::new(On::Sqlite).await;
    let of_county = of.map(|_| " AND county = '99001'").unwrap_or_default();
    let sql = format!(
        "EXPLAIN QUERY PLAN SELECT id FROM applications WHERE state = 'review'{of_county} AND (deadline, id) > (1, '') ORDER BY deadline, id LIMIT 50"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(test.ledger.readers()).await.unwrap();
    let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
    assert!(plan.iter().all(|step| step.contains("USING") && !step.contains("TEMP B-TREE")), "{plan:?}");
}
