//! Disks that are full, files that are damaged, servers that refuse: said, and nothing that was acknowledged is lost.

use std::net::SocketAddr;

use socket2::SockRef;
use sqlx::Executor as _;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, UnixStream};
use tokio::task::JoinSet;

use super::*;

/// SQLite's own bound on a file stands for the disk's: it answers both alike.
#[tokio::test]
async fn a_full_disk_takes_nothing_and_loses_nothing() {
    let test = TestLedger::new(On::Sqlite).await;
    let kept = test.receive("99001", 1).await;
    let bound = async |pages: &'static str| {
        let mut tx = test.ledger.begin().await.unwrap();
        tx.execute(pages).await.unwrap();
        tx.commit().await.unwrap();
    };
    // Less than there are: none is added.
    bound("PRAGMA max_page_count = 1").await;
    let body = format!("{{\"name\":\"{}\"}}", "x".repeat(100_000));
    let refused = test.ledger.receive(new(&test.ledger, "99001", Some("key"), &body, 1)).await.unwrap_err();
    let LedgerError::Database(sqlx::Error::Database(said)) = &refused else { panic!("{refused:?}") };
    assert!(said.message().contains("full"), "{said}");
    assert_eq!(test.ledger.list(Filter::default()).await.unwrap().len(), 1);
    assert_eq!(test.state(kept).await, State::Queued);
    bound("PRAGMA max_page_count = 1000000").await;
    test.ledger.receive(new(&test.ledger, "99001", Some("key"), &body, 1)).await.unwrap();
    assert!(test.claim(&[offer("99001", 1)]).await.is_some());
}

/// SQLite's own switch stands for a file that can only be read. A disk that is mounted read-only meanwhile refuses at the commit, as an I/O error.
#[tokio::test]
async fn a_file_that_can_only_be_read_takes_nothing_and_loses_nothing() {
    let test = TestLedger::new(On::Sqlite).await;
    let kept = test.receive("99001", 1).await;
    test.ledger.writer().between("PRAGMA query_only = ON").await;
    let submitted = || new(&test.ledger, "99001", Some("key"), "{}", 1);
    let said = test.ledger.receive(submitted()).await.unwrap_err().to_string();
    let file = test.file().display().to_string();
    for part in [file.as_str(), "readonly", "the right to write the file, and mount its disk to be written to"] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(test.state(kept).await, State::Queued);
    test.ledger.writer().between("PRAGMA query_only = OFF").await;
    let sent = test.ledger.receive(submitted()).await.unwrap().id;
    assert_eq!(test.ledger.list(Filter::default()).await.unwrap().len(), 2, "{sent}");
    assert_eq!(test.claim(&[offer("99001", 1)]).await.map(|claim| claim.lease.application), Some(kept));
}

/// A host does not begin on what it cannot read, and changes nothing of it: there may be more to save.
#[tokio::test]
async fn a_damaged_file_is_not_begun_on() {
    let test = TestLedger::new(On::Sqlite).await;
    test.receive("99001", 1).await;
    test.ledger.close().await;
    let (file, config, clock) = (test.file().to_owned(), test.config.clone(), test.clock.clone());
    let TestLedger { ledger, _dir, .. } = test;
    drop(ledger);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[200..].fill(0xAA);
    std::fs::write(&file, &bytes).unwrap();
    let refused = restart::opened(&config, &clock).await.map(drop).unwrap_err();
    let said = all_said(&refused);
    assert!(said.contains("malformed"), "{said}");
    assert!(std::fs::read(&file).unwrap() == bytes, "the file is as it was");
}

