//! One suite over both kinds of place; then what each has of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ::objects::{BUCKET, KEY_ID, SECRET};
use rstest::rstest;

use super::error::StoreProblem;
use super::place::Limits;
use super::sample::{On, TestPlace, bucket};
use super::*;

const NAME: &str = "ab/cdef";

/// Short, so that a test need not wait.
const SHORT: Limits = Limits {
    connect: Duration::from_secs(2),
    call: Duration::from_millis(500),
    retries: 1,
    pause: Duration::from_secs(600),
};

fn within(place: &Place, limits: Limits) -> KeptFiles {
    let mut place = place.clone();
    if let Place::Objects(bucket) = &mut place {
        Arc::make_mut(bucket).limits = limits;
    }
    KeptFiles::open(&place).unwrap()
}

fn problem<T>(result: Result<T, KeptFileError>) -> StoreProblem {
    match result {
        Err(KeptFileError::Store { problem, .. }) => problem,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was done"),
    }
}

#[rstest]
#[tokio::test]
async fn what_is_kept_comes_back_until_it_is_removed(#[values(On::Folder, On::Objects)] on: On) {
    let test = TestPlace::new(on);
    let files = KeptFiles::open(&test.place).unwrap();
    assert!(!files.has(NAME).await.unwrap());
    let none = files.get(NAME, 100).await.unwrap_err();
    assert!(matches!(none, KeptFileError::Missing { .. }), "{none}");
    assert!(none.to_string().starts_with("there is no ") && none.to_string().ends_with("shared/ab/cdef"), "{none}");
    // Twice, as two hosts may do at once, and over what a foreign hand left there.
    for _ in 0..2 {
        files.put(NAME, b"what was seen".to_vec()).await.unwrap();
        assert_eq!(files.get(NAME, 13).await.unwrap(), b"what was seen");
        std::fs::write(test.file(NAME), "what was").unwrap();
        assert_eq!(files.get(NAME, 13).await.unwrap(), b"what was", "who reads it checks it");
    }
    assert!(files.has(NAME).await.unwrap());
    assert!(!files.has("ab/cde").await.unwrap());
    for name in ["plain.wasm", "empty"] {
        files.put(name, Vec::new()).await.unwrap();
        assert_eq!(files.get(name, 0).await.unwrap(), b"");
    }
    for _ in 0..2 {
        files.remove(NAME).await.unwrap();
        assert!(!files.has(NAME).await.unwrap() && !test.file(NAME).exists());
    }
    assert!(files.has("plain.wasm").await.unwrap());
}

#[rstest]
#[tokio::test]
async fn what_is_larger_than_it_may_be_is_not_read(#[values(On::Folder, On::Objects)] on: On) {
    let test = TestPlace::new(on);
    let files = KeptFiles::open(&test.place).unwrap();
    let large = vec![7; 3 << 20];
    files.put(NAME, large.clone()).await.unwrap();
    assert_eq!(files.get(NAME, large.len()).await.unwrap(), large);
    let error = files.get(NAME, large.len() - 1).await.unwrap_err();
    assert!(matches!(error, KeptFileError::TooLarge { .. }) && error.is_of_the_file(), "{error}");
    assert!(error.to_string().contains("has more than 3145727 bytes"), "{error}");
}

