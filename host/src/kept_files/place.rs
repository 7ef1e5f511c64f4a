//! Where files are kept, as the configuration says it: a folder, or `s3://bucket/prefix` with its `[object_store]`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::credentials::{Credentials, ObjectKeys};

/// The region that requests are signed for where none is named: what servers that know none take.
const REGION: &str = "us-east-1";
/// Longest prefix, in bytes: a name of S3's has at most 1,024.
const MOST_PREFIX: usize = 512;
/// How an object store's address begins.
const SCHEME: &str = "s3://";

/// How an object store is reached: the table `[object_store]`. Keys are never in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where it answers; AWS's own address by default.
    pub endpoint: Option<Url>,
    /// Which region its requests are signed for.
    pub region: Option<String>,
    /// Whether `endpoint` may be http: whoever is between then reads and changes what is sent.
    pub allow_http: bool,
    /// Its keys, in the format of AWS's own tools; from the environment by default.
    pub credentials_file: Option<PathBuf>,
}

/// A folder, or a part of a bucket.
#[derive(Clone, Debug)]
pub enum Place {
    Folder(PathBuf),
    Objects(Arc<Bucket>),
}

/// A part of a bucket, and how it is reached.
#[derive(Clone, Debug)]
pub struct Bucket {
    pub(super) bucket: String,
    /// What all names in it begin with; may be empty.
    pub(super) prefix: String,
    pub(super) endpoint: Option<Url>,
    pub(super) region: String,
    pub(super) allow_http: bool,
    /// None: nobody gave any.
    pub(super) credentials: Option<Credentials>,
    pub(super) limits: Limits,
}

/// How long and how often a store is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// For a connection.
    pub(super) connect: Duration,
    /// For a call with all its tries.
    pub(super) call: Duration,
    /// Tries after the first.
    pub(super) retries: usize,
    /// How long a store that is away is not asked again.
    pub(super) pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            // A picture of 32 MiB at 13 Mbit/s; an attempt's lease is renewed meanwhile.
            call: Duration::from_secs(20),
            retries: 3,
            pause: Duration::from_secs(5),
        }
    }
}

/// A place that cannot be used. Names the key of the configuration that is to be corrected.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPlace {
    #[error("`shared` is neither a folder nor an object store's address, which is s3://bucket/prefix")]
    Scheme,
    #[error(
        "`shared` names no bucket as S3 has them: 3 to 63 lower-case letters, digits, points and hyphens; write s3://bucket/prefix"
    )]
    Bucket,
    #[error(
        "`shared`: what stands behind the bucket may have letters, digits and . _ - between its slashes, {MOST_PREFIX} bytes in all"
    )]
    Prefix,
    #[error(
        "`object_store` says how an object store is reached, and `shared` names none; write shared = \"s3://bucket/prefix\""
    )]
    NoBucket,
    #[error("`object_store.endpoint` must be scheme, host and port alone, as in https://objects.internal:9000")]
    Endpoint,
    #[error(
        "`object_store.endpoint` is http, by which anybody between can read and change what is sent: write https, or set `allow_http` \
         = true where that network is yours"
    )]
    Http,
    #[error("`object_store.region` may have letters, digits and hyphens")]
    Region,
}

impl Place {
    /// Where `shared` is; a relative folder, or file of keys, is looked for from `base` on. Keys of a file go before those that are given.
    pub fn of(
        shared: Option<&str>,
        base: &Path,
        config: Option<Config>,
        keys: Option<ObjectKeys>,
    ) -> Result<Option<Self>, InvalidPlace> {
        match shared {
            Some(shared) if shared.starts_with(SCHEME) => {
                let bucket = bucket(&shared[SCHEME.len()..], base, config.unwrap_or_default(), keys)?;
                Ok(Some(Self::Objects(Arc::new(bucket))))
            }
            Some(shared) if shared.contains("://") => Err(InvalidPlace::Scheme),
            _ if config.is_some() => Err(InvalidPlace::NoBucket),
            _ => Ok(shared.map(|folder| Self::Folder(base.join(folder)))),
        }
    }

    /// The part of it that is called so.
    pub fn below(&self, name: &str) -> Self {
        match self {
            Self::Folder(folder) => Self::Folder(folder.join(name)),
            Self::Objects(bucket) => {
                let prefix = [bucket.prefix.as_str(), name].into_iter().filter(|part| !part.is_empty());
                let prefix = prefix.collect::<Vec<_>>().join("/");
                Self::Objects(Arc::new(Bucket { prefix, ..Bucket::clone(bucket) }))
            }
        }
    }
}

