//! A place of each kind, for tests.

use std::path::PathBuf;

use objects::{BUCKET, KEY_ID, SECRET, Server};
use tempfile::TempDir;

use super::credentials::ObjectKeys;
use super::place::{Config, Place};
use crate::submission::Personal;

/// Where a test's files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Folder,
    Objects,
}

pub(crate) struct TestPlace {
    pub(crate) place: Place,
    pub(crate) folder: TempDir,
    /// Where there is one.
    pub(crate) server: Option<Server>,
}

impl TestPlace {
    pub(crate) fn new(on: On) -> Self {
        let folder = tempfile::tempdir().unwrap();
        match on {
            On::Folder => {
                let place = Place::Folder(folder.path().join("shared"));
                Self { place, folder, server: None }
            }
            On::Objects => {
                let server = Server::start().unwrap();
                Self { place: bucket(&server.endpoint(), BUCKET, SECRET), folder, server: Some(server) }
            }
        }
    }

    /// The file that a kept file lies in, for a foreign hand.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        match &self.server {
            Some(server) => server.file(&format!("shared/{name}")),
            None => self.folder.path().join("shared").join(name),
        }
    }
}

/// A part of a bucket that answers there.
pub(crate) fn bucket(endpoint: &str, bucket: &str, secret: &str) -> Place {
    let config = Config { endpoint: Some(endpoint.parse().unwrap()), allow_http: true, ..Config::default() };
    let keys = ObjectKeys { id: KEY_ID.to_owned(), secret: Personal::new(secret), token: None };
    let address = format!("s3://{bucket}/shared");
    Place::of(Some(&address), "/".as_ref(), Some(config), Some(keys)).unwrap().unwrap()
}
