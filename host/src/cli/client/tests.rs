//! Answers of a host, read and shown.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use serde_json::json;

use super::*;

/// A client of whatever listens there, that does not wait between its tries.
pub(in crate::cli) fn client_of(base: String) -> Client {
    Client { base, token: None, http: reqwest::Client::new(), first_pause: Duration::ZERO }
}

#[test]
fn a_problem_reads_as_a_paragraph() {
    let problem = serde_json::json!({
        "title": "The application cannot be taken as it is", "detail": "2 things cannot be taken",
        "problems": [{"field": "applicant.ssn\n", "message": "must be\u{1b}[2J nine digits"}, {"field": "", "message": "all of it"}]
    });
    let expect = "The application cannot be taken as it is: 2 things cannot be taken\n  applicant.ssn\\n: must be\\u{1b}[2J nine digits\n  all of it";
    assert_eq!(paragraph(&problem), expect);
    let problem = serde_json::json!({ "title": "The body is not JSON", "detail": "the body is not JSON (line 1)" });
    assert_eq!(paragraph(&problem), "the body is not JSON (line 1)", "nothing is said twice");
}

#[tokio::test]
async fn a_list_is_read_to_its_page_or_to_its_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client_of(format!("http://{}", listener.local_addr().unwrap()));
    let (first, second) = (json!({"applications": [1, 2], "next": "2"}), json!({"applications": [3], "next": null}));
    let pages = [first.clone(), first, second].map(|page| page.to_string());
    let host = std::thread::spawn(move || {
        pages.map(|page| {
            let (mut connection, _) = listener.accept().unwrap();
            let head: Vec<String> =
                BufReader::new(&connection).lines().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            write!(connection, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{page}", page.len())
                .unwrap();
            head[0].split(' ').nth(1).unwrap().to_owned()
        })
    });
    let list = async |reach| client.list("/v1/review", "after", Vec::new(), reach).await.unwrap();
    assert_eq!(list(Reach::Page(2)).await, (vec![json!(1), json!(2)], Some("2".to_owned())));
    assert_eq!(list(Reach::All).await, (vec![json!(1), json!(2), json!(3)], None));
    assert_eq!(host.join().unwrap(), ["/v1/review?limit=2", "/v1/review?limit=500", "/v1/review?limit=500&after=2"]);
}
