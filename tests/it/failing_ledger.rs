//! The ledger's database fails for a while: before the commit nothing is clicked and it is tried later, after it the end is
//! written as soon as it can be. Nothing is sent twice, and no person is asked; also where the host is killed while what it
//! knows of a send has no end yet.

use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Fault, Plan};
use harness::{Client, Harness, Settings, State, Story, component, guest, until};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};

use crate::applications;

/// What a host says whose database would not take an end.
const END_FAILS: &str = "the end could not be written; tried again";

/// The host's database, in another program's hands.
async fn database(harness: &Harness) -> Result<SqliteConnection> {
    let file = harness.host.folder().join("data/ledger.sqlite");
    Ok(SqliteConnectOptions::new().filename(file).busy_timeout(Duration::from_secs(10)).connect().await?)
}

async fn logged(harness: &Harness, text: &str) -> Result<()> {
    until(&format!("the log to say “{text}”"), Duration::from_secs(120), || async {
        Ok(harness.host.log().contains(text).then_some(()))
    })
    .await
}

/// From the moment when the application is in that state until the host's log says the text, another program holds the
/// database's one lock for writing, so that every write of the host fails.
async fn fails_while(harness: &Harness, client: &Client, id: &str, state: State, until_logged: &str) -> Result<()> {
    until(&format!("the application to be {state}"), Duration::from_secs(60), || async {
        Ok((client.application(id).await?.state == state).then_some(()))
    })
    .await?;
    let mut other = database(harness).await?;
    other.execute("BEGIN IMMEDIATE").await?;
    logged(harness, until_logged).await?;
    other.execute("ROLLBACK").await?;
    Ok(other.close().await?)
}

#[tokio::test]
async fn what_cannot_be_written_is_written_later_and_nothing_is_sent_twice() -> Result<()> {
    let harness = Harness::serving(&[County::Alder], Settings::one_session()).await?;
    let client = harness.host.client();
    let scenarios = applications::of(County::Alder, 1)?;
    let ids = client.submit_all(&scenarios).await?;
    fails_while(&harness, &client, &ids[0], State::Attempting, "the intent to send could not be written down").await?;
    assert!(harness.control.truth().await?.is_empty(), "nothing is clicked without a durable intent");
    fails_while(&harness, &client, &ids[0], State::Committing, END_FAILS).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(120)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    let story = client.application(&ids[0]).await?;
    assert_eq!(
        story.states(),
        [
            State::Received,
            State::Queued,
            State::Attempting,
            State::Queued,
            State::Attempting,
            State::Committing,
            State::Delivered
        ],
        "{}",
        story.history_text()
    );
    Ok(())
}

/// The host does this one application, to a database that will not have it in that state; it is killed when it says that the end
/// cannot be written, and comes back to a database that works. Gives the application's story.
async fn killed_before(harness: &mut Harness, county: County, state: State) -> Result<Story> {
    let mut other = database(harness).await?;
    let trigger = format!(
        "CREATE TRIGGER refuses BEFORE UPDATE OF state ON applications WHEN NEW.state = '{state}'
         BEGIN SELECT RAISE(ABORT, 'refused by a test'); END"
    );
    other.execute(sqlx::AssertSqlSafe(trigger)).await?;
    let scenarios = applications::of(county, 1)?;
    let ids = harness.host.client().submit_all(&scenarios).await?;
    logged(harness, END_FAILS).await?;
    harness.host.kill().await?;
    other.execute("DROP TRIGGER refuses").await?;
    other.close().await?;
    harness.host.restart().await?;
    let client = harness.host.client();
    client.until_all_are(&ids, &[State::Delivered, State::Review], Duration::from_secs(180)).await?;
    applications::arrived_once_unaltered(harness, &scenarios).await?;
    client.application(&ids[0]).await
}

/// The county is not even asked: its search, which does not show what it has, would say “none”.
#[tokio::test]
async fn a_confirmation_that_was_read_outlives_a_kill_before_its_end() -> Result<()> {
    let mut harness = Harness::bare(Settings::one_session()).await?;
    harness.control.set_fault(County::Alder, &Plan::always(Fault::NotFoundYet)).await?;
    harness.host.client().install(&component("alder-1.0.0.wasm")?).await?;
    let story = killed_before(&mut harness, County::Alder, State::Delivered).await?;
    assert_eq!(
        story.states(),
        [State::Received, State::Queued, State::Attempting, State::Committing, State::Delivered],
        "{}",
        story.history_text()
    );
    assert!(story.history_text().contains("its worker stopped after that was kept"), "{}", story.history_text());
    Ok(())
}

/// Sent by a plain click that its manifest does not declare: the ledger knew of no intent, and knows the claim.
#[tokio::test]
async fn a_claim_without_a_commit_outlives_a_kill_before_its_end() -> Result<()> {
    let mut harness = Harness::bare(Settings::one_session()).await?;
    harness.host.client().install(&guest("clicks.wasm")?).await?;
    let story = killed_before(&mut harness, County::Birch, State::InDoubt).await?;
    assert_eq!(
        story.states()[..4],
        [State::Received, State::Queued, State::Attempting, State::InDoubt],
        "{}",
        story.history_text()
    );
    let said = "its plugin said that it had sent it without a commit";
    assert!(story.history_text().contains(said), "{}", story.history_text());
    Ok(())
}