#[rstest]
#[tokio::test]
async fn a_place_is_tried_out_and_left_as_it_was(#[values(On::Folder, On::Objects)] on: On) {
    let test = TestPlace::new(on);
    let files = KeptFiles::open(&test.place).unwrap();
    files.put("other", b"stays".to_vec()).await.unwrap();
    files.try_out().await.unwrap();
    let entries = std::fs::read_dir(test.file("")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut left: Vec<_> = entries.filter(|name| name != "incoming").collect();
    left.sort();
    assert_eq!(left, ["other"]);
}

#[tokio::test]
async fn files_of_a_folder_are_nobody_elses_to_read() {
    let test = TestPlace::new(On::Folder);
    KeptFiles::open(&test.place).unwrap().put(NAME, b"x".to_vec()).await.unwrap();
    let modes = ["", "incoming", "ab", NAME].map(|name| test.file(name).metadata().unwrap().permissions().mode());
    assert_eq!(modes.map(|mode| mode & 0o777), [0o700, 0o700, 0o700, 0o600]);
}

#[tokio::test]
async fn what_a_killed_host_left_half_written_is_removed_and_what_another_one_writes_is_not() {
    let test = TestPlace::new(On::Folder);
    KeptFiles::open(&test.place).unwrap();
    let (old, new) = (test.file("incoming/0"), test.file("incoming/1"));
    for file in [&old, &new] {
        std::fs::write(file, "half").unwrap();
    }
    let hours_ago = SystemTime::UNIX_EPOCH + SystemTime::UNIX_EPOCH.elapsed().unwrap() - Duration::from_secs(7_200);
    std::fs::File::options().write(true).open(&old).unwrap().set_modified(hours_ago).unwrap();
    KeptFiles::open(&test.place).unwrap();
    assert!(!old.exists() && new.exists());
}

#[tokio::test]
async fn a_store_that_is_away_is_said_at_once_and_found_again_when_it_is_back() {
    let mut test = TestPlace::new(On::Objects);
    let files = within(&test.place, Limits { pause: Duration::ZERO, call: Duration::from_secs(20), ..SHORT });
    files.put(NAME, b"x".to_vec()).await.unwrap();
    test.server.as_mut().unwrap().stop();
    let said = files.get(NAME, 1).await.unwrap_err();
    assert!(!said.is_of_the_file());
    let said = said.to_string();
    assert!(said.starts_with("the object store s3://benefits/shared at http://127.0.0.1:"), "{said}");
    assert!(said.contains("is not reached: Connection refused; check that it runs"), "{said}");
    for not_reached in [files.put(NAME, Vec::new()).await, files.has(NAME).await.map(drop), files.remove(NAME).await] {
        assert!(matches!(problem(not_reached), StoreProblem::NotReached(_)));
    }
    // Who has just heard it does not ask again.
    let patient = within(&test.place, Limits { call: Duration::from_secs(20), ..SHORT });
    problem(patient.has(NAME).await);
    test.server.as_mut().unwrap().start_again().unwrap();
    assert!(matches!(problem(patient.has(NAME).await), StoreProblem::NotReached(_)));
    assert_eq!(files.get(NAME, 1).await.unwrap(), b"x");
}

#[tokio::test]
async fn wrong_keys_and_a_store_without_tls_are_said_in_words() {
    let test = TestPlace::new(On::Objects);
    let endpoint = test.server.as_ref().unwrap().endpoint();
    let wrong = KeptFiles::open(&bucket(&endpoint, BUCKET, "a-wrong-secret")).unwrap();
    for refused in
        [wrong.put(NAME, Vec::new()).await, wrong.get(NAME, 1).await.map(drop), wrong.has(NAME).await.map(drop)]
    {
        let said = refused.unwrap_err().to_string();
        assert!(
            said.contains("refuses the keys of this host (403") && said.contains("AWS_SECRET_ACCESS_KEY"),
            "{said}"
        );
        assert!(!said.contains("a-wrong-secret"), "{said}");
    }
    let secure = KeptFiles::open(&bucket(&endpoint.replace("http:", "https:"), BUCKET, SECRET)).unwrap();
    assert!(matches!(problem(secure.has(NAME).await), StoreProblem::NotReached(_)), "it speaks no TLS");
}

#[tokio::test]
async fn keys_are_read_anew_from_their_file_and_asked_for_where_there_are_none() {
    let test = TestPlace::new(On::Objects);
    let Place::Objects(with_keys) = &test.place else { panic!("it is a bucket") };
    let with = |credentials| Place::Objects(Arc::new(place::Bucket { credentials, ..place::Bucket::clone(with_keys) }));
    let said = KeptFiles::open(&with(None)).err().unwrap().to_string();
    assert!(said.contains("no keys to it are set; set AWS_ACCESS_KEY_ID"), "{said}");
    let file = test.folder.path().join("keys");
    let files = KeptFiles::open(&with(Some(credentials::Credentials::File(file.clone())))).unwrap();
    let said = files.has(NAME).await.unwrap_err().to_string();
    assert!(said.contains("`credentials_file` of [object_store]: ") && said.contains("No such file"), "{said}");
    std::fs::write(&file, "[default]\n").unwrap();
    let said = files.has(NAME).await.unwrap_err().to_string();
    assert!(said.contains("has no `aws_access_key_id`"), "{said}");
    let keys = format!("[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n");
    std::fs::write(&file, keys).unwrap();
    assert!(!files.has(NAME).await.unwrap());
}

/// A server that gives each request the same answer, and counts them; with no answer it keeps whoever asks waiting.
fn answering(answer: &'static str) -> (Place, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = bucket(&format!("http://{}", listener.local_addr().unwrap()), BUCKET, SECRET);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        let mut waiting = Vec::new();
        for mut socket in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            let _ = socket.read(&mut head);
            count.fetch_add(1, Ordering::SeqCst);
            let _ = socket.write_all(answer.as_bytes());
            if answer.is_empty() {
                waiting.push(socket);
            }
        }
    });
    (place, asked)
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_waited_for_once() {
    let (place, asked) = answering("");
    let files = within(&place, SHORT);
    let begun = Instant::now();
    let said = files.get(NAME, 1).await.unwrap_err().to_string();
    assert!(said.contains("did not answer within 0.5 s; check that it runs"), "{said}");
    for _ in 0..20 {
        assert_eq!(problem(files.put(NAME, Vec::new()).await), StoreProblem::Slow(SHORT.call));
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[rstest]
#[case::cut_off("200 OK", "Content-Length: 9\r\n", "x", 9, 2, "is not reached: ")]
#[case::too_long("200 OK", "Content-Length: 99999999999\r\n", "x", 9, 1, "has more than 9 bytes")]
#[case::busy("503 Slow Down", "", "<Error><Code>SlowDown</Code></Error>", 9, 2, "answered 503 SlowDown; its own log")]
#[case::no_name("500 No", "", "<Code>\u{1b}[31m</Code>", 9, 2, "answered 500; its own log")]
#[case::other_region("301 Moved", "", "<Code>PermanentRedirect</Code>", 9, 1, "another region (301 PermanentRedirect)")]
#[case::redirect("307 Moved", "Location: http://elsewhere.test/\r\n", "", 9, 1, "another region (307)")]
#[case::no_bucket("404 No", "", "<Code>NoSuchBucket</Code>", 9, 1, "has no such bucket; make it, or correct `shared`")]
#[case::no_rights("403 No", "", "<Code>AccessDenied</Code>", 9, 1, "refuses the keys of this host (403 AccessDenied)")]
#[tokio::test]
async fn whatever_a_store_answers_has_an_end_in_words(
    #[case] status: &str,
    #[case] headers: &str,
    #[case] body: &str,
    #[case] most: usize,
    #[case] tries: usize,
    #[case] expect: &str,
) {
    let head = "ETag: \"x\"\r\nLast-Modified: Wed, 25 Nov 2026 12:00:00 GMT\r\nConnection: close\r\n";
    let length = if headers.contains("Length") { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let answer = format!("HTTP/1.1 {status}\r\n{head}{length}{headers}\r\n{body}");
    let (place, asked) = answering(answer.leak());
    let files = within(&place, Limits { call: Duration::from_secs(20), ..SHORT });
    let said = files.get(NAME, most).await.unwrap_err().to_string();
    assert!(said.contains(expect), "{said}");
    assert_eq!(asked.load(Ordering::SeqCst), tries, "{said}");
}
