//! Releases that are to be rehearsed: the one that serves, one that is kept, or a component that nobody installed.

use std::sync::Arc;

use super::Registry;
use super::change::named;
use super::error::InstallError;
use crate::plugin::release::Release;
use crate::submission::CountyCode;

impl Registry {
    /// A kept release, named by its version or by its digest or the beginning of it; the one that serves where none is named.
    pub async fn kept(&self, county: &CountyCode, wanted: Option<&str>) -> Result<Arc<Release>, InstallError> {
        let serving = self.current(county);
        let Some(wanted) = wanted else {
            return serving.ok_or_else(|| InstallError::NothingServes { county: county.clone() });
        };
        let digest = named(&self.shared.ledger.releases(Some(county)).await?, county, wanted)?;
        match serving.filter(|serving| *serving.digest() == digest) {
            Some(serving) => Ok(serving),
            None => Ok(Arc::new(self.shared.store.load(county, &digest).await?)),
        }
    }

    /// A component, checked and compiled as if it were installed, and neither kept nor served.
    pub async fn candidate(&self, county: &CountyCode, bytes: &[u8]) -> Result<Arc<Release>, InstallError> {
        let _turn = self.turn_to_compile().await?;
        let of = self.granted(bytes)?.county;
        if of != *county {
            return Err(InstallError::OtherCounty { county: county.clone(), of });
        }
        Ok(Arc::new(Release::load(self.shared.store.codes.engine(), bytes).await?))
    }
}
