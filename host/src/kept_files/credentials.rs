//! The keys that requests to an object store are signed with: from the environment, or from a file that is read anew for each request, so
//! that keys which run out can be replaced while the host runs. Never in the configuration.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use object_store::aws::AwsCredential;
use object_store::{CredentialProvider, StaticCredentialProvider};

use crate::file_error::FileAction;
use crate::submission::Personal;

/// Largest file of keys.
const MAX_FILE_BYTES: u64 = 64 << 10;

/// A pair of keys, and the token that goes with those that run out.
#[derive(Debug, Clone)]
pub struct ObjectKeys {
    pub id: String,
    pub secret: Personal,
    pub token: Option<Personal>,
}

/// Where the keys come from.
#[derive(Debug, Clone)]
pub(super) enum Credentials {
    Keys(ObjectKeys),
    /// In the format of AWS's own tools; the profile `default`.
    File(PathBuf),
}

/// Why a file gives no keys. Never quotes it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NoKeysInFile(pub(super) String);

impl Credentials {
    pub(super) fn provider(&self) -> Arc<dyn CredentialProvider<Credential = AwsCredential>> {
        match self {
            Self::Keys(keys) => Arc::new(StaticCredentialProvider::new(signing(keys))),
            Self::File(file) => Arc::new(FromFile(file.clone())),
        }
    }
}

#[derive(Debug)]
struct FromFile(PathBuf);

#[async_trait]
impl CredentialProvider for FromFile {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        match read(&self.0).await {
            Ok(keys) => Ok(Arc::new(signing(&keys))),
            Err(none) => Err(object_store::Error::Generic { store: "S3", source: Box::new(none) }),
        }
    }
}

fn signing(keys: &ObjectKeys) -> AwsCredential {
    AwsCredential {
        key_id: keys.id.clone(),
        secret_key: keys.secret.reveal().to_owned(),
        token: keys.token.as_ref().map(|token| token.reveal().to_owned()),
    }
}

async fn read(file: &Path) -> Result<ObjectKeys, NoKeysInFile> {
    let unreadable = |error| NoKeysInFile(FileAction::Read.failed(file)(error).to_string());
    let size = tokio::fs::metadata(file).await.map_err(unreadable)?.len();
    if size > MAX_FILE_BYTES {
        let said = format!("it has {size} bytes; {MAX_FILE_BYTES} are allowed");
        return Err(unreadable(std::io::Error::other(said)));
    }
    let text = Personal::new(tokio::fs::read_to_string(file).await.map_err(unreadable)?);
    keys_in(text.reveal()).ok_or_else(|| {
        NoKeysInFile(format!(
            "{} has no `aws_access_key_id` and `aws_secret_access_key` in its profile `[default]`; write both there",
            file.display()
        ))
    })
}

fn keys_in(text: &str) -> Option<ObjectKeys> {
    let (mut id, mut secret, mut token, mut is_default) = (None, None, None, true);
    for line in text.lines().map(str::trim) {
        if let Some(profile) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            is_default = profile.trim() == "default";
        } else if is_default && let Some((key, value)) = line.split_once('=') {
            let value = value.trim();
            match key.trim() {
                "aws_access_key_id" => id = Some(value.to_owned()),
                "aws_secret_access_key" => secret = Some(Personal::new(value)),
                "aws_session_token" => token = Some(Personal::new(value)),
                _ => {}
            }
        }
    }
    Some(ObjectKeys { id: id?, secret: secret?, token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_default_profile() {
        let text = "# ours\n[other]\naws_access_key_id = x\n[default]\naws_access_key_id = AKIA1\naws_secret_access_key=s3/c=\n\
                    [more]\naws_session_token = t\n";
        let keys = keys_in(text).unwrap();
        assert_eq!((keys.id.as_str(), keys.secret.reveal(), keys.token.is_none()), ("AKIA1", "s3/c=", true));
        assert!(!format!("{keys:?}").contains("s3/c"));
        assert!(keys_in("[default]\naws_access_key_id = AKIA1\n").is_none());
        let with_token = "aws_access_key_id=a\naws_secret_access_key=b\naws_session_token=c";
        assert_eq!(keys_in(with_token).unwrap().token.unwrap().reveal(), "c");
    }
}
