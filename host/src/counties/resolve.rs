//! A county with all that its settings refer to, read from where it lies.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::calendar_file;
use super::references::{FileStamp, Places, Trust};
use super::secrets::{Secret, lies_in};
use super::served::ServedCounty;
use super::tls;
use super::written::Written;
use crate::submission::InvalidCounty;

/// A county that can be served, and what tells whether it became another one.
pub struct Resolved {
    /// The county.
    pub served: Arc<ServedCounty>,
    /// The files that it refers to, as they were just before they were read.
    pub files: BTreeMap<PathBuf, Option<FileStamp>>,
    /// A digest of all that it is made of, what its files hold included.
    pub digest: [u8; 32],
}

impl Written {
    /// Reads what the settings refer to.
    pub fn resolve(&self, places: &Places, trust: Trust) -> Result<Resolved, InvalidCounty> {
        let files = self.files(places).into_iter().map(|path| (FileStamp::of(&path), path));
        let files = files.map(|(stamp, path)| (path, stamp)).collect();
        let mut digest = Sha256::new();
        self.digests().for_each(|part| digest.update(part));
        let mut county = self.county.clone();
        let code = county.code.to_string();
        let refused = |problem: String| InvalidCounty { county: code.clone(), problem };
        if let (Trust::Command, Some(open)) = (trust, self.plain_secrets().first()) {
            return Err(refused(format!(
                "`{open}`: a secret itself is not kept in the ledger: put it into a file on each host, and write `file:PATH` here"
            )));
        }
        county.credentials = self.county.credentials.with_parts(|key, text| {
            let secret = Secret::of(text.reveal()).read(places, trust);
            let secret = secret.map_err(|problem| refused(format!("`credentials.{key}`: {problem}")))?;
            digest.update(Sha256::digest(secret.reveal()));
            Ok(secret)
        })?;
        if let Some(shared) = &self.calendar {
            let calendar = calendar_file::read(shared, places, trust, &mut digest);
            county.calendar = calendar.map_err(|problem| refused(format!("`calendar`: {problem}")))?;
        }
        if let (Trust::Command, Some(file)) = (trust, self.tls_file_outside(places)) {
            return Err(refused(format!(
                "`tls`: a county that is set by command may show its site what lies in {} alone, and not {}",
                places.secrets.display(),
                file.display()
            )));
        }
        let tls = tls::read(&county, &places.base, &mut digest)?;
        Ok(Resolved { served: Arc::new(ServedCounty { county, tls }), files, digest: digest.finalize().into() })
    }

    /// What it would show a site of itself, where that lies elsewhere than secrets of counties do: it may be another county's.
    fn tls_file_outside(&self, places: &Places) -> Option<PathBuf> {
        let tls = &self.county.tls;
        let files = [&tls.client_certificate, &tls.client_key].into_iter().flatten();
        files.map(|file| places.base.join(file)).find(|file| !lies_in(file, &places.secrets))
    }

    /// The files that the settings refer to.
    fn files(&self, places: &Places) -> Vec<PathBuf> {
        let tls = &self.county.tls;
        let of_tls = [&tls.roots, &tls.client_certificate, &tls.client_key];
        let of_calendar = self.calendar.as_ref().map(|shared| &shared.file);
        let of_settings = of_tls.into_iter().flatten().chain(of_calendar);
        let mut files: Vec<PathBuf> = of_settings.map(|file| places.base.join(file)).collect();
        let of_secrets = self.county.credentials.parts();
        files.extend(of_secrets.filter_map(|(_, text)| Secret::of(text.reveal()).file(places)));
        files
    }
}
