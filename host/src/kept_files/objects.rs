//! Files as objects of an S3 bucket. A put is whole or not at all by S3's own word. Every call has an end: so many tries, so long a time,
//! so many bytes; and a store that is away is not waited for by everybody in turn.

use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hyper::StatusCode;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{BackoffConfig, ObjectStoreExt as _, RetryConfig};
use tokio::time::Instant;

use super::credentials::NoKeysInFile;
use super::error::{KeptFileError, StoreProblem};
use super::place::{Bucket, Limits};
use super::requests::{Refusal, Requests};

/// How long it is from one try to the next, at least and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

pub(super) struct Objects {
    client: AmazonS3,
    /// For people.
    store: String,
    bucket: String,
    prefix: String,
    limits: Limits,
    /// When the store was found to be away, and how.
    away: Mutex<Option<(Instant, StoreProblem)>>,
}

impl Objects {
    pub(super) fn open(bucket: &Bucket) -> Result<Self, KeptFileError> {
        let failed = |problem| KeptFileError::Store { store: bucket.to_string(), problem };
        let credentials = bucket.credentials.as_ref().ok_or_else(|| failed(StoreProblem::NoKeys))?;
        let limits = bucket.limits;
        let retry = RetryConfig {
            backoff: BackoffConfig { init_backoff: BACKOFF.0, max_backoff: BACKOFF.1, base: 2.0 },
            max_retries: limits.retries,
            retry_timeout: limits.call,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.bucket)
            .with_region(&bucket.region)
            .with_allow_http(bucket.allow_http)
            .with_credentials(credentials.provider())
            .with_retry(retry)
            // A plain DELETE, which every store knows.
            .with_disable_bulk_delete(true)
            .with_http_connector(Requests { connect: limits.connect, allow_http: bucket.allow_http });
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
        }
        let client = builder.build().map_err(|error| failed(StoreProblem::Unusable(innermost(&error))))?;
        let (store, prefix) = (bucket.to_string(), bucket.prefix.clone());
        Ok(Self { client, store, bucket: bucket.bucket.clone(), prefix, limits, away: Mutex::default() })
    }

    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), KeptFileError> {
        let path = self.path(name);
        match self.ask(self.client.put(&path, bytes.into())).await? {
            Some(_) => Ok(()),
            // Nothing but a bucket can be missing of a put.
            None => Err(self.failed(StoreProblem::NoBucket)),
        }
    }

    pub(super) async fn get(&self, name: &str, most: usize) -> Result<Vec<u8>, KeptFileError> {
        let path = self.path(name);
        let got = self.ask(async {
            let found = self.client.get(&path).await?;
            if found.meta.size > most as u64 { Ok(None) } else { found.bytes().await.map(Some) }
        });
        match got.await? {
            None => Err(KeptFileError::Missing { place: self.full_name(name) }),
            Some(Some(bytes)) if bytes.len() <= most => Ok(bytes.into()),
            Some(_) => Err(KeptFileError::TooLarge { place: self.full_name(name), most }),
        }
    }

    pub(super) async fn has(&self, name: &str) -> Result<bool, KeptFileError> {
        let path = self.path(name);
        Ok(self.ask(self.client.head(&path)).await?.is_some())
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), KeptFileError> {
        let path = self.path(name);
        self.ask(self.client.delete(&path)).await.map(drop)
    }

    pub(super) fn full_name(&self, name: &str) -> String {
        format!("s3://{}/{}", self.bucket, self.path(name))
    }

    fn path(&self, name: &str) -> Path {
        Path::from(if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) })
    }

    /// What the store answers within its time; nothing where it has no such object.
    async fn ask<T>(&self, asked: impl Future<Output = object_store::Result<T>>) -> Result<Option<T>, KeptFileError> {
        if let Some(problem) = self.is_away() {
            return Err(self.failed(problem));
        }
        let problem = match tokio::time::timeout(self.limits.call, asked).await {
            Ok(Ok(answer)) => return Ok(Some(answer)),
            Ok(Err(error)) => match problem_of(&error) {
                Some(problem) => problem,
                None => return Ok(None),
            },
            Err(_) => StoreProblem::Slow(self.limits.call),
        };
        if problem.is_away() {
            *self.away.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), problem.clone()));
        }
        Err(self.failed(problem))
    }

    /// What was found a moment ago: a host with thousands of counties, or an attempt with twenty pictures, does not wait so often.
    fn is_away(&self) -> Option<StoreProblem> {
        let away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        away.as_ref().filter(|(since, _)| since.elapsed() < self.limits.pause).map(|(_, problem)| problem.clone())
    }

    fn failed(&self, problem: StoreProblem) -> KeptFileError {
        KeptFileError::Store { store: self.store.clone(), problem }
    }
}

/// What an error means; nothing where it means that there is no such object.
fn problem_of(error: &object_store::Error) -> Option<StoreProblem> {
    if let Some(none) = cause::<NoKeysInFile>(error) {
        return Some(StoreProblem::KeysFile(none.to_string()));
    }
    let Some(refusal) = cause::<Refusal>(error) else {
        return Some(StoreProblem::NotReached(innermost(error)));
    };
    let said = match &refusal.code {
        Some(code) => format!("{} {code}", refusal.status.as_u16()),
        None => refusal.status.as_u16().to_string(),
    };
    match (refusal.status, refusal.code.as_deref()) {
        (_, Some("NoSuchBucket")) => Some(StoreProblem::NoBucket),
        (_, Some("PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException")) => {
            Some(StoreProblem::OtherRegion(said))
        }
        (StatusCode::NOT_FOUND, _) => None,
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => Some(StoreProblem::Refused(said)),
        (status, _) if status.is_redirection() => Some(StoreProblem::OtherRegion(said)),
        _ => Some(StoreProblem::Answered(said)),
    }
}

/// The cause of this kind, however deep it is.
fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// What lies deepest, in the system's words without its number.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(cause) = deepest.source() {
        deepest = cause;
    }
    deepest.to_string().split(" (os error ").next().unwrap_or_default().to_owned()
}