/// For people: which store, and where it answers.
impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/{}", self.bucket, self.prefix)?;
        match &self.endpoint {
            Some(endpoint) => write!(f, " at {}", endpoint.as_str().trim_end_matches('/')),
            None => write!(f, " at AWS, {}", self.region),
        }
    }
}

fn bucket(address: &str, base: &Path, config: Config, keys: Option<ObjectKeys>) -> Result<Bucket, InvalidPlace> {
    let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
    let in_bucket = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
    if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(in_bucket) {
        return Err(InvalidPlace::Bucket);
    }
    let prefix = prefix.trim_end_matches('/');
    let in_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && part.bytes().all(in_part);
    if prefix.len() > MOST_PREFIX || !(prefix.is_empty() || prefix.split('/').all(is_part)) {
        return Err(InvalidPlace::Prefix);
    }
    if let Some(endpoint) = &config.endpoint {
        let bare = matches!(endpoint.scheme(), "http" | "https")
            && endpoint.has_host()
            && endpoint.path() == "/"
            && endpoint.username().is_empty()
            && endpoint.password().is_none()
            && endpoint.query().is_none()
            && endpoint.fragment().is_none();
        if !bare {
            return Err(InvalidPlace::Endpoint);
        }
        if endpoint.scheme() == "http" && !config.allow_http {
            return Err(InvalidPlace::Http);
        }
    }
    let region = config.region.unwrap_or_else(|| REGION.to_owned());
    if region.is_empty() || !region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(InvalidPlace::Region);
    }
    let file = config.credentials_file.map(|file| Credentials::File(base.join(file)));
    Ok(Bucket {
        bucket: bucket.to_owned(),
        prefix: prefix.to_owned(),
        endpoint: config.endpoint,
        region,
        allow_http: config.allow_http,
        credentials: file.or_else(|| keys.map(Credentials::Keys)),
        limits: Limits::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shared: &str, config: &str, expect: Result<&str, InvalidPlace>) {
        let config = (!config.is_empty()).then(|| toml::from_str(config).unwrap());
        let said =
            Place::of(Some(shared), Path::new("/etc/postrider"), config, None).map(|place| match place.unwrap() {
                Place::Folder(folder) => folder.display().to_string(),
                Place::Objects(bucket) => bucket.to_string(),
            });
        assert_eq!(said, expect.map(str::to_owned), "{shared}");
    }

    #[test]
    fn a_place_is_a_folder_or_a_part_of_a_bucket() {
        check("shared", "", Ok("/etc/postrider/shared"));
        check("/mnt/postrider", "", Ok("/mnt/postrider"));
        check("s3://benefits", "", Ok("s3://benefits/ at AWS, us-east-1"));
        check("s3://benefits/a/b/", "region = 'eu-central-1'", Ok("s3://benefits/a/b at AWS, eu-central-1"));
        let endpoint = "endpoint = 'https://objects.internal:9000'";
        check("s3://benefits/a", endpoint, Ok("s3://benefits/a at https://objects.internal:9000"));
        check("s3://benefits", "endpoint = 'http://a.internal'", Err(InvalidPlace::Http));
        check("s3://benefits", "endpoint = 'http://a.test'\nallow_http = true", Ok("s3://benefits/ at http://a.test"));
        for wrong in ["https://u:p@a.test", "https://a.test/bucket", "ftp://a.test", "https://a.test?x"] {
            check("s3://benefits", &format!("endpoint = '{wrong}'"), Err(InvalidPlace::Endpoint));
        }
        check("s3://benefits", "region = 'a/b'", Err(InvalidPlace::Region));
        check("s3://", "", Err(InvalidPlace::Bucket));
        check("s3://Benefits", "", Err(InvalidPlace::Bucket));
        check("s3://benefits/../x", "", Err(InvalidPlace::Prefix));
        check("s3://benefits//x", "", Err(InvalidPlace::Prefix));
        check("gs://benefits", "", Err(InvalidPlace::Scheme));
        check("/mnt/postrider", "region = 'x'", Err(InvalidPlace::NoBucket));
    }

    #[test]
    fn parts_of_a_place_are_named_below_it() {
        let below = |shared: &str| match Place::of(Some(shared), Path::new("/"), None, None)
            .unwrap()
            .unwrap()
            .below("evidence")
        {
            Place::Folder(folder) => folder.display().to_string(),
            Place::Objects(bucket) => bucket.prefix.clone(),
        };
        assert_eq!(
            [below("mnt"), below("s3://benefits"), below("s3://benefits/a")],
            ["/mnt/evidence", "evidence", "a/evidence"]
        );
    }
}