/// A role of a test's own on the shared server, for what an administrator does to it.
struct Role(&'static str);

impl Role {
    /// The address of an empty schema, for this role.
    fn address(&self, schema: &str) -> Database {
        let Role(name) = self;
        postgres::shared().sql(&format!("CREATE ROLE {name} LOGIN; GRANT ALL ON SCHEMA {schema} TO {name}")).unwrap();
        let address = postgres::shared().address(schema);
        Database::Postgres(address.replacen("postgres@", &format!("{name}@"), 1))
    }

    /// Alters it. Connections begin anew by what it is then.
    fn alter(&self, to: &str) {
        let Role(name) = self;
        postgres::shared().sql(&format!("ALTER ROLE {name} {to}")).unwrap();
        let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = ";
        postgres::shared().sql(&format!("{end}'{name}'")).unwrap();
    }
}

/// One that ends what takes long while others have its tables, one that went over to a copy that is only read, one without room for a
/// connection. Whoever sent it hears so, and sends it again.
#[rstest]
#[case(Role("hurried"), "SET lock_timeout = '200ms'", "RESET lock_timeout", "lock timeout")]
#[case(Role("short"), "SET statement_timeout = '200ms'", "RESET statement_timeout", "statement timeout")]
#[case(Role("reading"), "SET default_transaction_read_only = on", "RESET default_transaction_read_only", "read-only")]
#[case(Role("crowded"), "CONNECTION LIMIT 0", "CONNECTION LIMIT -1", "too many connections")]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_refuses_is_said_and_lost_is_nothing(
    #[case] role: Role,
    #[case] worse: &str,
    #[case] as_before: &str,
    #[case] expect: &str,
) {
    let schema = postgres::shared().schema();
    let test = TestLedger::of(role.address(&schema), tempfile::tempdir().unwrap()).await;
    let kept = test.receive("99001", 1).await;
    role.alter(worse);
    let database = Database::Postgres(postgres::shared().address(&schema));
    let other = Ledger::open(&Config { database, ..test.config.clone() }, test.clock.clone()).await.unwrap();
    let in_the_way = if expect.contains("timeout") { Some(other.begin().await.unwrap()) } else { None };

    let submitted = || new(&test.ledger, "99001", Some("key"), "{}", 1);
    let refused = test.ledger.receive(submitted()).await.unwrap_err();
    let said = all_said(&refused);
    assert!(said.contains(expect), "{said}");
    drop(in_the_way);
    role.alter(as_before);
    let sent = test.ledger.receive(submitted()).await.unwrap().id;
    assert_eq!(test.ledger.list(Filter::default()).await.unwrap().len(), 2, "{sent}");
    assert_eq!(test.state(kept).await, State::Queued);
    assert_eq!(test.claim(&[offer("99001", 1)]).await.map(|claim| claim.lease.application), Some(kept));
}

/// A port before the shared server. It goes with what runs it.
async fn relay(tasks: &mut JoinSet<()>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tasks.spawn(async move {
        let mut taken = JoinSet::new();
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = UnixStream::connect(postgres::shared().socket()).await.unwrap();
            taken.spawn(async move { copy_bidirectional(&mut client, &mut server).await });
        }
    });
    address
}

/// One that vanishes without a word would be waited for without end. Cut cables need a network to cut; this is what the system goes by.
#[tokio::test]
async fn every_connection_to_a_server_is_watched() {
    let mut tasks = JoinSet::new();
    let address = relay(&mut tasks).await;
    let schema = postgres::shared().schema();
    let database = Database::Postgres(postgres::Server::address_by(address, &schema));
    let test = TestLedger::of(database, tempfile::tempdir().unwrap()).await;
    let readers = || test.ledger.readers().acquire();
    let _readers = tokio::try_join!(readers(), readers(), readers()).unwrap();
    assert_eq!(watched(address), [WATCHED; 4], "a writer, three readers");
    // The writer's is made anew, by itself.
    test.ledger.writer().between("SELECT pg_terminate_backend(pg_backend_pid())").await;
    test.receive("99001", 1).await;
    assert_eq!(watched(address), [WATCHED; 4]);
}

/// Asked after 10 s, every 5 s, 3 times, given up after 20 s.
const WATCHED: (bool, [u64; 3], Option<Duration>) = (true, [10, 5, 3], Some(Duration::from_secs(20)));

/// How the system watches each connection of this process to an address.
fn watched(address: SocketAddr) -> Vec<(bool, [u64; 3], Option<Duration>)> {
    let sockets = server::sockets_to(address.port()).unwrap();
    let ours = sockets.iter().map(SockRef::from);
    let ours = ours.filter(|socket| socket.peer_addr().is_ok_and(|peer| peer.as_socket() == Some(address)));
    ours.map(|socket| {
        let (idle, interval) = (socket.tcp_keepalive_time().unwrap(), socket.tcp_keepalive_interval().unwrap());
        let asked = [idle.as_secs(), interval.as_secs(), socket.tcp_keepalive_retries().unwrap().into()];
        (socket.keepalive().unwrap(), asked, socket.tcp_user_timeout().unwrap())
    })
    .collect()
}

/// Nobody listens there, or nobody answers there.
#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_reached_is_named_with_what_to_do() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (at, why) in [(gone, "refused"), (silent.local_addr().unwrap(), "no answer within 8 s")] {
        let database = Database::Postgres(format!("postgres://rider:s3cret@{at}/rides"));
        let said = database.is_reached().await.unwrap_err().to_string();
        let expected = format!("the ledger postgres://127.0.0.1/rides failed: the server {at} is not reached: ");
        assert!(said.starts_with(&expected) && said.contains(why) && !said.contains("s3cret"), "{said}");
        assert!(said.ends_with("check that it runs, and the network to it"), "{said}");
    }
}

/// An error, and all that it came from.
fn all_said(error: &LedgerError) -> String {
    let mut said = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        said += &error.to_string();
        next = error.source();
    }
    said
}
