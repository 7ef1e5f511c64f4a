//! Why a release does not come to serve its county, and what to do next.

use crate::file_error::FileError;
use crate::kept_files::KeptFileError;
use crate::ledger::LedgerError;
use crate::plugin::code::NoCode;
use crate::plugin::inspect::Refusal;
use crate::submission::{CountyCode, PluginDigest};

/// Why a release does not come to serve. The one before goes on serving.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The component cannot be used; its author is to blame.
    #[error("the plugin was refused: {0}")]
    Refused(#[from] Refusal),
    /// The host has no such county.
    #[error(
        "the plugin is for county {county}, which this host does not serve: `county set` it, or add it to counties.d or the configuration"
    )]
    UnknownCounty { county: CountyCode },
    /// It asks for more than ops granted.
    #[error("the plugin asks for more than county {county} grants: {}", differences.join("; "))]
    NotGranted { county: CountyCode, differences: Vec<String> },
    /// No release serves the county.
    #[error("no release serves county {county}: name one that `plugin history` lists, or give a component")]
    NothingServes { county: CountyCode },
    /// It is another county's.
    #[error("the plugin is for county {of}, and not for county {county}")]
    OtherCounty { county: CountyCode, of: CountyCode },
    /// There is nothing to go back to.
    #[error(
        "county {county} has no earlier release to go back to; `plugin history` lists those that are kept, `plugin activate` puts one of them in its place"
    )]
    NothingBefore { county: CountyCode },
    /// No release of the county is called that.
    #[error("county {county} has no release `{wanted}`; it has {}", listed(kept))]
    NoSuchRelease {
        county: CountyCode,
        wanted: String,
        /// What there is, by version and digest.
        kept: Vec<String>,
    },
    /// Several are.
    #[error("county {county} has several releases `{wanted}`: {}; name one by its digest", listed(fitting))]
    SeveralReleases {
        county: CountyCode,
        wanted: String,
        /// Which fit, by version and digest.
        fitting: Vec<String>,
    },
    /// Its faults took it out of service, and nobody said that it may serve again.
    #[error(
        "release {} of county {county} was quarantined: {why}; `plugin activate --force --why ...` puts it in its place all the same",
        digest.short()
    )]
    Quarantined { county: CountyCode, digest: PluginDigest, why: String },
    /// The inbox holds something that is no file.
    #[error("what was dropped is no plain file: copy the component itself into the folder")]
    NotAFile,
    /// The last host ended before it had said what it made of the file.
    #[error(
        "the host ended while it looked at this file, so it is not looked at again: `plugin history` says whether it was installed; if not, drop it once more, or install it by `plugin install`"
    )]
    HostEnded,
    /// The file of a release is gone or was changed.
    #[error("the kept component {digest} of county {county} cannot be used: {problem}; install it again")]
    Kept { county: CountyCode, digest: PluginDigest, problem: String },
    /// The file of a release cannot be read now, and may be what it was.
    #[error("the kept component {digest} of county {county} cannot be read: {problem}")]
    NotRead { county: CountyCode, digest: PluginDigest, problem: String },
    #[error(transparent)]
    File(#[from] FileError),
    /// A component that was brought in could not be kept.
    #[error(transparent)]
    Files(#[from] KeptFileError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl InstallError {
    /// Why a kept component is of no use.
    pub(super) fn of_kept(county: &CountyCode, digest: &PluginDigest, none: NoCode) -> Self {
        let (county, digest) = (county.clone(), digest.clone());
        match none {
            NoCode::Unreadable(problem) => Self::NotRead { county, digest, problem },
            none => Self::Kept { county, digest, problem: none.to_string() },
        }
    }
}

fn listed(releases: &[String]) -> String {
    if releases.is_empty() { "none at all".to_owned() } else { releases.join(", ") }
}
