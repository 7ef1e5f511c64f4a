//! That what is filled in is what `receive` makes, row by row.

use postrider::ledger::{Acknowledgement, Ledger, Recognised};
use postrider::submission::{ApplicationId, Clock};
use rstest::rstest;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Column as _, Connection as _, Row as _, ValueRef as _};

use super::applications::{Applications, DAYS, body};
use super::fill;
use super::place::{Place, Store};

/// What is an application's own: its id, what came in, what is sealed, when it came.
const OWN: [&str; 9] =
    ["id", "application", "body", "body_digest", "idempotency_key", "why", "received_at", "at", "wrapped"];
/// An application that is due when the first one is.
const DUE_WITH_THE_FIRST: u32 = DAYS;

#[rstest]
#[tokio::test]
async fn what_is_filled_in_is_what_receive_makes(#[values(Store::Sqlite, Store::Postgres)] store: Store) {
    let place = Place::new(store).unwrap();
    let config = place.config();
    let ledger = Ledger::open(&config, Clock::System).await.unwrap();
    let applications = Applications::new(1).unwrap();
    fill::fill(&ledger, &config, &applications, 1).await.unwrap();
    // The same again is recognised, by its key and, without one, by what it says.
    let again = || applications.new_application(&ledger, 0).unwrap();
    let by_key = ledger.receive(again()).await.unwrap();
    assert_eq!(by_key.recognised, Some(Recognised::Key));
    let mut without_key = again();
    without_key.key = None;
    let by_content = ledger.receive(without_key).await.unwrap();
    assert_eq!(by_content, Acknowledgement { id: by_key.id, recognised: Some(Recognised::Content) });

    let received = ledger.receive(applications.new_application(&ledger, DUE_WITH_THE_FIRST).unwrap()).await.unwrap();
    assert_eq!(received.recognised, None);
    let (filled, received) = (by_key.id, received.id);
    for (id, number) in [(filled, 0), (received, DUE_WITH_THE_FIRST)] {
        assert_eq!(&**ledger.body(id).await.unwrap(), body(number).as_bytes());
    }
    let said = async |id| {
        let steps = ledger.history(id).await.unwrap().into_iter();
        steps
            .map(|step| (step.event, step.from, step.to, step.who, step.why, step.plugin, step.attempt))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(filled).await, said(received).await);
    let address = match store {
        Store::Sqlite => format!("sqlite://{}", place.address()),
        Store::Postgres => place.address(),
    };
    let mut connection = AnyConnection::connect(&address).await.unwrap();
    for table in [
        "SELECT * FROM applications WHERE id = $1",
        "SELECT * FROM history WHERE application = $1 ORDER BY seq",
        "SELECT * FROM application_keys WHERE application = $1",
    ] {
        let (of_filled, of_received) =
            (rows(&mut connection, table, filled).await, rows(&mut connection, table, received).await);
        assert_eq!(of_filled, of_received);
        assert!(!of_filled.is_empty());
    }
}

/// Every column of the rows, but what is an application's own.
async fn rows(connection: &mut AnyConnection, table: &'static str, id: ApplicationId) -> Vec<Vec<String>> {
    let rows = sqlx::query(table).bind(id.to_string()).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.columns().iter().map(|column| shown(row, column.name())).collect()).collect()
}

fn shown(row: &AnyRow, column: &str) -> String {
    let value = if row.try_get_raw(column).unwrap().is_null() {
        "nothing".to_owned()
    } else if OWN.contains(&column) {
        "its own".to_owned()
    } else {
        let number = row.try_get::<i64, _>(column).map(|number| number.to_string());
        let text = number.or_else(|_| row.try_get::<String, _>(column));
        text.or_else(|_| row.try_get::<bool, _>(column).map(|flag| flag.to_string())).unwrap()
    };
    format!("{column}: {value}")
}
