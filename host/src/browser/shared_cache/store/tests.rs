//! The bounds of what is kept.

use std::time::SystemTime;

use hyper::body::Bytes;
use hyper::http::{Request, Response};
use url::Url;

use super::*;
use crate::browser::shared_cache::rules;

/// Of one answer, as large as the proxy keeps.
const LARGE: usize = 2 << 20;

fn owner(county: &str, release: &str) -> Owner {
    Owner { county: county.into(), release: release.into() }
}

fn key(path: &str) -> Key {
    let request = Request::get("/").body(()).unwrap().into_parts().0;
    rules::key(&request, &Url::parse(&format!("https://alder.test/{path}")).unwrap()).unwrap()
}

fn answer(bytes: usize) -> KeptAnswer {
    let request = Request::get("/").body(()).unwrap().into_parts().0;
    let response = Response::builder().header("cache-control", "max-age=60").header("etag", "\"1\"");
    let response = response.header("content-type", "text/css").body(()).unwrap().into_parts().0;
    KeptAnswer::new(&request, &response, Bytes::from(vec![0; bytes]), SystemTime::UNIX_EPOCH).unwrap()
}

#[test]
fn a_county_keeps_so_much_and_what_was_used_least_recently_goes() {
    let (mut store, alder, birch) = (Store::default(), owner("a", "1"), owner("b", "1"));
    store.insert(&birch, key("its-own"), answer(LARGE));
    for number in 0..20 {
        store.insert(&alder, key(&number.to_string()), answer(LARGE));
        assert!(store.find(&alder, &key("0")).is_some(), "what is used stays");
        assert!(store.owners[&alder].bytes <= MOST_BYTES_OF_OWNER);
    }
    assert!(store.find(&alder, &key("1")).is_none() && store.find(&alder, &key("19")).is_some());
    assert!(store.find(&birch, &key("its-own")).is_some(), "no county takes another's");
}

#[test]
fn all_together_keep_so_much() {
    let mut store = Store::default();
    for county in 0..10 {
        for number in 0..7 {
            store.insert(&owner(&county.to_string(), "1"), key(&number.to_string()), answer(LARGE));
        }
        assert!(store.bytes <= MOST_BYTES);
    }
    assert_eq!(store.bytes, store.owners.values().map(|shelf| shelf.bytes).sum::<usize>());
    assert!(store.find(&owner("0", "1"), &key("6")).is_none() && store.find(&owner("9", "1"), &key("0")).is_some());
    assert!(!store.owners.contains_key(&owner("0", "1")), "an owner of nothing is forgotten");
}

#[test]
fn small_answers_are_bounded_too() {
    let (mut store, alder) = (Store::default(), owner("a", "1"));
    for number in 0..30_000 {
        store.insert(&alder, key(&number.to_string()), answer(0));
    }
    assert!(store.owners[&alder].bytes <= MOST_BYTES_OF_OWNER && store.owners[&alder].kept.len() < 30_000);
    assert_eq!(store.owners[&alder].kept.len(), store.owners[&alder].by_use.len());
}

#[test]
fn what_is_replaced_removed_or_cleared_is_gone() {
    let (mut store, first, second) = (Store::default(), owner("a", "1"), owner("a", "2"));
    for _ in 0..3 {
        store.insert(&first, key("x"), answer(1_000));
    }
    assert_eq!(store.owners[&first].kept.len(), 1);
    assert!(store.find(&second, &key("x")).is_none(), "a release begins with nothing");
    store.insert(&first, key("x?a"), answer(1_000));
    store.forget(&first, "https://alder.test/x");
    assert!(store.find(&first, &key("x")).is_none() && store.find(&first, &key("x?a")).is_some());
    store.insert(&second, key("x"), answer(1_000));
    store.insert(&owner("b", "1"), key("x"), answer(1_000));
    store.clear("a");
    assert!(store.find(&second, &key("x")).is_none() && store.find(&owner("b", "1"), &key("x")).is_some());
    store.remove(&owner("b", "1"), &key("x"));
    assert_eq!(store.bytes, 0);
}
